"""The charts of a deck: native ones, in the look of the workbooks.

A chart has a workbook of its own whose cells hold tags, as a designer types them.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.dml import MSO_LINE
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.util import Pt

from drawing.deck import GREY, INK, MADE, RULE, Frame, Shade, paint, write


@dataclass(frozen=True)
class Series:
    """A series of a chart: its name, the cell of its values, its colour and how its line is dashed."""

    name: str
    cell: str
    colour: Shade
    dash: MSO_LINE = MSO_LINE.SOLID


def add_chart(
    slide: Slide,
    kind: XL_CHART_TYPE,
    frame: Frame,
    *,
    name: str,
    title: str,
    loop: str,
    label: str,
    series: Sequence[Series],
    alt: str,
) -> Any:
    """A native chart whose workbook holds tags: a row per item, a column per series."""
    data = CategoryChartData()
    data.categories = [f"{{{{ {label} }}}}"]
    for one in series:
        data.add_series(one.name, (None,))
    shape = slide.shapes.add_chart(kind, *frame.emu, data)
    shape.name = name
    shape._element.nvGraphicFramePr.cNvPr.set("descr", alt)
    chart = shape.chart
    chart.part.chart_workbook.xlsx_part._blob = _workbook(loop, label, series)
    # python-pptx gives axes negative numbers, which the schema does not allow.
    for element in chart._chartSpace.iter(qn("c:axId"), qn("c:crossAx")):
        element.set("val", element.get("val").lstrip("-"))
    chart.font.size = Pt(10)
    paint(chart.font.color, GREY)
    chart.has_title = bool(title)
    if title:
        paragraph = chart.chart_title.text_frame.paragraphs[0]
        write(paragraph, title, 12, INK, bold=True)
        chart.chart_title.include_in_layout = False
    chart.has_legend = len(series) > 1
    if chart.has_legend:
        chart.legend.position = XL_LEGEND_POSITION.BOTTOM
        chart.legend.include_in_layout = False
    return chart


def _workbook(loop: str, label: str, series: Sequence[Series]) -> bytes:
    """The data of a chart: names in the first row, and a row that repeats."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": MADE, "author": "xlmarket"})
    sheet = book.add_worksheet("Sheet1")
    sheet.set_column(0, len(series), 24)
    sheet.write_string(1, 0, f"{{%row for {loop} %}}{{{{ {label} }}}}")
    for place, one in enumerate(series, 1):
        sheet.write_string(0, place, one.name)
        end = "{%row endfor %}" if place == len(series) else ""
        sheet.write_string(1, place, f"{{{{ {one.cell} }}}}{end}")
    book.close()
    return out.getvalue()


def style_axes(chart: Any, number: str) -> None:
    """Quiet axes: faint gridlines, no marks."""
    category, value = chart.category_axis, chart.value_axis
    category.major_tick_mark = value.major_tick_mark = XL_TICK_MARK.NONE
    category.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    category.has_major_gridlines = False
    paint(category.format.line.color, RULE)
    value.format.line.fill.background()
    value.has_major_gridlines = True
    paint(value.major_gridlines.format.line.color, RULE)
    value.major_gridlines.format.line.width = Pt(0.5)
    value.tick_labels.number_format, value.tick_labels.number_format_is_linked = number, False


def fill_series(chart: Any, series: Sequence[Series], gap: int) -> None:
    plot = chart.plots[0]
    plot.gap_width = gap
    for drawn, one in zip(plot.series, series, strict=True):
        drawn.format.fill.solid()
        paint(drawn.format.fill.fore_color, one.colour)


def line_series(chart: Any, series: Sequence[Series]) -> None:
    for drawn, one in zip(chart.plots[0].series, series, strict=True):
        drawn.smooth = False
        drawn.format.line.width = Pt(2.25)
        drawn.format.line.dash_style = one.dash
        paint(drawn.format.line.color, one.colour)
        drawn.marker.size = 5
        drawn.marker.format.fill.solid()
        paint(drawn.marker.format.fill.fore_color, one.colour)
        drawn.marker.format.line.fill.background()


def add_stacked(slide: Slide, frame: Frame, **more: Any) -> None:
    chart = add_chart(slide, XL_CHART_TYPE.COLUMN_STACKED, frame, **more)
    fill_series(chart, more["series"], 45)
    chart.plots[0].overlap = 100
    style_axes(chart, "[>=10]#,##0;[<0]-General;General")


def add_lines(slide: Slide, frame: Frame, *, number: str, **more: Any) -> None:
    chart = add_chart(slide, XL_CHART_TYPE.LINE_MARKERS, frame, **more)
    line_series(chart, more["series"])
    style_axes(chart, number)


def add_bars(slide: Slide, frame: Frame, **more: Any) -> None:
    """Horizontal bars, the largest at the top, each with its figure and no axis of values."""
    chart = add_chart(slide, XL_CHART_TYPE.BAR_CLUSTERED, frame, **more)
    fill_series(chart, more["series"], 40)
    style_axes(chart, "0%")
    chart.category_axis.reverse_order = True
    chart.value_axis.visible = chart.value_axis.has_major_gridlines = False
    chart.value_axis.minimum_scale = 0
    plot = chart.plots[0]
    plot.has_data_labels = True
    labels = plot.data_labels
    labels.number_format, labels.number_format_is_linked = "0.0%", False
    labels.position, labels.show_value = XL_LABEL_POSITION.OUTSIDE_END, True
