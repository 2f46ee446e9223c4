"""References after repeating and dropping rows and columns, against an independent model of Excel's own commands.

The model knows only what Excel does: *Insert* moves every reference at or behind the place by as many lines, *Delete*
takes lines out of references and leaves #REF! where nothing is left. A block that comes n times is its lines inserted
behind it n - 1 times, with one addition: a range that ends with the block grows with it. A formula inside a block is
filled down or right: its relative references move with it.
"""

from __future__ import annotations

import io
import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path

import openpyxl
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from xlmarket.template import compile_template, render

HEIGHT, WIDTH = 12, 8


@dataclass(frozen=True)
class Ref:
    """A reference to the sheet `T`: two ends per axis, None once it is lost."""

    rows: tuple[int, int] | None
    columns: tuple[int, int] | None

    def __str__(self) -> str:
        if self.rows is None or self.columns is None:
            return "T!#REF!"
        first = f"{get_column_letter(self.columns[0])}{self.rows[0]}"
        last = f"{get_column_letter(self.columns[1])}{self.rows[1]}"
        return f"T!{first}" if self.is_cell else f"T!{first}:{last}"

    is_cell: bool = True


@dataclass
class Sheet:
    """The model: where the lines of the template stand now, and what the references to them read."""

    refs: list[Ref]
    lines: dict[str, list[int]] = field(
        default_factory=lambda: {"rows": list(range(1, HEIGHT + 1)), "columns": list(range(1, WIDTH + 1))}
    )

    def repeat(self, axis: str, first: int, last: int, times: int) -> None:
        """Template lines `first`…`last` come `times` over, or not at all."""
        at = [place for place, line in enumerate(self.lines[axis], 1) if first <= line <= last]
        low, high = at[0], at[-1]
        if not times:
            self._each(axis, lambda ends: _deleted(ends, low, high))
            self.lines[axis] = [line for line in self.lines[axis] if not first <= line <= last]
            return
        more = (times - 1) * (high - low + 1)
        self.refs = [self._inserted(ref, axis, low, high, more) for ref in self.refs]
        self.lines[axis][high:high] = list(range(first, last + 1)) * (times - 1)

    def _each(self, axis: str, change: object) -> None:
        self.refs = [replace(ref, **{axis: change(getattr(ref, axis))}) for ref in self.refs]  # type: ignore[operator]

    @staticmethod
    def _inserted(ref: Ref, axis: str, low: int, high: int, more: int) -> Ref:
        ends = getattr(ref, axis)
        if ends is None:
            return ref
        grows = not ref.is_cell and ends[1] == high and ends[0] <= low
        moved = (ends[0] + more * (ends[0] > high), ends[1] + more * (ends[1] > high or grows))
        return replace(ref, **{axis: moved})


def _deleted(ends: tuple[int, int] | None, low: int, high: int) -> tuple[int, int] | None:
    if ends is None or (low <= ends[0] and ends[1] <= high):
        return None
    count = high - low + 1
    first = ends[0] - count if ends[0] > high else min(ends[0], low)
    last = ends[1] - count if ends[1] > high else min(ends[1], low - 1)
    return first, last


@st.composite
def blocks(draw: st.DrawFn, limit: int, most: int) -> list[tuple[int, int, int]]:
    """Up to `most` blocks (first, last, times) that do not touch line 1."""
    found, start = [], 2
    for _ in range(draw(st.integers(0, most))):
        if start > limit:
            break
        first = draw(st.integers(start, limit))
        last = draw(st.integers(first, min(first + 2, limit)))
        found.append((first, last, draw(st.sampled_from([0, 1, 2, 3, 4]))))
        start = last + 2
    return found


@st.composite
def ends(draw: st.DrawFn, limit: int, taken: list[tuple[int, int, int]], *, is_cell: bool) -> tuple[int, int]:
    """The ends of a reference: a range holds a block wholly or not at all, as what half of one means is our own matter."""
    first = draw(st.integers(1, limit))
    last = first if is_cell else draw(st.integers(first, limit))
    if not is_cell:
        for low, high, _ in taken:
            first = low if low <= first <= high else first
            last = high if low <= last <= high else last
    return first, last


@st.composite
def books(draw: st.DrawFn) -> tuple[list[tuple[int, int, int]], list[tuple[int, int, int]], list[Ref]]:
    rows, columns = draw(blocks(HEIGHT, 2)), draw(blocks(WIDTH, 2))
    refs = []
    for _ in range(draw(st.integers(1, 8))):
        is_cell = draw(st.booleans())
        ref = Ref(draw(ends(HEIGHT, rows, is_cell=is_cell)), draw(ends(WIDTH, columns, is_cell=is_cell)))
        refs.append(replace(ref, is_cell=is_cell))
    return rows, columns, refs


