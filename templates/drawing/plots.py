"""The native charts of the templates: quiet gridlines, one palette, titles at the upper left."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import xlsxwriter
from xlsxwriter.chart import Chart
from xlsxwriter.color import Color

from drawing.look import ACCENT, AXIS, GREY, INK, PAPER, RULE, SERIES, WARM, WARM_TINT

SMALL: dict[str, Any] = {"size": 8, "color": GREY}
Reference = str
Steps = Sequence[tuple[Reference, Reference, Color | None]]
"""Series of a waterfall: name, values and colour, none for the part a bar floats on."""


def or_gap(figure: str) -> str:
    """What a cell holds whose figure a line shows. Excel draws a gap at an empty cell, and a line across #N/A."""
    return f"{figure} if {figure} is number else none"


def _base(book: xlsxwriter.Workbook, kind: str, title: str, subtype: str | None = None) -> Chart:
    chart = book.add_chart({"type": kind} | ({"subtype": subtype} if subtype else {}))
    chart.set_title(
        {
            "name": title,
            "name_font": {"size": 10, "bold": True, "color": INK},
            "overlay": True,
            "layout": {"x": 0.015, "y": 0.02},
        }
    )
    chart.set_chartarea({"border": {"none": True}, "fill": {"none": True}})
    chart.set_plotarea({"fill": {"none": True}, "layout": {"x": 0.1, "y": 0.16, "width": 0.88, "height": 0.7}})
    chart.set_legend({"none": True})
    # XlsxWriter leaves the element out for "gap"; LibreOffice then draws what is missing as zero, as the standard says.
    chart._write_disp_blanks_as = partial(chart._xml_empty_tag, "c:dispBlanksAs", [("val", "gap")])
    return chart


def _axes(chart: Chart, number: str, *, tilted: bool = False) -> None:
    font = SMALL | {"size": 7, "rotation": -45} if tilted else SMALL
    x_axis: dict[str, Any] = {
        "num_font": font, "line": {"color": RULE}, "major_tick_mark": "none", "label_position": "low",
    }  # fmt: skip
    chart.set_x_axis(x_axis)
    chart.set_y_axis(
        {
            "num_font": SMALL,
            "num_format": number,
            "line": {"none": True},
            "major_tick_mark": "none",
            "major_gridlines": {"visible": True, "line": {"color": RULE, "width": 0.5}},
        }
    )


def stacked(
    book: xlsxwriter.Workbook, title: str, names: Sequence[Reference], labels: Reference, values: Sequence[Reference]
) -> Chart:
    """Columns stacked in the order of the series, the largest at the foot; its key stands in cells below it."""
    chart = _base(book, "column", title, "stacked")
    for name, cells, colour in zip(names, values, SERIES, strict=True):
        chart.add_series({"name": name, "categories": labels, "values": cells, "fill": {"color": colour}, "gap": 45})
    chart.set_plotarea({"fill": {"none": True}, "layout": {"x": 0.1, "y": 0.15, "width": 0.88, "height": 0.65}})
    _axes(chart, AXIS, tilted=True)
    return chart


def ranked(
    book: xlsxwriter.Workbook, title: str, name: Reference, labels: Reference, values: Reference, number: str = "0%"
) -> Chart:
    """Horizontal bars, the largest at the top, each with its figure beside it and no axis."""
    chart = _base(book, "bar", title)
    chart.set_plotarea({"fill": {"none": True}, "layout": {"x": 0.3, "y": 0.13, "width": 0.6, "height": 0.83}})
    chart.add_series(
        {
            "name": name,
            "categories": labels,
            "values": values,
            "fill": {"color": SERIES[1]},
            "gap": 40,
            "data_labels": {"value": True, "num_format": number, "font": SMALL, "position": "outside_end"},
        }
    )
    chart.set_y_axis(
        {"reverse": True, "num_font": SMALL, "line": {"color": RULE}, "major_tick_mark": "none", "crossing": "min"}
    )
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
    return chart


def _add_steps(chart: Chart, labels: Reference, series: Steps, *, gap: int) -> None:
    """The bars of a waterfall and the parts they float on, which have no colour."""
    for name, cells, colour in series:
        fill: dict[str, Any] = {"color": colour} if colour else {"none": True}
        chart.add_series({"name": name, "categories": labels, "values": cells, "fill": fill, "gap": gap})


def floating(book: xlsxwriter.Workbook, labels: Reference, series: Steps) -> Chart:
    """Horizontal bars that float on parts without a colour: a waterfall. It has no axes, as it stands over a table."""
    chart = _base(book, "bar", "", "stacked")
    chart.set_title({"none": True})
    chart.set_plotarea({"fill": {"none": True}, "layout": {"x": 0.01, "y": 0, "width": 0.98, "height": 1}})
    _add_steps(chart, labels, series, gap=60)
    chart.set_y_axis({"reverse": True, "line": {"color": GREY}, "major_tick_mark": "none", "label_position": "none"})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    return chart


