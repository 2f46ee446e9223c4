"""A native chart as content, from the caches in its part: names, labels and values as Excel last showed them."""

from __future__ import annotations

from lxml import etree

from xlmarket.package.number_text import number_text
from xlmarket.report.charts import Chart, PlotPoint, PlotSeries
from xlmarket.report.charts.chart import Form, Shape

_GROUPS = ("barChart", "lineChart")


def read_chart(root: etree._Element, name: str) -> tuple[Chart | None, bool]:
    """Return a chart, none without figures, and whether it is of a kind that can be drawn as it is.

    Drawn are lines, columns of one series or stacked ones above zero, and bars of one series.
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
    direction, grouping = (_setting(groups[0], name) for name in ("barDir", "grouping"))
    is_above = all(point.value is None or point.value >= 0 for each in series for point in each.points)
    if (len(series) > 1 and grouping != "stacked") or not is_above:
        return None
    return "stack" if direction == "col" else "bars" if len(series) == 1 else None


def _setting(group: etree._Element, name: str) -> str:
    element = group.find(f"{{*}}{name}")
    return "" if element is None else str(element.get("val"))


def _axis_code(root: etree._Element) -> str:
    """Return the number format of the value axis, `General` where it has none of its own."""
    axis = root.find(".//{*}valAx/{*}numFmt")
    return "General" if axis is None or axis.get("sourceLinked") == "1" else str(axis.get("formatCode"))


def _series(series: etree._Element, axis: str) -> PlotSeries:
    name = series.findtext("{*}tx//{*}v") or "Figures"
    labels, values = _cache(series.find("{*}cat")), _cache(series.find("{*}val"))
    code = series.findtext("{*}val//{*}formatCode") or "General"
    code = axis if code == "General" else code
    points = (_point(labels.get(at, str(at + 1)), text, code) for at, text in sorted(values.items()))
    return PlotSeries(name, tuple(points))


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
