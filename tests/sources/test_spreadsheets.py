"""OpenDocument and old Excel files are read in a child process: what a cell is, and what a hostile file gets."""

from __future__ import annotations

import random
import subprocess
import zipfile
from datetime import date, time
from pathlib import Path

import openpyxl
import pytest

from xlmarket.config import Mapping
from xlmarket.errors import SourceError, XlmarketError
from xlmarket.sources import Reading, read, spreadsheet_child, spreadsheets
from xlmarket.sources.spreadsheets import read_spreadsheet
from xlmarket.sources.tables import Percent, Unreadable

NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"'
    for prefix in ("office", "table", "text", "style")
)
HEADER = "".join(
    f"<table:table-cell><text:p>{name}</text:p></table:table-cell>" for name in ("market", "metric", "period", "value")
)


def ods(folder: Path, body: str, **parts: str) -> Path:
    """A spreadsheet of one sheet with these rows under the tidy header."""
    path = folder / "f.ods"
    content = (
        f'<office:document-content {NAMESPACES}><office:body><office:spreadsheet><table:table table:name="S">'
        f"<table:table-row>{HEADER}</table:table-row>{body}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("content.xml", parts.pop("content", content))
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/"), text)
    return path


def row(value: str, market: str = "<text:p>Brazil</text:p>", more: str = "") -> str:
    texts = f"<table:table-cell>{market}</table:table-cell>" + "".join(
        f"<table:table-cell><text:p>{text}</text:p></table:table-cell>" for text in ("sales", "2015")
    )
    return f"<table:table-row {more}>{texts}{value}</table:table-row>"


def number(value: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="float" office:value="{value}" {more}/>'


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """One workbook as LibreOffice saves it in both formats."""
    from tests.conftest import program

    soffice, folder = program("soffice", "libreoffice-calc"), tmp_path_factory.mktemp("books")
    book = openpyxl.Workbook()
    hidden, sheet = book.active, book.create_sheet("Data")
    hidden.title, hidden.sheet_state = "Notes", "hidden"
    hidden["A1"] = "x"
    sheet.append(["Sales by market"])
    sheet.append(["market", "metric", "period", "value"])
    for cells in (
        ["Brazil", "sales", date(2015, 3, 31), 5.5],
        ["Japan", "sales", date(2015, 3, 31), 0.07],
        ["Peru", "sales", date(2015, 3, 31), "=1/0"],
        ["Chile", "sales", time(12, 30), 7],
        ["Côte d’Ivoire", "sales", date(2015, 3, 31), "=2+3"],
    ):
        sheet.append(cells)
    sheet["D4"].number_format = "0.0%"
    sheet.row_dimensions[6].hidden = True
    book.create_sheet("More")["B2"] = 1
    book.create_sheet("Empty")
    book.active = 1
    book.save(folder / "b.xlsx")
    for kind in ("ods", "xls"):
        command = [
            soffice,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            kind,
            "b.xlsx",
        ]
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=120)
    return folder


@pytest.mark.parametrize("kind", ["ods", "xls"])
def test_a_workbook_of_libreoffice_is_read_with_the_kinds_of_its_cells(books: Path, kind: str) -> None:
    path = books / f"b.{kind}"
    table = read_spreadsheet(path.read_bytes(), path.name, Mapping(skip_rows=1))
    assert (table.sheet, table.header) == ("Data", ("market", "metric", "period", "value"))
    assert [list(row.cells)[0::3] for row in table.rows] == [
        ["Brazil", 5.5], ["Japan", Percent(7.0)], ["Peru", "#DIV/0!"], ["Chile", 7.0], ["Côte d’Ivoire", 5.0],
    ]  # fmt: skip
    assert table.rows[0].cells[2] == date(2015, 3, 31)
    assert isinstance(table.rows[3].cells[2], Unreadable)
    assert [(one.place.sheet, one.kind) for one in table.unused] == [
        ("Notes", "hidden sheet"), ("More", "other sheet"), ("Empty", "empty sheet"), ("Data", "row above the table"),
    ]  # fmt: skip
    assert table.findings == (
        "Data: 1 hidden rows are read too",
        "Data: column D: numbers shown as percentages (1) are parts of 100, the others (3) are as they are",
    )


@pytest.mark.parametrize("kind", ["ods", "xls"])
def test_errors_and_times_are_rejects_with_their_cell(books: Path, kind: str) -> None:
    found = read(books / f"b.{kind}", Mapping(skip_rows=1, frequency="Q", unit="percent"))
    assert [(row.market, row.value) for row in found.observations] == [("BRA", 5.5), ("JPN", 7.0), ("CIV", 5.0)]
    assert [str(reject.place) for reject in found.rejects] == [
        f"b.{kind}!Data!D5, column value",
        f"b.{kind}!Data!C6, column period",
    ]


@pytest.mark.parametrize("kind", ["ods", "xls"])
def test_a_sheet_is_chosen_by_name_and_the_nearest_is_offered(books: Path, kind: str) -> None:
    path = books / f"b.{kind}"
    assert read_spreadsheet(path.read_bytes(), path.name, Mapping(sheet="data", range="A2:D4")).header[0] == "market"
    with pytest.raises(SourceError, match=r'unknown sheet "Dta".*did you mean Data'):
        read(path, Mapping(sheet="Dta"))
    with pytest.raises(SourceError, match="use sheet and range"):
        read(path, Mapping(table="Sales"))


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["ods", "xls"])
def test_a_damaged_file_is_one_clear_error_or_what_is_left_of_it(books: Path, tmp_path: Path, kind: str) -> None:
    data = (books / f"b.{kind}").read_bytes()
    chance = random.Random(7)
    for number in range(12):
        damaged = bytearray(data[: len(data) * chance.randrange(2, 12) // 10] if number % 3 == 0 else data)
        for _ in range(chance.randrange(1, 40)):
            damaged[chance.randrange(8, len(damaged))] = chance.randrange(256)
        path = tmp_path / f"d{number}.{kind}"
        path.write_bytes(damaged)
        try:
            assert isinstance(read(path, Mapping(skip_rows=1, frequency="Q")), Reading)
        except XlmarketError as error:
            assert path.name in str(error)  # noqa: PT017 - both outcomes are right


@pytest.mark.parametrize(("market", "expected"), [
    ("<text:p>South<text:s text:c='1'/>Korea</text:p>", "KOR"), ("<text:p><text:span>Bra</text:span>zil</text:p>", "BRA"),
    ("<office:annotation><text:p>a note</text:p></office:annotation><text:p>Brazil</text:p>", "BRA"),
    ("<text:p>Japan<text:ruby-text>nihon</text:ruby-text></text:p>", "JPN"),
])  # fmt: skip
def test_the_text_of_a_cell_is_read_without_notes_and_readings(tmp_path: Path, market: str, expected: str) -> None:
    assert [one.market for one in read(ods(tmp_path, row(number("5"), market))).observations] == [expected]


@pytest.mark.parametrize(("value", "why"), [
    ('<table:table-cell table:formula="of:=[.A1]"/>', "never calculated"), ('<table:table-cell office:value-type="time" office:time-value="PT1H"/>', "time of day"),
    ('<table:table-cell office:value-type="string"><text:p>#N/A</text:p></table:table-cell>', "a formula error"),
    ('<table:table-cell office:value-type="string"><text:p>&#x202e;21</text:p></table:table-cell>', "U+202E"),
    ('<table:table-cell office:value-type="boolean" office:boolean-value="true"/>', "not a number"),
])  # fmt: skip
def test_a_cell_without_a_figure_is_a_reject(tmp_path: Path, value: str, why: str) -> None:
    (reject,) = read(ods(tmp_path, row(value))).rejects
    assert (reject.place.cell, why in reject.why) == ("D2", True)


def test_repeated_cells_and_rows_stand_where_they_are(tmp_path: Path) -> None:
    gap = '<table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="9"/></table:table-row>'
    found = read(
        ods(tmp_path, gap + row('<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'))
    )
    assert [reject.place.cell for reject in found.rejects] == ["D5"]


@pytest.mark.parametrize(("parts", "what"), [
    ({"content": "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}, "document type definition"), ({"content": "<a"}, "damaged"),
    ({"META-INF__manifest.xml": "<encryption-data/>"}, "password"), ({"content": "<a/>"}, "holds no sheet"),
    ({"content": "<a>" * 100_000}, "damaged"),
])  # fmt: skip
def test_a_hostile_spreadsheet_gets_one_clear_error(tmp_path: Path, parts: dict[str, str], what: str) -> None:
    with pytest.raises(SourceError, match=rf"f\.ods: .*{what}"):
        read(ods(tmp_path, row(number("5")), **parts))


def test_a_number_that_is_not_finite_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="not finite"):
        read(ods(tmp_path, row(number("nan"))))


@pytest.mark.parametrize("more", ['table:number-rows-repeated="1000000"', 'table:number-rows-repeated="99999999999"'])
def test_a_row_that_is_repeated_a_million_times_meets_the_limit(tmp_path: Path, more: str) -> None:
    with pytest.raises(SourceError, match="too many cells"):
        read(ods(tmp_path, row(number("5", 'table:number-columns-repeated="99"'), more=more)))


@pytest.mark.parametrize(("name", "data", "what"), [
    ("f.xls", b"<html><table>", "a page of HTML"), ("f.xls", b"a\tb\n1\t2\n", "name it .csv or .tsv"), ("f.ods", b"", "empty"),
    ("f.xls", b"PK\x03\x04", "name it .xlsx or .ods"), ("f.ods", b"PK\x03\x04", "damaged or cut off"), ("f.xls", b"\xd0\xcf\x11\xe0" + b"x" * 600, "damaged"),
    ("f.xlsb", b"PK\x03\x04", "save it as .xlsx"), ("f.xls", b"\x09\x08\x10\0", "a file of another kind"),
])  # fmt: skip
def test_a_file_that_is_not_what_its_name_says_is_named_for_what_it_is(
    tmp_path: Path, name: str, data: bytes, what: str
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(SourceError, match=what):
        read(tmp_path / name)


def test_a_child_that_dies_or_does_not_end_is_one_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, script = ods(tmp_path, row(number("5"))), tmp_path / "dies.py"
    script.write_text("import os\nos.abort()\n")
    monkeypatch.setattr(spreadsheet_child, "__file__", str(script))
    with pytest.raises(SourceError, match=r"f\.ods: the file needs more than 2 GB or 60 seconds"):
        read(path)
    script.write_text("import time\ntime.sleep(60)\n")
    monkeypatch.setattr(spreadsheets, "SECONDS", 0.2)
    with pytest.raises(SourceError, match="reading took over"):
        read(path)


def test_a_label_merged_over_rows_holds_for_all_of_them_and_a_figure_for_none(tmp_path: Path) -> None:
    spanned = "<table:table-cell table:number-rows-spanned='2'>"
    covered = "<table:covered-table-cell/>"
    label = row(number("5")).replace("<table:table-cell>", spanned, 1)
    below = (
        row(number("6"))
        .replace("<table:table-cell><text:p>Brazil</text:p></table:table-cell>", covered)
        .replace("2015", "2016")
    )
    found = read(ods(tmp_path, label + below))
    assert [(one.market, one.period.label, one.value) for one in found.observations] == [
        ("BRA", "2015", 5),
        ("BRA", "2016", 6),
    ]
    both = row(number("5", "table:number-rows-spanned='2'")) + row(covered, "<text:p>Peru</text:p>")
    found = read(ods(tmp_path, both))
    assert [reject.place.cell for reject in found.rejects] == ["D3"]


def test_a_second_table_below_the_first_is_listed(tmp_path: Path) -> None:
    header = f"<table:table-row>{HEADER.replace('value', 'growth')}</table:table-row>"
    found = read(
        ods(tmp_path, row(number("5")) + "<table:table-row/>" + header + row(number("9"), "<text:p>Peru</text:p>"))
    )
    assert [one.market for one in found.observations] == ["BRA"]
    assert [(one.place.row, one.kind) for one in found.unused] == [(4, "second table"), (5, "second table")]
