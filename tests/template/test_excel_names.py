"""Names, whole rows and columns, and references through sheets, against an independent model of Excel's commands.

The model is that of `test_excel_model`, with dollars. In a name an absolute row or column follows, and a relative one is
a distance from the cell that uses the name: *Insert* and *Delete* leave it alone. In a cell both follow. Whole rows and
columns have no other form than `3:3` and `B:B` in formulas, and both corners in the list of areas of a format.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.formatting.rule import FormulaRule
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from tests.template.test_excel_model import HEIGHT, WIDTH, blocks
from xlmarket.package.limits import MAX_COLUMN, MAX_ROW
from xlmarket.template import compile_template, render

Blocks = list[tuple[int, int, int]]
Ends = tuple[int, int] | None


@dataclass(frozen=True)
class Side:
    """A reference along one axis: its two ends and whether they are absolute. None: all lines, or lost."""

    ends: Ends
    fixed: tuple[bool, bool] = (True, True)
    is_cell: bool = False
    is_whole: bool = False

    def inserted(self, low: int, high: int, more: int) -> Side:
        if self.ends is None:
            return self
        first, last = self.ends
        grows = not self.is_cell and last == high and (first <= low or not self.fixed[0])
        return replace(
            self,
            ends=(
                first + more * (first > high and self.fixed[0]),
                last + more * ((last > high or grows) and self.fixed[1]),
            ),
        )

    def deleted(self, low: int, high: int) -> Side:
        if self.ends is None or not any(self.fixed):
            return self
        first, last = self.ends
        if all(self.fixed) and low <= first and last <= high:
            return replace(self, ends=None)
        count = high - low + 1
        if self.fixed[0]:
            first = first - count if first > high else min(first, low)
        if self.fixed[1]:
            last = last - count if last > high else min(last, low - 1)
        return replace(self, ends=(first, last))

    @property
    def is_lost(self) -> bool:
        return self.ends is None and not self.is_whole


@dataclass(frozen=True)
class Ref:
    sheet: str
    rows: Side
    columns: Side

    def __str__(self) -> str:
        if self.rows.is_lost or self.columns.is_lost:
            return f"{self.sheet}!#REF!"
        ends = [self._end(place) for place in (0, 1)]
        return (
            f"{self.sheet}!{ends[0]}"
            if self.rows.is_cell and self.columns.is_cell
            else f"{self.sheet}!{':'.join(ends)}"
        )

    def _end(self, place: int) -> str:
        column = "" if self.columns.ends is None else get_column_letter(self.columns.ends[place])
        row = "" if self.rows.ends is None else str(self.rows.ends[place])
        marks = ["$" if text and side.fixed[place] else "" for text, side in ((column, self.columns), (row, self.rows))]
        return f"{marks[0]}{column}{marks[1]}{row}"


@dataclass
class Model:
    """Where the lines of an axis are now, and what the sides of references read."""

    sides: list[Side]
    lines: list[int]

    def repeat(self, first: int, last: int, times: int) -> None:
        at = [place for place, line in enumerate(self.lines, 1) if first <= line <= last]
        low, high = at[0], at[-1]
        if not times:
            self.sides = [side.deleted(low, high) for side in self.sides]
            self.lines = [line for line in self.lines if not first <= line <= last]
            return
        more = (times - 1) * (high - low + 1)
        self.sides = [side.inserted(low, high, more) for side in self.sides]
        self.lines[high:high] = list(range(first, last + 1)) * (times - 1)


def after(refs: list[Ref], rows: Blocks, columns: Blocks, *, in_cells: bool) -> list[Ref]:
    """What references to the sheets T and U read afterwards. In cells relative ends follow like absolute ones."""
    found = []
    for ref in refs:
        sides = []
        for side, taken, limit in ((ref.rows, rows, HEIGHT), (ref.columns, columns, WIDTH)):
            model = Model([replace(side, fixed=(True, True)) if in_cells else side], list(range(1, limit + 1)))
            for block in taken if ref.sheet != "Other" else []:
                model.repeat(*block)
            sides.append(replace(model.sides[0], fixed=side.fixed))
        found.append(replace(ref, rows=sides[0], columns=sides[1]))
    return found


@st.composite
def side(draw: st.DrawFn, limit: int, most: int, taken: Blocks, *, is_cell: bool) -> Side:
    """Ends of which the absolute ones hold a block wholly or not at all. A relative cell may lie above or to the left."""
    if is_cell:
        fixed = draw(st.booleans())
        line = draw(st.integers(1, limit) if fixed else st.sampled_from([1, 2, 5, limit, most - 1, most]))
        return Side((line, line), (fixed, fixed), is_cell=True)
    fixed = (draw(st.booleans()), draw(st.booleans()))
    first = draw(st.integers(1, limit))
    last = draw(st.integers(first, limit))
    for low, high, _ in taken:
        first = low if low <= first <= high else first
        last = high if low <= last <= high else last
    return Side((first, last), fixed)


@st.composite
def reference(draw: st.DrawFn, rows: Blocks, columns: Blocks) -> Ref:
    kind = draw(st.sampled_from(["cell", "area", "rows", "columns"]))
    whole = Side(None, is_whole=True)
    down = whole if kind == "columns" else draw(side(HEIGHT, MAX_ROW, rows, is_cell=kind == "cell"))
    across = whole if kind == "rows" else draw(side(WIDTH, MAX_COLUMN, columns, is_cell=kind == "cell"))
    return Ref(draw(st.sampled_from(["T", "U", "T:U", "Other"])), down, across)


@st.composite
def books(draw: st.DrawFn) -> tuple[Blocks, Blocks, list[Ref], str]:
    rows, columns = draw(blocks(HEIGHT, 2)), draw(blocks(WIDTH, 2))
    refs = draw(st.lists(reference(rows, columns), min_size=1, max_size=8))
    return rows, columns, refs, draw(st.sampled_from(sorted(WRITERS)))


def texts(rows: Blocks, columns: Blocks) -> dict[tuple[int, int], str]:
    """The cells of the sheets T and U: their own coordinates, and the tags of the blocks."""
    cells = {(row, column): f"r{row}c{column}" for row in range(1, HEIGHT + 1) for column in range(1, WIDTH + 1)}
    for number, (first, last, times) in enumerate(rows):
        opening = f"{{%row for i in n{number} %}}" if times else "{%row if false %}"
        cells[first, 1] = opening + cells[first, 1]
        cells[last, 1] += "{%row endfor %}" if times else "{%row endif %}"
    for number, (first, last, times) in enumerate(columns):
        opening = f"{{%col for j in m{number} %}}" if times else "{%col if false %}"
        cells[1, first] = opening + cells[1, first]
        cells[1, last] += "{%col endfor %}" if times else "{%col endif %}"
    return cells


def by_xlsxwriter(path: Path, cells: dict[tuple[int, int], str], refs: list[str], areas: list[str]) -> None:
    book = xlsxwriter.Workbook(path)
    sheets = [book.add_worksheet(name) for name in ("T", "U", "Other")]
    for sheet in sheets[:2]:
        for (row, column), text in cells.items():
            sheet.write_string(row - 1, column - 1, text)
    for number, ref in enumerate(refs):
        sheets[2].write_formula(number, 0, f"=SUM({ref})")
        book.define_name(f"Name_{number}", f"={ref}*1")
    for area in areas:
        sheets[0].conditional_format(area, {"type": "formula", "criteria": "=TRUE"})
        sheets[0].data_validation(area, {"validate": "integer", "criteria": ">", "value": 0})
    book.close()


def by_openpyxl(path: Path, cells: dict[tuple[int, int], str], refs: list[str], areas: list[str]) -> None:
    book = openpyxl.Workbook()
    sheets = [book.active, book.create_sheet("U"), book.create_sheet("Other")]
    sheets[0].title = "T"
    for sheet in sheets[:2]:
        for (row, column), text in cells.items():
            sheet.cell(row, column, text)
    for number, ref in enumerate(refs):
        sheets[2].cell(number + 1, 1, f"=SUM({ref})")
        book.defined_names[f"Name_{number}"] = DefinedName(f"Name_{number}", attr_text=f"{ref}*1")
    for area in areas:
        sheets[0].conditional_formatting.add(area, FormulaRule(formula=["TRUE"]))
        rule = DataValidation("whole", operator="greaterThan", formula1="0")
        rule.add(area)
        sheets[0].add_data_validation(rule)
    book.save(path)


Writer = Callable[[Path, dict[tuple[int, int], str], list[str], list[str]], None]
WRITERS: dict[str, Writer] = {"openpyxl": by_openpyxl, "XlsxWriter": by_xlsxwriter}


def finish(rows: Blocks, columns: Blocks, writer: str, refs: list[str], areas: list[str]) -> openpyxl.Workbook:
    context = {f"n{k}": range(times) for k, (_, _, times) in enumerate(rows)}
    context |= {f"m{k}": range(times) for k, (_, _, times) in enumerate(columns)}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.xlsx"
        WRITERS[writer](path, texts(rows, columns), refs, areas)
        return openpyxl.load_workbook(io.BytesIO(render(compile_template(path), context)))


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(books())
def test_names_and_formulas_read_as_after_excels_own_commands(book: tuple[Blocks, Blocks, list[Ref], str]) -> None:
    rows, columns, refs, writer = book
    finished = finish(rows, columns, writer, list(map(str, refs)), [])
    names = [finished.defined_names[f"Name_{number}"].attr_text for number in range(len(refs))]
    assert names == [f"{ref}*1" for ref in after(refs, rows, columns, in_cells=False)]
    formulas = [cell.value for (cell,) in finished["Other"].iter_rows()]
    moved = after(refs, rows, columns, in_cells=True)
    for ref, formula, expected in zip(refs, formulas, moved, strict=True):
        assert _is_far(ref) or formula == f"=SUM({expected})"


def _is_far(ref: Ref) -> bool:
    """Whether it is a cell that only a name can mean: rows that are inserted push it over the edge of the sheet."""
    return any(side.is_cell and side.ends is not None and side.ends[0] > HEIGHT for side in (ref.rows, ref.columns))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), st.sampled_from(sorted(WRITERS)))
def test_areas_of_whole_lines_keep_both_corners_and_openpyxl_reads_them(data: st.DataObject, writer: str) -> None:
    rows, columns = data.draw(blocks(HEIGHT, 2)), data.draw(blocks(WIDTH, 2))
    whole = Side(None, is_whole=True)
    kinds = data.draw(st.lists(st.sampled_from(["rows", "columns", "all", "area"]), min_size=1, max_size=4))
    refs = []
    for kind in kinds:
        down, across = (
            data.draw(side(HEIGHT, 0, rows, is_cell=False)),
            data.draw(side(WIDTH, 0, columns, is_cell=False)),
        )
        refs.append(
            Ref("T", whole if kind in ("columns", "all") else down, whole if kind in ("rows", "all") else across)
        )
    finished = finish(rows, columns, writer, [], list(dict.fromkeys(map(area, refs))))["T"]
    expected = {
        area(ref) for ref in after(refs, rows, columns, in_cells=True) if not (ref.rows.is_lost or ref.columns.is_lost)
    }
    assert {str(rule.sqref) for rule in finished.conditional_formatting} == expected
    assert {str(rule.sqref) for rule in finished.data_validations.dataValidation} == expected


def area(ref: Ref) -> str:
    """Both corners, as lists of areas have them."""
    (left, right), (top, bottom) = ref.columns.ends or (1, MAX_COLUMN), ref.rows.ends or (1, MAX_ROW)
    first, last = f"{get_column_letter(left)}{top}", f"{get_column_letter(right)}{bottom}"
    return first if first == last else f"{first}:{last}"


@pytest.mark.parametrize("writer", sorted(WRITERS))
def test_the_names_of_an_example_read_as_excel_leaves_them(writer: str) -> None:
    """Row 3 comes three times, column B twice. A1048576 is the cell above, XFD1 the one to the left."""
    before = [
        "T!A1048576",
        "T!XFD1",
        "T!$B2",
        "T!B$5",
        "T!$B$3",
        "T!$B$3:$B$3",
        "T!B$3:B1048576",
        "T!$5:$5",
        "T!$C:C",
        "T:U!$C$5",
    ]
    finished = finish([(3, 3, 3)], [(2, 2, 2)], writer, before, [])
    assert [name.attr_text.removesuffix("*1") for name in finished.defined_names.values()] == [
        "T!A1048576", "T!XFD1", "T!$B2", "T!B$7", "T!$B$3", "T!$B$3:$C$5", "T!B$3:B1048576", "T!$7:$7", "T!$D:C", "T:U!$D$7"
    ]  # fmt: skip
