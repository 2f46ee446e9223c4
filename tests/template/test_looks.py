"""The clauses merge, pagebreak and outline in finished reports, of templates saved by three programs."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.template.specimens import ITEMS, Item, Result, drawn, insert, result, with_parts
from xlmarket.errors import TemplateError
from xlmarket.package.values import CellError
from xlmarket.template import compile_template, problems_of, render

SHEET = "xl/worksheets/sheet1.xml"
Save = Callable[..., Path]


@pytest.fixture(params=["xlsxwriter", "openpyxl", "libreoffice"])
def save(request: pytest.FixtureRequest, tmp_path: Path) -> Save:
    """Saves rows as a template by one of the programs."""

    def by_openpyxl(*rows: list[Any]) -> Path:
        book = openpyxl.Workbook()
        book.active.title = "Report"  # type: ignore[union-attr]
        for row in rows:
            book.active.append(row)  # type: ignore[union-attr]
        path = tmp_path / "template.xlsx"
        book.save(path)
        return path

    def by_libreoffice(*rows: list[Any]) -> Path:
        return converted(request.getfixturevalue("soffice"), drawn(tmp_path, *rows), "xlsx")

    if request.param == "libreoffice":
        return by_libreoffice
    return by_openpyxl if request.param == "openpyxl" else lambda *rows: drawn(tmp_path, *rows)


def converted(soffice: str, path: Path, kind: str) -> Path:
    """A workbook as LibreOffice saves it."""
    folder = path.parent / "libreoffice"
    profile = f"-env:UserInstallation=file://{path.parent / 'profile'}"
    command = [soffice, profile, "--headless", "--convert-to", kind, "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder / path.with_suffix(f".{kind}").name


def merged(made: Result, sheet: str = "Report") -> list[str]:
    return sorted(map(str, made.book[sheet].merged_cells.ranges))


def breaks(made: Result) -> list[int]:
    return [one.id for one in made.book["Report"].row_breaks.brk]


LABELS = [
    ["Group", "Market"],
    ["{%row for m in items orderby m.group merge A %}{{ m.group }}", "{{ m.name }}{%row endfor %}"],
]


def test_equal_cells_of_a_block_are_merged(save: Save) -> None:
    made = result(save(*LABELS, ["Total"]), items=[Item("x", 1, "b"), *ITEMS, Item("y", 1, "")])
    assert merged(made) == ["A2:A3", "A4:A5"]
    assert made.book["Report"]["A2"].value == "a"
    assert made.found(r'<mergeCells count="(\d)">') == ["2"]
    assert made.found(r'r="A3"[^>]*><is><t>(\w)') == ["a"]


def test_nothing_is_merged_where_nothing_is_equal(save: Save) -> None:
    made = result(save(*LABELS), items=ITEMS[1:])
    assert "mergeCell" not in made.text(SHEET)


def test_empty_cells_and_missing_figures_are_not_merged(tmp_path: Path) -> None:
    missing: Any = CellError("#N/A")
    items = [Item("a", missing), Item("b", missing), Item("c", None), Item("d", None), Item("e", 1.0), Item("f", 1.0)]
    path = drawn(tmp_path, ["{%row for m in items merge B %}{{ m.name }}", "{{ m.value }}{%row endfor %}"])
    assert merged(result(path, items=items)) == ["B5:B6"]


def test_formulas_are_not_merged_with_values_that_they_equal(tmp_path: Path) -> None:
    path = drawn(
        tmp_path,
        ["{%row for m in items merge A %}{{ m.group }}"],
        ["{%row if m.name == 'Brazil' %}"],
        ['="a"'],
        ["{%row endif %}"],
        ["{%row endfor %}"],
    )
    assert merged(result(path, items=[*ITEMS[:2], *ITEMS[:1]])) == ["A3:A4"]
    assert merged(result(path, items=[*ITEMS[1:2], *ITEMS[:2]])) == ["A1:A2"]


def test_a_run_of_a_second_column_ends_where_one_of_the_first_ends(tmp_path: Path) -> None:
    items = [Item(name, 1.0, group) for group, name in ["ax", "ay", "by", "by", "cz", "cz"]]
    row = "{%row for m in items merge A, B %}{{ m.group }}", "{{ m.name }}", "{{ m.value }}{%row endfor %}"
    assert merged(result(drawn(tmp_path, list(row)), items=items)) == ["A1:A2", "A3:A4", "A5:A6", "B3:B4", "B5:B6"]
    row = row[0].replace("A, B", "C, A"), *row[1:]
    assert merged(result(drawn(tmp_path, list(row)), items=items)) == ["A1:A2", "A3:A4", "A5:A6", "C1:C6"]


def test_labels_of_each_iteration_are_merged_apart(tmp_path: Path) -> None:
    path = drawn(
        tmp_path,
        ["{%row for name in names %}{{ name }}"],
        ["{%row for m in items merge B %}", "{{ 'same' }}{%row endfor %}"],
        ["{%row endfor %}"],
    )
    assert merged(result(path, items=ITEMS, names=["x", "y"])) == ["B2:B4", "B6:B8"]


def test_labels_over_rows_of_inner_blocks(tmp_path: Path) -> None:
    path = drawn(
        tmp_path,
        ["{%row for m in items groupby m.group as g merge A %}"],
        ["{%row for m in g.list %}{{ g.grouper }}", "{{ m.name }}{%row endfor %}"],
        ["{%row endfor %}"],
    )
    assert merged(result(path, items=ITEMS)) == ["A1:A2"]


def test_labels_between_cells_side_by_side(tmp_path: Path) -> None:
    path = drawn(
        tmp_path,
        ["Head", "", "{%cells for n in numbers %}{{ n }}{%cells endfor %}"],
        ["x", "{%cells for m in items merge B %}{{ 'one' }}", "{{ m.name }}{%cells endfor %}"],
        ["", "Below"],
    )
    made = result(path, items=ITEMS, numbers=[1, 2])
    assert merged(made) == ["B3:B5"]
    assert made.book["Report"]["B6"].value == "Below"


def test_labels_of_columns(tmp_path: Path) -> None:
    path = drawn(
        tmp_path,
        ["Year", "{%col for p in periods merge 1 %}{{ p[:4] }}"],
        ["Quarter", "{{ p[4:] }}{%col endfor %}"],
        ["{%row for m in items %}{{ m.name }}", "{{ p }}{%row endfor %}"],
    )
    made = result(path, items=ITEMS, periods=["2014Q4", "2015Q1", "2015Q2", "2015Q3"])
    assert merged(made) == ["C1:E1"]


def test_merged_labels_join_those_the_designer_drew(tmp_path: Path) -> None:
    path = drawn(tmp_path, *LABELS, more=lambda _, sheet: sheet.merge_range("D1:E1", "drawn"))
    made = result(path, items=ITEMS)
    assert merged(made) == ["A2:A3", "D1:E1"]
    assert made.found(r'<mergeCells count="(\d)">') == ["2"]


def test_labels_of_many_rows_are_merged_over_all_of_them(tmp_path: Path) -> None:
    items = (Item(str(n), 1.0, str(n // 20_000)) for n in range(60_000))
    path = drawn(tmp_path, LABELS[0], ["{%row for m in items merge A %}{{ m.group }}", "{{ m.name }}{%row endfor %}"])
    made = render(compile_template(path), {"items": items})
    path.write_bytes(made)
    assert re.findall(r'<mergeCell ref="(.+?)"', Result(made, _parts(path)).text(SHEET)) == [
        "A2:A20001",
        "A20002:A40001",
        "A40002:A60001",
    ]


def _parts(path: Path) -> dict[str, bytes]:
    from tests import ooxml

    return ooxml.parts(path)


PAGES = [
    ["Head"],
    ["{%row for m in items groupby m.group as g pagebreak %}{{ g.grouper }}"],
    ["{%row for m in g.list %}{{ m.name }}{%row endfor %}"],
    ["{%row endfor %}"],
    ["Total"],
]


def test_each_group_but_the_first_begins_a_page(save: Save) -> None:
    made = result(save(*PAGES), items=[*ITEMS, Item("x", 1, "c")])
    assert breaks(made) == [4, 6]
    assert made.found(r"<rowBreaks ([^>]*)>") == ['count="2" manualBreakCount="2"']
    assert set(made.found(r"<brk ([^>]*)/>")) == {'id="4" max="16383" man="1"', 'id="6" max="16383" man="1"'}


def test_libreoffice_prints_a_page_for_each_group(tmp_path: Path, soffice: str) -> None:
    path = drawn(tmp_path, *PAGES, more=lambda _, sheet: sheet.fit_to_pages(1, 0))
    result(path, items=[*ITEMS, Item("x", 1, "c")])
    pdf = converted(soffice, path.with_name("result.xlsx"), "pdf")
    said = subprocess.run(["pdfinfo", str(pdf)], capture_output=True, text=True, check=True).stdout
    assert re.findall(r"Pages:\s+(\d+)", said) == ["3"]


def test_breaks_join_those_the_designer_drew(tmp_path: Path) -> None:
    path = drawn(tmp_path, *PAGES, more=lambda _, sheet: sheet.set_h_pagebreaks([1, 5]))
    assert breaks(result(path, items=ITEMS)) == [1, 4, 7]


def test_groups_without_rows_make_no_empty_page(tmp_path: Path) -> None:
    path = drawn(
        tmp_path,
        ["{%row for m in items pagebreak %}"],
        ["{%row if m.value > 2 %}{{ m.name }}{%row endif %}"],
        ["{%row endfor %}"],
        ["Total"],
    )
    assert breaks(result(path, items=ITEMS)) == [1]
    items = [Item("x", 0.0), *ITEMS[:2], Item("y", 0.0)]
    assert breaks(result(path, items=items)) == [1]


def test_breaks_between_columns(tmp_path: Path) -> None:
    path = drawn(tmp_path, ["Head", "{%col for m in items pagebreak %}{{ m.name }}{%col endfor %}"])
    made = result(path, items=ITEMS)
    assert [one.id for one in made.book["Report"].col_breaks.brk] == [2, 3]
    assert set(made.found(r'<brk id="\d" ([^>]*)/>')) == {'max="1048575" man="1"'}


def test_more_breaks_than_excel_allows_are_an_error_with_the_cell_of_the_tag(tmp_path: Path) -> None:
    path = drawn(tmp_path, ["{%row for n in numbers pagebreak %}{{ n }}{%row endfor %}"])
    render(compile_template(path), {"numbers": range(1_024)})
    with pytest.raises(TemplateError) as caught:
        render(compile_template(path), {"numbers": range(1_025)})
    assert str(caught.value) == "template.xlsx!Report!A1: a sheet has at most 1,023 page breaks"


def by_group(clauses: str) -> list[list[Any]]:
    return [
        ["{%row for m in items groupby m.group as g %}{{ g.grouper }}"],
        [f"{{%row for m in g.list {clauses} %}}", "{{ m.name }}", "{{ m.value }}"],
        [],
        ["", "{%row endfor %}"],
        ["Subtotal", "", "=SUBTOTAL(9,C2:C2)"],
        ["{%row endfor %}"],
        ["Total"],
    ]


def rows(made: Result) -> list[tuple[int, bool, bool]]:
    """The outline of the finished rows: level, hidden, collapsed."""
    sheet = made.book["Report"]
    looks = [sheet.row_dimensions[number] for number in range(1, sheet.max_row + 1)]
    return [(look.outlineLevel, bool(look.hidden), bool(look.collapsed)) for look in looks]


PLAIN, INSIDE = (0, False, False), (1, False, False)
HIDDEN, MARKED = (1, True, False), (0, False, True)


def test_rows_of_an_outlined_block_are_a_level_deeper(save: Save) -> None:
    made = result(save(*by_group("outline")), items=ITEMS)
    assert rows(made) == [PLAIN, *[INSIDE] * 4, PLAIN, PLAIN, *[INSIDE] * 2, PLAIN, PLAIN]
    assert made.found(r'<sheetFormatPr[^>]* outlineLevelRow="(\d)"') == ["1"]


def test_collapsed_rows_are_hidden_and_the_row_below_is_marked(save: Save) -> None:
    made = result(save(*by_group("outline collapsed")), items=ITEMS)
    assert rows(made) == [PLAIN, *[HIDDEN] * 4, MARKED, PLAIN, *[HIDDEN] * 2, MARKED, PLAIN]


def test_the_row_above_is_marked_where_the_sheet_sums_up_above(tmp_path: Path) -> None:
    path = drawn(
        tmp_path, *by_group("outline collapsed"), more=lambda _, sheet: sheet.outline_settings(True, False, True, False)
    )
    assert rows(result(path, items=ITEMS)) == [MARKED, *[HIDDEN] * 4, PLAIN, MARKED, *[HIDDEN] * 2, PLAIN, PLAIN]


def test_outlines_nest_and_add_to_the_levels_of_the_designer(tmp_path: Path) -> None:
    grid = by_group("outline collapsed")
    grid[0] = ["{%row for m in items groupby m.group as g outline %}{{ g.grouper }}"]
    path = drawn(tmp_path, *grid, more=lambda _, sheet: sheet.set_row(1, 30, None, {"level": 2}))
    made = result(path, items=ITEMS[2:])
    assert rows(made) == [INSIDE, (4, True, False), (2, True, False), (1, False, True), PLAIN]
    assert made.found(r'outlineLevelRow="(\d)"') == ["4"]
    assert made.book["Report"].row_dimensions[2].height == 30


def test_libreoffice_folds_what_is_collapsed(tmp_path: Path, soffice: str) -> None:
    path = drawn(tmp_path, *by_group("outline collapsed"))
    path.write_bytes(render(compile_template(path), {"items": ITEMS}))
    sheet = openpyxl.load_workbook(converted(soffice, path, "xlsx"))["Report"]
    assert [sheet.row_dimensions[number].hidden for number in range(1, 7)] == [False, *[True] * 4, False]
    assert sheet["C6"].value == "=SUBTOTAL(9,C2:C4)"


def refused(path: Path) -> list[tuple[str | None, str]]:
    return [(problem.where and problem.where.cell, problem.what) for problem in problems_of(path)]


BLOCK = ["{%row for m in items merge A %}{{ m.group }}", "{{ m.name }}{%row endfor %}"]


def table(_: Any, sheet: Any) -> None:
    sheet.add_table("A1:B2", {"name": "Sales", "columns": [{"header": "a"}, {"header": "b"}]})
    sheet.write_row("A2", BLOCK)


@pytest.mark.parametrize(
    ("grid", "more", "what"),
    [
        ([["", BLOCK[0]], ["{%row endfor %}"]], None, "column A cannot be merged: it is empty"),
        ([["=B1", *BLOCK]], None, "column A cannot be merged: formulas are not merged"),
        ([BLOCK], lambda _, s: s.merge_range("A1:B1", BLOCK[0] + "{%row endfor %}"), "column A cannot be merged: the merged"),
        ([], table, "column A cannot be merged: the table Sales is in the way"),
        ([["x", "y"], BLOCK], lambda _, s: s.autofilter("A1:B2"), "column A cannot be merged: the filter over A1:B2 is in"),
        (
            [["{%row for g in x merge A %}{{ g }}"], BLOCK, ["{%row endfor %}"]],
            None,
            "column A cannot be merged: the tag in A",
        ),
        (
            [["{%col for g in x %}{{ g }}{%col endfor %}"], [BLOCK[0], "{%row endfor %}"]],
            None,
            "column A cannot be merged: it is repeated",
        ),
        (
            [["{%cells for g in x merge C %}{{ g }}{%cells endfor %}", "", "z"]],
            None,
            "column C cannot be merged: {%cells …%} repeats A to A only",
        ),
        ([BLOCK, ["{%col for g in x merge 1 %}{{ g }}{%col endfor %}"]], None, "row 1 cannot be merged: it is repeated"),
    ],
)  # fmt: skip
def test_what_cannot_be_merged_is_refused(tmp_path: Path, grid: list[list[Any]], more: Any, what: str) -> None:
    found = refused(drawn(tmp_path, *grid, more=more))
    assert [text for _, text in found if text.startswith(what)], found
    assert all(cell for cell, _ in found)


def test_breaks_that_excel_leaves_out_are_refused(tmp_path: Path) -> None:
    path = drawn(tmp_path, *PAGES, more=lambda _, sheet: sheet.fit_to_pages(1, 1))
    assert refused(path) == [("A2", "the sheet is fitted to pages in its height, so that Excel leaves page breaks out")]
    assert not refused(drawn(tmp_path, *PAGES, more=lambda _, sheet: sheet.fit_to_pages(1, 0)))


@pytest.mark.parametrize(
    ("grid", "what"),
    [
        (
            [["{%row for g in x %}"], ["{%row for m in g outline %}{{ m }}{%row endfor %}"], ["{%row endfor %}"]],
            "an outlined",
        ),
        ([["{%row for m in x outline collapsed %}{{ m }}{%row endfor %}"]], "an outlined block needs the row"),
        ([["{%row for m in x outline %}{{ m }}{%row endfor %}"]] * 2, "an outlined block needs the row"),
        (
            [["{%row for m in x outline %}"], ["{%cells for n in y %}{{ n }}{%cells endfor %}"], ["{%row endfor %}"]],
            "an outlined block holds no {%cells …%}",
        ),
    ],
)
def test_an_outline_that_would_join_others_is_refused(tmp_path: Path, grid: list[list[Any]], what: str) -> None:
    assert [text for _, text in refused(drawn(tmp_path, *grid)) if text.startswith(what)]


def test_an_outline_has_no_more_levels_than_excel(tmp_path: Path) -> None:
    path = drawn(
        tmp_path,
        ["{%row for m in items outline %}{{ m.name }}{%row endfor %}"],
        more=lambda _, sheet: sheet.set_row(0, None, None, {"level": 7}),
    )
    assert refused(path) == [("A1", "an outline has at most 7 levels")]


def test_a_summary_row_that_the_designer_hid_stays_hidden(tmp_path: Path) -> None:
    path = drawn(tmp_path, ["{%row for m in items outline collapsed %}{{ m.name }}{%row endfor %}"], ["Total"])
    with_parts(path, {}, {SHEET: insert(' spans="1:1"><c r="A2"', ' hidden="1"')})
    assert rows(result(path, items=ITEMS))[-1] == (0, True, True)
