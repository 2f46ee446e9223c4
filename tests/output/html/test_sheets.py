"""The page of a workbook without a page template: what its sheets print, its looks, its pictures and charts."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tests.hosts.officejs.conftest import package
from tests.output.html.pages import inputs, parse, snapshot_for
from tests.output.html.test_access import opened
from tests.output.printed import printed_cells
from xlmarket.errors import InputError
from xlmarket.output import ReportInputs, report_bytes
from xlmarket.report.shipped import find_template

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)


def own(tmp_path: Path, name: str) -> ReportInputs:
    """The report of a copy of a shipped template, which has no page next to it."""
    book = tmp_path / "own.xlsx"
    book.write_bytes(find_template(name).read_bytes())
    shipped = inputs(name)
    return ReportInputs(template=book, snapshot=shipped.snapshot, region=shipped.region, workbook="")


def drawn(path: Path) -> Path:
    """A workbook with what a designer may draw: looks, a hidden sheet, a picture, charts of several kinds."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Own <page>")
    sheet.merge_range(
        "A1:C1",
        "{{ region.name }} & <co>",
        book.add_format({"bold": True, "bg_color": "#14323F", "font_color": "#FFFFFF"}),
    )
    sheet.write("A2", "{{ region.growth }}", book.add_format({"num_format": "+0.00%", "border": 1, "align": "center"}))
    sheet.write("B2", "{{ '2015-11-30' | date }}")
    sheet.write_url("C2", "https://example.org/", string="a link")
    sheet.write_column("A4", [3, 1, 2])
    sheet.conditional_format(
        "A4:A6", {"type": "cell", "criteria": ">", "value": 2, "format": book.add_format({"bg_color": "#FFEEAA"})}
    )
    sheet.conditional_format(
        "A4:A6", {"type": "formula", "criteria": "=$A$4>1", "format": book.add_format({"bold": True})}
    )
    sheet.set_column("E:E", None, None, {"hidden": True})
    sheet.write("E1", "not to be seen")
    sheet.insert_image("B8", "dot.png", {"image_data": io.BytesIO(PIXEL), "description": 'A "dot"'})
    for place, kind in (("B12", "line"), ("B30", "scatter"), ("B48", "pie"), ("B66", "column")):
        chart = book.add_chart({"type": kind})
        for name in (f"Own {kind}", "twice") if kind == "column" else (f"Own {kind}",):
            cells = "='Own <page>'!$A$4:$A$6"
            chart.add_series(
                {"categories" if kind == "scatter" else "name": cells if kind == "scatter" else name, "values": cells}
            )
        chart.set_title({"name": f"Own {kind}"})
        sheet.insert_chart(place, chart)
    book.add_worksheet("Secret").write("A1", "hidden words")
    book.get_worksheet_by_name("Secret").hide()
    book.close()
    return path


@cache
def page_of_drawn(folder: Path) -> str:
    report = ReportInputs(
        template=drawn(folder / "drawn.xlsx"), snapshot=snapshot_for("kpi-card"), region="Europe", workbook=""
    )
    page = report_bytes(report, "html")
    assert report_bytes(report, "html") == page
    return page.decode()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("drawn")


@pytest.mark.parametrize("name", ["region-quarterly", "league-table", "brief"])
def test_the_sheets_print_what_the_workbook_prints(tmp_path: Path, name: str) -> None:
    report = own(tmp_path, name)
    page = parse(report_bytes(report, "html").decode())
    cells = page.xpath("//div[contains(@class,'sheet')]/table/tbody/tr/td")
    shown = ["".join(cell.xpath(".//text()[not(ancestor::div[@class='float'])]")) for cell in cells]
    printed = [" ".join(cell.text.split()) for cell in printed_cells(report_bytes(report, "xlsx"))]
    assert [" ".join(text.split()) for text in shown if text.strip()] == [text for text in printed if text]


def test_looks_merged_cells_links_and_rules_are_those_of_the_workbook(folder: Path) -> None:
    page = page_of_drawn(folder)
    tree = parse(page)
    head = tree.xpath("//td[@colspan=3]")[0]
    assert head.text_content() == "Europe & <co>"
    style = tree.xpath("//style")[0].text_content()
    for cell, look in ((head, "background:#14323F"), (tree.xpath("//td[@data-value='3']")[0], "background:#FFEEAA")):
        assert any(
            f".{name}{{" in style and look in style.split(f".{name}{{")[1].split("}")[0]
            for name in cell.get("class").split()
        )
    assert tree.xpath("string(//td[@data-value])") == "+10.39%"
    assert tree.xpath("//td//a/@href") == ["https://example.org/"]
    assert "Some conditional formats of this sheet are not shown" in page


def test_what_is_hidden_does_not_appear(folder: Path) -> None:
    page = page_of_drawn(folder)
    assert "hidden words" not in page
    assert "not to be seen" not in page
    assert [head.text_content() for head in parse(page).xpath("//h2")] == ["Own <page>"]


def test_pictures_and_charts_stand_over_their_cells_and_other_kinds_are_listed(folder: Path) -> None:
    tree = parse(page_of_drawn(folder))
    (picture,) = tree.xpath("//td//img")
    assert picture.get("alt") == 'A "dot"'
    assert picture.get("src").startswith("data:image/png;base64,")
    assert [title.text_content() for title in tree.xpath("//td//*[local-name()='svg']/*[local-name()='title']")] == [
        "Own line",
        "Own pie",
        "Own column",
    ]
    assert "of a kind that is not drawn here" in tree.xpath("//td//p")[0].text_content()
    assert [cell.get("data-value") for cell in tree.xpath("//details//td[@data-value]")] == [
        "3.0",
        "1.0",
        "2.0",
    ] * 3 + ["3.0", "3.0", "1.0", "1.0", "2.0", "2.0"]
    texts = [text.text_content() for text in tree.xpath("//td//*[local-name()='text']")]
    assert {"3 (50.0%)", "1 (16.7%)", "2 (33.3%)", "twice"} <= set(texts)


@pytest.mark.slow
def test_axe_finds_nothing_in_sheets(chromium: Any, folder: Path, tmp_path: Path) -> None:
    axe = (package("axe-core") / "axe.min.js").read_text(encoding="utf-8")
    for text in (page_of_drawn(folder), report_bytes(own(tmp_path, "growth-waterfall"), "html").decode()):
        with opened(chromium, tmp_path, text, 360) as page:
            page.evaluate(axe)
            found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")["violations"]
            assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
            assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_a_deck_without_a_page_is_refused(tmp_path: Path) -> None:
    deck = tmp_path / "deck.pptx"
    deck.write_bytes(find_template("region-quarterly").with_suffix(".pptx").read_bytes())
    with pytest.raises(InputError, match="has no page"):
        report_bytes(ReportInputs(template=deck, snapshot=snapshot_for("kpi-card"), region="Europe"), "html")
