"""Codes that mean a market only among others of their kind: numbers of the United Nations, codes of the World Bank.

`TEA` is a product of a shop and a region of the World Bank, and `100` is a shop and Bulgaria. A column of a file says
which it is: next to `BRA`, `DEU` and `CHN`, `TEA` is the region.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

_LETTERS = re.compile("[A-Z]{3}")
_DIGITS = re.compile("[0-9]{1,3}")
_ENOUGH = 3


def are_bank_codes(names: Collection[str], countries: Collection[str]) -> bool:
    """Whether a column is written in codes of three letters: at least half of it, three countries among them."""
    codes = [name for name in names if _LETTERS.fullmatch(name)]
    return 2 * len(codes) >= len(names) and sum(code in countries for code in codes) >= _ENOUGH


def numbers_in(names: Collection[str]) -> tuple[str, ...]:
    """The names that are numbers."""
    return tuple(name for name in names if name.isascii() and name.isdecimal())


def are_numeric_codes(numbers: Collection[str], known: Mapping[str, str]) -> bool:
    """Whether numbers are surely codes: all known and of three digits, three of them or one with a leading zero."""
    padded = any(number.startswith("0") for number in numbers)
    return all(number in known for number in numbers) and (padded or len(numbers) >= _ENOUGH)


def may_be_numeric_codes(numbers: Collection[str], known: Mapping[str, str]) -> bool:
    """Whether all numbers would be codes with their leading zeros, which spreadsheets take away: 76 for 076."""
    return all(_DIGITS.fullmatch(number) and number.zfill(3) in known for number in numbers)
