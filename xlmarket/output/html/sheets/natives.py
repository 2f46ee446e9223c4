"""A native chart as content, from the caches in its part: names, labels and values as Excel last showed them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from lxml import etree

from xlmarket.package.number_text import number_text
from xlmarket.report.charts import Chart, PlotPoint, PlotSeries
from xlmarket.report.charts.chart import Form, Shape

_GROUPS = ("barChart", "lineChart", "pieChart", "doughnutChart")
_ROUND = ("pieChart", "doughnutChart")
MOST_COLOURS = 7
"""Series that have a colour of their own."""


def read_chart(root: etree._Element, name: str) -> tuple[Chart | None, bool]:
    """Return a chart, none without figures, and whether it is of a kind that can be drawn as it is.

    Drawn are lines, columns of one series, stacked ones above zero, columns side by side, and bars of one series. A pie or
    doughnut of one series is drawn as bars, with the share of each slice in its text.
    """
    plot = root.find(".//{*}plotArea")
    groups = [] if plot is None else [each for each in plot if etree.QName(each).localname.endswith("Chart")]
    code = _axis_code(root)
    series = [made for group in groups for each in group.iterfind("{*}ser") if (made := _series(each, code)).points]
    if not series:
        return None, False
    labels = tuple(dict.fromkeys(point.label for each in series for point in each.points))
    series = [_complete(each, labels) for each in series]
    shape = _shape(groups, series)
    if shape is not None and etree.QName(groups[0]).localname in _ROUND:
        series = [_with_shares(series[0])]
    head = root.find("{*}chart/{*}title")
    title = "" if head is None else "".join(text.text or "" for text in head.iterfind(".//{*}t"))
    title = title or name
    chart = Chart(
        kind="history", shape=shape or "lines", title=title, subtitle="", unit="", form=_form(series), labels=labels,
        series=tuple(series), note="", alt=f"{title}. {_describe(series)}",
    )  # fmt: skip
    return chart, shape is not None and len(labels) > 1


def _complete(series: PlotSeries, labels: tuple[str, ...]) -> PlotSeries:
    """Return a series with a point for every label."""
    points = {point.label: point for point in series.points}
    return PlotSeries(series.name, tuple(points.get(label) or PlotPoint(label, None, "") for label in labels))


def _shape(groups: list[etree._Element], series: list[PlotSeries]) -> Shape | None:
    """Return how a chart is drawn, none for another kind than ours."""
    kind = etree.QName(groups[0]).localname
    if len(groups) > 1 or kind not in _GROUPS or groups[0].find(".//{*}spPr/{*}noFill") is not None:
        return None
    if kind == "lineChart":
        return "lines"
    if kind in _ROUND:
        return "bars" if len(series) == 1 and _is_above(series) else None
    direction, grouping = (_setting(groups[0], name) for name in ("barDir", "grouping"))
    if direction == "col" and grouping == "clustered" and 1 < len(series) <= MOST_COLOURS:
        return "clusters"
    if (len(series) > 1 and grouping != "stacked") or not _is_above(series):
        return None
    return "stack" if direction == "col" else "bars" if len(series) == 1 else None


def _is_above(series: list[PlotSeries]) -> bool:
    return all(point.value is None or point.value >= 0 for each in series for point in each.points)


def _with_shares(series: PlotSeries) -> PlotSeries:
    """Return the slices of a pie with their shares in their texts, where these are not percentages themselves."""
    whole = sum(point.value or 0.0 for point in series.points)
    if not whole or all(point.text.endswith("%") for point in series.points if point.value):
        return series
    points = (
        point if point.value is None else replace(point, text=f"{point.text} ({point.value / whole:.1%})")
        for point in series.points
    )
    return replace(series, points=tuple(points))


def _setting(group: etree._Element, name: str) -> str:
    element = group.find(f"{{*}}{name}")
    return "" if element is None else str(element.get("val"))


def _axis_code(root: etree._Element) -> str:
    """Return the number format of the value axis, `General` where it has none of its own."""
    axis = root.find(".//{*}valAx/{*}numFmt")
    return "General" if axis is None or axis.get("sourceLinked") == "1" else str(axis.get("formatCode"))


def _series(series: etree._Element, axis: str) -> PlotSeries:
    """Return a series. The labels of the points of a scatter or bubble chart are their places on the horizontal axis."""
    name = series.findtext("{*}tx//{*}v") or "Figures"
    labels, values = (_cache(_first(series, *names)) for names in (("cat", "xVal"), ("val", "yVal")))
    code = series.findtext("{*}val//{*}formatCode") or series.findtext("{*}yVal//{*}formatCode") or "General"
    code = axis if code == "General" else code
    names = _tell_apart({at: labels.get(at, str(at + 1)) for at in sorted(values)})
    return PlotSeries(name, tuple(_point(label, values[at], code) for at, label in names.items()))


def _first(series: etree._Element, *names: str) -> etree._Element | None:
    elements = (series.find(f"{{*}}{name}") for name in names)
    return next((element for element in elements if element is not None), None)


def _tell_apart(labels: dict[int, str]) -> dict[int, str]:
    """Return the labels with a number behind each that was there before: two points may lie at one place."""
    counts: Counter[str] = Counter()
    apart = {}
    for at, label in labels.items():
        counts[label] += 1
        apart[at] = f"{label} ({counts[label]})" if counts[label] > 1 else label
    return apart


def _cache(source: etree._Element | None) -> dict[int, str]:
    points = [] if source is None else source.iterfind(".//{*}pt")
    return {int(str(point.get("idx"))): point.findtext("{*}v") or "" for point in points}


def _point(label: str, text: str, code: str) -> PlotPoint:
    try:
        value = float(text)
    except ValueError:
        return PlotPoint(label, None, "n/a")
    shown = None if code == "General" else number_text(value, code)
    return PlotPoint(label, value, (shown or (f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}")).strip())


def _form(series: list[PlotSeries]) -> Form:
    return (
        "percent"
        if all(point.text.endswith("%") for each in series for point in each.points if point.value)
        else "amount"
    )


def _describe(series: list[PlotSeries]) -> str:
    ends = ((each.name, each.points[0], each.points[-1]) for each in series)
    return " ".join(f"{name}: {first.label} {first.text}, {last.label} {last.text}." for name, first, last in ends)
