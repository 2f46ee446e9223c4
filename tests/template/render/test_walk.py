"""Walking a sheet: which rows and columns come out, with which values, and what stops it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from tests.template.render.filled import PLACE, filled
from tests.template.specimens import ITEMS, drawn
from xlmarket.errors import TemplateError
from xlmarket.template import compile_template
from xlmarket.template.render.finished import SectionRows, Stretch
from xlmarket.template.render.walk import FilledSheet, keep_sheet, walk_sheet

FOR, END = "{%row for m in items %}", "{%row endfor %}"


def stretches(sheet: FilledSheet) -> list[tuple[int, int, Any]]:
    return [(piece.template, piece.count, piece.values) for piece in sheet.finished if isinstance(piece, Stretch)]


def test_a_block_of_plain_attributes_is_one_stretch(tmp_path: Path) -> None:
    _, sheet = filled(tmp_path, ["Head"], [f"{FOR}{{{{ m.name }}}}", f"{{{{ m.value }}}}{END}"], items=ITEMS)
    assert stretches(sheet) == [(1, 1, None), (2, 3, [("Brazil", 2.2), ("Japan", 6.6), ("India", 1.4)])]
    assert sheet.layout.rows.span(2, 2) == (2, 4)


def test_any_other_expression_is_evaluated_item_by_item_to_the_same_rows(tmp_path: Path) -> None:
    _, plain = filled(tmp_path, [f"{FOR}{{{{ m.value }}}}{END}"], items=ITEMS)
    _, computed = filled(tmp_path, [f"{FOR}{{{{ m.value * 1 }}}}{END}"], items=ITEMS)
    assert stretches(plain) == stretches(computed)


def test_a_list_of_nothing_leaves_one_row_without_values(tmp_path: Path) -> None:
    _, sheet = filled(tmp_path, [f"{FOR}{{{{ m.name }}}}{END}"], items=[])
    assert stretches(sheet) == [(1, 1, [()])]


def test_the_scope_is_given_back_as_it_was(tmp_path: Path) -> None:
    plan = compile_template(drawn(tmp_path, [f"{FOR}{{{{ m.value + n }}}}{END}"])).sheets[0]
    scope = {"items": ITEMS, "n": 1, "m": "mine", "loop": "mine too"}
    walk_sheet(plan, PLACE, scope, time.monotonic() + 60)
    assert scope == {"items": ITEMS, "n": 1, "m": "mine", "loop": "mine too"}


@pytest.mark.parametrize(("x", "row"), [(1, 2), (2, 4), (3, 6)])
def test_only_the_first_branch_that_holds_comes_out(tmp_path: Path, x: int, row: int) -> None:
    texts = ["{%row if x == 1 %}", "a", "{%row elif x == 2 %}", "b", "{%row else %}", "c", "{%row endif %}"]
    _, sheet = filled(tmp_path, *[[text] for text in texts], x=x)
    assert [template for template, _, _ in stretches(sheet)] == [row]


def test_repeated_columns_become_columns_of_their_own_with_their_items(tmp_path: Path) -> None:
    row = ["{%col for p in periods %}{{ p }}{%col endfor %}", "{{ unit }}"]
    plan, sheet = filled(tmp_path, row, periods=[2014, 2015], unit="USD")
    assert [cell.column for cell in sheet.rows[1].cells] == ["A", "B", "C"]
    assert stretches(sheet) == [(1, 1, [(2014, 2015, "USD")])]
    assert sheet.layout.columns.span(2, 2) == (3, 3)
    assert [cell.column for cell in plan.rows[1].cells] == ["A", "B"]


def test_strips_side_by_side_have_rows_of_their_own(tmp_path: Path) -> None:
    row = ["x", "{%cells for m in items %}{{ m.name }}{%cells endfor %}", "{{ unit }}"]
    _, sheet = filled(tmp_path, row, ["below", "below"], items=ITEMS, unit="USD")
    (section,) = sheet.finished
    assert isinstance(section, SectionRows)
    assert [strip.count for strip in section.strips] == [2, 4, 2]
    assert section.count == 4
    assert sheet.strips.keys() == {1, 2, 3}
    assert sheet.layout.rows_of(2, 2).span(2, 2) == (4, 4)
    assert sheet.layout.rows_of(1, 1).span(2, 2) == (2, 2)


def test_an_item_without_an_attribute_is_named_with_its_cell(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match=r"template\.xlsx!Report!A1.*nam") as caught:
        filled(tmp_path, [f"{FOR}{{{{ m.nam }}}}{END}"], items=ITEMS)
    assert caught.value.nearest == ("name",)


def test_a_walk_ends_at_its_deadline(tmp_path: Path) -> None:
    plan = compile_template(drawn(tmp_path, [f"{FOR}{{{{ m.name }}}}{END}"])).sheets[0]
    with pytest.raises(TemplateError, match="the report takes too long"):
        walk_sheet(plan, PLACE, {"items": ITEMS}, time.monotonic() - 1)


@pytest.mark.parametrize(("tag", "what"), [("row", "more rows than a sheet"), ("col", "more columns than a sheet")])
def test_a_report_that_does_not_fit_on_a_sheet_is_refused(tmp_path: Path, tag: str, what: str) -> None:
    cell = f"{{%{tag} for n in numbers %}}{{{{ n }}}}{{%{tag} endfor %}}"
    with pytest.raises(TemplateError, match=what):
        filled(tmp_path, [cell], numbers=range(1_048_577 if tag == "row" else 16_385))


def test_a_sheet_without_tags_keeps_its_rows_and_the_gaps_between_them(tmp_path: Path) -> None:
    plan = compile_template(drawn(tmp_path, ["a"], [], [], ["b"])).sheets[0]
    sheet = keep_sheet(plan, {})
    assert [(piece.count, piece.template) for piece in sheet.finished if isinstance(piece, Stretch)] == [
        (1, 1), (2, 0), (1, 4),
    ]  # fmt: skip
    assert sheet.layout.is_identity
