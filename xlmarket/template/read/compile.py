"""Compiling a template: every sheet is read once, its tags become blocks, its cells become writers of text.

All problems of a template are collected; the first is raised with the number of the others.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from lxml import etree

from xlmarket.errors import Place, TemplateError
from xlmarket.package.archive import MAIN, OFFICE, Package
from xlmarket.package.areas import column_number, parse_area, split_cell
from xlmarket.package.dates import epoch_of
from xlmarket.package.elements import address_cells
from xlmarket.template.layout.references import compile_formula
from xlmarket.template.read.bands import Sections, bands_of, with_cells
from xlmarket.template.read.blocks import Builder, Placed
from xlmarket.template.read.calls import clear_spills, misspelt
from xlmarket.template.read.chartplan import ChartPlan
from xlmarket.template.read.charts import compile_chart
from xlmarket.template.read.expressions import compile_expression, compile_text
from xlmarket.template.read.grammar import holds_grammar
from xlmarket.template.read.plan import (
    Beside,
    Dynamic,
    Each,
    For,
    Formula,
    If,
    Node,
    RowPlan,
    Rows,
    SheetPlan,
    Template,
    variables_of,
)
from xlmarket.template.read.refusals import refused, refused_copies
from xlmarket.template.read.rows import RowReader, Styles, shared_texts

_WORKBOOK = "xl/workbook.xml"
_FORMULAS = ("formula", "formula1", "formula2", "f", "sqref")
_CHART = re.compile(r"xl/charts/chart\d*\.xml\Z")
_COUNTS = re.compile(r"\bloop\b(?!\.(?:index0?|first)\b)")


def compile_template(path: Path) -> Template:
    """The plan of a template; `TemplateError` names the first problem and says how many more there are."""
    template, problems = compiled(path)
    if problems or template is None:
        first = problems[0]
        if len(problems) > 1:
            more = f"and {len(problems) - 1} more: xlmarket template check {path.name} lists them"
            first = first.replace(remedy=more)
        raise first
    return template


def problems_of(path: Path) -> list[TemplateError]:
    """All problems of a template, none if it is sound."""
    try:
        return compiled(path)[1]
    except TemplateError as error:
        return [error]


def compiled(path: Path) -> tuple[Template | None, list[TemplateError]]:
    """The plan and the problems, once per file and process."""
    package = Package(path)
    return _compiled(path, hashlib.sha256(package.data).hexdigest())


@lru_cache(maxsize=32)
def _compiled(path: Path, _fingerprint: str) -> tuple[Template | None, list[TemplateError]]:
    package = Package(path)
    if _WORKBOOK not in package.members:
        raise TemplateError("the workbook has its parts in unusual places", remedy="save it again in Excel")
    problems: list[TemplateError] = []
    styles, texts, epoch = Styles.read(package), shared_texts(package), epoch_of(package.parse(_WORKBOOK))
    sheets = tuple(_sheet(package, *one, styles, texts, epoch, problems) for one in _sheets(package))
    if problems:
        return None, problems
    names = frozenset(name for sheet in sheets for name in sheet.names)
    formulas = any(isinstance(cell, Formula) for sheet in sheets for row in sheet.rows.values() for cell in row.cells)
    is_live = any(sheet.is_live for sheet in sheets)
    charts = _charts(package) if is_live or any(sheet.has_tags for sheet in sheets) else {}
    return Template(package, sheets, charts, names, formulas, _defined(package), epoch, is_live), []


def _charts(package: Package) -> dict[str, ChartPlan]:
    return {part: compile_chart(package.parse(part)) for part in package.members if _CHART.match(part)}


def _defined(package: Package) -> dict[str, str]:
    """The names of the whole workbook and what they refer to."""
    names = package.parse(_WORKBOOK).iter(f"{{{MAIN}}}definedName")
    return {str(one.get("name")).casefold(): one.text or "" for one in names if one.get("localSheetId") is None}


def _sheets(package: Package) -> list[tuple[int, str, str]]:
    """Places, names and parts of the worksheets, in their order."""
    targets = {one.id: one for one in package.relations(_WORKBOOK)}
    found = []
    for place, one in enumerate(package.parse(_WORKBOOK).iter(f"{{{MAIN}}}sheet")):
        target = targets.get(str(one.get(f"{{{OFFICE}}}id")))
        if target is not None and target.name == "worksheet":
            found.append((place, str(one.get("name")), target.target))
    return found


@dataclass
class _Read:
    """The rows of a sheet as they are read: tags by what they repeat and where, and which cells hold something."""

    rows: dict[int, RowPlan] = field(default_factory=dict)
    by_row: dict[int, list[Placed]] = field(default_factory=dict)
    by_column: dict[int, list[Placed]] = field(default_factory=dict)
    cells: dict[int, list[Placed]] = field(default_factory=dict)
    sheet: list[Placed] = field(default_factory=list)
    full: dict[int, frozenset[int]] = field(default_factory=dict)

    def take(self, row: RowPlan, tags: list[Placed], full: frozenset[int]) -> None:
        self.rows[row.number] = row
        self.full[row.number] = full
        for cell, tag in tags:
            column, number = split_cell(cell)
            match tag.kind:
                case "row":
                    self.by_row.setdefault(number, []).append((cell, tag))
                case "col":
                    self.by_column.setdefault(column_number(column), []).append((cell, tag))
                case "cells":
                    self.cells.setdefault(number, []).append((cell, tag))
                case _:
                    self.sheet.append((cell, tag))

    @property
    def has_tags(self) -> bool:
        return bool(self.by_row or self.by_column or self.cells or self.sheet)


def _sheet(
    package: Package,
    place_in_book: int,
    name: str,
    part: str,
    styles: Styles,
    texts: list[etree._Element],
    epoch: date,
    problems: list[TemplateError],
) -> SheetPlan:
    """One sheet's plan; what is wrong goes to `problems` with its place, unless the sheet never comes into a report."""
    xml = package.parse(part)
    place = Place(file=package.path.name, sheet=name)
    found: list[TemplateError] = []
    reader = RowReader(xml, styles, texts, epoch, place, found)
    data = xml.find(f"{{{MAIN}}}sheetData")
    read = _Read()
    if data is not None:
        address_cells(data)
        clear_spills(data)
    for element in data if data is not None else ():
        read.take(*reader.read(element))
    if data is not None:
        data.clear()
    targets = package.relations(part)
    related = {kind: [package.parse(one.target) for one in targets if one.name == kind] for kind in _REFUSABLE}
    _mark_heads(read.rows, related["table"])
    nodes, blocks, height = _rows(read, place, found)
    columns, column_blocks, width = _columns(read, place, found)
    bands = bands_of(read.cells)
    sections = Sections(place, found, blocks, bands, read.cells, read.full, read.rows)
    nodes = _counted(sections.placed(nodes) if bands else nodes, read.rows)
    plan = SheetPlan(
        name=name,
        part=part,
        place=place_in_book,
        nodes=nodes,
        rows=read.rows,
        blocks=blocks,
        height=height,
        xml=xml,
        has_tags=read.has_tags or holds_grammar(name) or any(row.dynamic for row in read.rows.values()),
        mentions=_mentions(xml, read.rows.values()),
        names=frozenset(),
        columns=columns,
        column_blocks=column_blocks,
        width=width,
        bands=bands,
        each=_each(read, place, found),
        title=compile_text(name) if holds_grammar(name) else None,
        is_live=any(isinstance(cell, Formula) and cell.is_live for row in read.rows.values() for cell in row.cells),
    )
    if plan.each is not None and plan.each.is_never:
        return plan
    problems += [*found, *refused(plan, place, related["pivotTable"], related["table"])]
    problems += refused_copies(plan, place, {one.name for one in targets})
    problems += misspelt(plan.rows.values(), place)
    return replace(plan, names=_names(plan))


