"""A report as a PDF: its pages, its properties, and what is missing."""

from __future__ import annotations

import inspect
import io
import re
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import openpyxl
import pikepdf
import pypdfium2
import pytest
import xlwings
from pptx import Presentation

from tests import ooxml
from tests.cli.test_cli import Captured, own_store, said
from tests.output.printed import numbers, page_numbers, printed_cells
from xlmarket import programs
from xlmarket.errors import EnvironmentFault, InputError, UsageError
from xlmarket.functions import open_snapshot
from xlmarket.output import ReportInputs, printers, report_bytes
from xlmarket.output.pdf import PdfSubject, data_sheets, finish_pdf, print_deck, print_workbook
from xlmarket.output.printers import choose_printer
from xlmarket.report import build, find_template

__all__ = ["own_store"]

SAMPLE = open_snapshot("sample-quarterly")
EUROPE = ReportInputs(template="region-quarterly", snapshot=SAMPLE, region="Europe", period="2015Q4")
NOTHING = PdfSubject("", "", ())


@pytest.fixture(scope="module")
def europe() -> bytes:
    return report_bytes(EUROPE, "pdf")


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)


@pytest.mark.slow
@pytest.mark.usefixtures("soffice")
def test_the_same_inputs_give_the_same_bytes(europe: bytes) -> None:
    assert report_bytes(EUROPE, "pdf") == europe


@pytest.mark.slow
@pytest.mark.usefixtures("soffice")
def test_its_properties_say_what_it_shows_and_neither_who_nor_when(europe: bytes) -> None:
    with pikepdf.open(io.BytesIO(europe)) as document:
        info = {name: str(value) for name, value in document.docinfo.items()}
        with document.open_metadata() as xmp:
            properties = dict(xmp)
        language = str(document.Root.Lang)
        shows_title = document.Root.ViewerPreferences.DisplayDocTitle
    assert info["/Title"] == "Europe, Q4 2015: Cross-border e-commerce sales"
    assert "sample-quarterly vintage 1 of 2016-01-31" in info["/Subject"]
    assert "xlmarket sample generator" in info["/Keywords"]
    assert not {"/Author", "/CreationDate", "/ModDate"} & info.keys()
    assert {name.rpartition("}")[2] for name in properties} == {
        "title", "description", "subject", "language", "Keywords", "Producer", "CreatorTool",
    }  # fmt: skip
    assert (language, bool(shows_title)) == ("en", True)


def without_drawings(workbook: bytes, folder: Path) -> bytes:
    """The workbook without its charts, whose axes and labels have numbers of their own."""
    source, target = folder / "whole.xlsx", folder / "bare.xlsx"
    source.write_bytes(workbook)
    drop = partial(re.sub, rb"<drawing [^>]*/>", b"")
    ooxml.rewritten(source, target, lambda name, part: drop(part) if "worksheets/sheet" in name else part)
    return target.read_bytes()


@pytest.mark.slow
@pytest.mark.usefixtures("soffice")
@pytest.mark.parametrize(
    ("template", "region"),
    [
        ("region-quarterly", "Latin America"),
        ("world-overview", None),
        ("market-profile", "Brazil"),
    ],
)
def test_every_number_is_the_workbooks_at_its_printed_precision(
    tmp_path: Path, template: str, region: str | None
) -> None:
    workbook = build(template, snapshot=SAMPLE, region=region, period="2015Q4")
    cells = printed_cells(workbook)
    expected = numbers(cell.text for cell in cells)
    assert sum(cell.is_number for cell in cells) > 40
    assert not expected - numbers([text_of(print_workbook(workbook, NOTHING))])
    bare = print_workbook(without_drawings(workbook, tmp_path), NOTHING)
    assert numbers([text_of(bare)]) == expected + page_numbers(len(pypdfium2.PdfDocument(bare)))


@pytest.mark.slow
@pytest.mark.usefixtures("soffice")
def test_each_printed_sheet_has_a_bookmark_and_data_do_not_print(europe: bytes) -> None:
    with pikepdf.open(io.BytesIO(europe)) as document, document.open_outline() as outline:
        assert [item.title for item in outline.root] == ["Report", "Sources"]
    assert "Page 1 of 3" in text_of(europe)
    assert "Figures behind the charts" not in text_of(europe)


@pytest.mark.slow
@pytest.mark.usefixtures("soffice")
def test_all_fonts_are_embedded(europe: bytes) -> None:
    with pikepdf.open(io.BytesIO(europe)) as document:
        fonts = [font for font in document.objects if isinstance(font, pikepdf.Dictionary) and "/FontName" in font]
        assert fonts
        assert all({"/FontFile", "/FontFile2", "/FontFile3"} & set(font.keys()) for font in fonts)


@pytest.mark.slow
@pytest.mark.usefixtures("soffice")
def test_a_deck_keeps_its_tags_under_one_element() -> None:
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "Europe"
    slide.shapes.add_table(1, 2, 914400, 1828800, 3657600, 914400).table.cell(0, 1).text = "7,300"
    out = io.BytesIO()
    deck.save(out)
    printed = print_deck(out.getvalue(), PdfSubject("A deck", "", ()))
    assert print_deck(out.getvalue(), PdfSubject("A deck", "", ())) == printed
    assert "7,300" in text_of(printed)
    with pikepdf.open(io.BytesIO(printed)) as document:
        assert str(document.docinfo.Title) == "A deck"
        tags = document.Root.StructTreeRoot.K
        assert (str(tags.S) if "/S" in tags else [str(tag.S) for tag in tags]) in ("/Document", ["/Document"])


