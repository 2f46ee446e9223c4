"""The clause merge: runs of equal cells, whatever the way a sheet's names are written."""

from __future__ import annotations

from collections.abc import Callable

from tests.template.follow.finished import ACROSS, REPEATED, Finished, values
from xlmarket.package.areas import Area, parse_area
from xlmarket.template.follow import breaks, labels
from xlmarket.template.layout.looks import Labels, SheetLook

DRAWN = '<sheetData/><mergeCells count="1"><mergeCell ref="D1:E1"/></mergeCells><pageMargins/>'


def cells(area: str, *values: object) -> Callable[[Area], list[object]]:
    return lambda asked: list(values) if asked == parse_area(area) else []


def look(*lines: int, across: bool = False) -> SheetLook:
    made = (Labels(lines, 2, 5),)
    return SheetLook(across=made) if across else SheetLook(down=made)


def test_runs_join_the_merged_cells_that_are_there(finished: Finished) -> None:
    written = cells("A2:A5", "a", "a", "b", "b")
    sheet = finished.follow(labels.follow, finished.sheet(DRAWN), REPEATED, look=look(1), written=written)
    assert values(sheet, "mergeCell", "ref") == ["D1:E1", "A2:A3", "A4:A5"]
    assert sheet[1].get("count") == "3"


def test_new_merged_cells_stand_where_the_schema_wants_them(finished: Finished) -> None:
    written = cells("A2:A5", "a", "a", "b", 1)
    sheet = finished.follow(
        labels.follow, finished.sheet("<sheetData/><pageMargins/>"), REPEATED, look=look(1), written=written
    )
    assert [one.tag.rpartition("}")[2] for one in sheet] == ["sheetData", "mergeCells", "pageMargins"]


def test_a_number_is_not_the_same_as_a_truth_value(finished: Finished) -> None:
    written = cells("A2:A5", 1, True, 1.0, 1)
    sheet = finished.follow(labels.follow, finished.sheet(""), REPEATED, look=look(1), written=written)
    assert values(sheet, "mergeCell", "ref") == ["A4:A5"]


def test_labels_follow_columns_that_moved(finished: Finished) -> None:
    written = cells("E2:E5", "a", "a", "a", "a")
    sheet = finished.follow(labels.follow, finished.sheet(""), ACROSS, look=look(3), written=written)
    assert values(sheet, "mergeCell", "ref") == ["E2:E5"]


def test_labels_of_columns_follow_rows_that_moved(finished: Finished) -> None:
    written = cells("B5:E5", "a", "b", "b", "")
    sheet = finished.follow(labels.follow, finished.sheet(""), REPEATED, look=look(3, across=True), written=written)
    assert values(sheet, "mergeCell", "ref") == ["C5:D5"]


def test_breaks_of_clauses_join_those_that_are_there(finished: Finished) -> None:
    drawn = '<rowBreaks count="1" manualBreakCount="1"><brk id="4" max="9" man="1"/></rowBreaks><drawing/>'
    made = SheetLook(row_breaks=(2, 4), column_breaks=(3,))
    sheet = finished.follow(breaks.follow_clauses, finished.sheet(drawn), REPEATED, look=made)
    assert [one.tag.rpartition("}")[2] for one in sheet] == ["rowBreaks", "colBreaks", "drawing"]
    assert values(sheet[0], "brk", "id") == ["2", "4"]
    assert values(sheet[0], "brk", "max") == ["16383", "9"]
    assert dict(sheet[1].attrib) == {"count": "1", "manualBreakCount": "1"}
