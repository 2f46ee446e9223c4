"""What functions return, and how Python values become rows of cells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from typing import Any

from xlmarket.functions.forms import print_cell
from xlmarket.package.values import CellError, CellRows, CellValue
from xlmarket.periods import Period

PARTIAL = ": partial period"
"""What the flag of an answer says after the label of a period that the data cover only partly."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells [market, period] of a function that finds each by itself; a market asked for twice is there once."""

    rows: CellRows
    width: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What a function or formula answers: one cell, or rows of cells, and what stands behind them.

    `format` says how a cell would show it: percent, points, number, index, rank or text. `flag` is what else there is
    to know: a partial period, the members that were compared.
    """

    value: CellValue | CellRows
    format: str = "number"
    unit: str = ""
    source: str = ""
    status: str = ""
    vintage: str = ""
    period: str = ""
    flag: str = ""

    @property
    def rows(self) -> CellRows:
        """The answer as rows, also when it is one cell."""
        return self.value if isinstance(self.value, tuple) else ((self.value,),)

    @property
    def reason(self) -> str:
        """Why there is no figure: the sentence of the first error, empty where there is none."""
        return next((cell.sentence for row in self.rows for cell in row if isinstance(cell, CellError)), "")

    def __float__(self) -> float:
        """The figure. Raises `ValueError` with the reason where there is none."""
        if isinstance(self.value, (int, float)):
            return float(self.value)
        raise ValueError(self.reason or f"not a number: {self}")

    def __str__(self) -> str:
        """What a reader sees: `2.2 %`."""
        return "\n".join("\t".join(print_cell(cell, self.format, self.unit) for cell in row) for row in self.rows)

    def __repr__(self) -> str:
        """The text with what is behind it: `<Answer 2.2 %, 2015Q4, illustrative>`."""
        return f"<Answer {', '.join(filter(None, [str(self), self.period, self.status, self.reason]))}>"

    def _repr_html_(self) -> str:
        """How a notebook shows it."""
        lines = {name: getattr(self, name) for name in ("period", "status", "source", "vintage", "flag", "reason")}
        rows = "".join(f"<tr><th>{name}</th><td>{escape(text)}</td></tr>" for name, text in lines.items() if text)
        unit = f" <small>{escape(self.unit)}</small>" if self.format not in ("percent", "points", "text") else ""
        return f"<div><strong>{escape(str(self))}</strong>{unit}<table>{rows}</table></div>"


def is_empty(value: object) -> bool:
    """Omitted, empty text and an empty cell are the same; Excel hands an empty cell over as 0, which nothing else means."""
    if isinstance(value, str):
        return not value.strip()
    return value is None or (value == 0 and type(value) in (int, float))


def as_rows(value: Any) -> tuple[tuple[Any, ...], ...]:
    """Any argument as rows: a scalar is one cell, a flat list a row."""
    if isinstance(value, str) or not isinstance(value, (list, tuple)):
        return ((value,),)
    if value and all(isinstance(row, (list, tuple)) for row in value):
        return tuple(tuple(row) for row in value)
    return (tuple(value),)


def flat(value: Any) -> tuple[Any, ...]:
    """All cells of an argument in reading order."""
    return tuple(cell for row in as_rows(value) for cell in row)


def is_array(value: object) -> bool:
    return isinstance(value, (list, tuple))


def plain(value: object) -> object:
    """A value as `--json` and other programs take it."""
    if isinstance(value, (Period, CellError)):
        return str(value)
    return value.isoformat() if isinstance(value, (date, datetime)) else value