@pytest.mark.slow
@pytest.mark.usefixtures("soffice")
def test_a_deck_as_the_template_gives_its_slides_with_the_same_figures() -> None:
    deck = replace(EUROPE, template=find_template("region-quarterly").with_suffix(".pptx"))
    printed = report_bytes(deck, "pdf")
    slides = Presentation(io.BytesIO(report_bytes(deck, "pptx"))).slides
    texts = [shape.text_frame.text for slide in slides for shape in slide.shapes if shape.has_text_frame]
    shown = numbers(texts)
    assert sum(shown.values()) > 5
    assert not shown - numbers([text_of(printed)])
    with pypdfium2.PdfDocument(printed) as document:
        assert len(document) == len(slides)
        assert document.get_metadata_dict()["Title"].startswith("Europe, Q4 2015")
    with pytest.raises(UsageError, match="Excel prints no slides"):
        report_bytes(replace(deck, program="excel"), "pdf")


@pytest.mark.slow
@pytest.mark.usefixtures("soffice")
def test_tags_that_leave_out_text_are_not_kept(europe: bytes) -> None:
    with pikepdf.open(io.BytesIO(europe)) as document:
        assert "/StructTreeRoot" not in document.Root or document.Root.StructTreeRoot.K.S == "/Document"


@pytest.mark.slow
@pytest.mark.usefixtures("soffice")
def test_a_template_with_an_unknown_function_is_refused_and_nothing_is_written(
    tmp_path: Path, capsys: Captured
) -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["A2"] = "{{ region.name }}", "=NO.SUCH.FUNCTION(1)"
    book.save(tmp_path / "mine.xlsx")
    target = tmp_path / "mine.pdf"
    arguments = ["report", str(tmp_path / "mine.xlsx"), "--region", "Europe", "--dataset", "sample-quarterly"]
    code, out, err = said(capsys, *arguments, "-o", str(target))
    assert (code, out, err.count("\n")) == (InputError.exit_code, "", 1)
    assert "cannot calculate the formula in Sheet!A2" in err
    assert not target.exists()


def without_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs.shutil, "which", lambda _: None)
    monkeypatch.setattr(programs, "_usual_places", lambda _: iter(()))


@pytest.mark.parametrize("command", ["report", "export"])
def test_without_libreoffice_there_is_one_line_before_anything_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured, command: str
) -> None:
    without_libreoffice(monkeypatch)
    more = {
        "report": ["world-overview", "-o", str(tmp_path / "x.pdf")],
        "export": ["-f", "xlsx,pdf", "-o", str(tmp_path)],
    }
    code, _, err = said(capsys, command, *more[command], "--dataset", "sample-quarterly")
    assert (code, err.count("\n")) == (EnvironmentFault.exit_code, 1)
    assert "LibreOffice is not installed, which draws the pages of a PDF; install it" in err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("command", ["report", "export"])
@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="Excel may be there")
def test_excel_where_there_is_none_is_one_line_before_anything_is_made(
    tmp_path: Path, capsys: Captured, command: str
) -> None:
    more = {
        "report": ["world-overview", "-o", str(tmp_path / "x.pdf")],
        "export": ["-f", "xlsx,pdf", "-o", str(tmp_path)],
    }
    code, _, err = said(capsys, command, *more[command], "--with", "excel", "--dataset", "sample-quarterly")
    assert (code, err) == (
        EnvironmentFault.exit_code,
        'xlmarket: Excel does not run on this system; leave out --with, or use --with libreoffice, in Python program="libreoffice"\n',
    )
    assert not list(tmp_path.iterdir())


def test_an_unknown_program_names_the_choices(tmp_path: Path, capsys: Captured) -> None:
    code, _, err = said(capsys, "report", "world-overview", "--with", "exel", "-o", str(tmp_path / "x.pdf"))
    assert (code, err.count("\n")) == (2, 1)
    assert "choose from libreoffice, excel (did you mean excel?)" in err


def test_without_a_choice_excel_prints_only_where_libreoffice_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    without_libreoffice(monkeypatch)
    monkeypatch.setattr(printers, "has_excel", lambda: True)
    assert choose_printer(None) == "excel"
    with pytest.raises(EnvironmentFault, match="LibreOffice is not installed"):
        choose_printer("LibreOffice")


def test_the_free_part_of_xlwings_has_the_call_that_prints() -> None:
    parameters = inspect.signature(xlwings.Book.to_pdf).parameters
    assert {"path", "exclude", "exclude_start_string"} <= parameters.keys()
    assert xlwings.Book.to_pdf.__module__ == "xlwings.main"
    assert {"update_links", "read_only"} <= inspect.signature(xlwings.main.Books.open).parameters.keys()
    assert {"visible", "add_book"} <= inspect.signature(xlwings.App.__init__).parameters.keys()


@pytest.mark.slow
@pytest.mark.usefixtures("soffice")
def test_sheets_of_data_print_if_asked_for() -> None:
    printed = report_bytes(replace(EUROPE, with_data=True), "pdf")
    assert "Figures behind the charts" in text_of(printed)


def test_without_pikepdf_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pikepdf", None)
    with pytest.raises(EnvironmentFault, match=r"pip install 'xlmarket\[outputs\]'"):
        finish_pdf(b"", NOTHING)


def test_what_is_no_pdf_is_an_error() -> None:
    with pytest.raises(InputError, match="cannot be read"):
        finish_pdf(b"no pdf", NOTHING)


def test_sheets_of_data_are_those_of_this_name_but_never_the_first() -> None:
    book = openpyxl.Workbook()
    book.active.title = "Data"
    for title, state in (("data 2", "visible"), ("Lists", "visible"), ("DATA x", "visible"), ("lists ", "hidden")):
        book.create_sheet(title).sheet_state = state
    out = io.BytesIO()
    book.save(out)
    assert data_sheets(out.getvalue()) == ("Lists",)
