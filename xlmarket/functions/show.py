"""How a cell would show an answer."""

from __future__ import annotations

from xlmarket.functions.cells import Answer
from xlmarket.package.values import CellValue


def show(answer: Answer) -> str:
    """Text of an answer: rows one below the other, cells apart by tabs.

    Percentages and share points have one decimal; amounts as many as give five significant figures, at most three;
    a rank none.
    """
    header = answer.format == "number" and isinstance(answer.value, tuple)
    return "\n".join(
        "\t".join(show_cell(cell, "table" if header else answer.format) for cell in row) for row in answer.rows
    )


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
