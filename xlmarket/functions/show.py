"""How a cell would show an answer."""

from __future__ import annotations

from xlmarket.functions.answer import Answer
from xlmarket.functions.forms import show_cell


def show(answer: Answer) -> str:
    """Text of an answer: rows one below the other, cells apart by tabs.

    Percentages and share points have one decimal, amounts as many as give five significant figures, at most three,
    and a rank none.
    """
    header = answer.format == "number" and isinstance(answer.value, tuple)
    return "\n".join(
        "\t".join(show_cell(cell, "table" if header else answer.format) for cell in row) for row in answer.rows
    )
