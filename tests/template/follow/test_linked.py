"""Shapes that show the text of a cell keep what it shows in the finished report, by its number format."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.template.specimens import ITEMS, drawn, result
from xlmarket.errors import TemplateError

DRAWING = "xl/drawings/drawing1.xml"


def shown(tmp_path: Path, value: Any, code: str, *, name: str = "=Report!$B$2") -> str:
    """What a text box over the cell B2 shows."""

    def more(book: Any, sheet: Any) -> None:
        sheet.write("B2", "{{ value }}", book.add_format({"num_format": code}))
        book.define_name("Total", "=Report!$B$2")
        sheet.insert_textbox("D2", "old", {"textlink": name})

    made = result(drawn(tmp_path, ["x"], more=more), value=value)
    (text,) = [element.text or "" for element in made.xml(DRAWING).iter("{*}t")]
    return text


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (0.1234, "0.0%", "12.3%"),
        (1234.5, "#,##0.0", "1,234.5"),
        (-1234, "#,##0_);(#,##0)", "(1,234)"),
        (1234, "#,##0_);(#,##0)", "1,234"),
        (2.5, "General", "2.5"),
        (date(2015, 3, 31), "yyyy-mm-dd", "2015-03-31"),
        ("Tom & <Co>", "General", "Tom & <Co>"),
        (None, "0.0", ""),
        (True, "General", "TRUE"),
    ],
)
def test_a_linked_shape_shows_its_cell_by_the_format_of_the_cell(
    tmp_path: Path, value: Any, code: str, text: str
) -> None:
    assert shown(tmp_path, value, code) == text


def test_a_value_that_its_cell_cannot_hold_is_refused_with_the_cell(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match=r"Report!B2: a cell holds no such number"):
        shown(tmp_path, float("inf"), "0.0")


def test_a_shape_may_be_linked_to_a_name(tmp_path: Path) -> None:
    assert shown(tmp_path, 0.5, "0%", name="=Total") == "50%"


def test_data_that_look_like_tags_stay_data(tmp_path: Path) -> None:
    assert shown(tmp_path, "{{ value }}", "General") == "{{ value }}"


def test_each_copy_of_a_linked_shape_in_a_block_shows_its_own_cell(tmp_path: Path) -> None:
    def more(_: Any, sheet: Any) -> None:
        sheet.insert_textbox("D1", "old", {"textlink": "=Report!$A$1", "width": 60, "height": 15})

    made = result(drawn(tmp_path, ["{%row for m in items %}{{ m.name }}{%row endfor %}"], more=more), items=ITEMS)
    assert [element.text for element in made.xml(DRAWING).iter("{*}t")] == ["Brazil", "Japan", "India"]


def test_a_tag_that_a_linked_shape_shows_of_its_cell_is_no_tag_of_its_own(tmp_path: Path) -> None:
    """Excel keeps what the cell of the template shows: there `m` is known, here it is not."""

    def more(_: Any, sheet: Any) -> None:
        sheet.insert_textbox("D5", "{{ m.name }}", {"textlink": "=Report!$A$1"})

    made = result(drawn(tmp_path, ["{%row for m in items %}{{ m.name }}{%row endfor %}"], more=more), items=ITEMS)
    assert [element.text for element in made.xml(DRAWING).iter("{*}t")] == ["Brazil"]
