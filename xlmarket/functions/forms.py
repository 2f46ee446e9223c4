"""The forms in which a cell shows a value: percent, points, number, index, rank or text."""

from __future__ import annotations

from xlmarket.package.values import CellValue

PARTS = ("percent", "percentage points", "basis points")
"""Units after `as=`: the figure is multiplied already, and a percent sign would multiply it again."""


def show_cell(cell: CellValue, form: str) -> str:
    """Text of one cell in one of the forms of `Answer`."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).upper()
    if not isinstance(cell, (int, float)):
        return str(cell)
    match form:
        case "percent":
            return f"{cell * 100:,.1f}%"
        case "points":
            return f"{cell * 100:+,.1f} pts"
        case "index":
            return f"{cell:,.1f}"
        case "rank":
            return f"{cell:,.0f}"
    return _amount(float(cell))


def _amount(value: float) -> str:
    """Thousands separated, about five significant figures, no idle zeros."""
    size = abs(value)
    decimals = 0 if size >= 10_000 else 1 if size >= 1_000 else 2 if size >= 10 else 4
    if value == int(value):
        return f"{value:,.0f}"
    return f"{value:,.{decimals}f}".rstrip("0").rstrip(".") if decimals else f"{value:,.0f}"


def print_cell(cell: CellValue, form: str, unit: str = "") -> str:
    """Text of one cell for a reader of text, who is not shown the unit: `2.2 %`, `+0.3 pts`, `684.45`."""
    if form in ("percent", "points") and unit in PARTS:
        return show_cell(cell, "number")
    text = show_cell(cell, form)
    return f"{text[:-1]} %" if form == "percent" and text.endswith("%") else text


def is_unit_shown(form: str, unit: str) -> bool:
    """Whether the unit of a figure says more than its text does: `2.2 %` is not a fraction to a reader."""
    return bool(unit) and (form not in ("percent", "points", "text", "rank", "index") or unit in PARTS)
