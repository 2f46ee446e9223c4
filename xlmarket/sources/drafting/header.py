"""The header of a foreign table: the first row of labels that is as wide as the rows of figures below it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from xlmarket.sources.cells import is_blank
from xlmarket.sources.drafting.numbers import SYMBOLS
from xlmarket.sources.tables import Percent, RawCell, RawRow, text_of

_FIGURE = re.compile(r"[^\w(]*\(?[^\w(]*[\d][\d.,'’\s\u00a0\u202f]*\)?\s*(?:[%]|[^\d\s]{1,4})?\s*")
_YEAR = re.compile(r"(?:19|20)\d\d(?:年|\s*\[YR\d{4}\]|\s*[^\d\s/.-][^\d]{0,7}|[/-]\d\d)?")
_BELOW = 30
_FARTHEST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The header of a table: its labels joined over `levels` rows, the number of the first, and the body below.

    `titles` are the texts of the rows above, `below` the numbers of rows of codes or units between labels and figures.
    """

    labels: tuple[str, ...]
    number: int
    levels: int
    body: Sequence[RawRow]
    titles: tuple[str, ...]
    below: tuple[int, ...] = ()


def find_header(rows: Sequence[RawRow]) -> Header | None:
    """Return the header among the first rows, or None where no row of labels is above figures."""
    for at in range(min(len(rows), _FARTHEST)):
        body = rows[at + 1 : at + 1 + _BELOW]
        if body and _is_header(rows[at], body):
            return _header(rows, at)
    return None


def is_figure(cell: RawCell) -> bool:
    """Whether a cell looks like a number, with whatever signs and marks around it, or like a symbol for none."""
    if isinstance(cell, Percent):
        return True
    if isinstance(cell, (int, float)):
        return not isinstance(cell, bool)
    return isinstance(cell, str) and (bool(_FIGURE.fullmatch(cell.strip())) or cell.strip().casefold() in SYMBOLS)


def is_year(cell: RawCell) -> bool:
    """Whether a cell is a year, with a mark behind it or not: `2015`, `2016p`, `2024年`, `2014/15`."""
    return bool(_YEAR.fullmatch(text_of(cell)))


def nonblank_columns(row: RawRow) -> list[int]:
    """Return the positions of the cells that are not blank."""
    return [at for at, cell in enumerate(row.cells) if not is_blank(cell)]


def _is_header(row: RawRow, body: Sequence[RawRow]) -> bool:
    widths = sorted(len(nonblank_columns(below)) for below in body)
    usual = widths[len(widths) // 2]
    labelled = nonblank_columns(row)
    if len(labelled) < max(2, 0.6 * usual) or len({text_of(row.cells[at]).casefold() for at in labelled}) < 2:
        return False
    figures = [at for at in labelled if _is_figure_column(at, body)]
    labels = [at for at in labelled if not is_figure(row.cells[at]) or is_year(row.cells[at])]
    return bool(figures) and len(labels) >= 0.8 * len(labelled) and any(at in figures for at in labels)


def _is_figure_column(column: int, body: Sequence[RawRow]) -> bool:
    cells = [row.cells[column] for row in body if column < len(row.cells) and not is_blank(row.cells[column])]
    return bool(cells) and sum(map(is_figure, cells)) >= 0.5 * len(cells)


def _header(rows: Sequence[RawRow], at: int) -> Header:
    """The header, joined with the row above it where that one names groups of labels."""
    labels = [text_of(cell) for cell in rows[at].cells]
    named = [label for label in labels if label]
    levels = 1
    if (
        at
        and len(set(named)) < len(named)
        and rows[at - 1].number == rows[at].number - 1
        and len(nonblank_columns(rows[at - 1])) > 1
    ):
        levels = 2
        labels = _join_labels([text_of(cell) for cell in rows[at - 1].cells], labels)
    first = rows[at + 1 - levels]
    titles = tuple(" ".join(text_of(row.cells[n]) for n in nonblank_columns(row)) for row in rows[: at + 1 - levels])
    figures = [n for n in nonblank_columns(rows[at]) if _is_figure_column(n, rows[at + 1 : at + 1 + _BELOW])]
    body = rows[at + 1 :]
    codes = tuple(row.number for row in takewhile(lambda row: _has_words(row, figures), body[:_BELOW]))
    return Header(
        labels=tuple(labels), number=first.number, levels=levels, body=body[len(codes) :], titles=titles, below=codes
    )


def _has_words(row: RawRow, figures: Sequence[int]) -> bool:
    """Whether a row has words or codes in the columns of figures."""
    cells = [row.cells[n] for n in figures if n < len(row.cells) and not is_blank(row.cells[n])]
    return bool(cells) and sum(map(is_figure, cells)) < 0.5 * len(cells)


def _join_labels(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """The labels of two rows. One of the upper row counts until the next."""
    carried, labels = "", []
    for at, label in enumerate(lower):
        carried = (upper[at] if at < len(upper) else "") or carried
        labels.append(" ".join(part for part in (carried, label) if part))
    return labels
