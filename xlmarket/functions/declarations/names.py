"""Codes and names of markets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from xlmarket.errors import NotAvailable, XlmarketError
from xlmarket.functions.arguments import as_rows, is_array, is_empty
from xlmarket.functions.snapshot import Snapshot
from xlmarket.functions.spec import OMITTED, Takes, function
from xlmarket.package.values import CellError, CellValue

NameOrNames = Annotated[Any, Takes("any", "a name or code; several spill")]


@function("Names", "text", plain=True)
def market_code(
    snapshot: Snapshot,
    name: NameOrNames,
    scheme: Annotated[Any, Takes("any", "iso3 (default), iso2 or key")] = OMITTED,
) -> Any:
    """The code of a market: ISO 3166-1 for countries, our key for anything else.

    Example:
        =MARKET_CODE("Korea, Rep.") → KOR
        =MARKET_CODE("Namibia", "iso2") → NA
    """

    def code(text: Any) -> CellValue:
        market = snapshot.resolve(str(text))
        if str(scheme or "iso3").lower() == "key":
            return market.key
        return snapshot.markets.display(market.key, str(scheme or "iso3").lower()) or market.key

    return each(name, code)


@function("Names", "text", plain=True)
def market_name(
    snapshot: Snapshot,
    code: NameOrNames,
    language: Annotated[Any, Takes("any", "short (default), official, or a language: de, pt, zh")] = OMITTED,
) -> Any:
    """The name of a market, in a language of the CLDR if one is given.

    Example:
        =MARKET_NAME("KOR") → South Korea
        =MARKET_NAME("BRA", "zh") → 巴西
    """
    return each(code, lambda text: snapshot.markets.display(snapshot.resolve(str(text)).key, str(language or "short")))


def each(value: Any, tell: Callable[[Any], CellValue]) -> Any:
    """One answer per cell of the argument."""
    if not is_array(value):
        return tell(value)
    return tuple(tuple(_safely(tell, cell) for cell in row) for row in as_rows(value))


def _safely(tell: Callable[[Any], CellValue], cell: Any) -> CellValue:
    if isinstance(cell, CellError):
        return cell
    try:
        if is_empty(cell):
            raise NotAvailable("the name is empty")
        return tell(cell)
    except XlmarketError as error:
        return CellError.of(error)
