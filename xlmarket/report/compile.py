"""Compiling a template: every sheet is read once, its tags become blocks, its cells become writers of text.

All problems of a template are collected; the first is raised with the number of the others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from lxml import etree

from xlmarket.errors import Place, TemplateError
from xlmarket.report.blocks import Builder, refuse_crossings
from xlmarket.report.expressions import Expression, Text
from xlmarket.report.package import MAIN, OFFICE, Package
from xlmarket.report.plan import Dynamic, For, Formula, If, Node, RowPlan, SheetPlan, Template
from xlmarket.report.references import compile_formula
from xlmarket.report.rows import RowReader, Styles, shared_texts

_WORKBOOK = "xl/workbook.xml"
_FORMULAS = ("formula", "formula1", "formula2", "f", "sqref")
_RELATED = {"drawing", "table", "pivotTable"}


def compile_template(path: Path) -> Template:
    """The plan of a template; `TemplateError` names the first problem and says how many more there are."""
    template, problems = compiled(path)
    if problems or template is None:
        first = problems[0]
        if len(problems) > 1:
            first.remedy = f"and {len(problems) - 1} more: xlmarket template check {path.name} lists them"
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
    problems: list[TemplateError] = []
    styles, texts = Styles.read(package), shared_texts(package)
    sheets = tuple(_sheet(package, name, part, styles, texts, problems) for name, part in _sheets(package))
    if problems:
        return None, problems
    charts = tuple(part for part in package.members if part.startswith("xl/charts/chart") and part.endswith(".xml"))
    names = frozenset(name for sheet in sheets for name in _free(sheet.nodes, sheet))
    formulas = any(isinstance(cell, Formula) for sheet in sheets for row in sheet.rows.values() for cell in row.cells)
    return Template(package, sheets, charts, names, formulas), []


def _sheets(package: Package) -> list[tuple[str, str]]:
    """Names and parts of the worksheets, in their order."""
    targets = package.targets(_WORKBOOK)
    found = []
    for one in package.parse(_WORKBOOK).iter(f"{{{MAIN}}}sheet"):
        kind, part = targets.get(str(one.get(f"{{{OFFICE}}}id")), ("", ""))
        if kind == "worksheet":
            found.append((str(one.get("name")), part))
    return found


def _sheet(
    package: Package, name: str, part: str, styles: Styles, texts: list[str], problems: list[TemplateError]
) -> SheetPlan:
    """One sheet's plan; what is wrong goes to `problems` with its place."""
    xml = package.parse(part)
    place = Place(file=package.path.name, sheet=name)
    reader = RowReader(xml, styles, texts, place, problems)
    builder = Builder(place, problems)
    data = xml.find(f"{{{MAIN}}}sheetData")
    rows: dict[int, RowPlan] = {}
    for element in data if data is not None else ():
        plan, tags, has_content = reader.read(element)
        builder.gap_to(plan.number)
        builder.row(plan.number, tags, has_content)
        rows[plan.number] = plan
    nodes = builder.finished()
    if data is not None:
        data.clear()
    targets = [(kind, target) for kind, target in package.targets(part).values() if kind in _RELATED]
    pivots = [target for kind, target in targets if kind == "pivotTable"]
    refuse_crossings(xml, rows, builder.blocks, place, problems, [package.parse(pivot) for pivot in pivots])
    has_tags = bool(builder.blocks) or builder.has_tags or any(row.dynamic for row in rows.values())
    return SheetPlan(
        name,
        part,
        nodes,
        rows,
        builder.blocks,
        builder.height,
        xml,
        has_tags,
        _mentions(xml, rows.values()),
        tuple(target for kind, target in targets if kind == "drawing"),
        tuple(target for kind, target in targets if kind == "table"),
    )


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


def _free(nodes: tuple[Node, ...], sheet: SheetPlan, bound: frozenset[str] = frozenset()) -> set[str]:
    """The names a sheet asks of its context."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, int):
            row = sheet.rows.get(node)
            found |= {name for cell in (row.dynamic if row else ()) for name in _names(cell)} - bound
        elif isinstance(node, For):
            found |= node.items.names - bound
            found |= _free(node.body, sheet, bound | {*node.variables, "loop"})
        elif isinstance(node, If):
            for condition, body in node.branches:
                found |= (condition.names if condition else frozenset()) - bound
                found |= _free(body, sheet, bound)
    return found


def _names(cell: Dynamic) -> frozenset[str]:
    content: Expression | Text = cell.content
    return content.names