_REFUSABLE = ("pivotTable", "table")


def _mark_heads(rows: dict[int, RowPlan], tables: Iterable[etree._Element]) -> None:
    """Let the cells that head the columns of tables know that they do."""
    for table in tables:
        area = parse_area(str(table.get("ref")))
        row = rows.get(area.first_row)
        if row is None or table.get("headerRowCount") == "0":
            continue
        columns = range(area.first_column, area.last_column + 1)
        cells = [
            replace(cell, is_head=True) if isinstance(cell, Dynamic) and column_number(cell.column) in columns else cell
            for cell in row.cells
        ]
        rows[row.number] = with_cells(row, cells)


def _rows(
    read: _Read, place: Place, problems: list[TemplateError]
) -> tuple[tuple[Node, ...], dict[int, tuple[int, int]], int]:
    """The tree of the rows, their blocks, and how many rows it speaks of."""
    builder = Builder(place, problems, {})
    for number in sorted(read.rows):
        builder.gap_to(number)
        own = read.by_row.get(number, [])
        content = bool(read.full[number]) or number in read.cells
        others = any(number == split_cell(cell)[1] for cell, _ in read.sheet)
        others = others or any(number == split_cell(cell)[1] for tags in read.by_column.values() for cell, _ in tags)
        builder.line(number, own, has_content=content, vanishes=others and not content)
    return builder.finished(), builder.blocks, builder.height


