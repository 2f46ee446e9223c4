"""Blocks side by side: only what stands below a block in its own columns moves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.template.specimens import ITEMS, Item, drawn, rendered, result, values
from xlmarket.template import problems_of

LEFT = ["{%cells for m in items %}{{ m.name }}", "{{ m.value }}{%cells endfor %}"]
RIGHT = ["{%cells for p in periods %}{{ p }}", "=D2*2", "{%cells endfor %}"]
ROWS: list[list[Any]] = [
    ["Market", "Share", None, "Period"],
    [*LEFT, None, *RIGHT],
    ["sum", "=SUM(B2:B2)", None, "=COUNTA(D2:D2)", None, None, "stays"],
    ["below", "=B3", None, "end", None, None, "=B3+D3"],
]


def test_two_tables_side_by_side_grow_for_themselves(tmp_path: Path) -> None:
    book = rendered(drawn(tmp_path, *ROWS), items=ITEMS, periods=[1, 2])
    assert values(book) == [
        ["Market", "Share", None, "Period", None, None, None],
        ["Brazil", 2.2, None, 1, "=D2*2", None, None],
        ["Japan", 6.6, None, 2, "=D3*2", None, "stays"],
        ["India", 1.4, None, "=COUNTA(D2:D3)", None, None, "=B5+D4"],
        ["sum", "=SUM(B2:B4)", None, "end", None, None, None],
        ["below", "=B5", None, None, None, None, None],
    ]


def test_rows_between_row_tags_stay_together_under_the_longest(tmp_path: Path) -> None:
    template = drawn(tmp_path, *ROWS, ["{%row if true %}"], ["foot", None, None, "foot"], ["{%row endif %}"])
    foot = values(rendered(template, items=ITEMS, periods=[1, 2]))[-1]
    assert foot[:4] == ["foot", None, None, "foot"]


def test_tables_side_by_side_inside_a_repeated_row_are_evened_out(tmp_path: Path) -> None:
    template = drawn(
        tmp_path,
        ["{%row for g in groups %}{{ g }}"],
        [
            "{%cells for m in items %}{{ m.name }}{%cells endfor %}",
            None,
            "{%cells for p in periods %}{{ p }}{%cells endfor %}",
        ],
        ["{%row endfor %}"],
        ["=COUNTA(A2:A2)", None, "=COUNTA(C2:C2)"],
    )
    assert values(rendered(template, items=ITEMS[:2], periods=[1, 2, 3], groups=["a", "b"])) == [
        ["a", None, None], ["Brazil", None, 1], ["Japan", None, 2], [None, None, 3],
        ["b", None, None], ["Brazil", None, 1], ["Japan", None, 2], [None, None, 3],
        ["=COUNTA(A2:A7)", None, "=COUNTA(C2:C8)"],
    ]  # fmt: skip


def test_a_condition_drops_cells_and_pulls_up_what_stands_below(tmp_path: Path) -> None:
    template = drawn(tmp_path, ["{%cells if wide %}a", "b{%cells endif %}", "c"], ["d", "e", "f"])
    assert values(rendered(template, wide=False)) == [["d", "e", "c"], [None, None, "f"]]


def test_blocks_one_below_the_other_share_their_band(tmp_path: Path) -> None:
    template = drawn(
        tmp_path,
        ["{%cells for m in items %}{{ m.name }}", "x{%cells endfor %}", "right"],
        ["{%cells for m in items %}{{ m.value }}", "y{%cells endfor %}", "right"],
        ["=COUNTA(A1:A1)", "=COUNTA(A2:A2)"],
    )
    assert [row[:2] for row in values(rendered(template, items=ITEMS[:2]))] == [
        ["Brazil", "x"], ["Japan", "x"], [2.2, "y"], [6.6, "y"], ["=COUNTA(A1:A2)", "=COUNTA(A3:A4)"],
    ]  # fmt: skip


def test_cells_nest_within_their_band(tmp_path: Path) -> None:
    template = drawn(
        tmp_path,
        ["{%cells for g in items | groupby('group') %}{{ g.grouper }}", None],
        ["{%cells for m in g.list %}{{ m.name }}", "{{ m.value }}{%cells endfor %}"],
        ["sum", "end{%cells endfor %}"],
    )
    assert values(rendered(template, items=ITEMS)) == [
        ["a", None], ["Brazil", 2.2], ["Japan", 6.6], ["sum", "end"], ["b", None], ["India", 1.4], ["sum", "end"],
    ]  # fmt: skip


def test_what_lies_in_the_columns_of_a_band_follows_it_and_what_does_not_stays(tmp_path: Path) -> None:
    def more(book: Any, sheet: Any) -> None:
        sheet.conditional_format("B2", {"type": "data_bar"})
        sheet.conditional_format("G3", {"type": "duplicate"})
        sheet.merge_range("D4:E4", "end")
        sheet.write_comment("A4", "note")
        chart = book.add_chart({"type": "column"})
        chart.add_series({"categories": "=Report!$A$2:$A$2", "values": "=Report!$B$2:$B$2"})
        sheet.insert_chart("J2", chart)

    made = result(drawn(tmp_path, *ROWS, more=more), items=ITEMS, periods=[1, 2])
    assert {str(one.sqref) for one in made.book["Report"].conditional_formatting} == {"B2:B4", "G3"}
    assert {str(one) for one in made.book["Report"].merged_cells.ranges} == {"D5:E5"}
    assert made.book["Report"]["A6"].comment.text == "note"
    assert "Report!$B$2:$B$4" in made.text("xl/charts/chart1.xml")
    assert made.found(r"<c:v>(.*?)</c:v>", "xl/charts/chart1.xml") == ["Brazil", "Japan", "India", "2.2", "6.6", "1.4"]


@pytest.mark.parametrize("items", [[], [Item("Brazil", 2.2)]])
def test_a_short_list_moves_nothing(tmp_path: Path, items: list[Item]) -> None:
    table = values(rendered(drawn(tmp_path, *ROWS), items=items, periods=[1]))
    assert [row[0] for row in table] == ["Market", items[0].name if items else None, "sum", "below"]


def test_a_merged_cell_over_two_bands_is_refused(tmp_path: Path) -> None:
    problems = problems_of(drawn(tmp_path, *ROWS, more=lambda _, sheet: sheet.merge_range("B4:D4", "x")))
    assert [one.what for one in problems] == ["a merged cell crosses the edge of a repeated block"]


def test_a_block_that_is_never_closed_is_told(tmp_path: Path) -> None:
    problems = problems_of(drawn(tmp_path, ["{%cells for m in items %}{{ m.name }}"], ["x"]))
    assert ["never closed" in str(one) for one in problems] == [True]


@pytest.mark.parametrize("left", [ITEMS, []], ids=["items", "none"])
def test_the_end_of_a_block_is_that_of_the_nearest_column_whatever_opened_last(
    tmp_path: Path, left: list[Item]
) -> None:
    """The block of D opens in a row above, and ends in a row in which that of A is still open."""
    template = drawn(
        tmp_path,
        ["title", None, None, "{%cells for m in right %}{{ m.name }}", "{{ m.value }}"],
        ["{%cells for m in left %}{{ m.name }}", "{{ m.value }}", None, "second", "{{ m.group }}{%cells endfor %}"],
        ["second", "{{ m.group }}{%cells endfor %}", None, "end"],
        ["end"],
    )
    made = values(rendered(template, left=left, right=ITEMS[:2]))
    assert [row[3] for row in made][:5] == ["Brazil", "second", "Japan", "second", "end"]
    names = [text for item in left for text in (item.name, "second")] or [None]
    assert [row[0] for row in made][: len(names) + 2] == ["title", *names, "end"]
