"""The cells of names whose range is calculated."""

from __future__ import annotations

import pytest

from xlmarket.calculation import UNKNOWN
from xlmarket.package.areas import Area, parse_area
from xlmarket.template.follow.ranges import range_of

COLUMNS: dict[int, list[object]] = {
    1: ["Market", "Brazil", "Japan", "India"],
    2: [3, 1.5, "n/a", 2.0],
    3: [UNKNOWN] * 4,
}
NAMES = {"first": "OFFSET(S!$A$1,1,0)", "three": "S!$B$1", "round": "OFFSET(Round,1,0)", "sizes": "S!$A$2:$A$4"}


def cells_of(_sheet: str, area: Area) -> list[object]:
    rows = range(area.first_row - 1, min(area.last_row, 6))
    columns = range(area.first_column, area.last_column + 1)
    return [COLUMNS[column][row] if row < 4 else None for row in rows for column in columns]


@pytest.mark.parametrize(
    ("meaning", "area"),
    [
        ("OFFSET(S!$A$2,0,0,COUNTA(S!$A$2:$A$99),1)", "A2:A4"),
        ("=OFFSET(S!$A$1,1,1,COUNTA(S!$A:$A)-1)", "B2:B4"),
        ("offset( S!$A$2 , , , ROWS(Sizes) , 2 )", "A2:B4"),
        ("OFFSET(S!$A$2:$A$4,0,1)", "B2:B4"),
        ("OFFSET(S!$A$4,-(1+1),0,Three)", "A2:A4"),
        ("OFFSET(S!$A$1,1,0,S!$B$1,COLUMNS(S!$A$1:$B$1))", "A2:B4"),
        ("S!$A$2:INDEX(S!$A$2:$A$99,COUNT(S!$B$2:$B$99))", "A2:A3"),
        ("S!$A$2:INDEX(S!$A:$A,COUNTA(S!$A:$A))", "A2:A4"),
        ("INDEX(S!$A$1:$B$4,2,1):INDEX(S!$A$1:$B$4,3,2)", "A2:B3"),
        ("INDEX(S!$A$1:$B$1,2)", "B1"),
        ("First:OFFSET(First,1,0)", "A2:A3"),
    ],
)
def test_the_range_of_a_name_is_calculated_as_excel_does(meaning: str, area: str) -> None:
    found = range_of(meaning, NAMES, cells_of)
    assert found is not None
    assert (found[0].casefold(), found[1]) == ("s", parse_area(area))


@pytest.mark.parametrize(
    "meaning",
    [
        "OFFSET(S!$A$2,0,0,COUNTA(S!$C$1:$C$4),1)",
        "OFFSET(S!$A$2,0,0,MATCH(9,S!$B$1:$B$4),1)",
        "OFFSET(S!$A$2,-2,0)",
        "OFFSET(S!$A$2,0,0,0)",
        "OFFSET(S!$A$2,0,0,S!$B$2)",
        "OFFSET(S!$A$2,0,0,2)*2",
        "OFFSET(S!$A$2,0,0,2,1,1)",
        "OFFSET($A$2,0,0,2)",
        "S!$A$2:INDEX(S!$A$2:$A$4,4)",
        "INDEX(S!$A$2:$B$4,2)",
        'INDIRECT("S!A2")',
        "OFFSET(S!$A$2",
        "Round",
        "Unknown",
    ],
)
def test_what_only_excel_can_tell_has_no_range(meaning: str) -> None:
    assert range_of(meaning, NAMES, cells_of) is None
