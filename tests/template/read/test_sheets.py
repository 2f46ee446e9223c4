"""What a sheet's plan says of the whole sheet: what it needs, what it refers to, and what its blocks have to know."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.template.specimens import drawn
from xlmarket.errors import TemplateError
from xlmarket.template import compile_template, problems_of
from xlmarket.template.plan.nodes import For, walk
from xlmarket.template.plan.sheets import SheetPlan


def plan(folder: Path, *rows: list[Any], sheet: str = "Report", **more: Any) -> SheetPlan:
    return compile_template(drawn(folder, *rows, sheet=sheet, **more)).sheets[0]


def test_a_sheet_needs_the_names_that_its_blocks_do_not_bind(tmp_path: Path) -> None:
    head = ["{%col for p in periods %}{{ p.name }}{{ unit }}{%col endfor %}"]
    row = ["{%row for m in region.members %}{{ m.name }}", "{{ m.share / total }} {{ colloop.index }}{%row endfor %}"]
    assert plan(tmp_path, head, row).names == {"periods", "unit", "region", "total"}


def test_a_repeated_sheet_needs_its_list_and_binds_its_items(tmp_path: Path) -> None:
    found = plan(tmp_path, ["{%sheet for m in markets %}{{ m.name }}", "{{ loop.index }}"], sheet="{{ m.name }}")
    assert found.names == {"markets"}
    assert found.each is not None
    assert (found.each.variables, found.each.place, found.each.is_never) == (("m",), "A1", False)


def test_a_sheet_for_the_designer_needs_nothing_and_has_no_problems(tmp_path: Path) -> None:
    path = drawn(tmp_path, ["{%sheet if false %}", "{{ broken. }}"])
    assert problems_of(path) == []
    found = compile_template(path).sheets[0]
    assert found.each is not None
    assert found.each.is_never
    assert found.names == frozenset()


@pytest.mark.parametrize(
    ("source", "needs"),
    [("{{ loop.index }}", False), ("{{ loop.first }}", False), ("{{ loop.last }}", True), ("{{ loop.length }}", True)],
)
def test_a_block_knows_whether_it_has_to_count_its_items(tmp_path: Path, source: str, needs: bool) -> None:
    found = plan(tmp_path, [f"{{%row for m in x %}}{source}{{%row endfor %}}"])
    assert [node.needs_length for node in walk(found.down.nodes) if isinstance(node, For)] == [needs]


def test_a_sheet_mentions_the_sheets_its_formulas_and_rules_refer_to(tmp_path: Path) -> None:
    def more(book: Any, sheet: Any) -> None:
        book.add_worksheet("Data")
        book.add_worksheet("Lists")
        sheet.write_formula("A1", "=Data!A1*2")
        sheet.data_validation("B1", {"validate": "list", "source": "=Lists!$A$1:$A$3"})

    assert plan(tmp_path, more=more).mentions == {"data", "lists"}


def test_the_trees_of_rows_and_columns_have_their_blocks_and_lengths(tmp_path: Path) -> None:
    found = plan(tmp_path, ["a", "{%col for p in x %}{{ p }}{%col endfor %}"], [], ["b"])
    assert (found.down.length, found.down.blocks) == (3, {})
    assert (found.across.length, found.across.blocks) == (2, {0: (2, 2)})
    assert found.has_tags


def test_a_sheet_without_tags_has_none(tmp_path: Path) -> None:
    assert not plan(tmp_path, ["a", 1]).has_tags


def test_all_problems_are_listed_and_the_first_is_raised_with_the_number_of_the_others(tmp_path: Path) -> None:
    path = drawn(tmp_path, ["{{ a. }}", "{{ b. }}", "{%row endfor %}"])
    assert len(problems_of(path)) == 3
    with pytest.raises(TemplateError, match=r"and 2 more: xlmarket template check template\.xlsx lists them"):
        compile_template(path)
