"""Charts as SVG: the same bytes each time, sound XML, what a chart says in its texts."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from lxml import etree

from xlmarket.errors import UsageError
from xlmarket.functions import open_snapshot
from xlmarket.output.charts import draw_svg, style_of
from xlmarket.report.charts import KINDS, Chart, PlotPoint, PlotSeries, chart_of

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '<script>alert("x")</script> & \'Co\' \\(x^2\\) <a href="javascript:x">y</a> \x00'


@cache
def chart(kind: str, region: str | None = "Europe") -> Chart:
    return chart_of(open_snapshot("sample-quarterly"), kind, region=region)


def texts(svg: str) -> list[str]:
    return ["".join(element.itertext()) for element in etree.fromstring(svg).iter(f"{SVG}text")]


MADE = [
    (kind, region)
    for kind in KINDS
    for region in ("Europe", "Brazil", None)
    if region != "Brazil" or kind not in ("contribution", "ranks", "panels")
]
"""Each kind of a region, of one market, which some kinds do not have, and of the world."""


@pytest.mark.parametrize(("kind", "region"), MADE)
def test_a_chart_is_the_same_svg_each_time_and_describes_itself(kind: str, region: str | None) -> None:
    content = chart(kind, region)
    svg = draw_svg(content)
    assert svg == draw_svg(content)
    root = etree.fromstring(svg)
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert description is not None
    assert (root.get("role"), title.text, description.text) == ("img", content.title, content.alt)
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    for word in ("http://", "https://", "url(", "<style", "rgb("):
        assert word not in svg.replace('xmlns="http://www.w3.org/2000/svg"', "")


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_lies_outside_of_the_picture(kind: str) -> None:
    root = etree.fromstring(draw_svg(chart(kind)))
    width, height = (float(root.get(side, "0")) for side in ("width", "height"))
    for element in root.iter(f"{SVG}text", f"{SVG}rect", f"{SVG}circle"):
        across, down = (element.get("cx") or element.get("x", "0"), element.get("cy") or element.get("y", "0"))
        assert 0 <= float(across) <= width
        assert 0 <= float(down) <= height


def test_the_texts_are_the_names_and_printed_figures_of_the_chart() -> None:
    content = chart("share")
    shown = texts(draw_svg(content))
    for series in content.series:
        for point in series.points:
            assert point.label in shown
            assert point.text in shown


def test_a_hostile_name_is_a_text() -> None:
    point = PlotPoint(HOSTILE, 0.5, HOSTILE)
    svg = draw_svg(replace(chart("share"), title=HOSTILE, alt=HOSTILE, series=(PlotSeries("s", (point,)),)))
    root = etree.fromstring(svg)
    assert not root.findall(f".//{SVG}script")
    assert not root.findall(f".//{SVG}a")
    assert HOSTILE.replace("\x00", "\ufffd") in texts(svg)


def test_a_missing_figure_breaks_a_line_and_has_no_column() -> None:
    content = chart("growth")
    whole = draw_svg(content).count("<path")
    series = content.series[0]
    gap = replace(series.points[3], value=None, text="n/a")
    broken = replace(series, points=(*series.points[:3], gap, *series.points[4:]))
    assert draw_svg(replace(content, series=(broken, *content.series[1:]))).count("<path") == whole + 1
    stack = chart("history", "Brazil")
    points = stack.series[0].points
    less = replace(stack, series=(replace(stack.series[0], points=(replace(points[0], value=None), *points[1:])),))
    assert draw_svg(less).count("<rect") == draw_svg(stack).count("<rect") - 1


def test_a_negative_value_lies_left_of_zero() -> None:
    points = (PlotPoint("Up", 0.4, "+40%"), PlotPoint("Down", -0.2, "-20%"))
    root = etree.fromstring(draw_svg(replace(chart("share"), series=(PlotSeries("s", points),))))
    up, down = list(root.iter(f"{SVG}rect"))[1:3]
    zero = float(up.get("x", "0"))
    assert float(down.get("x", "0")) + float(down.get("width", "0")) == pytest.approx(zero, abs=0.02)
    assert float(down.get("width", "0")) * 2 == pytest.approx(float(up.get("width", "0")), abs=0.1)


def test_an_inline_chart_takes_its_colours_from_css_variables() -> None:
    style = style_of("navy")
    svg = draw_svg(chart("share"), style, inline=True)
    assert f'fill="var(--chart-series2, #{style.colours["series2"]})"' in svg
    assert 'fill="#' not in svg
    assert set(style.variables) == set(style_of("navy", dark=True).variables)


def test_a_size_that_is_too_small_is_refused() -> None:
    with pytest.raises(UsageError, match="too small"):
        draw_svg(chart("growth"), height=100)
