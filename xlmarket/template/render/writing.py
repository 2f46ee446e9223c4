"""Writing finished rows as XML, a stretch of rows at a time, a column of cells at once.

Excel calculates anew on opening, so formulas are written without the values they had in the template.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from xlmarket.errors import PeriodError, Place, TemplateError
from xlmarket.package.areas import parse_area
from xlmarket.package.cell_xml import header_text
from xlmarket.package.column_xml import Lines, write_column
from xlmarket.package.dates import DateCells
from xlmarket.package.texts import escape
from xlmarket.periods import parse_period
from xlmarket.template.layout.axes import STILL, Path
from xlmarket.template.layout.references import Bound, Layouts
from xlmarket.template.marks import Marked
from xlmarket.template.read.plan import Dynamic, Formula, RowPlan, Rows, SheetPlan, Static
from xlmarket.template.render.made import Made, Piece, Section, Stretch
from xlmarket.template.render.walk import Walked


@dataclass(frozen=True, slots=True)
class Extra:
    """What a cell got besides its value: a link or note, or a picture to draw over it."""

    column: str
    row: int
    template: str
    value: Any
    is_picture: bool = False


@dataclass
class Writer:
    """Writes the rows of one sheet; what goes with cells but not in them is collected in `extras`.

    `live` are the cells with formulas of ours by row and column, as they are written after their row number.
    """

    plan: SheetPlan
    place: Place
    walked: Walked
    layouts: Layouts
    live: Mapping[tuple[int, str], str] = field(default_factory=dict)
    extras: list[Extra] = field(default_factory=list)
    _bound: dict[tuple[int, int], list[Bound]] = field(default_factory=dict)

    def texts(self) -> Iterator[str]:
        """The rows as XML, in pieces."""
        row = 1
        for piece in self.walked.made:
            if isinstance(piece, Section):
                yield self._section(piece, row)
            else:
                yield self._stretch(piece, row)
            row += piece.count

    def _stretch(self, piece: Stretch, row: int) -> str:
        plan = self.walked.rows.get(piece.template)
        if plan is None:
            return ""
        lines = Lines(piece.count)
        numbers = _numbers(row, piece.count)
        lines.text('<row r="')
        lines.column(numbers)
        lines.text(f'"{plan.attributes}>')
        self._cells(lines, plan, piece, row, numbers)
        lines.text("</row>")
        return lines.joined()

    def _section(self, section: Section, row: int) -> str:
        """Rows whose cells come from strips side by side; their looks are those of the template's own rows."""
        count = section.count
        lines = Lines(count)
        lines.text('<row r="')
        lines.column(_numbers(row, count))
        lines.text('"')
        lines.column([self._attributes(section, place) for place in range(count)])
        lines.text(">")
        for strip, made in zip(section.plan.strips, section.strips, strict=True):
            texts = self._strip(made, self.walked.strips[id(strip)], row)
            lines.column(texts + [""] * (count - len(texts)))
        lines.text("</row>")
        return lines.joined()

    def _attributes(self, section: Section, place: int) -> str:
        number = section.plan.first + place
        plan = self.plan.rows.get(number) if number <= section.plan.last else None
        return plan.attributes if plan is not None else ""

    def _strip(self, made: Made, rows: Rows, row: int) -> list[str]:
        texts: list[str] = []
        for piece in made:
            assert isinstance(piece, Stretch)  # noqa: S101 - sections do not stand inside sections
            plan = rows.get(piece.template)
            lines = Lines(piece.count)
            if plan is not None:
                start = row + len(texts)
                self._cells(lines, plan, piece, start, _numbers(start, piece.count))
            texts += lines.rows()
        return texts

    def _cells(self, lines: Lines, plan: RowPlan, piece: Stretch, row: int, numbers: Sequence[str]) -> None:
        formulas = iter(self._formulas(plan))
        columns = list(zip(*piece.values, strict=True)) if piece.values and plan.dynamic else []
        for cell in plan.cells:
            lines.text(f'<c r="{cell.column}')
            lines.column(numbers)
            match cell:
                case Static():
                    lines.text(cell.tail)
                case Dynamic():
                    self._dynamic(lines, cell, columns[cell.slot] if columns else (None,) * piece.count, row, plan)
                case Formula():
                    bound = next(formulas)
                    if cell.is_live and self.live:
                        lines.column([self.live[row + place, cell.column] for place in range(piece.count)])
                    else:
                        self._formula(lines, cell, bound, piece)

    def _dynamic(self, lines: Lines, cell: Dynamic, values: Sequence[Any], row: int, plan: RowPlan) -> None:
        where = f"{cell.column}{plan.number}"
        if cell.is_picture:
            self.extras += [
                Extra(cell.column, row + place, where, value, is_picture=True)
                for place, value in enumerate(values)
                if value is not None and value != ""
            ]
            values = (None,) * len(values)
        elif Marked in set(map(type, values)):
            values = self._unmarked(cell, values, row, where)
        if cell.is_head:
            values = [header_text(value) for value in values]
        try:
            dates = DateCells(cell.epoch, _first_day) if cell.epoch is not None else None
            write_column(lines, cell.style, values, dates=dates, font=cell.font)
        except TemplateError as error:
            raise error.at(replace(self.place, cell=where)) from None

    def _unmarked(self, cell: Dynamic, values: Sequence[Any], row: int, where: str) -> list[Any]:
        found = []
        for place, value in enumerate(values):
            if isinstance(value, Marked):
                self.extras.append(Extra(cell.column, row + place, where, value))
            found.append(value.value if isinstance(value, Marked) else value)
        return found

    def _formulas(self, plan: RowPlan) -> list[Bound]:
        key = (plan.number, id(plan))
        if key not in self._bound:
            self._bound[key] = [
                cell.formula.bind(self.plan.name, self.layouts, across=cell.across)
                for cell in plan.cells
                if isinstance(cell, Formula)
            ]
        return self._bound[key]

    def _formula(self, lines: Lines, cell: Formula, bound: Bound, piece: Stretch) -> None:
        if cell.reference:
            lines.column([self._with_area(cell, bound, path) for path in _paths(piece)])
            return
        lines.text(f'"{cell.style}><f{cell.attributes}>')
        if bound.is_constant:
            lines.text(escape(bound.at()))
        else:
            texts = bound.along(piece.path, piece.count)
            lines.column([escape(text) for text in texts] if any("&" in t or "<" in t for t in texts[:1]) else texts)
        lines.text("</f></c>")

    def _with_area(self, cell: Formula, bound: Bound, path: Path) -> str:
        """An array formula or a data table: its area and the cells it varies move with it."""
        layout = self.layouts.get(self.plan.name.casefold(), STILL)
        home = (path, cell.across)
        area = layout.area(parse_area(cell.reference), home)
        inputs = ""
        for key, reference in cell.inputs:
            moved = layout.area(parse_area(reference), home)
            inputs += f' {key}="{moved or reference}"'
        text = escape(bound.at(path))
        return f'"{cell.style}><f{cell.attributes} ref="{area or cell.reference}"{inputs}>{text}</f></c>'