def standing(book: xlsxwriter.Workbook, labels: Reference, series: Steps) -> Chart:
    """The same as columns, with names and figures below: for programs that do not know the waterfalls of Excel 2016."""
    chart = _base(book, "column", "", "stacked")
    chart.set_title({"none": True})
    chart.set_plotarea({"fill": {"none": True}, "layout": {"x": 0.05, "y": 0.03, "width": 0.94, "height": 0.78}})
    _add_steps(chart, labels, series, gap=40)
    _axes(chart, "General")
    return chart


def clustered(
    book: xlsxwriter.Workbook,
    labels: Reference,
    series: Sequence[tuple[Reference, Reference, Color]],
) -> Chart:
    """Two bars to a market, the earlier one paler. Names, figures and key stand in cells beside it."""
    chart = _base(book, "bar", "")
    chart.set_title({"none": True})
    chart.set_plotarea({"fill": {"none": True}, "layout": {"x": 0.01, "y": 0, "width": 0.98, "height": 1}})
    for name, cells, colour in series:
        shape: dict[str, Any] = {"fill": {"color": colour}, "gap": 60, "overlap": 0}
        chart.add_series({"name": name, "categories": labels, "values": cells} | shape)
    chart.set_y_axis({"reverse": True, "line": {"color": RULE}, "major_tick_mark": "none", "label_position": "none"})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
    return chart


def plain(book: xlsxwriter.Workbook, name: Reference, labels: Reference, values: Reference) -> Chart:
    """Columns in one colour, with an axis: a chart to start from."""
    chart = _base(book, "column", "")
    chart.set_title({"none": True})
    chart.add_series({"name": name, "categories": labels, "values": values, "fill": {"color": SERIES[1]}, "gap": 60})
    chart.set_plotarea({"fill": {"none": True}, "layout": {"x": 0.09, "y": 0.06, "width": 0.9, "height": 0.72}})
    _axes(chart, AXIS)
    return chart


def lines(
    book: xlsxwriter.Workbook,
    title: str,
    series: Sequence[tuple[Reference, Reference]],
    labels: Reference,
    number: str = "0%",
    *,
    colours: Sequence[Color] = (ACCENT, GREY, WARM, RULE),
    dashes: Sequence[str] = ("solid", "dash", "solid", "solid"),
    key: float = 0.62,
    left: float = 0.055,
    tilted: bool = False,
) -> Chart:
    """Lines over the periods with a small key that begins at `key` of the width."""
    chart = _base(book, "line", title)
    chart.set_plotarea({"fill": {"none": True}, "layout": {"x": left, "y": 0.2, "width": 0.99 - left, "height": 0.62}})
    for (name, cells), colour, dash in zip(series, colours, dashes, strict=False):
        chart.add_series(
            {
                "name": name,
                "categories": labels,
                "values": cells,
                "line": {"color": colour, "width": 2.25, "dash_type": dash},
                "marker": {"type": "circle", "size": 5, "fill": {"color": colour}, "border": {"color": PAPER}},
            }
        )
    _axes(chart, number, tilted=tilted)
    chart.set_legend(
        {"position": "top", "font": SMALL, "layout": {"x": key, "y": 0.02, "width": 0.99 - key, "height": 0.12}}
    )
    return chart


def line_over_mark(
    book: xlsxwriter.Workbook,
    title: str,
    line: tuple[str, Reference],
    mark: tuple[str, Reference],
    labels: Reference,
    number: str = AXIS,
) -> Chart:
    """A line over the periods, and a broad bar behind it where `mark` has a value: #N/A elsewhere draws nothing."""
    chart = _base(book, "column", title)
    chart.set_plotarea({"fill": {"none": True}, "layout": {"x": 0.1, "y": 0.17, "width": 0.88, "height": 0.63}})
    chart.add_series(
        {"name": mark[0], "categories": labels, "values": mark[1], "fill": {"color": WARM_TINT}, "gap": 15}
    )
    over = book.add_chart({"type": "line"})
    over.add_series(
        {
            "name": line[0],
            "categories": labels,
            "values": line[1],
            "line": {"color": ACCENT, "width": 2.25},
            "marker": {"type": "circle", "size": 5, "fill": {"color": ACCENT}, "border": {"color": PAPER}},
        }
    )
    chart.combine(over)
    _axes(chart, number, tilted=True)
    key = {"position": "top", "font": SMALL, "layout": {"x": 0.5, "y": 0.02, "width": 0.49, "height": 0.1}}
    chart.set_legend(key)
    return chart
