"""One pass over a sheet: rows, merges, hidden places, and what a mapping picks from it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.sources.hand_made import MAIN, formats, parts, relations, save
from xlmarket.config import Mapping
from xlmarket.errors import SourceError
from xlmarket.gate import check_workbook
from xlmarket.package.areas import Area
from xlmarket.sources.tables import Percent, Unreadable
from xlmarket.sources.workbook import scan as scan_module
from xlmarket.sources.workbook.book import SourceBook, open_book
from xlmarket.sources.workbook.choice import choose, other_sheets
from xlmarket.sources.workbook.oddities import find_odd
from xlmarket.sources.workbook.scan import Scan, Scanner

ROWS = '<row r="2"><c r="B2"><v>5</v></c><c r="C2" s="1"><v>0.5</v></c></row><row r="4" hidden="1"><c r="B4"><v>6</v></c></row>'


@contextmanager
def opened(folder: Path, content: dict[str, str]) -> Iterator[SourceBook]:
    path = save(folder / "f.xlsx", content)
    checked = check_workbook(path.read_bytes(), path.name)
    with checked.open() as archive:
        yield open_book(checked, archive)


def scanned(folder: Path, rows: str, **more: Any) -> Scan:
    with opened(folder, parts(rows, **more)) as book:
        return Scanner(book, book.sheets[0]).run()


def test_rows_are_cells_by_column_and_empty_ones_cost_nothing(tmp_path: Path) -> None:
    empty = '<row r="5"/><row r="6"><c r="A6" s="1"/></row>'
    assert scanned(tmp_path, ROWS + empty, styles=formats("0%")).rows == [
        (2, {2: 5.0, 3: Percent(50.0)}),
        (4, {2: 6.0}),
    ]


def test_rows_and_cells_without_numbers_follow_each_other(tmp_path: Path) -> None:
    rows = "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"
    assert scanned(tmp_path, rows).rows == [(1, {1: 1.0, 2: 2.0}), (2, {1: 3.0})]


def test_merges_and_hidden_places_are_kept(tmp_path: Path) -> None:
    scan = scanned(
        tmp_path,
        ROWS,
        before='<cols><col min="3" max="4" hidden="1"/></cols>',
        after='<mergeCells><mergeCell ref="B2:C3"/></mergeCells>',
    )
    assert (scan.merges, scan.hidden_rows, scan.hidden_columns) == ([Area(2, 2, 3, 3)], [4], [range(3, 5)])


def test_a_label_centred_across_empty_cells_is_a_merge(tmp_path: Path) -> None:
    styles = '<cellXfs><xf/><xf><alignment horizontal="centerContinuous"/></xf></cellXfs>'
    rows = '<row r="1"><c r="A1" s="1"><v>1</v></c><c r="B1" s="1"/><c r="C1" s="1"/><c r="D1"/></row>'
    assert scanned(tmp_path, rows, styles=styles).merges == [Area(1, 1, 3, 1)]


def test_zeros_of_formulas_that_were_never_calculated_are_unreadable(tmp_path: Path) -> None:
    content = parts('<row r="1"><c r="A1"><f>B1*2</f><v>0</v></c></row>')
    content["xl/workbook.xml"] = content["xl/workbook.xml"].replace(
        "</workbook>", '<calcPr fullCalcOnLoad="1"/></workbook>'
    )
    with opened(tmp_path, content) as book:
        ((_, cells),) = Scanner(book, book.sheets[0]).run().rows
    assert cells[1] == Unreadable("=B1*2", scan_module.NOT_CALCULATED)


@pytest.mark.parametrize(("rows", "what"), [
    ('<row r="3"/><row r="2"/>', "row 2: the rows of the sheet are out of order"), ('<row r="x"/>', "out of order"),
    ('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>', "A1: the cell comes twice"),
    ('<row r="1"><c r="A2"><v>1</v></c></row>', "outside the sheet"), ('<row r="1"><c r="XFE1"><v>1</v></c></row>', "outside the sheet"),
])  # fmt: skip
def test_a_damaged_sheet_is_refused_with_its_place(tmp_path: Path, rows: str, what: str) -> None:
    with pytest.raises(SourceError, match=what):
        scanned(tmp_path, rows)


def test_a_sheet_has_a_limit_of_cells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan_module, "MOST_CELLS", 2)
    with pytest.raises(SourceError, match="too many cells"):
        scanned(tmp_path, ROWS)


def test_hidden_places_and_formats_that_show_another_number_are_odd(tmp_path: Path) -> None:
    rows = ROWS.replace('s="1"', 's="1"').replace("0.5", "5000")
    with opened(
        tmp_path, parts(rows, styles=formats('0,"k"'), before='<cols><col min="2" max="2" hidden="1"/></cols>')
    ) as book:
        sentences = list(find_odd(Scanner(book, book.sheets[0]).run(), Area(1, 1, 9, 9), book.styles, Mapping()))
    assert sentences == [
        "1 hidden row read: row 4",
        "1 hidden column read: column B",
        '1 number in column C shown divided by 1,000 with "k" (format 0,"k"), imported as the cells hold them',
    ]


def workbook(*states: str) -> dict[str, str]:
    """A workbook with a sheet per state, named S1, S2 …"""
    content = parts(ROWS)
    sheets = "".join(
        f'<sheet name="S{n}" sheetId="{n}" r:id="r{n}"{f" state={chr(34)}{state}{chr(34)}" if state else ""}/>'
        for n, state in enumerate(states, 1)
    )
    head, _, rest = content["xl/workbook.xml"].partition("<sheets>")
    content["xl/workbook.xml"] = f"{head}<sheets>{sheets}</sheets>{rest.partition('</sheets>')[2]}"
    targets = [(f"r{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(states) + 1)]
    content["xl/_rels/workbook.xml.rels"] = relations(*targets)
    for n in range(2, len(states) + 1):
        content[f"xl/worksheets/sheet{n}.xml"] = (
            content["xl/worksheets/sheet1.xml"] if n < 4 else f"<worksheet {MAIN}/>"
        )
    return content


def test_the_first_visible_sheet_is_chosen_unless_the_mapping_names_one(tmp_path: Path) -> None:
    with opened(tmp_path, workbook("hidden", "", "veryHidden", "")) as book:
        sheet, area = choose(book, Mapping(skip_rows=2))
        assert (sheet.name, area.first_row) == ("S2", 3)
        assert choose(book, Mapping(sheet=" s1", range="B3:C9"))[1] == Area(2, 3, 3, 9)
        assert [(unused.place.sheet, unused.kind) for unused in other_sheets(book, sheet, Mapping())] == [
            ("S1", "hidden sheet"), ("S3", "very hidden sheet"), ("S4", "empty sheet"),
        ]  # fmt: skip
        with pytest.raises(SourceError, match='unknown sheet "S5": choose from S1, S2, S3, S4'):
            choose(book, Mapping(sheet="S5"))
        with pytest.raises(SourceError, match='unknown table "Sales"'):
            choose(book, Mapping(table="Sales"))


def test_where_all_sheets_are_hidden_one_has_to_be_named(tmp_path: Path) -> None:
    with (
        opened(tmp_path, workbook("hidden")) as book,
        pytest.raises(SourceError, match=r"all sheets are hidden.*S1.*name one"),
    ):
        choose(book, Mapping())
