"""Clauses of tags in finished reports: rows, columns, cells and sheets."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import openpyxl
import pytest

from tests.template.specimens import ITEMS, Item, drawn, rendered, values
from xlmarket.errors import TemplateError
from xlmarket.template import compile_template, problems_of, render_to


def test_rows_come_as_the_clauses_say(tmp_path: Path) -> None:
    path = drawn(
        tmp_path,
        [
            "{%row for m in items where m.value > 2 orderby m.name desc %}{{ loop.index }} of {{ loop.length }}",
            "{{ m.name }}{%row endfor %}",
        ],
        ["", "=COUNTA(B1:B1)"],
    )
    assert values(rendered(path, items=ITEMS)) == [
        ["1 of 2", "Japan"],
        ["2 of 2", "Brazil"],
        [None, "=COUNTA(B1:B2)"],
    ]


def test_columns_and_cells_too(tmp_path: Path) -> None:
    path = drawn(
        tmp_path,
        ["Top:", "{%col for m in items orderby m.value top 2 %}{{ m.name }} {{ colloop.length }}{%col endfor %}"],
    )
    assert values(rendered(path, items=ITEMS)) == [["Top:", "India 2", "Brazil 2"]]
    path = drawn(
        tmp_path,
        ["{%cells for m in items orderby m.name %}{{ m.name }}", "{{ m.value }}{%cells endfor %}", "beside"],
    )
    assert [row[0] for row in values(rendered(path, items=ITEMS))] == ["Brazil", "India", "Japan"]


def test_sheets_too(tmp_path: Path) -> None:
    tag = "{%sheet for m in items groupby m.group as g orderby g.list | length %}"
    path = drawn(tmp_path, [tag], ["{{ g.list | map(attribute='name') | join(' ') }}"], sheet="{{ g.grouper }}")
    book = rendered(path, items=ITEMS)
    assert {name: book[name]["A1"].value for name in book.sheetnames} == {"b": "India", "a": "Brazil Japan"}
    assert book.sheetnames == ["b", "a"]


def test_groups_are_blocks_of_items(tmp_path: Path) -> None:
    path = drawn(
        tmp_path,
        ["{%row for m in items groupby m.group as g %}{{ g.grouper or 'none' }}"],
        ["{%row for m in g.list orderby m.value desc %}{{ m.name }}{%row endfor %}"],
        ["{%row endfor %}"],
    )
    items = [*ITEMS, Item("Nowhere", 1.0, "")]
    assert [row[0] for row in values(rendered(path, items=items))] == [
        "a",
        "Japan",
        "Brazil",
        "b",
        "India",
        "none",
        "Nowhere",
    ]


def test_an_item_where_there_are_groups_is_refused(tmp_path: Path) -> None:
    path = drawn(
        tmp_path,
        ["{%row for m in items groupby m.group as g %}{{ m.group }}"],
        ["{%row for m in g.list %}{{ m.name }}{%row endfor %}"],
        ["{%row endfor %}"],
    )
    (problem,) = problems_of(path)
    assert str(problem) == (
        'template.xlsx!Report!A1: m is a single item, and this block repeats groups of them; found "m"; '
        "repeat the items of a group inside it: {%row for m in g.list %}"
    )
    path = drawn(
        tmp_path,
        [
            "{%row for m in items groupby m.group as g %}{{ g.grouper }}",
            "{%cells for m in g.list %}{{ m.name }}{%cells endfor %}",
        ],
        ["{%row endfor %}"],
    )
    assert problems_of(path) == []
    assert values(rendered(path, items=ITEMS)) == [["a", "Brazil"], [None, "Japan"], ["b", "India"]]


def test_a_sheet_for_each_item_has_its_own_labels_and_breaks(tmp_path: Path) -> None:
    path = drawn(
        tmp_path,
        ["{%sheet for m in items groupby m.group as g %}"],
        ["{%row for n in g.list merge A pagebreak %}{{ g.grouper }}", "{{ n.name }}{%row endfor %}"],
        sheet="{{ g.grouper }}",
    )
    book = rendered(path, items=ITEMS)
    assert [list(map(str, book[name].merged_cells.ranges)) for name in ("a", "b")] == [["A1:A2"], []]
    assert [[one.id for one in book[name].row_breaks.brk] for name in ("a", "b")] == [[1], []]


def test_clauses_that_leave_nothing_leave_the_first_row_empty(tmp_path: Path) -> None:
    path = drawn(tmp_path, ["{%row for m in items where m.value > 99 %}{{ m.name }}{%row endfor %}"], ["Total"])
    assert [row[0] for row in values(rendered(path, items=ITEMS))] == [None, "Total"]


def test_where_sees_the_blocks_around_it(tmp_path: Path) -> None:
    path = drawn(
        tmp_path,
        ["{%row for name in groups %}{{ name }}"],
        ["{%row for m in items where m.group == name and m.value >= least %}{{ m.name }}{%row endfor %}"],
        ["{%row endfor %}"],
    )
    book = rendered(path, items=ITEMS, groups=["b", "a"], least=2)
    assert [row[0] for row in values(book)] == ["b", None, "a", "Brazil", "Japan"]
    assert compile_template(path).names == {"groups", "items", "least"}


def test_a_generator_without_end_passes_up_to_top(tmp_path: Path) -> None:
    path = drawn(tmp_path, ["{%row for n in numbers where n is divisibleby 3 top 3 %}{{ n }}{%row endfor %}"])
    out = io.BytesIO()
    numbers: Iterator[int] = count(1)
    render_to(compile_template(path), {"numbers": numbers}, out)
    assert [row[0] for row in values(openpyxl.load_workbook(out))] == [3, 6, 9]
    assert next(numbers) == 10


@pytest.mark.parametrize("items", [ITEMS, iter(ITEMS)], ids=["list", "generator"])
def test_what_fails_in_a_clause_has_the_place_of_the_tag(tmp_path: Path, items: object) -> None:
    path = drawn(tmp_path, ["x"], ["y", "{%row for m in items where m.vlue > 1 %}{{ m.name }}{%row endfor %}"])
    with pytest.raises(TemplateError) as caught:
        rendered(path, items=items)
    assert str(caught.value).startswith("template.xlsx!Report!B2: ")
    assert "vlue" in caught.value.what


def test_a_fault_of_the_list_itself_is_not_taken_for_one_of_the_condition(tmp_path: Path) -> None:
    def broken() -> Iterator[Item]:
        yield ITEMS[0]
        raise OSError("the line is dead")

    path = drawn(tmp_path, ["{%row for m in items where m.value > 1 %}{{ m.name }}{%row endfor %}"])
    with pytest.raises(OSError, match="the line is dead"):
        rendered(path, items=broken())


def test_wrong_clauses_are_all_listed_each_with_its_cell_and_nothing_more(tmp_path: Path) -> None:
    path = drawn(
        tmp_path,
        ["{%row for m in items wher m.value %}", "{{ m.name }}"],
        ["{%row endfor %}"],
        ["{%col for m in items top -1 %}{{ m }}{%col endfor %}"],
        ["{%cells for m in items pagebreak %}{{ m }}{%cells endfor %}"],
    )
    found = {(problem.where and problem.where.cell, problem.what) for problem in problems_of(path)}
    assert found == {
        ("A1", 'unknown clause "wher"'),
        ("A3", "top takes a whole number"),
        ("A4", "{%cells …%} takes no pagebreak"),
    }


@pytest.mark.parametrize("count", [float("inf"), float("nan"), -1, 1.5, True, "x"])
def test_top_takes_a_whole_number_only(tmp_path: Path, count: object) -> None:
    path = drawn(tmp_path, ["{%row for m in items top n %}{{ m.name }}{%row endfor %}"])
    with pytest.raises(TemplateError, match="top takes a whole number"):
        rendered(path, items=ITEMS, n=count)
    assert len(values(rendered(path, items=ITEMS, n=10**30))) == len(ITEMS)


def test_a_key_has_one_direction(tmp_path: Path) -> None:
    for words in ("desc desc", "asc desc", "desc asc"):
        path = drawn(tmp_path, ["{%row for m in items orderby m.name " + words + " %}{{ m.name }}{%row endfor %}"])
        assert [problem.what for problem in problems_of(path)] == [
            f"after {words.split()[1]} comes a comma or another clause"
        ]
