"""The layout of charts, whatever the figures: no text lies on another, none beyond the edge, labels are the figures."""

from __future__ import annotations

from functools import cache
from itertools import combinations, pairwise

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from tests.output.charts.awkward import LONG, awkward
from xlmarket.errors import NotAvailable
from xlmarket.functions import open_snapshot
from xlmarket.functions.snapshot import Snapshot
from xlmarket.output.charts.draw import draw_scene
from xlmarket.output.charts.lettering import SLACK, cut, width_of, wrap
from xlmarket.output.charts.plot_area import choose_ticks, spread
from xlmarket.output.charts.scene import Label
from xlmarket.report.charts import KINDS, Chart, chart_of, print_figure

FONT = "Calibri"
REGIONS = ("Europe", "Latin America", "Oceania", "Brazil", "Germany", LONG, "A & <b>", "Alone", None)
TOUCH = 1.5
"""Pixels by which two boxes may overlap: letters are lower than their line."""

charts = st.builds(
    lambda kind, region, period, top, is_awkward: (kind, region, period, top, is_awkward),
    st.sampled_from(list(KINDS)),
    st.sampled_from(REGIONS),
    st.sampled_from(["latest", "2014Q2", "2013Q3"]),
    st.sampled_from([1, 3, 12, 40]),
    st.booleans(),
)


@cache
def sample() -> Snapshot:
    return open_snapshot("sample-quarterly")


@cache
def made(kind: str, region: str | None, period: str, top: int, is_awkward: bool) -> Chart | None:
    figures = awkward() if is_awkward or region not in (*REGIONS[:5], None) else sample()
    try:
        return chart_of(figures, kind, region=region, period=period, top=top)
    except NotAvailable:
        return None


def box(text: Label) -> tuple[float, float, float, float]:
    width = width_of(text.text, text.size, FONT, bold=text.bold) / SLACK
    left = text.x - {"start": 0.0, "middle": width / 2, "end": width}[text.anchor]
    return left, text.y - text.size / 2, left + width, text.y + text.size / 2


def overlap(one: Label, two: Label) -> bool:
    (left, top, right, bottom), (start, head, end, foot) = box(one), box(two)
    across, down = min(right, end) - max(left, start), min(bottom, foot) - max(top, head)
    return across > TOUCH and down > TOUCH


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(charts, st.sampled_from([480.0, 640.0, 1000.0]))
def test_no_text_lies_on_another_or_beyond_the_edge(
    asked: tuple[str, str | None, str, int, bool], width: float
) -> None:
    chart = made(*asked)
    assume(chart is not None)
    assert chart is not None
    scene = draw_scene(chart, FONT, width)
    for text in scene.texts:
        left, top, right, bottom = box(text)
        assert left >= 0, text
        assert top >= 0, text
        assert right <= width, text
        assert bottom <= scene.height, text
    for one, two in combinations(scene.texts, 2):
        assert not overlap(one, two), (one, two)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(charts)
def test_every_number_of_a_picture_is_a_figure_of_its_chart(asked: tuple[str, str | None, str, int, bool]) -> None:
    chart = made(*asked)
    assume(chart is not None)
    assert chart is not None
    printed = set()
    for series in chart.series:
        for point in series.points:
            assert point.text == ("n/a" if point.value is None else print_figure(point.value, chart.form))
            printed |= {point.text, f"{point.text} ({point.label})"}
            printed |= {
                f"{word} {print_figure(end, chart.form)}" for word, end in (("to", point.high), ("from", point.low))
            }
        printed.add(series.remark)
    shown = {text.text for text in draw_scene(chart, FONT).texts if text.colour != "grey" or text.size == 12}
    words = {chart.title, " ".join(chart.subtitle.split()), *chart.labels, *(series.name for series in chart.series)}
    numbers = {text for text in shown if any(map(str.isdigit, text)) and not text.endswith("…")}
    assert {text for text in numbers if not any(text in word for word in words)} <= printed


@given(st.lists(st.floats(0, 300), max_size=20))
def test_labels_are_apart_inside_and_in_order(wanted: list[float]) -> None:
    places = spread(wanted, 15.0, 0.0, 300.0)
    assert all(-1e-6 <= place <= 300 + 1e-6 for place in places)
    ordered = sorted(zip(wanted, places, strict=True))
    for (_, one), (_, two) in pairwise(ordered):
        assert two - one >= 15.0 - 1e-6


def test_a_label_with_room_lies_where_its_point_is() -> None:
    assert spread([100.0, 10.0, 50.0], 15.0, 0.0, 300.0) == [100.0, 10.0, 50.0]
    assert spread([], 15.0, 0.0, 300.0) == []


@given(st.floats(-1e9, 1e9), st.floats(0, 1e9))
@example(0.0, 5e-324)
@example(7e8, 1e-4)
@example(-3.0, 0.0)
def test_the_marks_of_an_axis_hold_its_range_in_even_steps(low: float, size: float) -> None:
    ticks = choose_ticks(low, low + size)
    assert ticks[0] <= low + 1e-6 * (abs(low) + size) + 1e-280
    assert ticks[-1] >= low + size - 1e-6 * (abs(low) + size) - 1e-280
    assert 2 <= len(ticks) <= 7


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("Brazil", 100.0, "Brazil"),
        ("Filiale Zürich Hauptbahnhof", 116.0, "Filiale Zürich…"),
        ("Österreich Niederlassung Wien", 110.0, "Österreich Niederla…"),
        ("Donaudampfschifffahrtsgesellschaft", 90.0, "Donaudampfsc…"),
    ],
)
def test_a_long_name_is_cut_after_a_word_where_most_of_it_stays(text: str, width: float, shown: str) -> None:
    assert cut(text, width, 12.0, FONT) == shown
    assert width_of(cut(text, width, 12.0, FONT), 12.0, FONT) <= width


def test_a_title_wraps_between_words() -> None:
    lines = wrap(LONG, 300.0, 17.0, FONT, bold=True)
    assert " ".join(lines) == LONG
    assert len(lines) == 3


@pytest.mark.parametrize("width", [300.0, 420.0, 640.0])
@pytest.mark.parametrize("region", ["Europe", "Latin America", None])
def test_no_total_of_a_column_lies_on_another_column(region: str | None, width: float) -> None:
    chart = made("history", region, "latest", 12, is_awkward=False)
    assert chart is not None
    scene = draw_scene(chart, FONT, width)
    totals = [text for text in scene.texts if text.colour == "ink" and text.anchor == "middle"]
    assert totals
    for left, top, right, bottom in map(box, totals):
        bars = [bar for bar in scene.rects if min(bar.right, right) - max(bar.left, left) > TOUCH]
        assert all(min(bar.bottom, bottom) - max(bar.top, top) <= TOUCH for bar in bars)
