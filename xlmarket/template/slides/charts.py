"""Charts of slides: the workbook embedded in a chart is a template, and the chart draws its finished cells.

The designer types tags into the cells of the chart's data, as into any workbook. Series, colours and labels of the chart
stay as they were drawn, and its references follow the rows that were repeated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from lxml import etree

from xlmarket.errors import Place, TemplateError
from xlmarket.package.archive import Package, serialise
from xlmarket.package.bodies import C
from xlmarket.package.elements import holder
from xlmarket.package.parts import Parts
from xlmarket.template.environment import Environment
from xlmarket.template.evaluator import Evaluator
from xlmarket.template.plan.expressions import Scope
from xlmarket.template.read.charts import compile_chart
from xlmarket.template.read.compile import compile_package
from xlmarket.template.render.render import render_with_charts
from xlmarket.template.slides.plan import SlideChart


def read_chart(
    package: Package, part: str, environment: Environment, place: Place
) -> tuple[SlideChart | None, Sequence[TemplateError]]:
    """A chart whose workbook holds tags, none where it holds none, and the problems of the workbook."""
    books = [one.target for one in package.relations(part) if one.name == "package" and one.target in package.members]
    if not books or not books[0].endswith((".xlsx", ".xlsm")):
        return None, ()
    try:
        book = Package(Path(books[0]), "workbook of a chart", data=package.read(books[0]))
        template, problems = compile_package(book, environment)
    except TemplateError as error:
        return None, (_inside(error, place),)
    if template is None:
        return None, [_inside(error, place) for error in problems]
    if not any(plan.has_tags for plan in template.sheets):
        return None, ()
    return SlideChart(part, books[0], template, compile_chart(package.parse(part))), ()


def _inside(error: TemplateError, place: Place) -> TemplateError:
    """An error in the data of a chart: which cell of which sheet, on which slide."""
    where = error.where or Place()
    cell = "!".join(piece for piece in (where.sheet, where.cell) if piece)
    data = f"data of {place.item or 'a chart'}" + (f", {cell}" if cell else "")
    return error.replace(where=replace(place, item=data))


def fill_chart_data(
    parts: Parts, part: str, chart: SlideChart, scope: Scope, place: Place, evaluator: Evaluator | None
) -> None:
    """Fill the workbook of a chart, and let the chart draw it. Raises `TemplateError` with the place on the slide."""
    try:
        workbook, (drawn,) = render_with_charts(chart.template, scope, [chart.plan], evaluator=evaluator)
    except TemplateError as error:
        raise _inside(error, place) from None
    parts.put(part, _without_nameless(drawn))
    (book,) = parts.related(part, "package")[:1]
    parts.put(book, workbook)


def _without_nameless(chart: bytes) -> bytes:
    """A chart without the series that have neither a name nor a value: a key would call them Series 3 and so on."""
    root = etree.fromstring(chart)
    series = list(root.iter(f"{{{C}}}ser"))
    empty = [one for one in series if not any(_points(one, tag) for tag in ("tx", "val", "yVal"))]
    if not empty or len(empty) == len(series):
        return chart
    for one in empty:
        holder(one).remove(one)
    return serialise(root)


def _points(series: etree._Element, tag: str) -> int:
    """How many cells with a value a reference of a series has."""
    part = series.find(f"{{{C}}}{tag}")
    return len(list(part.iter(f"{{{C}}}v"))) if part is not None else 0
