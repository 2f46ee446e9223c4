"""Conditional formats, as far as they can be told without calculating: comparisons with numbers and texts, scales, bars."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl.worksheet.worksheet import Worksheet

from xlmarket.output.html.sheets.looks import Looks, mix
from xlmarket.package.values import is_number

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "lessThan": operator.lt, "lessThanOrEqual": operator.le, "greaterThan": operator.gt, "greaterThanOrEqual": operator.ge,
    "equal": operator.eq, "notEqual": operator.ne,
}  # fmt: skip
_TEXTS: dict[str, Callable[[str, str], bool]] = {
    "beginsWith": str.startswith, "endsWith": str.endswith, "containsText": str.__contains__,
    "notContainsText": lambda text, part: part not in text,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Effect:
    """What the rules make of a cell: declarations, and the number format, if one is set."""

    css: str = ""
    code: str = ""


class Rules:
    """The conditional formats of a sheet. `is_partial`: some are not shown."""

    def __init__(self, sheet: Worksheet, looks: Looks) -> None:
        self._looks, self._sheet = looks, sheet
        self._areas = [
            (area.cells.ranges, sorted(area.rules, key=lambda rule: rule.priority or 0))
            for area in sheet.conditional_formatting
        ]
        self.is_partial = any(not _is_shown(rule) for _, rules in self._areas for rule in rules)

    def of(self, cell: Any) -> Effect:
        """Return what the rules make of a cell. The first rule that sets something wins, as in Excel."""
        css: dict[str, str] = {}
        code = ""
        for rule, values in self._rules_at(cell):
            if rule.type == "colorScale" and is_number(cell.value):
                css.setdefault("background", self._scaled(rule.colorScale, cell.value, values))
            elif rule.type == "dataBar" and is_number(cell.value):
                css.setdefault("background", self._bar(rule.dataBar, cell.value, values))
            elif rule.dxf is not None and _holds(rule, cell.value):
                fill = self._looks.fill(rule.dxf.fill, of_rule=True)
                ground = fill[0].partition(":")[2] if fill else self._looks.ground(cell)
                for line in (*self._looks.font(rule.dxf.font, ground), *fill):
                    css.setdefault(*line.split(":", 1))
                code = code or (rule.dxf.numFmt.formatCode if rule.dxf.numFmt else "")
        return Effect(";".join(f"{name}:{value}" for name, value in css.items() if value), code)

    def _rules_at(self, cell: Any) -> Iterator[tuple[Any, list[float]]]:
        for ranges, rules in self._areas:
            if any(cell.coordinate in each for each in ranges):
                values: list[float] = []
                if any(rule.type in ("colorScale", "dataBar") for rule in rules):
                    cells = (other for each in ranges for row in self._sheet[each.coord] for other in _row(row))
                    values = [other.value for other in cells if is_number(other.value)]
                yield from ((rule, values) for rule in rules if _is_shown(rule))

    def _scaled(self, scale: Any, value: float, values: list[float]) -> str:
        ends = [_end(each, values, place / (len(scale.cfvo) - 1)) for place, each in enumerate(scale.cfvo)]
        colours = [self._looks.colour(colour) for colour in scale.color]
        if value <= ends[0]:
            return colours[0]
        for low, high, first, second in zip(ends, ends[1:], colours, colours[1:], strict=False):
            if value <= high:
                return mix(first, second, (value - low) / ((high - low) or 1))
        return colours[-1]

    def _bar(self, bar: Any, value: float, values: list[float]) -> str:
        low, high = (_end(each, values, place) for place, each in enumerate(bar.cfvo))
        part = min(max((value - min(low, 0)) / ((high - min(low, 0)) or 1), 0), 1)
        colour = self._looks.colour(bar.color)
        return f"linear-gradient(to right,{colour} {part:.0%},transparent {part:.0%})"


def _row(row: Any) -> Sequence[Any]:
    return row if isinstance(row, tuple) else (row,)


def _is_shown(rule: Any) -> bool:
    if rule.type == "cellIs":
        return all(_number(text) is not None for text in rule.formula)
    if rule.type in ("colorScale", "dataBar"):
        ends = rule.colorScale.cfvo if rule.type == "colorScale" else rule.dataBar.cfvo
        return all(end.type in ("min", "max", "num", "percent") for end in ends)
    return rule.type in _TEXTS


def _holds(rule: Any, value: Any) -> bool:
    if rule.type in _TEXTS:
        return isinstance(value, str) and _TEXTS[rule.type](value.casefold(), str(rule.text).casefold())
    if not is_number(value):
        return False
    bounds = [bound for bound in map(_number, rule.formula) if bound is not None]
    if rule.operator in ("between", "notBetween"):
        return bool(min(bounds) <= value <= max(bounds)) is (rule.operator == "between")
    return rule.operator in _COMPARE and bool(_COMPARE[rule.operator](value, bounds[0]))


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _end(end: Any, values: list[float], place: float) -> float:
    low, high = min(values, default=0.0), max(values, default=0.0)
    if end.type == "num":
        return float(end.val)
    part = float(end.val or 0) / 100 if end.type == "percent" else place
    return low + (high - low) * part
