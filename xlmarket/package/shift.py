"""A formula as it reads some cells further: relative references move, as in the cells of a shared formula."""

from __future__ import annotations

import re

from xlmarket.package.areas import column_letters, column_number, parse_area
from xlmarket.package.lexer import SHEET, TOKEN
from xlmarket.package.limits import MAX_COLUMN, MAX_ROW

_PREFIX = re.compile(rf"(?:{SHEET}|\[[^\[\]]*\][\w.:]*!)?")
_END = re.compile(r"(\$?)([A-Za-z]{0,3})(\$?)([0-9]*)\Z")


def shift_formula(formula: str, rows: int, columns: int) -> str:
    """The formula moved down and right. Like Excel's, references run on at the other edge of the sheet."""
    if not rows and not columns:
        return formula

    def move(token: re.Match[str]) -> str:
        return _move(token[0], rows, columns) if token["reference"] or token["external"] else token[0]

    return TOKEN.sub(move, formula)


def _move(reference: str, rows: int, columns: int) -> str:
    """A reference moved. A name that only looks like one (`XFE1`) stays."""
    ends = []
    at = 0
    while at <= len(reference):
        prefix = _PREFIX.match(reference, at)
        head = prefix[0] if prefix else ""
        stop = reference.find(":", at + len(head))
        ends.append((head, reference[at + len(head) : stop if stop >= 0 else None]))
        at = stop + 1 if stop >= 0 else len(reference) + 1
    try:
        parse_area(":".join(end for _, end in ends))
    except ValueError:
        return reference
    return ":".join(head + _end(end, rows, columns) for head, end in ends)


def _end(end: str, rows: int, columns: int) -> str:
    found = _END.match(end)
    assert found is not None  # noqa: S101 - it is an end of an area
    mark, column, row_mark, row = found.groups()
    if column and not mark:
        column = column_letters((column_number(column) - 1 + columns) % MAX_COLUMN + 1)
    if row and not (row_mark if column else mark):
        row = str((int(row) - 1 + rows) % MAX_ROW + 1)
    return mark + column + row_mark + row
