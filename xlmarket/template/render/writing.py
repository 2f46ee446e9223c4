"""Writing finished rows as XML, a stretch of rows at a time, a column of cells at once.

Formulas are written with the values of the finished workbook where these are known, never with those they had in the
template. Excel calculates them again on opening.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from xlmarket.errors import Place, TemplateError
from xlmarket.package.areas import parse_area
from xlmarket.package.cell_xml import formula_tail, header_text
from xlmarket.package.column_xml import Lines, write_column
from xlmarket.package.shared_strings import UsedStrings
from xlmarket.package.texts import escape
from xlmarket.package.values import CellValue
from xlmarket.template.layout.axes import STILL, Path
from xlmarket.template.layout.references import Bound, Layouts
from xlmarket.template.marks import Marked
from xlmarket.template.plan.cells import (
    ExpressionCell,
    FormulaCell,
    RowPlan,
    StaticCell,
    TaggedFormulaCell,
    TemplateRows,
)
from xlmarket.template.plan.sheets import SheetPlan
from xlmarket.template.render.filtering import FilteredRows
from xlmarket.template.render.finished import FinishedRows, SectionRows, Stretch
from xlmarket.template.render.formulas import FormulaTexts, paths
from xlmarket.template.render.heights import NO_NEED, Need, RowHeights
from xlmarket.template.render.walk import FilledSheet

_NO_STRIP = 0
"""Stands for the rows of the whole sheet, as strips are numbered from 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra:
    """What a cell got besides its value: a link or note, or a picture to draw over it."""

    column: str
    row: int
    template: str
    value: Any
    is_picture: bool = False


