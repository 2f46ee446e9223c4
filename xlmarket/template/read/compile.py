"""Compiling a template: every sheet is read once, its tags become blocks, its cells become writers of text.

All problems of a template are collected. Templates are kept by file, content and environment.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from lxml import etree

from xlmarket.errors import Place, TemplateError
from xlmarket.package.archive import MAIN, OFFICE, Package
from xlmarket.package.shared_strings import UsedStrings
from xlmarket.package.sizes import Sizes
from xlmarket.template.environment import PLAIN, Environment
from xlmarket.template.plan.asides import Aside
from xlmarket.template.plan.cells import FormulaCell
from xlmarket.template.plan.charts import ChartPlan
from xlmarket.template.plan.sheets import SheetPlan, Template
from xlmarket.template.read.asides import AsideReader
from xlmarket.template.read.bookwide import read_bookwide
from xlmarket.template.read.charts import compile_chart
from xlmarket.template.read.drawn import DrawnReader
from xlmarket.template.read.formulas import SheetChoice
from xlmarket.template.read.leftovers import LeftoverReader
from xlmarket.template.read.rows import BookContext
from xlmarket.template.read.sheets import SheetPart, read_sheet
from xlmarket.template.read.sheetwide import SheetwideReader

_CHART = "drawingml.chart+xml"
"""How the content type of a chart ends."""


def compile_template(path: Path, environment: Environment = PLAIN) -> Template:
    """The plan of a template.

    Raises `TemplateError` with the first problem, which says how many more there are, and `InputError` for a file that
    is not a workbook.
    """
    template, problems = _compile(path, environment)
    if template is None or problems:
        first = problems[0]
        if len(problems) == 1:
            raise first
        remedy = f"and {len(problems) - 1} more: xlmarket template check {path.name} lists them"
        raise first.replace(remedy=remedy)
    return template


def problems_of(path: Path, environment: Environment = PLAIN) -> list[TemplateError]:
    """All problems of a template, none if it is sound. Raises `InputError` for a file that is not a workbook."""
    try:
        return list(_compile(path, environment)[1])
    except TemplateError as error:
        return [error]


def _compile(path: Path, environment: Environment) -> tuple[Template | None, tuple[TemplateError, ...]]:
    """The plan and the problems, once per file, content and environment."""
    package = Package(path)
    return _compile_once(path, hashlib.sha256(package.data).hexdigest(), environment)


@lru_cache(maxsize=32)
def _compile_once(
    path: Path, _content: str, environment: Environment
) -> tuple[Template | None, tuple[TemplateError, ...]]:
    return compile_package(Package(path), environment)


def compile_package(
    package: Package, environment: Environment = PLAIN
) -> tuple[Template | None, tuple[TemplateError, ...]]:
    """The plan of a workbook that was opened, none where it has problems, and its problems."""
    workbook = package.parse(package.workbook)
    problems: list[TemplateError] = []
    context = BookContext.read(package, environment, workbook)
    sheets = tuple(_read_sheets(context, _sheet_parts(package, workbook, "worksheet"), problems))
    asides = _book_asides(context, workbook, problems)
    chart_sheets = {sheet.part for sheet in _sheet_parts(package, workbook, "chartsheet")}
    problems += LeftoverReader(package, sheets, chart_sheets).read()
    if problems:
        return None, tuple(problems)
    return _template(context, workbook, sheets, asides), ()


def _read_sheets(
    context: BookContext, parts: Iterable[SheetPart], problems: list[TemplateError]
) -> Iterator[SheetPlan]:
    """The plans of the sheets. One that cannot be read is a problem."""
    for part in parts:
        try:
            yield read_sheet(context, part, problems)
        except ValueError as fault:  # an area or a number that is none
            where = Place(file=context.package.path.name, sheet=part.name, part=part.part)
            problems.append(TemplateError(f"a part of the workbook is damaged: {fault}", where=where))


def _template(
    context: BookContext, workbook: etree._Element, sheets: tuple[SheetPlan, ...], asides: tuple[Aside, ...]
) -> Template:
    is_live = any(sheet.is_live for sheet in sheets)
    rows = (row for sheet in sheets for row in sheet.rows.values())
    return Template(
        package=context.package,
        sheets=sheets,
        charts=_charts(context.package) if is_live or any(sheet.has_tags for sheet in sheets) else {},
        names=frozenset[str]().union(*(sheet.names for sheet in sheets), *(aside.content.names for aside in asides)),
        has_formulas=any(isinstance(cell, FormulaCell) for row in rows for cell in row.cells),
        defined=_workbook_names(workbook),
        epoch=context.epoch,
        strings=context.texts.strings,
        shared_elsewhere=_shared_elsewhere(context.package, workbook),
        asides=asides,
        is_live=is_live,
    )


def _book_asides(context: BookContext, workbook: etree._Element, problems: list[TemplateError]) -> tuple[Aside, ...]:
    """The texts with tags that lie on no worksheet: of names, of properties and of chart sheets."""
    package, reader = context.package, AsideReader(context.environment, problems)
    asides = list(read_bookwide(context, workbook, reader))
    for sheet in _sheet_parts(package, workbook, "chartsheet"):
        place = Place(file=package.path.name, sheet=sheet.name)
        drawn = DrawnReader(package, Sizes(), reader, place).read(sheet.part)
        choice = SheetChoice(own=sheet.name)
        own = SheetwideReader(context=context, reader=reader, place=place, choice=choice, targets={})
        placed = [*drawn, *own.read(package.parse(sheet.part), ())]
        asides += [aside for item in placed for aside in item.asides]
    return tuple(asides)


def _charts(package: Package) -> dict[str, ChartPlan]:
    return {part: compile_chart(package.parse(part)) for part in package.of_type(_CHART)}


def _workbook_names(workbook: etree._Element) -> dict[str, str]:
    """The names of the whole workbook and what they refer to."""
    names = workbook.iter(f"{{{MAIN}}}definedName")
    return {str(name.get("name")).casefold(): name.text or "" for name in names if name.get("localSheetId") is None}


def _shared_elsewhere(package: Package, workbook: etree._Element) -> UsedStrings:
    """The shared strings of sheets that are not worksheets: old macro sheets have cells too."""
    listed = {sheet.get(f"{{{OFFICE}}}id") for sheet in workbook.iter(f"{{{MAIN}}}sheet")}
    used = UsedStrings()
    for relation in package.relations(package.workbook):
        if (
            relation.id in listed
            and relation.name not in ("worksheet", "chartsheet")
            and relation.target in package.members
        ):
            for cell in package.parse(relation.target).iter(f"{{{MAIN}}}c"):
                number = cell.findtext(f"{{{MAIN}}}v") or ""
                if cell.get("t") == "s" and number.isdecimal():
                    used.add((int(number),))
    return used


def _sheet_parts(package: Package, workbook: etree._Element, kind: str) -> list[SheetPart]:
    """The sheets of a kind in their order."""
    targets = {relation.id: relation for relation in package.relations(package.workbook)}
    parts = []
    for place, sheet in enumerate(workbook.iter(f"{{{MAIN}}}sheet")):
        target = targets.get(str(sheet.get(f"{{{OFFICE}}}id")))
        if target is not None and target.name == kind:
            parts.append(SheetPart(place, str(sheet.get("name")), target.target))
    return parts
