"""Rendering: a plan and a context become a workbook. Only the parts that change are written; rows are written as text.

Each sheet with tags is walked once for its values, which gives its layout; then formulas, formats, tables, charts and
names follow the layouts.
"""

from __future__ import annotations

import copy
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from operator import itemgetter
from typing import Any
from xml.sax.saxutils import escape

from lxml import etree

from xlmarket.errors import Place, TemplateError
from xlmarket.functions.cells import CellError
from xlmarket.report import (
    breaks,
    charts,
    conditional,
    drawings,
    hyperlinks,
    merges,
    names,
    sheetwide,
    tables,
    validations,
)
from xlmarket.report.cellxml import cell_xml, column_xml
from xlmarket.report.expressions import Scope, attributes_of
from xlmarket.report.layout import MAX_ROW, Layout, Run
from xlmarket.report.layout import Path as Iteration
from xlmarket.report.package import MAIN, RELATIONS, TYPES, serialised
from xlmarket.report.plan import Cell, Dynamic, For, Formula, If, Node, RowPlan, SheetPlan, Static, Template
from xlmarket.report.references import Area, Bound, column_letters

TIME_LIMIT = 120.0
_WORKBOOK = "xl/workbook.xml"
_CHAIN = "xl/calcChain.xml"
_ROWS_HERE = "\ue000"
_SEVERAL = 2
CHUNK = 4096
"""Rows written a column at a time; longer runs cost more per row, as the lists leave the cache."""


@dataclass(frozen=True, slots=True)
class _Loop:
    """What `loop` is inside a block."""

    index0: int
    length: int

    @property
    def index(self) -> int:
        return self.index0 + 1

    @property
    def first(self) -> bool:
        return self.index0 == 0

    @property
    def last(self) -> bool:
        return self.index == self.length


Made = tuple[int, Iteration, tuple[Any, ...] | None]
"""A finished row: its template row, its path, and the values of its expressions."""


