"""The criteria of a filter (autoFilter), and which values they show.

Excel keeps the texts of cells that are shown, conditions, or what it alone can work out: the top ten, dates relative to
today, colours, icons. It compares texts without regard to case.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from operator import ge, gt, le, lt

from lxml import etree

from xlmarket.package.archive import MAIN

Shows = Callable[[object], "bool | None"]
"""Whether a criterion shows a value. None: that is not known, as it depends on how the number is formatted."""

_WHOLE = re.compile(r"-?\d+")
_ORDERS = {"greaterThan": gt, "greaterThanOrEqual": ge, "lessThan": lt, "lessThanOrEqual": le}
_WILDCARDS = re.compile(r"~([*?~])|([*?])")


@dataclass(frozen=True, slots=True)
class ColumnCriterion:
    """The criterion of one column of a filter, counted from 0. `shows` is None for what only Excel can work out."""

    column: int
    shows: Shows | None


def criteria_of(auto_filter: etree._Element) -> list[ColumnCriterion]:
    """The criteria of a filter. A column of which only the button is hidden has none."""
    return [
        ColumnCriterion(int(column.get("colId") or 0), _read(column[0]))
        for column in auto_filter.iterchildren(f"{{{MAIN}}}filterColumn")
        if len(column)
    ]


def clear_criteria(auto_filter: etree._Element) -> None:
    """Take the criteria out of a filter. Its buttons stay, and its order."""
    for column in list(auto_filter.iterchildren(f"{{{MAIN}}}filterColumn")):
        column[:] = []
        if not column.get("hiddenButton"):
            auto_filter.remove(column)


def _read(criterion: etree._Element) -> Shows | None:
    kind = etree.QName(criterion).localname
    if kind == "filters":
        return _listed(criterion)
    return _conditions(criterion) if kind == "customFilters" else None


def _listed(criterion: etree._Element) -> Shows | None:
    """A list of the texts that are shown. One of days or months is for Excel."""
    items = list(criterion)
    if any(etree.QName(item).localname != "filter" for item in items):
        return None
    texts = {str(item.get("val")).casefold() for item in items}
    has_blanks = criterion.get("blank") in ("1", "true")
    are_whole = all(map(_WHOLE.fullmatch, texts))

    def shows(value: object) -> bool | None:
        if value is None or value == "":
            return has_blanks
        if isinstance(value, str):
            return value.casefold() in texts
        if _is_number(value) and are_whole and float(str(value)).is_integer():
            return str(int(float(str(value)))) in texts
        return None

    return shows


def _conditions(criterion: etree._Element) -> Shows | None:
    """One or two conditions, of which both or one have to hold."""
    conditions = [_condition(item.get("operator") or "equal", str(item.get("val") or "")) for item in criterion]
    every = criterion.get("and") in ("1", "true")

    def shows(value: object) -> bool | None:
        answers = [condition(value) for condition in conditions]
        if (not every) in answers:
            return not every
        return None if None in answers else every

    return shows if conditions else None


def _condition(operator: str, wanted: str) -> Shows:
    is_not = operator == "notEqual"
    number = _number(wanted)

    def equals(value: object) -> bool | None:
        if value is None or value == "":
            return not wanted.strip()
        if isinstance(value, str):
            return _pattern(wanted).fullmatch(value) is not None
        return float(str(value)) == number if _is_number(value) and number is not None else None

    def is_ordered(value: object) -> bool | None:
        if value is None or value == "" or (isinstance(value, str) and number is not None):
            return False
        known = _is_number(value) and number is not None
        return _ORDERS[operator](float(str(value)), number or 0.0) if known else None

    def shows(value: object) -> bool | None:
        if operator in _ORDERS:
            return is_ordered(value)
        answer = equals(value)
        return answer if answer is None or not is_not else not answer

    return shows


def _pattern(text: str) -> re.Pattern[str]:
    """A text with wildcards (`*`, `?`, `~` before one that is meant) as a pattern."""
    return re.compile("".join(_pieces(text)), re.IGNORECASE | re.DOTALL)


def _pieces(text: str) -> Iterator[str]:
    at = 0
    for match in _WILDCARDS.finditer(text):
        yield re.escape(text[at : match.start()])
        yield re.escape(match[1]) if match[1] else {"*": ".*", "?": "."}[match[2]]
        at = match.end()
    yield re.escape(text[at:])


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
