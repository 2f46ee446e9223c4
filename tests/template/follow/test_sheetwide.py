"""Areas of a sheet as a whole stretch, and its panes keep what they held."""

from __future__ import annotations

import pytest

from tests.template.follow.finished import DROPPED, REPEATED, Finished, values
from xlmarket.template.follow import sheetwide
from xlmarket.template.layout.axes import Layout

CASES = {
    "dimension": ('<dimension ref="A1:C4"/>', "ref", "A1:C6", "A1:C3"),
    "autoFilter": ('<autoFilter ref="A1:C2"/>', "ref", "A1:C4", "A1:C1"),
    "sortState": ('<sortState ref="A2:C4"/>', "ref", "A2:C6", "A2:C3"),
    "selection": (
        '<sheetViews><sheetView><selection activeCell="B3" sqref="B3 B2"/></sheetView></sheetViews>',
        "sqref",
        "B5 B2:B4",
        "B2",
    ),
    "protectedRange": (
        '<protectedRanges><protectedRange sqref="B2:B3"/></protectedRanges>',
        "sqref",
        "B2:B5",
        "B2",
    ),
    "ignoredError": ('<ignoredErrors><ignoredError sqref="A2:B4"/></ignoredErrors>', "sqref", "A2:B6", "A2:B3"),
    "inputCells": ('<scenarios><scenario><inputCells r="B3" val="1"/></scenario></scenarios>', "r", "B5", "B2"),
}


@pytest.mark.parametrize("tag", CASES)
def test_an_area_stretches_or_loses_what_was_dropped(finished: Finished, tag: str) -> None:
    content, attribute, repeated, dropped = CASES[tag]
    for layout, expected in ((REPEATED, repeated), (DROPPED, dropped)):
        sheet = finished.follow(sheetwide.follow, finished.sheet(content), layout)
        assert values(sheet, tag, attribute) == [expected]


@pytest.mark.parametrize(
    ("content", "left"),
    [
        ('<autoFilter ref="B2:C2"/>', []),
        ('<protectedRanges><protectedRange sqref="B2"/></protectedRanges>', []),
        ('<ignoredErrors><ignoredError sqref="B2"/></ignoredErrors>', []),
        ('<dimension ref="B2"/>', ["A1"]),
    ],
)
def test_an_area_of_dropped_cells_goes_but_a_sheet_keeps_its_extent(
    finished: Finished, content: str, left: list[str]
) -> None:
    sheet = finished.follow(sheetwide.follow, finished.sheet(content), DROPPED)
    assert [one.get("ref") for one in sheet] == left


def test_a_selection_of_dropped_cells_becomes_the_first_cell(finished: Finished) -> None:
    view = '<sheetViews><sheetView topLeftCell="B2"><selection activeCell="B2" sqref="B2"/></sheetView></sheetViews>'
    sheet = finished.follow(sheetwide.follow, finished.sheet(view), DROPPED)
    assert values(sheet, "sheetView", "topLeftCell") == ["A1"]
    assert (values(sheet, "selection", "activeCell"), values(sheet, "selection", "sqref")) == (["A1"], ["A1"])


@pytest.mark.parametrize(
    ("layout", "expected"),
    [(REPEATED, ("4", "1", "B5")), (DROPPED, ("1", "1", "B2"))],
)
def test_a_frozen_pane_keeps_the_lines_it_held(finished: Finished, layout: Layout, expected: tuple[str, ...]) -> None:
    pane = '<pane xSplit="1" ySplit="2" topLeftCell="B3" state="frozen"/>'
    sheet = finished.follow(sheetwide.follow, finished.sheet(f"<sheetViews>{pane}</sheetViews>"), layout)
    (made,) = sheet.iter("{*}pane")
    assert (made.get("ySplit"), made.get("xSplit"), made.get("topLeftCell")) == expected


def test_a_pane_whose_first_cell_was_dropped_begins_below_the_frozen_lines(finished: Finished) -> None:
    pane = '<pane ySplit="1" topLeftCell="A2" state="frozen"/>'
    sheet = finished.follow(sheetwide.follow, finished.sheet(f"<sheetViews>{pane}</sheetViews>"), DROPPED)
    assert values(sheet, "pane", "topLeftCell") == ["A2"]


def test_a_scenario_loses_dropped_cells_and_goes_with_its_last(finished: Finished) -> None:
    both = '<scenario name="low" count="2"><inputCells r="B2" val="1"/><inputCells r="B3" val="2"/></scenario>'
    lone = '<scenario name="high" count="1"><inputCells r="B2" val="3"/></scenario>'
    sheet = finished.sheet(f'<scenarios current="1" show="1">{both}{lone}</scenarios>')
    finished.follow(sheetwide.follow, sheet, DROPPED)
    assert values(sheet, "inputCells", "r") == ["B2"]
    assert values(sheet, "scenario", "name") == ["low"]
    assert values(sheet, "scenario", "count") == ["1"]
    assert values(sheet, "scenarios", "current") == ["None"]


def test_scenarios_without_any_go(finished: Finished) -> None:
    scenario = '<scenario name="high" count="1"><inputCells r="B2" val="3"/></scenario>'
    sheet = finished.follow(sheetwide.follow, finished.sheet(f"<scenarios>{scenario}</scenarios>"), DROPPED)
    assert not list(sheet.iter("{*}scenarios"))
