"""The registry: which worksheet functions exist, by name. Hosts, manual, templates and the command line read it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from xlmarket.functions.declarations import FAMILIES
from xlmarket.functions.spec import Function, find_named, functions_of


@cache
def registry() -> Mapping[str, Function]:
    """Return every worksheet function by its cell name, in one order."""
    return MappingProxyType({function.cell_name: function for function in functions_of(*FAMILIES)})


def find_function(name: str) -> Function:
    """Return a function by its name in any case. Raises `FormulaError` with the nearest names."""
    return find_named(registry(), name)
