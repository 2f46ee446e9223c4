"""Styles, texts and the parts of a workbook, from hand-made XML."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tests.sources.hand_made import MAIN, TIDY, formats, parts, save
from xlmarket.errors import SourceError
from xlmarket.gate import check_workbook
from xlmarket.sources.tables import Unreadable
from xlmarket.sources.workbook.book import SourceBook, open_book
from xlmarket.sources.workbook.formats import GENERAL, NumberShape
from xlmarket.sources.workbook.styles import parse_styles
from xlmarket.sources.workbook.texts import item_text, unescape


def xml(text: str) -> etree._Element:
    return etree.fromstring(text.replace(">", f" {MAIN}>", 1))


def opened(folder: Path, content: dict[str, str]) -> SourceBook:
    path = save(folder / "f.xlsx", content)
    checked = check_workbook(path.read_bytes(), path.name)
    with checked.open() as archive:
        return open_book(checked, archive)


def test_a_style_has_the_format_of_its_code_or_of_its_number() -> None:
    styles = parse_styles(xml(f"<styleSheet>{formats('0.0%', 14)}</styleSheet>"))
    assert [styles.format(n).sections[0].shape for n in (1, 2)] == [NumberShape.PERCENT, NumberShape.DATE]
    assert styles.format(0).sections == styles.format(99).sections == GENERAL.sections


def test_styles_that_centre_across_cells_are_known() -> None:
    styles = xml('<styleSheet><cellXfs><xf/><xf><alignment horizontal="centerContinuous"/></xf></cellXfs></styleSheet>')
    assert parse_styles(styles).across == {1}


@pytest.mark.parametrize(("text", "plain"), [
    ("a_x000D_b", "a\rb"), ("a_x005F_x000D_b", "a_x000D_b"), ("_x1_", "_x1_"), ("a_b", "a_b"), ("_xD83D__xDE00_", "😀"),
])  # fmt: skip
def test_escapes_of_excel_are_characters(text: str, plain: str) -> None:
    assert unescape(text) == plain


@given(st.text(st.characters(exclude_characters="_", exclude_categories=["Cs"])))
def test_a_text_without_escapes_stays(text: str) -> None:
    assert unescape(text) == text


def test_the_runs_of_a_text_are_joined_without_its_phonetic_reading() -> None:
    assert item_text(xml("<si><r><t>東</t></r><rPh><t>トウ</t></rPh><r><t>京</t></r></si>")) == "東京"
    assert isinstance(item_text(xml("<si><t>a_x0000_b</t></si>")), Unreadable)


def test_a_book_knows_its_sheets_texts_and_dates(tmp_path: Path) -> None:
    content = parts(TIDY, book='<workbookPr date1904="1"/>')
    book = opened(tmp_path, content)
    assert [(sheet.name, sheet.part, sheet.hidden, sheet.is_readable) for sheet in book.sheets] == [
        ("Data", "xl/worksheets/sheet1.xml", "", True)
    ]
    assert (book.epoch.year, book.is_stale, book.texts) == (1904, False, ())


def test_a_book_that_waits_for_calculation_is_stale(tmp_path: Path) -> None:
    content = parts(TIDY)
    content["xl/workbook.xml"] = content["xl/workbook.xml"].replace(
        "</workbook>", '<calcPr fullCalcOnLoad="1"/></workbook>'
    )
    assert opened(tmp_path, content).is_stale


def test_a_book_without_a_sheet_of_cells_is_refused(tmp_path: Path) -> None:
    content = parts(TIDY)
    content["xl/_rels/workbook.xml.rels"] = content["xl/_rels/workbook.xml.rels"].replace("/worksheet", "/chartsheet")
    with pytest.raises(SourceError, match="no sheet with cells"):
        opened(tmp_path, content)
