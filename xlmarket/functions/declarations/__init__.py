"""The worksheet functions, a module per family, in the order of the registry."""

from xlmarket.functions.declarations import (
    checks,
    growth,
    lists,
    names,
    origins,
    outlooks,
    shares,
    structure,
    why,
)

FAMILIES = (growth, lists, names, origins, why, checks, outlooks, shares, structure)
