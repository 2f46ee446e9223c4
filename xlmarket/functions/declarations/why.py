"""Why a function returns an error."""

from __future__ import annotations

from typing import Annotated, Any

from xlmarket.errors import XlmarketError
from xlmarket.functions.arguments import bind
from xlmarket.functions.declarations import checks, growth, lists, names, origins, outlooks, shares, structure
from xlmarket.functions.execute import execute
from xlmarket.functions.snapshot import Snapshot
from xlmarket.functions.spec import Function, Takes, find_named, functions_of
from xlmarket.functions.spec import function as declare
from xlmarket.package.values import CellError

Argument = Annotated[Any, Takes("any", "an argument of the function")]


@declare("Origins", "text", plain=True)
def market_why(
    snapshot: Snapshot,
    function: Annotated[Any, Takes("any", "the name of a function, as text")],
    argument1: Argument = None,
    argument2: Argument = None,
    argument3: Argument = None,
    argument4: Argument = None,
    argument5: Argument = None,
    argument6: Argument = None,
    argument7: Argument = None,
) -> str:
    """The sentence behind the error of a function for these arguments. Of a figure it is the flag.

    Examples:
        =MARKET_WHY("MARKET_GROWTH", "Brazil") → destination_share of Brazil 2015: there is no figure for 2014 to compare it with; one period has no growth (cross-border-2015)
        =MARKET_WHY("MARKET_OUTLOOK", "Viet Nam") → no error; by region: Southeast Asia
    """
    arguments = [argument1, argument2, argument3, argument4, argument5, argument6, argument7]
    spec = _find(str(function))
    try:
        answer = execute(snapshot, spec, bind(spec, arguments[: len(spec.parameters)]))
    except XlmarketError as error:
        return str(error)
    errors = [cell for row in answer.rows for cell in row if isinstance(cell, CellError)]
    return errors[0].sentence if errors else "; ".join(filter(None, ["no error", answer.flag]))


def _find(name: str) -> Function:
    """A function by name, this one too. The registry is above this module, so the families are searched."""
    others = functions_of(growth, lists, names, origins, checks, outlooks, shares, structure)
    return find_named({function.cell_name: function for function in (*others, market_why)}, name)
