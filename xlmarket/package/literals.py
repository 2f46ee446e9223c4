"""Values as formulas write them: numbers, texts, errors and array constants.

Reports and `formulas freeze` put them in the place of calls, templates in the place of tags.
"""

from __future__ import annotations

from collections.abc import Iterable

from xlmarket.errors import FormulaError
from xlmarket.package.limits import MOST_TEXT_IN_FORMULA
from xlmarket.package.texts import utf16_length
from xlmarket.package.values import CellError, CellRows, CellValue


def literal(value: CellValue | CellRows) -> str:
    """A value as a formula holds it. Nothing is empty text, numbers have the 15 digits of Excel.

    An array has no place for a text of more than 255 characters, which is a `FormulaError`. Elsewhere it is put together
    from pieces.
    """
    if isinstance(value, tuple):
        return "{" + ";".join(",".join(_in_array(cell) for cell in row) for row in value) + "}"
    if isinstance(value, str) and utf16_length(value) > MOST_TEXT_IN_FORMULA:
        size = MOST_TEXT_IN_FORMULA if utf16_length(value) == len(value) else MOST_TEXT_IN_FORMULA // 2
        pieces = (value[at : at + size] for at in range(0, len(value), size))
        return "(" + "&".join(map(_text, pieces)) + ")"
    return _one(value)


def _in_array(cell: CellValue) -> str:
    if isinstance(cell, str) and utf16_length(cell) > MOST_TEXT_IN_FORMULA:
        raise FormulaError(f"a text in an array has at most {MOST_TEXT_IN_FORMULA} characters", found=f"{cell[:40]}…")
    return _one(cell)


def _one(cell: CellValue) -> str:
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, (int, float)):
        return f"{cell:.15G}"
    return cell.code if isinstance(cell, CellError) else _text(cell or "")


def _text(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def placed(formula: str, literals: Iterable[tuple[tuple[int, int], str]]) -> str:
    """A formula with literals in place of spans, given in order. A negative number by an operator gets brackets."""
    text, done = "", 0
    for (start, end), written in literals:
        is_bare = not written.startswith("-") or is_alone(formula, start, end)
        text += formula[done:start] + (written if is_bare else f"({written})")
        done = end
    return text + formula[done:]


def is_alone(formula: str, start: int, end: int) -> bool:
    """Whether a span of a formula is a whole argument, a whole item of an array or the whole formula."""
    return formula[:start].rstrip()[-1:] in _BEFORE and formula[end:].lstrip()[:1] in _AFTER


_BEFORE, _AFTER = ("", *"(,=;{"), ("", *"),;}")
