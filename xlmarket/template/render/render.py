"""Rendering: a plan and a context become a workbook. Only the parts that change are written. Rows are written as text.

Each sheet with tags is walked once for its values, which gives its layout. After that formulas, formats, tables, charts and
names follow the layouts of all sheets.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property, partial
from typing import Any, BinaryIO

from xlmarket.calculation import UNKNOWN, Calculate, calculate
from xlmarket.errors import InputError, Place, TemplateError
from xlmarket.files import sheet_name
from xlmarket.package.areas import Area
from xlmarket.package.dynamic import dynamic_index
from xlmarket.package.looks import Looks
from xlmarket.package.parts import Parts
from xlmarket.package.shared_strings import UsedStrings
from xlmarket.template.evaluator import Evaluator
from xlmarket.template.follow.charts import fill_chart
from xlmarket.template.follow.context import FinishedBook, FinishedSheet, FollowContext, meanings
from xlmarket.template.follow.copies import SheetCopier
from xlmarket.template.follow.followers import follow_book, follow_parts
from xlmarket.template.follow.tables import tables_of
from xlmarket.template.layout.axes import OUTSIDE, Layout
from xlmarket.template.layout.named import NamedSheet, NamedSheets
from xlmarket.template.layout.references import Layouts
from xlmarket.template.plan.asides import FinishedAsides
from xlmarket.template.plan.charts import ChartPlan
from xlmarket.template.plan.expressions import Scope
from xlmarket.template.plan.selection import PassingList
from xlmarket.template.plan.sheets import Each, SheetPlan, Template
from xlmarket.template.render.calculated import CalculatedCells
from xlmarket.template.render.clearing import clear_out
from xlmarket.template.render.evaluated import EvaluatedCells
from xlmarket.template.render.evaluations import Evaluations
from xlmarket.template.render.lookup import column_values
from xlmarket.template.render.loops import Loop, bind_at, items_of
from xlmarket.template.render.sheets import RenderedSheet, write_sheet
from xlmarket.template.render.shown import cell_at, shown_text, style_of
from xlmarket.template.render.stale import stale_sheets
from xlmarket.template.render.walk import keep_sheet, walk_sheet

TIME_LIMIT = 120.0
Finish = Callable[[Parts], None]
"""Adds to the parts of a finished workbook before they are written."""


def render(
    template: Template,
    context: Mapping[str, Any],
    *,
    evaluator: Evaluator | None = None,
    finish: Finish | None = None,
    calculate: Calculate | None = calculate,
    time_limit: float = TIME_LIMIT,
) -> bytes:
    """The finished workbook. Same plan and context, same bytes. A template without tags comes out as it went in.

    Formulas that call functions are evaluated by `evaluator` (none: they stay as they are), `calculate` returns the
    values of the others (`None`: they have none), and `finish` adds to the parts of the workbook.
    """
    out = io.BytesIO()
    render_to(template, context, out, evaluator=evaluator, finish=finish, calculate=calculate, time_limit=time_limit)
    return out.getvalue()


def render_to(
    template: Template,
    context: Mapping[str, Any],
    out: BinaryIO,
    *,
    evaluator: Evaluator | None = None,
    finish: Finish | None = None,
    calculate: Calculate | None = calculate,
    time_limit: float = TIME_LIMIT,
) -> None:
    """The same to a stream. A list of the context may be an iterator: its rows pass through, whatever their number."""
    evaluator = evaluator if template.is_live else None
    scope = {name: PassingList(value) if isinstance(value, Iterator) else value for name, value in context.items()}
    work = Rendering(template, scope, time.monotonic() + time_limit, evaluator, calculate)
    template.package.write(out, work.changes(finish))


def render_with_charts(
    template: Template,
    context: Mapping[str, Any],
    charts: Iterable[ChartPlan],
    *,
    evaluator: Evaluator | None = None,
    time_limit: float = TIME_LIMIT,
) -> tuple[bytes, list[bytes]]:
    """The finished workbook, and the parts of charts in another file that draw its cells, as those of slides do."""
    live = evaluator if template.is_live else None
    work = Rendering(template, dict(context), time.monotonic() + time_limit, live, calculate)
    out = io.BytesIO()
    template.package.write(out, work.changes(None))
    book = work.finished_book()
    return out.getvalue(), [fill_chart(chart, "", book.outside, book.chart_cells) for chart in charts]


class Rendering:
    """One rendering: `sheets` are the finished sheets by their template sheet, `changes` the parts that change."""

    def __init__(
        self,
        template: Template,
        scope: Scope,
        deadline: float,
        evaluator: Evaluator | None,
        calculate: Calculate | None,
    ) -> None:
        self.template = template
        self.parts = Parts(template.package)
        self.deadline = deadline
        self.evaluator = evaluator
        self.calculate = calculate
        self.evaluated: EvaluatedCells | None = None
        self.calculated: CalculatedCells | None = None
        has_asides = bool(template.asides) or any(plan.asides for plan in template.sheets)
        self.has_work = evaluator is not None or has_asides or any(plan.has_tags for plan in template.sheets)
        self.sheets: dict[str, list[RenderedSheet]] = {}
        if not self.has_work:
            return
        taken = {plan.name.casefold() for plan in template.sheets if plan.title is None and plan.each is None}
        for plan in template.sheets:
            self.sheets[plan.name] = self._render_sheets(plan, scope, taken)
        self.asides = FinishedAsides(
            frozenset(aside.source for aside in template.asides),
            {(aside.source, OUTSIDE): aside.value(scope) for aside in template.asides},
        )
        self._see()
        with_tables = {plan.name.casefold() for plan in template.sheets if self.parts.related(plan.part, "table")}
        self.stale = stale_sheets(template, self._changing_sheets(), with_tables)
        self.by_title = {sheet.title.casefold(): sheet for sheet in self.all}

    @property
    def all(self) -> list[RenderedSheet]:
        return [sheet for sheets in self.sheets.values() for sheet in sheets]

    def _render_sheets(self, plan: SheetPlan, scope: Scope, taken: set[str]) -> list[RenderedSheet]:
        """The finished sheets of a template sheet: one, one per item, or none."""
        place = Place(file=self.template.package.path.name, sheet=plan.name)
        sheets = []
        for number, of_copy in enumerate(scopes_of(plan.each, scope, place)):
            asked = _asked(plan, of_copy, place)
            title = _title(plan, asked, taken, place)
            filled = walk_sheet(plan, place, of_copy, self.deadline) if plan.has_tags else keep_sheet(plan, of_copy)
            sheet = RenderedSheet(
                plan=plan, title=title, place=place, filled=filled, part=plan.part, asked=asked, is_copy=number > 0
            )
            sheets.append(sheet)
        return sheets

    def _see(self) -> None:
        """Let every sheet see where the cells of all sheets went. A sheet that was copied sees itself, not the first."""
        self.outside: dict[str, Layout] = {}
        for name, sheets in self.sheets.items():
            layout = replace(_title_layout(sheets[0]), last_sheet=_last(sheets)) if sheets else Layout(is_gone=True)
            if not layout.is_identity:
                self.outside[name.casefold()] = layout
        self.named = NamedSheets(NamedSheet(sheet.asked, sheet.title, sheet.filled.layout) for sheet in self.all)
        for sheet in self.all:
            sheet.named = self.named
            layout_here = _title_layout(sheet)
            others = {name: layout for name, layout in self.outside.items() if name != sheet.layout_name}
            sheet.layouts = others if layout_here.is_identity else {**others, sheet.layout_name: layout_here}

    def changes(self, finish: Finish | None) -> dict[str, Any]:
        """The parts that change, by name."""
        if not self.has_work:
            return self._finish(finish)
        if not self.all:
            raise TemplateError("no sheet is left", where=Place(file=self.template.package.path.name))
        self._copy_sheets()
        self._name_tables()
        self._evaluate()
        self._calculate()
        book = self.finished_book()
        shared = UsedStrings()
        shared.merge(self.template.shared_elsewhere)
        for sheet in self.all:
            is_changed = self._is_changed(sheet)
            context = FollowContext(book=book, sheet=sheet.for_followers(is_changed=is_changed))
            follow_parts(context)
            shared.merge(self._write(sheet, context) if is_changed else sheet.plan.shared)
        try:
            follow_book(book)
        except TemplateError as error:
            raise error.at(Place(file=self.template.package.path.name)) from None
        clear_out(self.parts, self.template.strings, shared)
        return self._finish(finish)

    def _finish(self, finish: Finish | None) -> dict[str, Any]:
        if finish is not None:
            finish(self.parts)
        return self.parts.changes()

    def finished_book(self) -> FinishedBook:
        """What followers see of the report, once its formulas are evaluated."""
        sheets = {
            name: tuple(sheet.for_followers(is_changed=self._is_changed(sheet)) for sheet in copies)
            for name, copies in self.sheets.items()
        }
        return FinishedBook(
            parts=self.parts,
            cells_of=self.values,
            known_of=partial(self.values, unknown=UNKNOWN),
            sheets=sheets,
            outside=self.outside,
            changed=self.stale,
            charts=self.template.charts,
            defined=self.template.defined,
            asides=self.asides,
            shown=self.shown,
            named=self.named,
            has_formulas=self.template.has_formulas,
        )

    def _evaluate(self) -> None:
        """Evaluate the formulas that call functions."""
        if self.evaluator is not None:
            evaluations = Evaluations(self.evaluator, self.all, self._names, self.template.epoch)
            self.evaluated = EvaluatedCells(evaluations)

    def _calculate(self) -> None:
        """Calculate the other formulas."""
        if self.template.has_formulas and self.calculate is not None:
            self.calculated = CalculatedCells(self.all, self.parts, self._names, self.evaluated, self.calculate)
            if self.evaluated is not None:
                self.evaluated = replace(self.evaluated, calculated=self.calculated.known)

    def _names(self, layouts: Layouts) -> dict[str, str]:
        """The names of the workbook and what they mean now, seen from a sheet."""
        return meanings(self.template.defined, FinishedSheet(layouts=layouts, asides=self.asides, named=self.named))

    def _write(self, sheet: RenderedSheet, context: FollowContext) -> UsedStrings:
        known = self.calculated.of_sheet(sheet) if self.calculated is not None else {}
        if self.evaluated is None:
            return write_sheet(sheet, context, live={}, spilled={}, known=known)
        dynamic = dynamic_index(self.parts) if self.evaluated.has_arrays else 0
        tails, spills = self.evaluated.tails(sheet, dynamic), self.evaluated.spills(sheet)
        return write_sheet(sheet, context, live=tails, spilled=spills, known=known)

    def _is_changed(self, sheet: RenderedSheet) -> bool:
        """Whether a sheet's part is written again."""
        plan = sheet.plan
        changed = plan.name.casefold() in self.stale or plan.has_texts or sheet.is_copy or sheet.has_new_names
        return changed or bool(plan.mentions & self.outside.keys())

    def _copy_sheets(self) -> None:
        """Give every further copy of a sheet its parts. The first keeps the template's."""
        copies = [sheet for sheet in self.all if sheet.is_copy]
        if copies:
            copier = SheetCopier(self.parts, self.template.defined)
            for sheet in copies:
                try:
                    sheet.part = copier.copy(sheet.plan.part, sheet.plan.name, sheet.title)
                except TemplateError as error:
                    raise error.at(sheet.place) from None

    def _name_tables(self) -> None:
        """Write the new names of tables and columns in formulas. A copy of a sheet means its own tables."""
        of_sheet = {
            sheet.title: tables_of(self.parts, sheet.part, sheet.layout, partial(self.values, sheet.title))
            for sheet in self.all
        }
        outside = {
            old: table for sheets in self.sheets.values() if sheets for old, table in of_sheet[sheets[0].title].items()
        }
        for sheet in self.all:
            seen_from_here = {**outside, **of_sheet[sheet.title]}
            named = {
                old: table for old, table in seen_from_here.items() if table.columns or table.name.casefold() != old
            }
            if named:
                sheet.name_tables(named, of_sheet[sheet.title].values())

    def _changing_sheets(self) -> frozenset[str]:
        """The template sheets whose cells changed or moved, casefolded."""
        changed = (plan for plan in self.template.sheets if plan.has_tags or self._is_live(plan))
        return frozenset({plan.name.casefold() for plan in changed} | self.outside.keys())

    def _is_live(self, plan: SheetPlan) -> bool:
        return self.evaluator is not None and plan.is_live

    def values(self, title: str, area: Area, *, unknown: object = None) -> list[object]:
        """The values of an area of a finished sheet, row by row. Formulas without a known value are `unknown`."""
        sheet = self.by_title.get(title.casefold())
        if sheet is None:
            return []
        rows = self.evaluated.last_row(sheet) if self.evaluated is not None else sheet.filled.finished.count
        last = min(area.last_row, max(rows, area.first_row))
        numbers = range(area.first_column, area.last_column + 1)
        columns = [column_values(sheet.filled, number, area.first_row, last, unknown=unknown) for number in numbers]
        cells = columns[0] if len(columns) == 1 else [cell for row in zip(*columns, strict=True) for cell in row]
        for source in (self.evaluated, self.calculated):
            if source is not None:
                cells = source.put_over(sheet.title.casefold(), area, cells)
        return cells

    def shown(self, title: str, area: Area) -> str | None:
        """What a finished cell shows. Nothing is known of sheets that are not worksheets of the report."""
        sheet = self.by_title.get(title.casefold())
        if sheet is None:
            return None
        cell = cell_at(sheet.filled, area.first_column, area.first_row)
        return shown_text(self.values(title, area)[0], cell, self._looks.of(style_of(cell)))

    @cached_property
    def _looks(self) -> Looks:
        styles = self.template.package.of_workbook("styles")
        return Looks.read(self.template.package.parse(styles)) if styles else Looks()


