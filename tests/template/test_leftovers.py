"""A tag that nothing fills is listed with its part, its sheet and its place, wherever a workbook has it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests import ooxml
from tests.conftest import shared
from tests.template.specimens import ITEMS, drawn, insert, result, with_parts
from xlmarket.errors import TemplateError
from xlmarket.template import compile_template, problems_of, render

ITEM = "customXml/item1.xml"


def with_item(template: Path, text: str) -> Path:
    """A template with a part of custom XML that the workbook points at."""
    relation = (
        '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml" '
        'Target="../customXml/item1.xml"/>'
    )
    return with_parts(
        template, {ITEM: f"<a>{text}</a>"}, {"xl/_rels/workbook.xml.rels": insert("</Relationships>", relation)}
    )


def test_a_tag_in_a_part_that_nobody_reads_is_listed_and_refused(tmp_path: Path) -> None:
    template = with_item(drawn(tmp_path, ["{{ x }}"]), "for {{ region.name }}")
    (problem,) = problems_of(template)
    assert str(problem.where) == f"template.xlsx, a, part {ITEM}"
    assert problem.what == "a tag stands where nothing is filled"
    with pytest.raises(TemplateError, match="a tag stands where nothing is filled"):
        render(compile_template(template), {"x": 1})


@pytest.mark.parametrize("text", ["{0} {{", '{{"Column1", type text}}', "{{{{", "{ {x} }"])
def test_braces_of_other_programs_are_no_tags(tmp_path: Path, text: str) -> None:
    assert problems_of(with_item(drawn(tmp_path, ["{{ x }}"]), text)) == []


def test_what_hangs_on_a_sheet_for_the_designer_alone_does_not_count(tmp_path: Path) -> None:
    def more(book: Any, page: Any) -> None:
        notes = book.add_worksheet("Notes")
        notes.write("A1", "{%sheet if false %}")
        notes.set_header("&C{{ ")
        notes.insert_textbox("B2", "{{ m.name }}", {"url": "https://example.org/{{ x }}"})
        notes.data_validation("B3", {"validate": "any", "input_title": "{{ no }}", "input_message": "{{ x }}"})
        page.write("B1", "y")

    made = result(drawn(tmp_path, ["{{ x }}"], more=more), x=1)
    assert [part for part, content in made.parts.items() if b"{{" in content] == []


def test_the_caches_of_pivot_tables_and_charts_are_not_texts_of_the_designer(tmp_path: Path) -> None:
    def more(book: Any, page: Any) -> None:
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"categories": "=Report!$A$1:$A$1", "values": "=Report!$B$1:$B$1"})
        page.insert_chart("D2", chart)

    row = ["{%row for m in items %}{{ m.name }}", "{{ m.value }}", "{%row endfor %}"]
    template = drawn(tmp_path, row, more=more)
    assert b"{{ m.name }}" in ooxml.parts(template)["xl/charts/chart1.xml"]
    made = result(template, items=ITEMS)
    assert [part for part, content in made.parts.items() if b"{{" in content] == []


def test_the_workbooks_of_others_hold_no_tags_by_chance() -> None:
    said = [
        str(problem)
        for path in sorted(shared("corpus").rglob("*.xlsx"))[::9]
        for problem in problems_of(path)
        if "nothing is filled" in problem.what
    ]
    assert said == []
