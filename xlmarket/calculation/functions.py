"""The functions that IronCalc calculates as Excel does, and where they take ranges.

Each is held against LibreOffice by `tests/calculation/test_equality.py`. A function that is not listed has no value.
"""

from __future__ import annotations

from enum import Flag, auto


class Trait(Flag):
    """What a formula does that asks for a look at its values before its result is believed."""

    NONE = 0
    ARITHMETIC = auto()
    """Calculates with cells: a text that a locale reads as a number or a day has no one value."""
    ADDITIVE = auto()
    """Adds or subtracts last: Excel rounds what is left of equal numbers to zero."""
    EQUAL = auto()
    """Compares values: letters that have no one form in capitals."""
    ORDER = auto()
    """Compares by size: the order of texts is that of a language."""
    TEXT = auto()
    """Makes a text of cells: numbers of many digits are printed otherwise."""
    READING = auto()
    """Reads the text of a cell: its length, a part of it."""
    MATCHING = auto()
    """Looks for a value: texts with wildcards, and those that look like numbers, match otherwise."""
    CONDITION = auto()
    """Joins conditions or tells errors apart: which of several errors counts differs."""
    SUBTOTAL = auto()
    """Leaves out filtered rows and other subtotals."""
    RANK = auto()
    """Ranks: what has no rank gives different errors."""
    POWER = auto()
    """Raises to a power: a number too large is another error."""
    GROWING = auto()
    """Makes a text longer by a factor."""
    PRODUCT = auto()
    """Multiplies or divides."""


ALL_ARGUMENTS = frozenset(range(256))
_ODD = frozenset(range(1, 256, 2))

RANGES: dict[str, frozenset[int]] = {
    **dict.fromkeys(("SUM", "AVERAGE", "COUNT", "COUNTA", "MIN", "MAX", "PRODUCT", "MEDIAN", "SUMPRODUCT"), ALL_ARGUMENTS),
    "SUBTOTAL": ALL_ARGUMENTS - {0},
    "LARGE": frozenset({0}),
    "SMALL": frozenset({0}),
    "RANK": frozenset({1}),
    "COUNTIF": frozenset({0}),
    "SUMIF": frozenset({0, 2}),
    "AVERAGEIF": frozenset({0, 2}),
    "COUNTIFS": ALL_ARGUMENTS - _ODD,
    "SUMIFS": _ODD | {0},
    "AVERAGEIFS": _ODD | {0},
    "INDEX": frozenset({0}),
    "MATCH": frozenset({1}),
    "VLOOKUP": frozenset({1}),
    "ROWS": frozenset({0}),
    "COLUMNS": frozenset({0}),
}  # fmt: skip
"""The arguments, counted from 0, that may be ranges of several cells. Elsewhere Excel would take one cell of them."""

ALIGNED = frozenset({"SUMIF", "AVERAGEIF", "COUNTIFS", "SUMIFS", "AVERAGEIFS", "SUMPRODUCT"})
"""Functions whose ranges are to have one size."""

CONDITIONS = frozenset({"AND", "OR", "NOT"})
TESTS = frozenset({"AND", "OR", "NOT", "ISNUMBER", "ISTEXT", "ISBLANK", "ISERROR", "ISERR", "ISNA"})
"""Each argument of a condition is a comparison or one of the tests: what a text means there differs."""

SAFE_IN_CONDITIONS = TESTS | {"SUM", "COUNT", "COUNTA", "MIN", "MAX", "ABS", "COUNTIF", "SUMIF", "LEN", "TRUE", "FALSE"}
"""Functions that give no errors of their own, and may stand inside AND and OR."""

CRITERIA = frozenset({"COUNTIF", "SUMIF", "AVERAGEIF", "COUNTIFS", "SUMIFS", "AVERAGEIFS"})
LOOKUPS = {"MATCH": 2, "VLOOKUP": 3}
"""Functions that look up, with the argument that has to be 0 or FALSE: the exact match."""

_NUMBERS = ("ROUND", "ROUNDUP", "ROUNDDOWN", "ABS", "INT", "SQRT", "POWER", "EXP", "LN", "LOG10", "SIGN", "TRUNC")
_READERS = ("LEFT", "RIGHT", "MID", "LEN", "TRIM", "UPPER", "LOWER", "SUBSTITUTE", "FIND", "EXACT", "REPT")
_CHOICES = (
    "IF", "IFERROR", "IFNA", "CHOOSE", "AND", "OR", "NOT", "ISNUMBER", "ISTEXT", "ISBLANK", "ISERROR", "ISERR", "ISNA",
    "NA", "TRUE", "FALSE",
)  # fmt: skip

TRAITS: dict[str, Trait] = {
    **dict.fromkeys(RANGES, Trait.NONE),
    **dict.fromkeys(_CHOICES, Trait.NONE),
    **dict.fromkeys(TESTS, Trait.EQUAL),
    **dict.fromkeys(("AND", "OR", "ISNA", "ISERR"), Trait.EQUAL | Trait.CONDITION),
    "IFNA": Trait.CONDITION,
    **dict.fromkeys(_NUMBERS, Trait.ARITHMETIC),
    **dict.fromkeys(_READERS, Trait.READING),
    **dict.fromkeys(CRITERIA, Trait.MATCHING),
    **dict.fromkeys(LOOKUPS, Trait.MATCHING),
    "SUBTOTAL": Trait.SUBTOTAL,
    "RANK": Trait.MATCHING | Trait.RANK,
    "CONCATENATE": Trait.TEXT,
    "SUBSTITUTE": Trait.READING | Trait.GROWING,
    "REPT": Trait.READING | Trait.GROWING,
    "POWER": Trait.ARITHMETIC | Trait.POWER,
    "EXP": Trait.ARITHMETIC | Trait.POWER,
}
"""All functions that are calculated."""

SUBTOTALS = frozenset({"1", "2", "3", "4", "5", "9", "101", "102", "103", "104", "105", "109"})
"""The functions inside SUBTOTAL that are calculated."""
