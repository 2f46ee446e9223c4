"""Figures and functions put into a workbook: sound by Microsoft's validator, nothing else touched, again and again."""

from __future__ import annotations

import io
import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest

from tests.conformance.calls import FIGURES
from tests.conftest import shared
from tests.ooxml import errors, parts
from xlmarket.cli import run
from xlmarket.errors import InputError
from xlmarket.formulas.names import available_functions, embed
from xlmarket.package.archive import Package
from xlmarket.package.parts import Parts

BRIEF, SAMPLE = FIGURES.values()
OURS = ("About xlmarket", "xlmarket figures", "xlmarket data")
TOUCHED = {"xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"}


def embedded(source: Path, target: Path, snapshot: object = BRIEF, prefix: str = "") -> Path:
    work = Parts(Package(source))
    embed(work, snapshot, prefix=prefix)  # type: ignore[arg-type]
    out = io.BytesIO()
    work.package.write(out, work.changes())
    target.write_bytes(out.getvalue())
    return target


@pytest.fixture
def book(tmp_path: Path) -> Path:
    made = openpyxl.Workbook()
    made.active["A1"] = "mine"
    made.save(tmp_path / "book.xlsx")
    return tmp_path / "book.xlsx"


@pytest.mark.parametrize("dataset", FIGURES)
def test_a_workbook_with_figures_passes_the_validator(book: Path, tmp_path: Path, dataset: str) -> None:
    assert errors(embedded(book, tmp_path / "live.xlsx", FIGURES[dataset])) == errors(book)


def test_openpyxl_reads_the_table_and_the_names(book: Path, tmp_path: Path) -> None:
    read = openpyxl.load_workbook(embedded(book, tmp_path / "live.xlsx", SAMPLE))
    assert tuple(read.sheetnames) == ("Sheet", *OURS)
    sheet = read["xlmarket figures"]
    assert sheet.tables["xlmarket_figures"].ref == f"A1:I{len(SAMPLE.holding.observations) + 1}"
    assert [one.value for one in sheet[2]][:4] == ["United States", "sales", "2013Q1", 2483.708]
    assert read["xlmarket data"].sheet_state == "veryHidden"
    assert set(available_functions()) <= set(read.defined_names)


def test_embedding_again_puts_newer_figures_in_place_of_the_old(book: Path, tmp_path: Path) -> None:
    once = embedded(book, tmp_path / "once.xlsx", SAMPLE)
    other = embedded(once, tmp_path / "other.xlsx", BRIEF)
    assert parts(embedded(other, tmp_path / "back.xlsx", SAMPLE)) == parts(once)
    assert errors(other) == errors(book)
    assert len(openpyxl.load_workbook(other).sheetnames) == 4


def test_a_name_of_the_users_own_is_kept_and_a_prefix_offered(book: Path, tmp_path: Path) -> None:
    made = openpyxl.load_workbook(book)
    made.defined_names["Market_Share"] = openpyxl.workbook.defined_name.DefinedName(
        "Market_Share", attr_text="Sheet!$A$1"
    )
    made.save(book)
    with pytest.raises(InputError, match=r"Market_Share.*--prefix"):
        embedded(book, tmp_path / "live.xlsx")
    read = openpyxl.load_workbook(embedded(book, tmp_path / "live.xlsx", prefix="XL_"))
    assert read.defined_names["Market_Share"].attr_text == "Sheet!$A$1"
    assert "XL_MARKET_SHARE" in read.defined_names


def test_a_sheet_of_the_users_with_our_title_stays_his(book: Path, tmp_path: Path) -> None:
    made = openpyxl.load_workbook(book)
    made.create_sheet("xlmarket data")["A1"] = "his"
    made.save(book)
    read = openpyxl.load_workbook(embedded(embedded(book, tmp_path / "live.xlsx"), tmp_path / "again.xlsx"))
    assert read["xlmarket data"]["A1"].value == "his"
    assert read.sheetnames[-1] == "xlmarket data (2)"


def test_a_workbook_without_a_sheet_gets_ours(tmp_path: Path) -> None:
    live = embedded(shared("hostile") / "no_sheets.xlsx", tmp_path / "live.xlsx")
    assert tuple(openpyxl.load_workbook(live).sheetnames) == OURS


def _corpus() -> list[Path]:
    folder = Path(__file__).resolve().parents[4] / "shared" / "corpus"
    return sorted(folder.rglob("*.xls[xm]"))[::45] if folder.is_dir() else []


@pytest.mark.slow
def test_workbooks_saved_by_excel_keep_every_part_and_stay_as_sound_as_they_were(tmp_path: Path) -> None:
    shared("corpus")
    books = _corpus()
    assert len(books) > 5
    for place, source in enumerate(books):
        try:
            Package(source)
        except InputError:
            continue
        target = embedded(source, tmp_path / f"{place}{source.suffix}")
        before, after = parts(source), parts(target)
        assert {name for name in before if after.get(name) != before[name]} <= TOUCHED, source
        assert not errors(target) - errors(source), source


def test_macros_stay_with_their_workbook(tmp_path: Path) -> None:
    source = min(shared("corpus").rglob("*.xlsm"))
    before, after = parts(source), parts(embedded(source, tmp_path / "live.xlsm"))
    assert after["xl/vbaProject.bin"] == before["xl/vbaProject.bin"]


def test_the_command_writes_beside_the_book_and_says_what(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["embed", str(book)]) == 0
    assert f"{len(available_functions())} functions over the figures of cross-border-2015" in capsys.readouterr().out
    assert run(["embed", str(book)]) == 3
    assert "choose another name with -o" in capsys.readouterr().err
    assert parts(book).keys() < parts(book.with_name("book (live).xlsx")).keys()


def test_the_command_puts_newer_figures_of_the_same_data_set_in_place_of_the_old(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["embed", str(book), "--in-place", "--dataset", "sample-quarterly"]) == 0
    capsys.readouterr()
    assert run(["embed", str(book), "--in-place"]) == 0
    assert "sample-quarterly" in capsys.readouterr().out


def test_the_command_passes_no_damaged_part_on(
    tmp_path: Path, hostile: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["embed", str(hostile / "bitflip.xlsx"), "-o", str(tmp_path / "out.xlsx")]) == 3
    assert "damaged" in capsys.readouterr().err
    assert not (tmp_path / "out.xlsx").exists()


def test_names_stand_where_the_schema_wants_them(book: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(embedded(book, tmp_path / "live.xlsx")) as archive:
        root = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    order = [one.tag.rpartition("}")[2] for one in root]
    assert order.index("definedNames") == order.index("sheets") + 1


@pytest.mark.slow
def test_libreoffice_opens_it_and_shows_everything_but_calls(book: Path, tmp_path: Path, soffice: str) -> None:
    live = embedded(book, tmp_path / "live.xlsx")
    said = [soffice, "--headless", f"-env:UserInstallation=file://{tmp_path}/user", "--convert-to", "csv"]
    subprocess.run([*said, "--outdir", str(tmp_path), str(live)], check=True, capture_output=True)
    assert (tmp_path / "live.csv").read_text(encoding="utf-8").strip() == "mine"