def _first_day(text: str) -> date | None:
    """The first day of the period a text names, if it names one."""
    try:
        return parse_period(text).start
    except PeriodError:
        return None


def _numbers(row: int, count: int) -> list[str]:
    return list(map(str, range(row, row + count)))


def _paths(piece: Stretch) -> Iterator[Path]:
    if not piece.path:
        yield from [piece.path] * piece.count
        return
    block, start = piece.path[-1]
    for further in range(piece.count):
        yield (*piece.path[:-1], (block, start + further))


def live_formulas(plan: SheetPlan, walked: Walked, layouts: Layouts) -> Iterator[tuple[int, Formula, str]]:
    """The finished cells with formulas of ours: row, cell and text."""
    row = 1
    for piece in walked.made:
        for start, stretch, rows in _stretches(walked, piece, row):
            template = rows.get(stretch.template)
            for cell in template.cells if template is not None else ():
                if isinstance(cell, Formula) and cell.is_live:
                    bound = cell.formula.bind(plan.name, layouts, across=cell.across)
                    for place, text in enumerate(bound.along(stretch.path, stretch.count)):
                        yield start + place, cell, text
        row += piece.count


def _stretches(walked: Walked, piece: Piece, row: int) -> Iterator[tuple[int, Stretch, Rows]]:
    """The stretches of a piece with the row each begins in and the rows of the template it comes from."""
    if isinstance(piece, Stretch):
        yield row, piece, walked.rows
        return
    for strip, made in zip(piece.plan.strips, piece.strips, strict=True):
        start = row
        for inner in made:
            yield from _stretches(replace(walked, rows=walked.strips[id(strip)]), inner, start)
            start += inner.count


def seen(walked: Walked, column: int, letters: str, first: int, last: int, *, unknown: object = None) -> list[object]:
    """What a chart sees of finished cells below each other; a formula's value is not known."""
    found: list[object] = []
    for piece, low, high in walked.made.between(first, last):
        found += _seen(walked, piece, column, letters, low, high, unknown)
    return found + [None] * (last - first + 1 - len(found))


def _seen(
    walked: Walked, piece: Piece, column: int, letters: str, low: int, high: int, unknown: object
) -> list[object]:
    if isinstance(piece, Section):
        place = next(
            n for n, strip in enumerate(piece.plan.strips) if strip.first_column <= column <= strip.last_column
        )
        rows, made = walked.strips[id(piece.plan.strips[place])], piece.strips[place]
        found: list[object] = []
        for inner, start, end in made.between(low + 1, high):
            assert isinstance(inner, Stretch)  # noqa: S101 - sections do not stand inside sections
            found += _of_row(rows.get(inner.template), inner, letters, start, end, unknown)
        return found + [None] * (high - low - len(found))
    return _of_row(walked.rows.get(piece.template), piece, letters, low, high, unknown)


def _of_row(plan: RowPlan | None, piece: Stretch, letters: str, low: int, high: int, unknown: object) -> list[object]:
    cell = next((cell for cell in plan.cells if cell.column == letters), None) if plan is not None else None
    if isinstance(cell, Dynamic) and piece.values:
        slot = cell.slot
        found = [values[slot] if values else None for values in piece.values[low:high]]
        if cell.is_head:
            return [header_text(_plain(value)) for value in found]
        return [_plain(value) for value in found] if Marked in set(map(type, found)) else found
    if isinstance(cell, Formula):
        return [unknown] * (high - low)
    return [cell.value if isinstance(cell, Static) else None] * (high - low)


def _plain(value: object) -> object:
    return value.value if isinstance(value, Marked) else value
