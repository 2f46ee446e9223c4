"""The worksheet functions, a module per family; importing a module declares its functions."""

from types import ModuleType


def load() -> tuple[ModuleType, ...]:
    """Declare them all; the modules in their order."""
    from xlmarket.functions.declarations import (
        growth,
        lists,
        names,
        origins,
        outlooks,
        shares,
        structure,
    )

    return growth, lists, names, origins, outlooks, shares, structure
