"""The list of followers: each is there, has a test and a line in the docs, and runs only where its part hangs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.template.follow.finished import DROPPED, REPEATED, Finished, values
from xlmarket.errors import TemplateError
from xlmarket.package.areas import Area
from xlmarket.template.follow import followers
from xlmarket.template.follow.followers import FOLLOWERS, follow_book, follow_parts, follow_sheet

ROOM = Path(followers.__file__).parent
PAGE = Path(__file__).resolve().parents[3] / "docs" / "internals" / "following.md"
MODULES = sorted({one.follow.__module__.rpartition(".")[2] for one in FOLLOWERS})


def test_every_module_that_has_a_follower_is_in_the_list() -> None:
    with_follower = {path.stem for path in ROOM.glob("*.py") if "\ndef follow(" in path.read_text(encoding="utf-8")}
    assert with_follower == set(MODULES)


@pytest.mark.parametrize("module", MODULES)
def test_every_follower_has_a_test_and_a_line_in_the_docs(module: str) -> None:
    assert (Path(__file__).parent / f"test_{module}.py").is_file()
    assert f"`{module}`" in PAGE.read_text(encoding="utf-8")


def test_a_sheet_follows_in_all_its_parts(finished: Finished) -> None:
    def cells(_: str, area: Area) -> list[object]:
        return ["Market", "Share"] if area.first_row == 1 else [1.0, 2.0, 3.0]

    context = finished.context(part="xl/worksheets/sheet1.xml", cells_of=cells)
    sheet = finished.sheet('<dimension ref="A1:B3"/><mergeCells count="1"><mergeCell ref="A2:B2"/></mergeCells>')
    follow_sheet(sheet, context)
    assert values(sheet, "dimension", "ref") + values(sheet, "mergeCell", "ref") == ["A1:B5", "A2:B2", "A3:B3", "A4:B4"]
    follow_parts(context)
    assert finished.parts.parse("xl/tables/table1.xml").get("ref") == "A1:B4"


def test_a_sheet_that_is_not_written_again_keeps_its_tables(finished: Finished) -> None:
    follow_parts(finished.context(part="xl/worksheets/sheet1.xml", is_changed=False, layouts={"other": REPEATED}))
    assert finished.parts.changes() == {}


def test_a_part_that_comes_out_as_it_went_in_is_not_written(finished: Finished) -> None:
    follow_book(finished.context(layouts={}).book)
    assert finished.parts.changes() == {}


def test_what_cannot_follow_is_an_error_with_the_place_of_its_sheet(finished: Finished) -> None:
    context = finished.context(DROPPED, part="xl/worksheets/sheet1.xml", cells_of=lambda *_: ["Market", "Share"])
    with pytest.raises(TemplateError, match="no row is left of the table Sales") as error:
        follow_parts(context)
    assert error.value.where is not None
    assert error.value.where.sheet == "Report"


def test_names_follow_outside_all_sheets(finished: Finished) -> None:
    book = finished.context(sheets={}).book
    follow_book(book)
    assert values(finished.parts.parse("xl/workbook.xml"), "definedName") == ["Report!$B$5"]
