"""Finished cells as charts and formulas see them."""

from __future__ import annotations

from pathlib import Path

from tests.template.render.filled import filled
from tests.template.specimens import ITEMS, ROW
from xlmarket.template.marks import link
from xlmarket.template.render.lookup import column_values

UNKNOWN = object()


def test_a_column_has_the_values_of_static_and_filled_cells(tmp_path: Path) -> None:
    _, sheet = filled(tmp_path, ["Name", "Value"], ROW, ["End", "=SUM(B2:B2)"], items=ITEMS)
    assert column_values(sheet, 1, 1, 5) == ["Name", "Brazil", "Japan", "India", "End"]
    assert column_values(sheet, 2, 3, 4) == [6.6, 1.4]


def test_the_value_of_a_formula_is_not_known(tmp_path: Path) -> None:
    _, sheet = filled(tmp_path, ["=1+1"], items=ITEMS)
    assert column_values(sheet, 1, 1, 1, unknown=UNKNOWN) == [UNKNOWN]


def test_below_the_last_row_and_beside_the_last_column_is_nothing(tmp_path: Path) -> None:
    _, sheet = filled(tmp_path, ["Name"])
    assert column_values(sheet, 1, 1, 3) == ["Name", None, None]
    assert column_values(sheet, 7, 1, 2) == [None, None]


def test_a_strip_is_looked_up_in_its_own_rows(tmp_path: Path) -> None:
    row = ["x", "{%cells for m in items %}{{ m.name }}{%cells endfor %}", "y"]
    _, sheet = filled(tmp_path, row, ["below", "after"], items=ITEMS)
    assert column_values(sheet, 1, 1, 4) == ["x", "below", None, None]
    assert column_values(sheet, 2, 1, 4) == ["Brazil", "Japan", "India", "after"]
    assert column_values(sheet, 2, 2, 3) == ["Japan", "India"]


def test_links_and_notes_are_not_part_of_a_value(tmp_path: Path) -> None:
    _, sheet = filled(tmp_path, ["{{ name }}"], name=link("Brazil", "#A1"))
    assert column_values(sheet, 1, 1, 1) == ["Brazil"]
