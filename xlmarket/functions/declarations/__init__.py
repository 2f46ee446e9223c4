"""The worksheet functions, a module per family; importing a module declares its functions."""


def load() -> None:
    """Declare them all."""
    from xlmarket.functions.declarations import (  # noqa: F401
        growth,
        lists,
        names,
        origins,
        outlooks,
        shares,
        structure,
    )
