"""Workbooks with lost areas, lost parts and caches without a level are read; what cannot be is refused with its part."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from tests import ooxml
from tests.template.follow.finished import values as values_of
from tests.template.specimens import ITEMS, ROW, drawn, insert, rendered, result, values, with_parts
from xlmarket.errors import TemplateError
from xlmarket.package.archive import MAIN
from xlmarket.template import compile_template, problems_of, render
from xlmarket.template.follow import points
from xlmarket.template.follow.points import ChartCells
from xlmarket.template.follow.spread import X14, XM
from xlmarket.template.plan.cells import StaticCell
from xlmarket.template.read import rows

SHEET, CHART = "xl/worksheets/sheet1.xml", "xl/charts/chart1.xml"
RULE = '<cfRule type="expression" priority="1"><formula>A1</formula></cfRule>'
X14_RULE = '<x14:cfRule type="expression" priority="1" id="{00000000-0000-0000-0000-000000000001}"><xm:f>A1</xm:f></x14:cfRule>'


def extension(uri: str, content: str) -> str:
    return f'<extLst><ext uri="{{{uri}}}" xmlns:x14="{X14}" xmlns:xm="{XM}">{content}</ext></extLst>'


LOST = {
    "selection": ("<sheetFormatPr", '<sheetViews><sheetView workbookViewId="0"><selection activeCell="#REF!" sqref="#REF!"/></sheetView></sheetViews>'),
    "conditionalFormatting": ("<pageMargins", f'<conditionalFormatting sqref="#REF!">{RULE}</conditionalFormatting>'),
    "dataValidations": ("<pageMargins", '<dataValidations count="1"><dataValidation type="whole" sqref="#REF!"><formula1>1</formula1></dataValidation></dataValidations>'),
    "ignoredErrors": ("</worksheet>", '<ignoredErrors><ignoredError sqref="#REF!" numberStoredAsText="1"/></ignoredErrors>'),
    "protectedRanges": ("<pageMargins", '<protectedRanges><protectedRange sqref="#REF!" name="a"/></protectedRanges>'),
    "autoFilter": ("<pageMargins", '<autoFilter ref="#REF!"/>'),
    "mergeCells": ("<pageMargins", '<mergeCells count="1"><mergeCell ref="#REF!"/></mergeCells>'),
    "hyperlinks": ("<pageMargins", '<hyperlinks><hyperlink ref="#REF!" location="A1"/></hyperlinks>'),
    "cellWatches": ("</worksheet>", '<cellWatches><cellWatch r="#REF!"/></cellWatches>'),
    "scenarios": ("<pageMargins", '<scenarios><scenario name="a" count="1"><inputCells r="#REF!" val="1"/></scenario></scenarios>'),
    "conditionalFormattings": ("</worksheet>", extension("78C0D931-6437-407d-A8EE-F0AAD7539E65", f"<x14:conditionalFormattings><x14:conditionalFormatting>{X14_RULE}<xm:sqref>#REF!</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings>")),
    "sparklineGroups": ("</worksheet>", extension("05C60535-1F16-4fd2-B633-F4F36F0B64E0", "<x14:sparklineGroups><x14:sparklineGroup><x14:sparklines><x14:sparkline><xm:f>Report!A1</xm:f><xm:sqref>#REF!</xm:sqref></x14:sparkline></x14:sparklines></x14:sparklineGroup></x14:sparklineGroups>")),
}  # fmt: skip
"""Elements whose areas are all lost: what they stand before, and how they read."""


def bare(text: str) -> str:
    """A sheet without views, for a specimen brings its own."""
    return re.sub("<sheetViews>.*</sheetViews>", "", text)


@pytest.mark.parametrize("tag", LOST)
def test_what_speaks_of_lost_cells_alone_goes(tmp_path: Path, tag: str) -> None:
    before, text = LOST[tag]
    path = with_parts(drawn(tmp_path, ROW), {}, {SHEET: lambda sheet: insert(before, text)(bare(sheet))})
    made = result(path, items=ITEMS)
    left = values_of(made.xml(SHEET), tag, "sqref")
    assert left == (["A1:A3"] if tag == "selection" else [])
    assert "#REF!" not in made.text(SHEET)


def test_a_list_loses_its_lost_areas_only(tmp_path: Path) -> None:
    text = f'<conditionalFormatting sqref="#REF! A1 #REF!">{RULE}</conditionalFormatting>'
    made = result(with_parts(drawn(tmp_path, ROW), {}, {SHEET: insert("<pageMargins", text)}), items=ITEMS)
    assert values_of(made.xml(SHEET), "conditionalFormatting", "sqref") == ["A1:A3"]


@pytest.mark.parametrize(
    "text",
    [
        f'<conditionalFormatting sqref="here">{RULE}</conditionalFormatting>',
        '<mergeCells><mergeCell ref="A0:B"/></mergeCells>',
    ],
)
def test_an_area_that_is_none_is_refused_with_its_part(tmp_path: Path, text: str) -> None:
    path = with_parts(drawn(tmp_path, ROW), {}, {SHEET: insert("<pageMargins", text)})
    with pytest.raises(TemplateError, match=f"template.xlsx!Report, part {SHEET}: a part of the workbook is damaged"):
        render(compile_template(path), {"items": ITEMS})


def everything(book: Any, sheet: Any) -> None:
    """A sheet per item with a chart, a table and a note."""
    sheet.write("H1", "{%sheet for r in items %}")
    sheet.add_table("A1:B2", {"columns": [{"header": "Market"}, {"header": "Share"}]})
    sheet.write_row("A2", ROW)
    sheet.write_comment("B1", "a note")
    chart = book.add_chart({"type": "column"})
    values = "='{{ r.name }}'!$B$2:$B$2"
    chart.add_series({"values": values})
    sheet.insert_chart("F2", chart)


def without(path: Path, part: str) -> Path:
    """A workbook that lacks a part to which a relation leads."""
    parts = ooxml.parts(path)
    del parts[part]
    with zipfile.ZipFile(path, "w") as out:
        for name, content in parts.items():
            out.writestr(name, content)
    return path


@pytest.mark.parametrize(
    "part",
    [
        "xl/drawings/drawing1.xml",
        CHART,
        "xl/tables/table1.xml",
        "xl/comments1.xml",
        "xl/drawings/vmlDrawing1.vml",
        "xl/theme/theme1.xml",
    ],
)
@pytest.mark.parametrize("sheet", ["{{ r.name }}", "Report"])
def test_a_relation_to_a_part_that_is_not_there_stays_one(tmp_path: Path, part: str, sheet: str) -> None:
    more = everything if sheet != "Report" else _once
    made = render(compile_template(without(drawn(tmp_path, more=more, sheet=sheet), part)), {"items": ITEMS})
    path = tmp_path / "result.xlsx"
    path.write_bytes(made)
    for name, content in ooxml.parts(path).items():
        if name.endswith((".xml", ".rels", ".vml")):
            etree.fromstring(content)
    assert part not in ooxml.parts(path)


def _once(book: Any, sheet: Any) -> None:
    sheet.add_table("A1:B2", {"columns": [{"header": "Market"}, {"header": "Share"}]})
    sheet.write_row("A2", ROW)
    sheet.write_comment("B1", "a note")
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=Report!$B$2:$B$2"})
    sheet.insert_chart("F2", chart)


def with_cache(cache: str) -> Callable[[str], str]:
    """A change that gives the categories of a chart another cache."""
    return lambda chart: re.sub(r"<c:cat>.*?</c:cat>", f"<c:cat>{cache}</c:cat>", chart, flags=re.DOTALL)


@pytest.mark.parametrize(
    "cache", ["<c:multiLvlStrCache/>", '<c:multiLvlStrCache><c:ptCount val="0"/></c:multiLvlStrCache>', ""]
)
def test_a_cache_of_levels_that_has_none_stays_empty(tmp_path: Path, cache: str) -> None:
    def more(book: Any, sheet: Any) -> None:
        chart = book.add_chart({"type": "column"})
        chart.add_series({"categories": "=Report!$A$1:$A$1", "values": "=Report!$B$1:$B$1"})
        sheet.insert_chart("F2", chart)

    reference = f"<c:multiLvlStrRef><c:f>Report!$A$1:$A$1</c:f>{cache}</c:multiLvlStrRef>"
    made = result(with_parts(drawn(tmp_path, ROW, more=more), {}, {CHART: with_cache(reference)}), items=ITEMS)
    (category,) = made.xml(CHART).iter("{*}cat")
    assert values_of(category, "f") == ["Report!$A$1:$A$3"]
    assert values_of(category, "pt") == []


def test_a_long_text_that_all_cells_show_is_held_once(tmp_path: Path) -> None:
    path = drawn(tmp_path, [*ROW, *["x" * 32_000] * 50], *[["x" * 32_000] * 50] * 20)
    plan = compile_template(path).sheets[0]
    texts = [cell.value for row in plan.rows.values() for cell in row.cells if isinstance(cell, StaticCell)]
    assert len({id(text) for text in texts if text is not None}) == 1


def test_a_text_with_tags_that_no_cell_holds_is_refused(tmp_path: Path) -> None:
    path = drawn(tmp_path, ["{{ figure }}"])
    with_parts(path, {}, {"xl/sharedStrings.xml": lambda text: text.replace("{{ figure }}", "{{ figure }}" * 3_000)})
    (problem,) = problems_of(path)
    assert str(problem).startswith("template.xlsx!Report!A1: a cell holds at most 32,767 characters")


def test_points_of_a_chart_that_would_fill_the_memory_are_left_to_excel() -> None:
    long: list[object] = ["x" * (points.MOST_LETTERS // 2)] * 3
    drawn_cells = ChartCells(lambda sheet, area: long, dict, lambda sheet, area: long).drawn_by("Report!$A$1:$A$3")
    assert drawn_cells.cells == []


def test_shared_formulas_that_would_fill_the_memory_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "MOST_EXPANDED", 20)
    cells = "".join(f'<c r="F{row}"><f t="shared" si="0"/></c></row><row r="{row + 1}">' for row in range(3, 9))
    shared = f'<row r="2"><c r="F2"><f t="shared" ref="F2:F8" si="0">SUM(A1:A1)</f></c></row><row r="3">{cells}</row></sheetData>'
    path = with_parts(drawn(tmp_path, ["{{ figure }}"]), {}, {SHEET: lambda text: text.replace("</sheetData>", shared)})
    problems = problems_of(path)
    assert str(problems[0]).startswith("template.xlsx!Report!F5: the shared formulas of a sheet are too long")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ('t="inlineStr"><is><t xml:space="preserve">  a\n b </t></is>', "  a\n b "),
        ('t="inlineStr"><is xml:space="preserve"><t>  a </t></is>', "  a "),
        ('t="inlineStr" xml:space="preserve"><is><t>  a </t></is>', "  a "),
        ('t="inlineStr"><is><r><t xml:space="preserve"> a</t></r><r><t xml:space="preserve"> b </t></r></is>', " a b "),
        ('t="str"><v xml:space="preserve">  a </v>', "  a "),
        ('t="inlineStr"><is><t xml:space="preserve">a&#13;&#10;b</t></is>', "a\r\nb"),
        ('t="str"><v>a&#13;&#10;b</v>', "a\r\nb"),
    ],
)
def test_texts_keep_their_white_space(tmp_path: Path, cell: str, expected: str) -> None:
    row = f'<row r="2"><c r="A2" {cell}</c></row></sheetData>'
    path = with_parts(drawn(tmp_path, ["{{ figure }}"]), {}, {SHEET: lambda text: text.replace("</sheetData>", row)})
    made = result(path, figure=1.0)
    (written,) = [found for found in made.xml(SHEET).iter(f"{{{MAIN}}}c") if found.get("r") == "A2"]
    assert "".join(written.itertext()) == expected
    preserved = [
        node for node in written.iter() if node.get("{http://www.w3.org/XML/1998/namespace}space") == "preserve"
    ]
    assert bool(preserved) == ("xml:space" in cell)


def test_cells_read_the_short_way_are_those_that_were_there(tmp_path: Path) -> None:
    path = drawn(tmp_path, ["{{ figure }}", 1.5, "text", True, "text"], [None, -2, "=1+1", "", "x"])
    assert values(rendered(path, figure=1.0)) == [[1, 1.5, "text", True, "text"], [None, -2, "=1+1", None, "x"]]