def template(
    folder: Path, rows: list[tuple[int, int, int]], columns: list[tuple[int, int, int]], refs: list[Ref]
) -> Path:
    """Sheet T full of its own coordinates, with the blocks; sheet Other with the references."""
    path = folder / "t.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet, other = book.add_worksheet("T"), book.add_worksheet("Other")
    texts = {(row, column): f"r{row}c{column}" for row in range(1, HEIGHT + 1) for column in range(1, WIDTH + 1)}
    for number, (first, last, times) in enumerate(rows):
        opening = f"{{%row for i in n{number} %}}" if times else "{%row if false %}"
        texts[first, 1] = opening + texts[first, 1]
        texts[last, 1] += "{%row endfor %}" if times else "{%row endif %}"
    for number, (first, last, times) in enumerate(columns):
        opening = f"{{%col for j in m{number} %}}" if times else "{%col if false %}"
        texts[1, first] = opening + texts[1, first]
        texts[1, last] += "{%col endfor %}" if times else "{%col endif %}"
    for (row, column), text in texts.items():
        sheet.write_string(row - 1, column - 1, text)
    for number, ref in enumerate(refs):
        other.write_formula(number, 0, f"=SUM({ref})")
    book.close()
    return path


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(books())
def test_every_reference_reads_as_after_excels_own_insertions_and_deletions(
    book: tuple[list[tuple[int, int, int]], list[tuple[int, int, int]], list[Ref]],
) -> None:
    rows, columns, refs = book
    model = Sheet(refs)
    for axis, found in (("rows", rows), ("columns", columns)):
        for first, last, times in found:
            model.repeat(axis, first, last, times)
    context = {f"n{k}": range(times) for k, (_, _, times) in enumerate(rows)}
    context |= {f"m{k}": range(times) for k, (_, _, times) in enumerate(columns)}
    with tempfile.TemporaryDirectory() as folder:
        made = render(compile_template(template(Path(folder), rows, columns, refs)), context)
    finished = openpyxl.load_workbook(io.BytesIO(made))
    assert [cell.value for (cell,) in finished["Other"].iter_rows()] == [f"=SUM({ref})" for ref in model.refs]
    texts = [[cell for cell in row if cell] for row in finished["T"].iter_rows(values_only=True)]
    expected = [[f"r{row}c{column}" for column in model.lines["columns"]] for row in model.lines["rows"]]
    assert texts == expected


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 9), st.integers(0, 2), st.integers(1, 5), st.data())
def test_a_formula_in_a_block_reads_as_after_filling_it_down(
    first: int, more: int, times: int, data: st.DataObject
) -> None:
    last = first + more
    home = data.draw(st.integers(first, last))
    own = data.draw(st.integers(first, last))
    above = data.draw(st.integers(1, first - 1))
    below = data.draw(st.integers(last + 1, 12))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.xlsx"
        written = xlsxwriter.Workbook(path)
        sheet = written.add_worksheet("T")
        for row in range(1, 13):
            sheet.write_string(row - 1, 0, f"r{row}")
        sheet.write_string(first - 1, 1, "{%row for i in items %}")
        sheet.write_string(last - 1, 2, "{%row endfor %}")
        sheet.write_formula(home - 1, 3, f"=A{own}+A${above}+SUM(A${above}:A{own})+A${below}")
        written.close()
        made = render(compile_template(path), {"items": range(times)})
    height = last - first + 1
    finished = openpyxl.load_workbook(io.BytesIO(made))["T"]
    found = {row: finished.cell(row, 4).value for row in range(1, finished.max_row + 1) if finished.cell(row, 4).value}
    total = below + (times - 1) * height
    assert found == {
        home + step: f"=A{own + step}+A${above}+SUM(A${above}:A{own + step})+A${total}"
        for step in range(0, times * height, height)
    }


def test_the_model_does_what_excel_does() -> None:
    """Read off Excel: rows 3 to 4 copied and inserted behind row 4; row 2 deleted."""
    model = Sheet([Ref((3, 3), (1, 1)), Ref((5, 5), (1, 1)), Ref((1, 5), (1, 1), False), Ref((2, 2), (1, 1))])
    model.repeat("rows", 3, 4, 2)
    assert [str(ref) for ref in model.refs] == ["T!A3", "T!A7", "T!A1:A7", "T!A2"]
    model.repeat("rows", 2, 2, 0)
    assert [str(ref) for ref in model.refs] == ["T!A2", "T!A6", "T!A1:A6", "T!#REF!"]