@dataclass
class _Sheet:
    """A sheet at work: its finished rows, and where they came to stand."""

    plan: SheetPlan
    place: Place
    deadline: float
    rows: list[Made] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    layout: Layout = field(default_factory=Layout.identity)
    _columns: dict[int, dict[str, Cell]] = field(default_factory=dict)

    def walk(self, scope: Scope) -> None:
        self._nodes(self.plan.nodes, scope, ())
        self.layout = Layout.of_runs(self.runs, self.plan.blocks, height=self.plan.height)

    def _nodes(self, nodes: tuple[Node, ...], scope: Scope, path: Iteration) -> None:
        for node in nodes:
            if isinstance(node, int):
                self._row(node, scope, path)
            elif isinstance(node, For):
                self._for(node, scope, path)
            else:
                self._if(node, scope, path)

    def _row(self, number: int, scope: Scope, path: Iteration) -> None:
        row = self.plan.rows.get(number)
        self.runs.append(Run(number, number, path))
        if row is None or not row.dynamic:
            self.rows.append((number, path, None))
        else:
            self.rows.append((number, path, tuple([self._value(cell, row, scope) for cell in row.dynamic])))
        self._fits()

    def _fits(self) -> None:
        if len(self.rows) > MAX_ROW:
            raise TemplateError("the report has more rows than a sheet", where=self.place, found=f"{len(self.rows):,}")

    def _value(self, cell: Dynamic, row: RowPlan, scope: Scope) -> Any:
        try:
            return cell.content.value(scope)
        except TemplateError as error:
            raise error.at(replace(self.place, cell=f"{cell.column}{row.number}")) from None

    def _for(self, node: For, scope: Scope, path: Iteration) -> None:
        items = self._items(node, scope)
        if not items:
            self._blank(node, path)
            return
        if self._same_row(node, items, path):
            return
        saved = {name: scope[name] for name in (*node.variables, "loop") if name in scope}
        for number, item in enumerate(items):
            self._bind(node, item, scope)
            scope["loop"] = _Loop(number, len(items))
            self._nodes(node.body, scope, (*path, (node.block, number)))
            if time.monotonic() > self.deadline:
                raise TemplateError("the report takes too long", where=replace(self.place, cell=node.place))
        for name in (*node.variables, "loop"):
            scope.pop(name, None)
        scope.update(saved)

    def _same_row(self, node: For, items: list[Any], path: Iteration) -> bool:
        """The common block, one row of plain attributes of its item: all of them are read at once, item by item."""
        row = self.plan.rows.get(node.body[0]) if len(node.body) == 1 and isinstance(node.body[0], int) else None
        attributes = attributes_of(row, node.variables[0]) if row is not None and len(node.variables) == 1 else None
        if row is None or attributes is None:
            return False
        try:
            values = [attributes(item) for item in items]
        except AttributeError:
            return False
        self.runs.append(Run(row.number, row.number, (*path, (node.block, 0)), len(items)))
        self.rows += [(row.number, (*path, (node.block, n)), value) for n, value in enumerate(values)]
        self._fits()
        return True

    def _blank(self, node: For, path: Iteration) -> None:
        """A list of nothing leaves its first row once, empty but styled: totals, tables and charts keep a range."""
        if node.last >= node.first:
            self.runs.append(Run(node.first, node.first, (*path, (node.block, 0))))
            self.rows.append((node.first, (*path, (node.block, 0)), ()))

    def _items(self, node: For, scope: Scope) -> list[Any]:
        where = replace(self.place, cell=node.place)
        try:
            found = node.items.value(scope)
        except TemplateError as error:
            raise error.at(where) from None
        if isinstance(found, (str, CellError)) or not hasattr(found, "__iter__"):
            raise TemplateError("a list is wanted here", where=where, found=node.items.source)
        return list(found)

    def _bind(self, node: For, item: Any, scope: Scope) -> None:
        if len(node.variables) == 1:
            scope[node.variables[0]] = item
            return
        try:
            scope.update(zip(node.variables, item, strict=True))
        except (TypeError, ValueError):
            where = replace(self.place, cell=node.place)
            raise TemplateError(f"an item does not have {len(node.variables)} parts", where=where, found=item) from None

    def _if(self, node: If, scope: Scope, path: Iteration) -> None:
        for condition, body in node.branches:
            try:
                holds = condition is None or bool(condition.value(scope))
            except TemplateError as error:
                raise error.at(replace(self.place, cell=node.place)) from None
            if holds:
                self._nodes(body, scope, path)
                return

    def text(self, layouts: Mapping[str, Layout]) -> str:
        """The rows as XML; a run of one template row is written a column at a time."""
        bound: dict[int, list[Bound]] = {}
        pieces: list[str] = []
        start = 0
        while start < len(self.rows):
            template, path, values = self.rows[start]
            row = self.plan.rows.get(template)
            end = start + 1
            if row is not None and values:
                while (
                    end < len(self.rows) and self.rows[end][0] == template and self.rows[end][2] and end - start < CHUNK
                ):
                    end += 1
            if end - start >= _SEVERAL and row is not None:
                self._run(row, start, end, bound, layouts, pieces)
            elif row is not None:
                pieces.append(f'<row r="{start + 1}"{row.attributes}>')
                self._cells(row, start + 1, path, values, bound, layouts, pieces)
                pieces.append("</row>")
            start = end
        return "".join(pieces)

    def _run(
        self,
        row: RowPlan,
        start: int,
        end: int,
        bound: dict[int, list[Bound]],
        layouts: Mapping[str, Layout],
        pieces: list[str],
    ) -> None:
        """Several finished rows of one template row, column by column."""
        numbers = range(start + 1, end + 1)
        made = self.rows[start:end]
        columns: list[list[str]] = [[f'<row r="{number}"{row.attributes}>' for number in numbers]]
        formulas = iter(self._bound(row, bound, layouts))
        for cell in row.cells:
            if isinstance(cell, Static):
                columns.append([f'<c r="{cell.column}{number}{cell.tail}' for number in numbers])
            elif isinstance(cell, Dynamic):
                columns.append(self._column(cell, row, numbers, [values[cell.slot] for _, _, values in made if values]))
            else:
                formula = next(formulas)
                pairs = zip(numbers, made, strict=True)
                columns.append([_formula(cell, n, formula.at(path), row.number) for n, (_, path, _) in pairs])
        columns.append(["</row>"] * len(made))
        pieces += ["".join(parts) for parts in zip(*columns, strict=True)]

    def _column(self, cell: Dynamic, row: RowPlan, numbers: range, values: list[Any]) -> list[str]:
        try:
            return column_xml(cell.column, numbers, cell.style, values, is_date=cell.is_date)
        except TemplateError as error:
            raise error.at(replace(self.place, cell=f"{cell.column}{row.number}")) from None

    def _cells(
        self,
        row: RowPlan,
        number: int,
        path: Iteration,
        values: tuple[Any, ...] | None,
        bound: dict[int, list[Bound]],
        layouts: Mapping[str, Layout],
        pieces: list[str],
    ) -> None:
        formulas: list[Bound] | None = None
        seen = 0
        for cell in row.cells:
            if isinstance(cell, Static):
                pieces.append(f'<c r="{cell.column}{number}{cell.tail}')
            elif isinstance(cell, Dynamic):
                value = values[cell.slot] if values else None
                pieces.append(self._dynamic(cell, number, row, value))
            else:
                if formulas is None:
                    formulas = bound.get(row.number) or self._bound(row, bound, layouts)
                pieces.append(_formula(cell, number, formulas[seen].at(path), row.number))
                seen += 1

    def _dynamic(self, cell: Dynamic, number: int, row: RowPlan, value: Any) -> str:
        try:
            return cell_xml(cell.column, number, cell.style, value, is_date=cell.is_date)
        except TemplateError as error:
            raise error.at(replace(self.place, cell=f"{cell.column}{row.number}")) from None

    def _bound(self, row: RowPlan, bound: dict[int, list[Bound]], layouts: Mapping[str, Layout]) -> list[Bound]:
        found = [cell.formula.bind(self.plan.name, layouts) for cell in row.cells if isinstance(cell, Formula)]
        bound[row.number] = found
        return found

    def column(self, letters: str, first: int, last: int) -> list[object]:
        """What a chart sees of finished cells below each other; a formula's value is not known."""
        made = self.rows[first - 1 : last] if self.rows else [(row, (), None) for row in range(first, last + 1)]
        found: list[object] = []
        for template, run in groupby(made, key=itemgetter(0)):
            cell = self._by_column(template).get(letters)
            if isinstance(cell, Dynamic):
                slot = cell.slot
                found += [values[slot] if values else None for _, _, values in run]
            else:
                found += [cell.value if isinstance(cell, Static) else None for _ in run]
        return found

    def _by_column(self, template: int) -> dict[str, Cell]:
        if template not in self._columns:
            plan = self.plan.rows.get(template)
            self._columns[template] = {cell.column: cell for cell in plan.cells} if plan else {}
        return self._columns[template]


