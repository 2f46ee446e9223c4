"""All warnings of a template: what is not printed, what is too wide for its cell, which names nothing uses,
which filters are cleared.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from xlmarket.errors import Place, TemplateError
from xlmarket.package.archive import MAIN, Package
from xlmarket.package.areas import column_number
from xlmarket.package.looks import Looks
from xlmarket.template.check.filters import filter_warnings
from xlmarket.template.check.names import unused_names
from xlmarket.template.check.overflow import Candidates, ColumnRoom, NumberCell, overflow_warning, overflow_warnings
from xlmarket.template.check.printing import PrintedSheet, print_areas
from xlmarket.template.environment import PLAIN, Environment
from xlmarket.template.plan.cells import StaticCell
from xlmarket.template.plan.sheets import SheetPlan
from xlmarket.template.read.compile import compile_template


def warnings_of(path: Path, environment: Environment = PLAIN) -> list[TemplateError]:
    """What of a template may not come out as its designer wants. None for a template with problems.

    Raises `InputError` for a file that is not a workbook.
    """
    try:
        template = compile_template(path, environment)
    except TemplateError:
        return []
    package = template.package
    workbook = package.parse(package.workbook)
    part = package.of_workbook("styles")
    looks = Looks.read(package.parse(part)) if part else Looks()
    areas, shown = print_areas(workbook), _shown(workbook)
    warnings: list[TemplateError] = []
    for plan in template.sheets:
        if plan.place in shown and (plan.each is None or not plan.each.is_never):
            place = Place(file=path.name, sheet=plan.name)
            warnings += PrintedSheet(plan, areas.get(plan.place, []), place).warnings(package)
            warnings += _overflow(plan, looks, place)
            warnings += filter_warnings(plan, package, place)
    return [*warnings, *unused_names(package, workbook)]


def report_warnings(path: Path) -> list[TemplateError]:
    """The columns of a finished report that show `###`. Raises `InputError` for a file that is not a workbook."""
    return overflow_warnings(Package(path, "report"))


def _shown(workbook: etree._Element) -> set[int]:
    """The places of the sheets that are not hidden."""
    sheets = enumerate(workbook.iter(f"{{{MAIN}}}sheet"))
    return {place for place, sheet in sheets if sheet.get("state", "visible") == "visible"}


def _overflow(plan: SheetPlan, looks: Looks, place: Place) -> Iterator[TemplateError]:
    """The constants of a sheet that are wider than their cells."""
    candidates = Candidates(looks)
    for row in plan.rows.values():
        candidates.take(
            NumberCell(column_number(cell.column), row.number, looks.style_of(cell.tail), cell.value)
            for cell in row.cells
            if isinstance(cell, StaticCell) and isinstance(cell.value, float)
        )
    for cell, text in ColumnRoom.of(plan.xml, looks).overflow(candidates.kept()):
        yield overflow_warning(cell, text, place)
