"""What every contestant writes: a header, rows of one text and eleven numbers, totals, three charts over the rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import make_dataclass
from typing import Any

ROWS_OF = (20, 300, 2_000, 20_000, 100_000)
FIELDS = ("name", *(f"v{number}" for number in range(1, 12)))
LETTERS = "ABCDEFGHIJKL"
SHEET, NUMBER_FORMAT = "Report", "#,##0.0"
CHARTS = {"column": "v1", "line": "v2", "bar": "v3"}
Item = make_dataclass("Item", FIELDS)


def generated(rows: int) -> Iterator[Any]:
    """One item per row, made when asked for."""
    columns = [k / 7 for k in range(1, len(FIELDS))]
    return (Item(f"Market {n}", *[n * 1.1 + part for part in columns]) for n in range(rows))


def totals(last: int | str) -> list[str]:
    """The formulas below the rows, from the second column on."""
    return [f"=SUM({letter}2:{letter}{last})" for letter in LETTERS[1:]]


def chart_place(number: int) -> tuple[int, int]:
    """Row and column of a chart, counted from 0."""
    return 4 + 16 * number, 14


def stretch(charts: Iterable[Any], last: int) -> None:
    """Let the charts of a loaded template show all rows (openpyxl's object model, which wolfxl shares)."""
    for chart in charts:
        for series in chart.series:
            category = series.cat.strRef or series.cat.numRef
            for reference in (series.val.numRef, category):
                letter = reference.f.split("$")[1]
                reference.f = f"{SHEET}!${letter}$2:${letter}${last}"
            series.val.numRef.numCache = None
            if series.cat.strRef:
                category.strCache = None
            else:
                category.numCache = None