def render(template: Template, context: Mapping[str, Any], *, time_limit: float = TIME_LIMIT) -> bytes:
    """The finished workbook. Same plan and context, same bytes; a template without tags comes out as it went in."""
    work = _Work(template, dict(context), time.monotonic() + time_limit)
    return template.package.written(work.changes())


class _Work:
    """One rendering."""

    def __init__(self, template: Template, scope: Scope, deadline: float) -> None:
        self.template = template
        file = template.package.path.name
        self.sheets = [_Sheet(plan, Place(file=file, sheet=plan.name), deadline) for plan in template.sheets]
        self.by_name = {sheet.plan.name.casefold(): sheet for sheet in self.sheets}
        for sheet in self.sheets:
            if sheet.plan.has_tags:
                sheet.walk(scope)
        self.layouts = {name: sheet.layout for name, sheet in self.by_name.items() if not sheet.layout.is_identity}

    def changes(self) -> dict[str, bytes | None]:
        """The parts that change, by name; nothing where the template has no tags."""
        changed: dict[str, bytes | None] = {}
        if not any(sheet.plan.has_tags for sheet in self.sheets):
            return changed
        for sheet in self.sheets:
            if sheet.plan.has_tags or sheet.plan.mentions & self.layouts.keys():
                changed[sheet.plan.part] = self._sheet(sheet)
            if not sheet.layout.is_identity:
                changed |= self._attached(sheet)
        for part in self.template.charts:
            written = charts.follow(self.template.package.parse(part), self.layouts, self.values)
            if written is not None:
                changed[part] = written
        return changed | self._workbook()

    def _sheet(self, sheet: _Sheet) -> bytes:
        """A sheet's part: lxml follows its structure, the rows go in as text."""
        xml = copy.deepcopy(sheet.plan.xml)
        name = sheet.plan.name
        if not sheet.layout.is_identity:
            merges.follow(xml, sheet.layout)
            breaks.follow(xml, sheet.layout)
            sheetwide.follow(xml, sheet.layout)
        hyperlinks.follow(xml, name, self.layouts)
        conditional.follow(xml, name, self.layouts)
        validations.follow(xml, name, self.layouts)
        if not sheet.rows:
            sheet.rows = [(number, (), None) for number in range(1, sheet.plan.height + 1)]
        data = xml.find(f"{{{MAIN}}}sheetData")
        if data is None:
            return serialised(xml)
        data.text = _ROWS_HERE
        head, _, tail = serialised(xml).partition(_ROWS_HERE.encode())
        if xml.prefix:
            head = head[:-1] + f' xmlns="{MAIN}">'.encode()
        return b"".join([head, sheet.text(self.layouts).encode(), tail])

    def _attached(self, sheet: _Sheet) -> dict[str, bytes | None]:
        """The drawings and tables of a sheet whose rows moved."""
        found: dict[str, bytes | None] = {}
        package = self.template.package
        for part in sheet.plan.drawings:
            drawing = package.parse(part)
            drawings.follow(drawing, sheet.layout)
            found[part] = serialised(drawing)
        for part in sheet.plan.tables:
            table = package.parse(part)
            tables.follow(table, sheet.layout)
            found[part] = serialised(table)
        return found

    def values(self, sheet: str, area: Area) -> list[object]:
        """What stands in an area of the finished workbook, row by row."""
        found = self.by_name.get(sheet.casefold())
        if found is None:
            return []
        last = min(area.last_row, max(len(found.rows), found.plan.height))
        numbers = range(area.first_column, area.last_column + 1)
        columns = [found.column(column_letters(number), area.first_row, last) for number in numbers]
        return columns[0] if len(columns) == 1 else [cell for row in zip(*columns, strict=True) for cell in row]

    def _workbook(self) -> dict[str, bytes | None]:
        """Names follow; formulas are recalculated on load; the old order of calculation is dropped."""
        package = self.template.package
        workbook = package.parse(_WORKBOOK)
        names.follow(workbook, self.layouts, [sheet.plan.name for sheet in self.sheets])
        found: dict[str, bytes | None] = {}
        if self.template.has_formulas:
            _ask_for_calculation(workbook)
            found |= self._without_chain()
        return found | {_WORKBOOK: serialised(workbook)}

    def _without_chain(self) -> dict[str, bytes | None]:
        package = self.template.package
        if _CHAIN not in package.members:
            return {}
        relations = "xl/_rels/workbook.xml.rels"
        return {
            _CHAIN: None,
            relations: _without(package.parse(relations), f"{{{RELATIONS}}}Relationship", "Target", "calcChain.xml"),
            "[Content_Types].xml": _without(
                package.parse("[Content_Types].xml"), f"{{{TYPES}}}Override", "PartName", "/xl/calcChain.xml"
            ),
        }