def _columns(
    read: _Read, place: Place, problems: list[TemplateError]
) -> tuple[tuple[Node, ...], dict[int, tuple[int, int]], int]:
    """The tree of the columns up to the last tag, if there is one."""
    if not read.by_column:
        return (), {}, 0
    full = frozenset(column for columns in read.full.values() for column in columns)
    builder = Builder(place, problems, {})
    for number in range(1, max(read.by_column) + 1):
        builder.line(number, read.by_column.get(number, []), has_content=number in full)
    return builder.finished(), builder.blocks, builder.height


def _each(read: _Read, place: Place, problems: list[TemplateError]) -> Each | None:
    """What repeats the sheet; its end needs no tag."""
    opening = [(cell, tag) for cell, tag in read.sheet if tag.word in ("for", "if")]
    for cell, tag in opening[1:]:
        what = "a sheet has one tag that repeats it"
        problems.append(TemplateError(what, where=replace(place, cell=cell), found=tag.text))
    if not opening:
        return None
    cell, tag = opening[0]
    try:
        return Each(tag.variables, compile_expression(tag.expression), cell)
    except TemplateError as error:
        problems.append(error.at(replace(place, cell=cell)))
        return None


def _counted(nodes: tuple[Node, ...], rows: Rows) -> tuple[Node, ...]:
    """The tree with its blocks knowing whether they ask how many items there are."""
    found: list[Node] = []
    for node in nodes:
        match node:
            case For():
                node = replace(node, body=_counted(node.body, rows), counts=_asks(node.body, rows))
            case If():
                branches = tuple((condition, _counted(body, rows)) for condition, body in node.branches)
                node = replace(node, branches=branches)
            case Beside():
                strips = tuple(replace(strip, nodes=_counted(strip.nodes, strip.rows)) for strip in node.strips)
                node = replace(node, strips=strips)
        found.append(node)
    return tuple(found)


def _asks(nodes: Iterable[Node], rows: Rows) -> bool:
    return any(_COUNTS.search(source) for source in _sources(nodes, rows))


def _sources(nodes: Iterable[Node], rows: Rows) -> Iterable[str]:
    """The expressions of a tree as they were written."""
    for node in nodes:
        match node:
            case int():
                yield from (cell.content.source for cell in (rows[node].dynamic if node in rows else ()))
            case For():
                yield node.items.source
                yield from _sources(node.body, rows)
            case If():
                for condition, body in node.branches:
                    yield condition.source if condition else ""
                    yield from _sources(body, rows)
            case Beside():
                for strip in node.strips:
                    yield from _sources(strip.nodes, strip.rows)


def _mentions(xml: etree._Element, rows: Iterable[RowPlan]) -> frozenset[str]:
    """Other sheets that this sheet's formulas, formats, validations and links refer to, casefolded."""
    found = {
        sheet
        for row in rows
        for cell in row.cells
        if isinstance(cell, Formula)
        for reference in cell.formula.references
        for sheet in reference.sheets
    }
    for element in xml.iter():
        if isinstance(element.tag, str) and etree.QName(element).localname in _FORMULAS and element.text:
            found |= {sheet for one in compile_formula(element.text).references for sheet in one.sheets}
        if isinstance(element.tag, str) and element.get("location"):
            found |= {sheet for one in compile_formula(str(element.get("location"))).references for sheet in one.sheets}
    return frozenset(found)


def _names(plan: SheetPlan) -> frozenset[str]:
    """The names a sheet asks of its context."""
    of_columns = frozenset(variables_of(plan.columns)) | {"colloop"} if plan.columns else frozenset()
    found = _free(plan.nodes, plan.rows, of_columns) | _free(plan.columns, {}, frozenset(), "colloop")
    bound: frozenset[str] = frozenset()
    if plan.each is not None:
        found |= plan.each.expression.names
        bound = frozenset({*plan.each.variables, "loop"})
        found -= bound - plan.each.expression.names
    return frozenset(found | ((plan.title.names if plan.title else frozenset()) - bound))


def _free(nodes: Iterable[Node], rows: Rows, bound: frozenset[str], counter: str = "loop") -> set[str]:
    found: set[str] = set()
    for node in nodes:
        match node:
            case int():
                row = rows.get(node)
                found |= {name for cell in (row.dynamic if row else ()) for name in cell.content.names} - bound
            case For():
                found |= node.items.names - bound
                found |= _free(node.body, rows, bound | {*node.variables, counter}, counter)
            case If():
                for condition, body in node.branches:
                    found |= (condition.names if condition else frozenset()) - bound
                    found |= _free(body, rows, bound, counter)
            case Beside():
                for strip in node.strips:
                    found |= _free(strip.nodes, strip.rows, bound, counter)
    return found
