"""Page breaks come after each iteration."""

from __future__ import annotations

import pytest

from tests.template.follow.finished import ACROSS, DROPPED, Finished, lines, values
from xlmarket.errors import TemplateError
from xlmarket.template.follow import breaks
from xlmarket.template.layout.axes import Layout

BREAKS = (
    '<rowBreaks count="2" manualBreakCount="2"><brk id="2" max="9" man="1"/><brk id="4" max="9" man="1"/></rowBreaks>'
    '<colBreaks count="1" manualBreakCount="1"><brk id="2" max="9" man="1"/></colBreaks>'
)


def test_a_break_in_a_block_comes_after_each_iteration(finished: Finished) -> None:
    sheet = finished.follow(breaks.follow, finished.sheet(BREAKS))
    assert values(sheet[0], "brk", "id") == ["2", "3", "4", "6"]
    assert dict(sheet[0].attrib) == {"count": "4", "manualBreakCount": "4"}
    assert values(sheet[1], "brk", "id") == ["2"]


def test_a_break_between_repeated_columns_too(finished: Finished) -> None:
    sheet = finished.follow(breaks.follow, finished.sheet(BREAKS), ACROSS)
    assert [values(one, "brk", "id") for one in sheet] == [["2", "4"], ["2", "3", "4"]]


def test_a_break_at_a_dropped_row_comes_at_the_row_before(finished: Finished) -> None:
    sheet = finished.follow(breaks.follow, finished.sheet(BREAKS), DROPPED)
    assert values(sheet[0], "brk", "id") == ["1", "3"]


def test_a_break_above_all_that_is_left_goes(finished: Finished) -> None:
    sheet = finished.sheet('<rowBreaks count="1"><brk id="1"/></rowBreaks>')
    assert not len(finished.follow(breaks.follow, sheet, Layout(rows=lines(0, repeated=1))))


def test_more_breaks_than_excel_allows_are_an_error(finished: Finished) -> None:
    with pytest.raises(TemplateError, match="a sheet has at most 1,023 page breaks"):
        finished.follow(breaks.follow, finished.sheet(BREAKS), Layout(rows=lines(1024)))
