"""Columns get as wide as the values of the cells that ask for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.template.specimens import drawn, result
from xlmarket.errors import TemplateError
from xlmarket.template import compile_template

LONG = "Democratic Republic of the Congo"
ROWS = ["{%row for m in items %}{{ m.name }}{%width fit %}", "{{ m.value }}{%row endfor %}"]


def widths(template: Path, **context: Any) -> dict[str, float]:
    """The columns that state a width, by their first and last number."""
    xml = result(template, **context).xml("xl/worksheets/sheet1.xml")
    return {f"{c.get('min')}-{c.get('max')}": round(float(str(c.get("width"))), 1) for c in xml.iter("{*}col")}


def items(*names: str) -> list[dict[str, Any]]:
    return [{"name": name, "value": 1.0} for name in names]


def test_a_column_is_as_wide_as_its_widest_value_and_its_neighbours_stay(tmp_path: Path) -> None:
    def more(_: Any, page: Any) -> None:
        page.set_column("A:C", 10)

    path = drawn(tmp_path, ROWS, more=more)
    made = widths(path, items=items("Chile", LONG, "Peru"))
    assert made == {"1-1": 29.9, "2-3": 10.7}


def test_a_column_without_a_width_of_its_own_gets_one(tmp_path: Path) -> None:
    assert widths(drawn(tmp_path, ROWS), items=items(LONG)) == {"1-1": 29.9}


def test_a_column_is_never_narrower_than_it_was_drawn(tmp_path: Path) -> None:
    def more(_: Any, page: Any) -> None:
        page.set_column("A:A", 50)

    assert widths(drawn(tmp_path, ROWS, more=more), items=items("Peru")) == {"1-1": 50.7}


def test_a_number_counts_as_its_format_shows_it(tmp_path: Path) -> None:
    def more(book: Any, page: Any) -> None:
        page.write("A1", "{{ number }}{%width fit %}", book.add_format({"num_format": '#,##0.00 "USD"'}))
        page.write("B1", "{{ number }}{%width fit %}", book.add_format({"num_format": "0.0,,"}))

    made = widths(drawn(tmp_path, more=more), number=1234567890.0)
    assert 19 < made["1-1"] < 22
    assert list(made) == ["1-1"], "1234.6 fits"


def test_each_copy_of_a_column_has_a_width_of_its_own(tmp_path: Path) -> None:
    path = drawn(tmp_path, ["{%col for n in names %}{{ n }}{%width fit %}{%col endfor %}"])
    made = widths(path, names=["Peru", LONG, "Chile"])
    assert made == {"2-2": 29.9}


def test_cells_side_by_side_count_too(tmp_path: Path) -> None:
    path = drawn(tmp_path, ["{%cells for n in names %}{{ n }}{%width fit %}{%cells endfor %}"])
    assert widths(path, names=["Peru", LONG]) == {"1-1": 29.9}


def test_a_column_is_never_wider_than_a_sheet_allows(tmp_path: Path) -> None:
    assert widths(drawn(tmp_path, ROWS), items=items(LONG * 20)) == {"1-1": 255.0}


def test_a_list_of_nothing_leaves_the_width(tmp_path: Path) -> None:
    assert widths(drawn(tmp_path, ROWS), items=[]) == {}


@pytest.mark.parametrize(
    ("text", "look", "what"),
    [
        ("{{ name }}{%width fit %}", {"text_wrap": True}, "wraps or is rotated"),
        ("Name{%width fit %}", {}, "without a value"),
        ("{{ name }}{%width 20 %}", {}, "unknown tag"),
    ],
)
def test_a_width_that_cannot_follow_is_refused(tmp_path: Path, text: str, look: dict[str, Any], what: str) -> None:
    path = drawn(tmp_path, more=lambda book, page: page.write("A1", text, book.add_format(look)))
    with pytest.raises(TemplateError, match=what) as caught:
        compile_template(path)
    assert str(caught.value.where) == "template.xlsx!Report!A1"


def test_a_width_in_merged_cells_is_refused(tmp_path: Path) -> None:
    path = drawn(tmp_path, more=lambda _, page: page.merge_range("A1:C1", "{{ name }}{%width fit %}"))
    with pytest.raises(TemplateError, match="merged cells"):
        compile_template(path)
