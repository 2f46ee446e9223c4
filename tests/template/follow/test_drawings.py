"""Anchors move with their cells, and those in a block come once per iteration with their charts."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import etree

from tests.template.follow.finished import ACROSS, DROPPED, REPEATED, Finished, iteration, values
from xlmarket.package.archive import OFFICE
from xlmarket.template.follow import drawings
from xlmarket.template.follow.context import OpenPart
from xlmarket.template.follow.drawings import XDR
from xlmarket.template.follow.sizes import EMU_PER_PIXEL, Sizes
from xlmarket.template.layout.axes import OUTSIDE, Layout

PART = "xl/drawings/drawing1.xml"
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
    assert "xl/charts/chart1.xml" not in finished.parts


def test_an_anchor_moves_with_repeated_columns(finished: Finished) -> None:
    assert values(follow(finished, anchor(0, 4), ACROSS).xml, "col") == ["5", "7"]


@pytest.mark.parametrize(("pixels", "copies"), [(10, 3), (30, 1)])
def test_an_anchor_by_size_is_in_a_block_if_its_last_row_is(finished: Finished, pixels: int, copies: int) -> None:
    size = pixels * EMU_PER_PIXEL
    text = f'<oneCellAnchor>{end("from", 1)}<ext cx="{size}" cy="{size}"/>{FRAME}</oneCellAnchor>'
    assert len(follow(finished, text, sizes=lambda: Sizes(default_height=15)).xml) == copies


def test_a_shape_that_shows_a_cell_follows_it_even_from_another_sheet(finished: Finished) -> None:
    shape = anchor(0, 4, content='<sp textlink="Report!$B$3"/>')
    part = follow(finished, shape, name="Other", layouts={"report": REPEATED})
    assert (values(part.xml, "sp", "textlink"), rows(part.xml)) == (["Report!$B$5"], ["0", "4"])
    assert OUTSIDE not in part.homes.values()
