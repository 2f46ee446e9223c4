"""The note of a frozen cell: the call, the cells it looked at, and what stands behind the answer."""

from __future__ import annotations

from typing import Any

from xlmarket.formulas.book.values import BookValues, FormulaHome
from xlmarket.formulas.spelling import Call
from xlmarket.functions import Answer, show
from xlmarket.functions.arguments import as_rows
from xlmarket.package.lexer import TOKEN
from xlmarket.package.values import CellError

_MOST_CELLS = 6


def note(call: Call, answer: Answer | None, home: FormulaHome, values: BookValues) -> str:
    """What is written on a frozen cell. Without an answer the value was the one the workbook showed."""
    lines = [_plain(call, values)]
    lines += [f"{name} = {shown}" for name, shown in _looked_at(call, home, values).items()]
    if answer is None:
        return "\n".join([*lines, "The value is the one the workbook showed."])
    rows = answer.rows
    first = rows[0][0]
    if len(rows) * len(rows[0]) == 1:
        lines.append(f"Answer: {show(answer)}" + (f" {answer.unit}" if answer.format == "number" else ""))
    else:
        lines.append(f"Answer: {len(rows)} x {len(rows[0])} cells")
    if isinstance(first, CellError) and first.sentence:
        lines.append(f"Reason: {first.sentence}")
    said = {"Period": answer.period, "Source": answer.source, "Status": answer.status, "Vintage": answer.vintage}
    return "\n".join([*lines, *(f"{name}: {text}" for name, text in said.items() if text)])


def _plain(call: Call, values: BookValues) -> str:
    """The call with the bare names of functions."""
    text, done = "", call.span[0]
    for inner in values.book.calls_in(call.formula):
        if done <= inner.head[0] < call.span[1]:
            text += call.formula[done : inner.head[0]] + inner.name
            done = inner.head[1]
    return "=" + text + call.formula[done : call.span[1]]


def _looked_at(call: Call, home: FormulaHome, values: BookValues) -> dict[str, str]:
    """The references among the arguments, with what stood there."""
    found: dict[str, str] = {}
    for token in TOKEN.finditer(call.text):
        name = token["reference"] or (
            token["name"] if token["name"] and "(" not in call.text[token.end() :][:1] else ""
        )
        value = values.cells_meant(token, home) if name else None
        if value is not None:
            cells = [_file_value(cell) for row in as_rows(value) for cell in row]
            more = " …" if len(cells) > _MOST_CELLS else ""
            found[name] = ", ".join(cells[:_MOST_CELLS]) + more
    return found


def _file_value(value: Any) -> str:
    if value is None:
        return "(empty)"
    return f"{value:.15g}" if isinstance(value, float) else str(value)
