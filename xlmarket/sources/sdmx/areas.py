"""Codes of areas that are not ISO: those of the ECB and the IMF for groups of countries."""

from __future__ import annotations

from functools import cache

from xlmarket.errors import XlmarketError
from xlmarket.markets import standard_markets

AREAS = {"U2": "EURO_AREA", "I7": "EA18", "I8": "EA19", "I9": "EA20", "W0": "WORLD", "W00": "WORLD"}


@cache
def area_of(code: str, named: str) -> str:
    """Return the text that means the market: the code where it is known, else its name, else the code.

    Where code and name are two known markets, both are returned, which no market is called.
    """
    by_code, by_name = _key(AREAS.get(code.upper(), code)), _key(named)
    if by_code and by_name and by_code != by_name and code.upper() not in AREAS:
        return f"{code} ({named})"
    if by_code:
        return AREAS.get(code.upper(), code)
    return named or code


def _key(text: str) -> str:
    try:
        return standard_markets().resolve(text).key if text else ""
    except XlmarketError:
        return ""
