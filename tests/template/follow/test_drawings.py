"""Anchors move with their cells, and those in a block come once per iteration with their charts."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.template.follow.finished import ACROSS, DROPPED, REPEATED, Finished, iteration, lines, values
from xlmarket.package.anchors import XDR
from xlmarket.package.archive import OFFICE
from xlmarket.package.sizes import EMU_PER_PIXEL, Sizes
from xlmarket.template.follow import drawings
from xlmarket.template.follow.context import OpenPart
from xlmarket.template.layout.axes import OUTSIDE, Axis, Layout, Run

PART = "xl/drawings/drawing1.xml"
CDR = "http://schemas.openxmlformats.org/drawingml/2006/chartDrawing"
A14 = "http://schemas.microsoft.com/office/drawing/2010/main"
FRAME = f'<graphicFrame><cNvPr id="2" name="c"/><chart xmlns:r="{OFFICE}" r:id="rId1"/></graphicFrame>'


def end(tag: str, row: int, column: int = 3) -> str:
    return f"<{tag}><col>{column}</col><colOff>0</colOff><row>{row}</row><rowOff>0</rowOff></{tag}>"


def anchor(first: int, last: int, edit_as: str = "twoCell", content: str = FRAME) -> str:
    return f'<twoCellAnchor editAs="{edit_as}">{end("from", first)}{end("to", last, 5)}{content}</twoCellAnchor>'


def follow(finished: Finished, text: str, layout: Layout = REPEATED, **others: Any) -> OpenPart:
    part = OpenPart(finished.parts, PART, finished.parse(f'<wsDr xmlns="{XDR}">{text}</wsDr>'))
    drawings.follow(part, finished.context(layout, **others))
    return part


def rows(xml: etree._Element) -> list[str]:
    return values(xml, "row")


@pytest.mark.parametrize(
    ("edit_as", "expected"), [("twoCell", ["0", "6"]), ("oneCell", ["0", "4"]), ("absolute", ["0", "4"])]
)
def test_an_anchor_over_a_block_stretches_as_the_designer_said(
    finished: Finished, edit_as: str, expected: list[str]
) -> None:
    assert rows(follow(finished, anchor(0, 4, edit_as)).xml) == expected


@pytest.mark.parametrize(
    ("edit_as", "expected"), [("twoCell", ["5", "8"]), ("oneCell", ["5", "8"]), ("absolute", ["3", "6"])]
)
def test_an_anchor_below_a_block_moves_unless_it_is_fixed(
    finished: Finished, edit_as: str, expected: list[str]
) -> None:
    assert rows(follow(finished, anchor(3, 6, edit_as)).xml) == expected


def test_an_anchor_in_a_block_comes_once_per_iteration_with_a_chart_of_its_own(finished: Finished) -> None:
    part = follow(finished, anchor(1, 1))
    assert rows(part.xml) == ["1", "1", "2", "2", "3", "3"]
    assert len(set(values(part.xml, "cNvPr", "id"))) == 3
    relations = values(part.xml, "chart", f"{{{OFFICE}}}id")
    assert part.homes == {name: iteration(number) for number, name in enumerate(relations)}
    assert len(set(finished.parts.related(PART, "chart"))) == 3


def test_a_chart_on_dropped_cells_goes_with_its_part(finished: Finished) -> None:
    part = follow(finished, anchor(1, 1) + anchor(3, 5, content='<sp textlink="Report!$B$3"/>'), DROPPED)
    assert (rows(part.xml), part.homes) == (["2", "4"], {})
    assert finished.parts.related(PART, "chart") == []
    finished.parts.drop_unreachable()
    assert "xl/charts/chart1.xml" not in finished.parts


def test_an_anchor_moves_with_repeated_columns(finished: Finished) -> None:
    assert values(follow(finished, anchor(0, 4), ACROSS).xml, "col") == ["5", "7"]


def by_size(row: int, pixels: int, content: str = FRAME) -> str:
    size = pixels * EMU_PER_PIXEL
    return f'<oneCellAnchor>{end("from", row)}<ext cx="{size}" cy="{size}"/>{content}</oneCellAnchor>'


@pytest.mark.parametrize(("pixels", "copies"), [(10, 3), (20, 3), (21, 1), (30, 1)])
def test_an_anchor_by_size_is_in_a_block_if_its_last_row_is(finished: Finished, pixels: int, copies: int) -> None:
    assert len(follow(finished, by_size(1, pixels), sizes=lambda: Sizes(default_height=15)).xml) == copies


@pytest.mark.parametrize(("row", "pixels", "expected"), [(0, 90, "0"), (1, 90, "1"), (3, 90, "5"), (3, 5, "5")])
def test_an_anchor_by_size_moves_with_its_first_cell(finished: Finished, row: int, pixels: int, expected: str) -> None:
    part = follow(finished, by_size(row, pixels), sizes=lambda: Sizes(default_height=15))
    assert rows(part.xml) == [expected]
    assert values(part.xml, "ext", "cy") == [str(pixels * EMU_PER_PIXEL)]


@pytest.mark.parametrize(("pixels", "left"), [(20, []), (21, ["1"])])
def test_an_anchor_by_size_goes_if_all_its_rows_were_dropped(finished: Finished, pixels: int, left: list[str]) -> None:
    assert rows(follow(finished, by_size(1, pixels), DROPPED, sizes=lambda: Sizes(default_height=15)).xml) == left


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(st.sampled_from([0, 10, 20, 30]), min_size=9, max_size=9),
    st.tuples(st.integers(1, 9), st.integers(0, 3), st.integers(0, 3)),
    st.integers(1, 9),
    st.integers(1, 120),
)
def test_an_anchor_by_size_goes_where_one_by_its_last_cell_goes(
    finished: Finished, pixels: list[int], block: tuple[int, int, int], row: int, high: int
) -> None:
    first, more, times = block
    last = min(first + more, 9)
    made = [Run(1, first - 1)] if first > 1 else []
    made += [Run(first, last, ((0, 0),), times)] if times else []
    layout = Layout(rows=Axis.of([*made, Run(last + 1, 20)], {0: (first, last)}, height=20))
    shape = '<sp><cNvPr id="2" name="s"/></sp>'
    ends = list(accumulate(pixels[row - 1 :] + [20] * 8))
    place = next(place for place, end_of_row in enumerate(ends) if end_of_row >= high)
    inside = high - (ends[place - 1] if place else 0)
    to = end("to", row - 1 + place, 3).replace("<rowOff>0", f"<rowOff>{inside * EMU_PER_PIXEL}")
    by_cell = f'<twoCellAnchor editAs="oneCell">{end("from", row - 1)}{to}{shape}</twoCellAnchor>'
    heights = {number: size * 0.75 for number, size in enumerate(pixels, start=1)}
    found = [
        follow(finished, text, layout, sizes=lambda: Sizes(heights=heights, default_height=15)).xml
        for text in (by_size(row - 1, high, shape), by_cell)
    ]
    starts = [[one.text for one in xml.iterfind("{*}*/{*}from/{*}row")] for xml in found]
    assert starts[0] == starts[1]


def test_rows_that_are_hidden_hold_nothing_of_a_drawing(finished: Finished) -> None:
    hidden = Sizes(heights={3: 0.0, 4: 0.0}, default_height=15)
    assert len(follow(finished, by_size(1, 21), Layout(rows=lines(3)), sizes=lambda: hidden).xml) == 1
    block = Layout(rows=Axis.of([Run(1, 1), Run(2, 4, ((0, 0),), 2), Run(5, 9)], {0: (2, 4)}))
    assert rows(follow(finished, by_size(1, 21), block, sizes=lambda: hidden).xml) == ["1"]
    assert rows(follow(finished, by_size(1, 20), block, sizes=lambda: hidden).xml) == ["1", "4"]


def test_a_drawing_that_is_tied_to_no_cell_stays(finished: Finished) -> None:
    text = f'<absoluteAnchor><pos x="0" y="190500"/><ext cx="9525" cy="9525"/>{FRAME}</absoluteAnchor>'
    assert values(follow(finished, text).xml, "pos", "y") == ["190500"]


def test_a_drawing_that_ends_at_the_edge_of_a_block_is_in_it(finished: Finished) -> None:
    """Excel writes the next row with an offset of 0 for a drawing that snaps to the grid."""
    part = follow(finished, anchor(1, 2))
    assert rows(part.xml) == ["1", "2", "2", "3", "3", "4"]
    inside = end("to", 2, 5).replace("<rowOff>0", "<rowOff>1")
    beyond = f"<twoCellAnchor>{end('from', 1)}{inside}{FRAME}</twoCellAnchor>"
    assert rows(follow(finished, beyond).xml) == ["1", "4"]


def test_a_shape_in_a_block_shows_the_cell_of_its_own_iteration(finished: Finished) -> None:
    shape = '<sp textlink="Report!$B$2"><cNvPr id="2" name="s"/></sp>'
    part = follow(finished, anchor(1, 1, content=shape) + anchor(3, 5, content='<sp textlink="$B$2"/>'))
    assert values(part.xml, "sp", "textlink") == ["Report!$B$2", "Report!$B$3", "Report!$B$4", "$B$2"]


def test_a_picture_of_cells_and_a_shape_inside_a_chart_follow_theirs(finished: Finished) -> None:
    camera = f'<pic><a:cameraTool xmlns:a="{A14}" cellRange="$A$2:$B$3"/></pic>'
    assert values(follow(finished, anchor(0, 4, content=camera)).xml, "cameraTool", "cellRange") == ["$A$2:$B$5"]
    text = f'<userShapes xmlns:d="{CDR}"><d:sp textlink="Report!$B$2"/><d:sp textlink=""/></userShapes>'
    for home, expected in ((OUTSIDE, "Report!$B$2"), (iteration(2), "Report!$B$4")):
        made = finished.follow(drawings.follow_shapes, finished.parse(text), home=home)
        assert values(made, "sp", "textlink") == [expected, ""]


def test_a_shape_that_shows_a_cell_follows_it_even_from_another_sheet(finished: Finished) -> None:
    shape = anchor(0, 4, content='<sp textlink="Report!$B$3"/>')
    part = follow(finished, shape, name="Other", layouts={"report": REPEATED})
    assert (values(part.xml, "sp", "textlink"), rows(part.xml)) == (["Report!$B$5"], ["0", "4"])
    assert OUTSIDE not in part.homes.values()