def scopes_of(each: Each | None, scope: Scope, place: Place) -> list[Scope]:
    """The scope of every copy of a sheet."""
    if each is None:
        return [scope]
    where = replace(place, cell=each.place)
    if not each.variables:
        try:
            return [scope] if each.expression.value(scope) else []
        except TemplateError as error:
            raise error.at(where) from None
    items = list(items_of(each.expression, scope, where))
    return [
        {**scope, "loop": Loop(number, len(items)), **bind_at(each.variables, item, where)}
        for number, item in enumerate(items)
    ]


def _asked(plan: SheetPlan, scope: Scope, place: Place) -> str:
    """The name that the template asks for a sheet."""
    try:
        return plan.title.value(scope) if plan.title is not None else plan.name
    except TemplateError as error:
        raise error.at(place) from None


def _title(plan: SheetPlan, asked: str, taken: set[str], place: Place) -> str:
    """The name of a finished sheet."""
    if plan.title is None and plan.each is None:
        return plan.name
    try:
        title = sheet_name(asked, taken)
    except InputError as error:
        raise TemplateError(error.what, where=place, found=error.found) from None
    taken.add(title.casefold())
    return title


def _title_layout(sheet: RenderedSheet) -> Layout:
    """A sheet's layout with its new name."""
    return replace(sheet.filled.layout, sheet=sheet.title) if sheet.title != sheet.plan.name else sheet.filled.layout


def _last(sheets: list[RenderedSheet]) -> str:
    return sheets[-1].title if sheets[-1].title != sheets[-1].plan.name else ""