def _formula(cell: Formula, number: int, text: str, template_row: int) -> str:
    reference = ""
    if cell.reference:
        first, _, last = cell.reference.partition(":")
        rows = [int("".join(filter(str.isdigit, end))) for end in (first, last or first)]
        columns = ["".join(filter(str.isalpha, end)) for end in (first, last or first)]
        down = number - template_row
        reference = f' ref="{columns[0]}{rows[0] + down}:{columns[1]}{rows[1] + down}"'
        if not last:
            reference = f' ref="{columns[0]}{rows[0] + down}"'
    return f'<c r="{cell.column}{number}"{cell.style}><f{cell.attributes}{reference}>{escape(text)}</f></c>'


def _ask_for_calculation(workbook: etree._Element) -> None:
    calculation = workbook.find(f"{{{MAIN}}}calcPr")
    if calculation is None:
        calculation = etree.Element(f"{{{MAIN}}}calcPr", calcId="191029")
        _insert(workbook, calculation)
    calculation.set("fullCalcOnLoad", "1")


_AFTER_CALCULATION = (
    "oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr", "smartTagTypes", "webPublishing",
    "fileRecoveryPr", "webPublishObjects", "extLst",
)  # fmt: skip


def _insert(workbook: etree._Element, element: etree._Element) -> None:
    """Put calcPr where the schema wants it."""
    for place, child in enumerate(workbook):
        if isinstance(child.tag, str) and etree.QName(child).localname in _AFTER_CALCULATION:
            workbook.insert(place, element)
            return
    workbook.append(element)


def _without(xml: etree._Element, tag: str, attribute: str, ending: str) -> bytes:
    for one in list(_matching(xml, tag, attribute, ending)):
        xml.remove(one)
    return serialised(xml)


def _matching(xml: etree._Element, tag: str, attribute: str, ending: str) -> Iterator[etree._Element]:
    return (one for one in xml.iter(tag) if str(one.get(attribute)).endswith(ending))
