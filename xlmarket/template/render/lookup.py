"""Looking up finished cells: what charts, tables and formulas see of them, and where the formulas with calls are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from xlmarket.package.areas import Area, column_letters
from xlmarket.package.cell_xml import header_text
from xlmarket.package.dates import DateCells, day_number
from xlmarket.package.values import CellError
from xlmarket.template.marks import Marked
from xlmarket.template.plan.cells import (
    ExpressionCell,
    FormulaCell,
    RowPlan,
    StaticCell,
    TaggedFormulaCell,
    TemplateRows,
)
from xlmarket.template.plan.nodes import Strip
from xlmarket.template.render.finished import Piece, SectionRows, Stretch
from xlmarket.template.render.formulas import FormulaTexts, tags_of
from xlmarket.template.render.walk import FilledSheet


def live_formulas(filled: FilledSheet, formulas: FormulaTexts) -> Iterator[tuple[int, FormulaCell, str]]:
    """The finished cells with formulas that call functions: row, cell and text."""
    row = 1
    for piece in filled.finished:
        for start, stretch, rows in stretches(filled, piece, row):
            template = rows.get(stretch.template)
            if template is None:
                continue
            for cell in template.cells:
                if isinstance(cell, FormulaCell) and cell.is_live:
                    texts = formulas.along(cell, formulas.bind(cell), template, stretch)
                    for place, text in enumerate(texts):
                        if text is not None:
                            yield start + place, cell, text
        row += piece.count


def stretches(filled: FilledSheet, piece: Piece, row: int) -> Iterator[tuple[int, Stretch, TemplateRows]]:
    """The stretches of a piece with the row each begins in and the rows of the template it comes from."""
    if isinstance(piece, Stretch):
        yield row, piece, filled.rows
        return
    for strip, finished in zip(piece.plan.strips, piece.strips, strict=True):
        start = row
        for inner in finished:
            yield from stretches(replace(filled, rows=filled.strips[strip.number]), inner, start)
            start += inner.count


def column_values(
    filled: FilledSheet, column: int, first: int, last: int, *, unknown: object = None, as_written: bool = False
) -> list[object]:
    """The values of finished cells below each other. Those of formulas are `unknown`.

    `as_written`: days are numbers and empty texts nothing, as in the file.
    """
    way = _Way(unknown, as_written)
    letters = column_letters(column)
    values: list[object] = []
    for piece, low, high in filled.finished.between(first, last):
        if isinstance(piece, SectionRows):
            values += _in_section(filled, piece, column, low, high, way)
        else:
            values += _in_stretch(filled.rows.get(piece.template), piece, letters, low, high, way)
    return values + [None] * (last - first + 1 - len(values))


def written_values(filled: FilledSheet, area: Area) -> list[object]:
    """The values of an area, row by row, that tags wrote or the designer typed. Formulas have none."""
    numbers = range(area.first_column, area.last_column + 1)
    columns = [column_values(filled, number, area.first_row, area.last_row) for number in numbers]
    return columns[0] if len(columns) == 1 else [value for row in zip(*columns, strict=True) for value in row]


@dataclass(frozen=True, slots=True)
class _Way:
    """How values are looked up: see `column_values`."""

    unknown: object
    as_written: bool


def _in_section(filled: FilledSheet, section: SectionRows, column: int, low: int, high: int, way: _Way) -> list[object]:
    place = next((place for place, strip in enumerate(section.plan.strips) if _holds(filled, strip, column)), None)
    if place is None:
        return [None] * (high - low)
    rows, finished = filled.strips[section.plan.strips[place].number], section.strips[place]
    letters = column_letters(column)
    values: list[object] = []
    for inner, start, end in finished.between(low + 1, high):
        assert isinstance(inner, Stretch)  # noqa: S101 - sections do not stand inside sections
        values += _in_stretch(rows.get(inner.template), inner, letters, start, end, way)
    return values + [None] * (high - low - len(values))


def _holds(filled: FilledSheet, strip: Strip, column: int) -> bool:
    """Whether a finished column is one of a strip, whose columns may come several times."""
    span = filled.layout.columns.span(strip.first_column, strip.last_column)
    return span is not None and span[0] <= column <= span[1]


def _in_stretch(plan: RowPlan | None, stretch: Stretch, letters: str, low: int, high: int, way: _Way) -> list[object]:
    cell = next((cell for cell in plan.cells if cell.column == letters), None) if plan is not None else None
    if isinstance(cell, ExpressionCell) and stretch.values:
        slot = cell.slot
        values = [values[slot] if values else None for values in stretch.values[low:high]]
        if cell.is_head:
            return [header_text(_unmark(value)) for value in values]
        kinds = set(map(type, values))
        if Marked in kinds:
            values = [_unmark(value) for value in values]
        if not way.as_written or (kinds == {float} and cell.dates is None):
            return values
        return [None] * (high - low) if cell.is_picture else [_as_written(value, cell.dates) for value in values]
    if isinstance(cell, TaggedFormulaCell):
        return [None if tags is None else way.unknown for tags in tags_of(cell, stretch)[low:high]]
    if isinstance(cell, FormulaCell):
        return [way.unknown] * (high - low)
    return [cell.value if isinstance(cell, StaticCell) else None] * (high - low)


def _as_written(value: object, dates: DateCells | None) -> object:
    """A value as `cell_tail` writes it."""
    if value is None or value == "":
        return None
    if isinstance(value, (bool, int, float, CellError)):
        return value
    day = value if isinstance(value, date) else dates.date_of(value) if dates and isinstance(value, str) else None
    if dates is not None and day is not None:
        return day_number(day, dates.epoch)
    if hasattr(value, "item") and callable(value.item):
        return _as_written(value.item(), dates)
    return str(value) or None


def _unmark(value: object) -> object:
    return value.value if isinstance(value, Marked) else value