@dataclass
class Writer:
    """Writes the rows of one sheet. What goes with cells but not in them is collected in `extras`.

    `shared` collects the shared strings they show.
    `live` are the cells with formulas of ours by row and column, as they are written after their row number. `known` are
    the values of the other formulas by column and row. `heights` is set where rows grow with their text.
    """

    plan: SheetPlan
    place: Place
    filled: FilledSheet
    layouts: Layouts
    formulas: FormulaTexts
    live: Mapping[tuple[int, str], str] = field(default_factory=dict)
    known: Mapping[str, Mapping[int, CellValue]] = field(default_factory=dict)
    heights: RowHeights | None = None
    filtered: FilteredRows | None = None
    extras: list[Extra] = field(default_factory=list)
    shared: UsedStrings = field(default_factory=UsedStrings)
    _bound: dict[tuple[int, int], list[Bound]] = field(default_factory=dict)
    _strip: int = _NO_STRIP

    def texts(self) -> Iterator[str]:
        """The rows as XML, in pieces."""
        row = 1
        for piece in self.filled.finished:
            if isinstance(piece, SectionRows):
                yield self._section(piece, row)
            else:
                yield self._stretch(piece, row)
            row += piece.count

    def _stretch(self, piece: Stretch, row: int) -> str:
        plan = self.filled.rows.get(piece.template)
        if plan is None:
            return ""
        lines = Lines(piece.count)
        numbers = _numbers(row, piece.count)
        lines.text('<row r="')
        lines.column(numbers)
        needs = self.heights.needs(plan, piece) if self.heights is not None else []
        if self.heights is not None and needs:
            lines.text('"')
            lines.column(self._hide([self.heights.attributes(plan.attributes, need) for need in needs], row))
            lines.text(">")
        elif self.filtered is not None:
            lines.text('"')
            lines.column(self._hide([plan.attributes] * piece.count, row))
            lines.text(">")
        else:
            lines.text(f'"{plan.attributes}>')
        self._cells(lines, plan, piece, row, numbers)
        lines.text("</row>")
        return lines.joined()

    def _hide(self, attributes: list[str], row: int) -> list[str]:
        """The attributes of rows from `row` on, with those hidden that a filter does not show."""
        filtered = self.filtered
        if filtered is None:
            return attributes
        return [filtered.attributes(text, number) for number, text in enumerate(attributes, start=row)]

    def _section(self, section: SectionRows, row: int) -> str:
        """Rows whose cells come from strips side by side. Their looks are those of the template's own rows."""
        count = section.count
        lines = Lines(count)
        lines.text('<row r="')
        lines.column(_numbers(row, count))
        lines.text('"')
        lines.column(self._hide(self._section_attributes(section), row))
        lines.text(">")
        for strip, finished in zip(section.plan.strips, section.strips, strict=True):
            self._strip = strip.number
            texts = self._strip_texts(finished, self.filled.strips[strip.number], row)
            lines.column(texts + [""] * (count - len(texts)))
        self._strip = _NO_STRIP
        lines.text("</row>")
        return lines.joined()

    def _section_attributes(self, section: SectionRows) -> list[str]:
        attributes = [self._attributes(section, place) for place in range(section.count)]
        heights = self.heights
        if heights is None:
            return attributes
        needs = [NO_NEED] * section.count
        for strip, finished in zip(section.plan.strips, section.strips, strict=True):
            for place, need in enumerate(self._strip_needs(finished, self.filled.strips[strip.number], heights)):
                needs[place] = max(needs[place], need)
        return [heights.attributes(text, need) for text, need in zip(attributes, needs, strict=True)]

    @staticmethod
    def _strip_needs(finished: FinishedRows, rows: TemplateRows, heights: RowHeights) -> Iterator[Need]:
        for piece in finished:
            assert isinstance(piece, Stretch)  # noqa: S101 - sections do not stand inside sections
            plan = rows.get(piece.template)
            yield from (heights.needs(plan, piece) if plan is not None else []) or [NO_NEED] * piece.count

    def _attributes(self, section: SectionRows, place: int) -> str:
        number = section.plan.first + place
        plan = self.plan.rows.get(number) if number <= section.plan.last else None
        return plan.attributes if plan is not None else ""

    def _strip_texts(self, finished: FinishedRows, rows: TemplateRows, row: int) -> list[str]:
        texts: list[str] = []
        for piece in finished:
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
        columns = list(zip(*piece.values, strict=True)) if piece.values and plan.expressions else []
        if plan.shared:
            self.shared.add(plan.shared, piece.count)
        for cell in plan.cells:
            lines.text(f'<c r="{cell.column}')
            lines.column(numbers)
            match cell:
                case StaticCell():
                    lines.text(cell.tail)
                case ExpressionCell():
                    self._expression(lines, cell, columns[cell.slot] if columns else (None,) * piece.count, row, plan)
                case FormulaCell():
                    bound = next(formulas)
                    if isinstance(cell, TaggedFormulaCell):
                        self._tagged(lines, cell, bound, plan, piece, row)
                    elif cell.is_live and self.live:
                        lines.column([self.live[row + place, cell.column] for place in range(piece.count)])
                    else:
                        self._formula(lines, cell, bound, piece, row)

    def _expression(self, lines: Lines, cell: ExpressionCell, values: Sequence[Any], row: int, plan: RowPlan) -> None:
        where = f"{cell.column}{plan.number}"
        kinds: set[type] | None = set(map(type, values))
        if cell.is_picture or cell.is_head or (kinds and Marked in kinds):
            values, kinds = self._plain_values(cell, values, row, where), None
        try:
            write_column(lines, cell.style, values, kinds=kinds, dates=cell.dates, font=cell.font)
        except TemplateError as error:
            raise error.at(replace(self.place, cell=where)) from None

    def _plain_values(self, cell: ExpressionCell, values: Sequence[Any], row: int, where: str) -> Sequence[Any]:
        """The values as cells hold them, without pictures, links and notes, which become extras."""
        if cell.is_picture:
            self.extras += [
                Extra(column=cell.column, row=row + place, template=where, value=value, is_picture=True)
                for place, value in enumerate(values)
                if value is not None and value != ""
            ]
            return (None,) * len(values)
        unmarked = self._take_marks(cell, values, row, where)
        return [header_text(value) for value in unmarked] if cell.is_head else unmarked

    def _take_marks(self, cell: ExpressionCell, values: Sequence[Any], row: int, where: str) -> list[Any]:
        for place, value in enumerate(values):
            if isinstance(value, Marked):
                self.extras.append(Extra(column=cell.column, row=row + place, template=where, value=value))
        return [value.value if isinstance(value, Marked) else value for value in values]

    def _formulas(self, plan: RowPlan) -> list[Bound]:
        key = (self._strip, plan.number)
        if key not in self._bound:
            self._bound[key] = [self.formulas.bind(cell) for cell in plan.cells if isinstance(cell, FormulaCell)]
        return self._bound[key]

    def _formula(self, lines: Lines, cell: FormulaCell, bound: Bound, piece: Stretch, row: int) -> None:
        known = self.known.get(cell.column, {})
        values = [known.get(number) for number in range(row, row + piece.count)] if known else []
        if cell.reference:
            placed = zip(paths(piece), values or [None] * piece.count, strict=True)
            lines.column([self._area_formula(cell, bound.at(path), path, value) for path, value in placed])
            return
        texts = [bound.at()] if bound.is_constant else bound.along(piece.path, piece.count)
        if any("&" in text or "<" in text for text in texts[:1]):
            texts = [escape(text) for text in texts]
        kinds = set(map(type, values))
        if kinds <= {float, int}:
            lines.text(f'"{cell.style}><f{cell.attributes}>')
            _add(lines, texts)
            if kinds:
                lines.text("</f><v>")
                lines.column(list(map(repr, values)))
                lines.text("</v></c>")
            else:
                lines.text("</f></c>")
            return
        texts = texts * piece.count if bound.is_constant else texts
        elements = [f"<f{cell.attributes}>{text}</f>" for text in texts]
        lines.column([formula_tail(cell.style, *pair) for pair in zip(values, elements, strict=True)])

    def _tagged(
        self, lines: Lines, cell: TaggedFormulaCell, bound: Bound, plan: RowPlan, piece: Stretch, row: int
    ) -> None:
        """A formula with tags. Where an empty list left no values the cell is empty."""
        if cell.is_live and self.live:
            places = [(row + place, cell.column) for place in range(piece.count)]
            lines.column([self.live.get(place, f'"{cell.style}/>') for place in places])
            return
        texts = self.formulas.along(cell, bound, plan, piece)
        known = self.known.get(cell.column, {})
        lines.column(
            [
                f'"{cell.style}/>' if text is None else self._whole_formula(cell, text, path, known.get(number))
                for number, (text, path) in enumerate(zip(texts, paths(piece), strict=True), start=row)
            ]
        )

    def _whole_formula(self, cell: FormulaCell, text: str, path: Path, value: CellValue) -> str:
        if cell.reference:
            return self._area_formula(cell, text, path, value)
        return formula_tail(cell.style, value, f"<f{cell.attributes}>{escape(text)}</f>")

    def _area_formula(self, cell: FormulaCell, text: str, path: Path, value: CellValue) -> str:
        """An array formula or a data table: its area and the cells it varies move with it."""
        layout = self.layouts.get(self.plan.name.casefold(), STILL)
        home = (path, cell.across)
        area = layout.area(parse_area(cell.reference), home)
        inputs = ""
        for key, reference in cell.inputs:
            moved = layout.area(parse_area(reference), home)
            inputs += f' {key}="{moved or reference}"'
        element = f'<f{cell.attributes} ref="{area or cell.reference}"{inputs}>{escape(text)}</f>'
        return formula_tail(cell.style, value, element)


def _add(lines: Lines, texts: Sequence[str]) -> None:
    """Add a text to each row, or one that is the same in all."""
    if len(texts) == 1:
        lines.text(texts[0])
    else:
        lines.column(texts)


def _numbers(row: int, count: int) -> list[str]:
    return list(map(str, range(row, row + count)))
