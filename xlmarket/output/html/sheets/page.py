"""The sheets of a workbook with their drawings, as the template of such a page shows them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

from markupsafe import Markup

from xlmarket.errors import UsageError
from xlmarket.output.charts import Style, draw_svg
from xlmarket.output.html.drawings import DrawnChart
from xlmarket.output.html.sheets.floats import Float
from xlmarket.output.html.sheets.grid import Grid, GridCell, read_grids
from xlmarket.output.html.sheets.looks import Classes
from xlmarket.output.pdf import data_sheets

PRINTED = 680
"""The pixels of a sheet that fit on A4 and Letter. Wider ones print smaller."""
HEIGHT = 270.0
"""The pixels for which a chart is laid out at least. A lower one is drawn smaller."""
_IMAGE = Markup('<img src="{}" alt="{}" width="{}" height="{}">')
_INSTEAD = Markup(
    '<p class="note">{} The chart is of a kind that is not drawn here; its figures are below the sheet.</p>'
)


@dataclass(frozen=True, slots=True)
class ShownFloat:
    """A drawing as HTML, and the class of its size."""

    content: Markup
    size: str


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell with its drawings as HTML."""

    content: Markup
    look: str
    columns: int
    rows: int
    value: float | None
    floats: tuple[ShownFloat, ...]


@dataclass(frozen=True, slots=True)
class ShownSheet:
    """A sheet as the template shows it. `zoom` is the class that makes it fit on paper."""

    title: str
    zoom: str
    width: str
    widths: tuple[str, ...]
    rows: tuple[tuple[str, tuple[ShownCell, ...]], ...]
    notes: tuple[str, ...]
    charts: tuple[DrawnChart, ...]


def show_sheets(workbook: bytes, style: Style) -> tuple[list[ShownSheet], str]:
    """Return the sheets of a finished workbook that print, and the CSS of their looks."""
    classes = Classes()
    sheets = [_show(grid, style, classes) for grid in read_grids(workbook, data_sheets(workbook), classes)]
    zooms = {sheet.zoom: int(sheet.zoom[1:]) for sheet in sheets if sheet.zoom}
    printed = "".join(f".{name}>table{{zoom:{PRINTED / width:.4f}}}" for name, width in sorted(zooms.items()))
    return sheets, f"{classes.css}@media print{{{printed}}}"


def _show(grid: Grid, style: Style, classes: Classes) -> ShownSheet:
    rows = tuple((height, tuple(_cell(cell, style, classes) for cell in cells)) for height, cells in grid.rows)
    charts = [each.chart for _, cells in grid.rows for cell in cells for each in cell.floats if each.chart is not None]
    width = classes.of(f"width:{grid.width}px")
    zoom = f"z{grid.width}" if grid.width > PRINTED else ""
    return ShownSheet(
        grid.title, zoom, width, grid.widths, rows, grid.notes, tuple(DrawnChart(chart, style) for chart in charts)
    )


def _cell(cell: GridCell, style: Style, classes: Classes) -> ShownCell:
    floats = tuple(_float(each, style, classes) for each in cell.floats)
    return ShownCell(cell.content, cell.look, cell.columns, cell.rows, cell.value, floats)


def _float(each: Float, style: Style, classes: Classes) -> ShownFloat:
    size = classes.of(f"width:{each.width}px;height:{each.height}px;margin:{each.y}px 0 0 {each.x}px")
    if each.picture:
        return ShownFloat(_IMAGE.format(each.picture, each.alt, each.width, each.height), size)
    return ShownFloat(Markup().join(_draw(each, style)), size)


def _draw(each: Float, style: Style) -> Iterator[Markup]:
    """The drawing of a chart, or where it has none or no room, a note."""
    if each.chart is not None and each.is_drawn:
        chart = replace(each.chart, title=each.chart.title or each.alt)
        for scale in (max(1.0, HEIGHT / each.height), 2.0):
            with suppress(UsageError):
                svg = draw_svg(chart, style, width=each.width * scale, height=each.height * scale)
                yield Markup(svg)  # noqa: S704 - texts are escaped
                return
    yield _INSTEAD.format(f"{each.chart.title}." if each.chart is not None else "")
