"""What functions return: the value as a cell or rows of cells, and what is behind it."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass

from xlmarket.functions.display import html_facts
from xlmarket.functions.forms import is_unit_shown, print_cell
from xlmarket.package.values import CellError, CellRows, CellValue

PARTIAL = ": partial period"
"""The flag of a period that the data cover only partly, after its label."""


@dataclass(frozen=True, slots=True)
class CellGrid:
    """Cells [market, period] of a function that fills each by itself. A market given twice is there once."""

    rows: CellRows
    width: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What a function or formula returns: one cell, or rows of cells, and what is behind them.

    `format` is how a cell shows it: percent, points, number, index, rank or text. `flag` is what else there is to
    know: a partial period, the members that were compared. `down` and `across` label rows and columns with the names
    of markets and periods, and are empty for functions that return tables of their own.
    """

    value: CellValue | CellRows
    format: str = "number"
    _: KW_ONLY
    unit: str = ""
    source: str = ""
    status: str = ""
    vintage: str = ""
    period: str = ""
    flag: str = ""
    down: tuple[str, ...] = ()
    across: tuple[str, ...] = ()

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
        from html import escape

        behind = ("period", "status", "source", "vintage", "flag", "reason")
        unit = f" <small>{escape(self.unit)}</small>" if is_unit_shown(self.format, self.unit) else ""
        facts = html_facts({name: getattr(self, name) for name in behind})
        return f'<div><div style="padding:0 0.6em"><strong>{escape(str(self))}</strong>{unit}</div>{facts}</div>'
