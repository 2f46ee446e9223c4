"""Calls of our functions as values, with a note on each cell that says where its value came from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from xlmarket.errors import FormulaError
from xlmarket.formulas.book.cells import BookCell
from xlmarket.formulas.book.placed import FormulaKind, LeftCall, PlacedFormula
from xlmarket.formulas.book.values import BookValues, FormulaHome, is_fixed
from xlmarket.formulas.book.workbook import FormulaBook
from xlmarket.formulas.book.writing import SheetWriter, fit_rows
from xlmarket.formulas.check import ANSWERS
from xlmarket.formulas.notes import note
from xlmarket.formulas.spelling import Call, outermost
from xlmarket.formulas.tidy import tidy
from xlmarket.functions import CellError, Snapshot
from xlmarket.functions.arguments import as_rows
from xlmarket.package.archive import MAIN, OFFICE
from xlmarket.package.areas import Area
from xlmarket.package.limits import MOST_FORMULA
from xlmarket.package.literals import literal, placed
from xlmarket.package.markup import Edit, apply_edits, attribute, content, elements
from xlmarket.package.notes import CellNote, add_notes

_FOLLOWING = (
    "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst",
)  # fmt: skip
_NEAR = 1e-9


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell that showed something else than the registry answers."""

    where: str
    call: str
    shown: Any
    answer: Any


@dataclass(frozen=True, slots=True)
class FrozenBook:
    """The finished workbook: how many formulas became values, in how many a call did. What is left, what differs."""

    content: bytes
    values: int
    inside: int
    left: tuple[LeftCall, ...]
    differences: tuple[Difference, ...]


def freeze(path: Path, snapshot: Snapshot, *, prefix: str = "") -> FrozenBook:
    """A workbook whose calls are the values they answer. Formulas around them calculate on."""
    return _Freezing(FormulaBook(path, prefix), snapshot).run()


@dataclass
class _Freezing:
    book: FormulaBook
    snapshot: Snapshot
    values: int = 0
    inside: int = 0
    left: list[LeftCall] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)

    def run(self) -> FrozenBook:
        self.read = BookValues(self.book, self.snapshot)
        parts: dict[str, list[PlacedFormula]] = defaultdict(list)
        for formula in self.book.formulas():
            if self.book.calls_in(formula.text):
                parts[formula.part].append(formula)
        for part, formulas in parts.items():
            if any(one.cell is not None for one in formulas):
                self._freeze_sheet(part, formulas)
            elif formulas[0].kind is FormulaKind.COLUMN:
                self._forget_columns(part, formulas)
            else:
                self._freeze_elsewhere(part, formulas)
        if self.values:
            self.book.forget_order()
        if self.inside or self.differences:
            self.book.ask_for_calculation()
        tidy(self.book)
        return FrozenBook(self.book.to_bytes(), self.values, self.inside, tuple(self.left), tuple(self.differences))

    def _freeze_sheet(self, part: str, formulas: Sequence[PlacedFormula]) -> None:
        sheet = SheetWriter(self.book.parts.read(part))
        notes: list[CellNote] = []
        broken = {one.cell.group for one in formulas if one.cell is not None and one.cell.group}
        for formula in formulas:
            cell = formula.cell
            if cell is None:
                text = self._with_literals(formula)
                if text:
                    sheet.respell(formula.element, text)
                    self.inside += 1
                continue
            said = self._freeze_cell(sheet, formula, cell)
            if said:
                notes.append(CellNote(cell.address, said))
            elif cell.group in broken:
                sheet.rewrite(cell, formula=formula.text)
        if notes:
            self._put_notes(part, sheet, notes)
        self.book.parts.put(part, sheet.to_bytes())

    def _freeze_cell(self, sheet: SheetWriter, formula: PlacedFormula, cell: BookCell) -> str:
        """Freeze one cell. Returns its note, or nothing where it is left."""
        calls = self.book.calls_in(formula.text)
        outer = calls[0]
        if not (outer.is_whole or formula.text == f"_xlfn.SINGLE({outer.text})"):
            text = self._with_literals(formula)
            if not text:
                return ""
            area = str(cell.area) if cell.kind == "array" else ""
            sheet.rewrite(cell, formula=text, area=area, dynamic=int(cell.element.attributes.get("cm", 0)))
            self.inside += 1
            return self._notes(formula, outermost(calls))
        answer = self.read.answer(outer, _home(formula))
        rows = self._file_rows(formula, cell) if answer is None else as_rows(answer.value)
        if not rows:
            self.left.append(LeftCall(formula, outer, _reason_left(outer)))
            return ""
        placed = self._place_values(sheet, formula, cell, rows, spills=answer is not None)
        if placed is None:
            return ""
        for (row, column), value in placed.items():
            if (row, column) == (cell.row, cell.column):
                sheet.rewrite(cell, value)
            else:
                sheet.put(row, column, value, cell.element.attributes.get("s", ""))
        self.values += 1
        self._compare(formula, cell, outer, rows if answer is not None else ())
        return self._notes(formula, [outer])

    def _place_values(
        self, sheet: SheetWriter, formula: PlacedFormula, cell: BookCell, rows: Sequence[Sequence[Any]], *, spills: bool
    ) -> dict[tuple[int, int], Any] | None:
        """The values by row and column: a plain formula shows its first, an old array formula fills its area, a dynamic
        one spills over free cells.
        """
        area = cell.area
        if cell.is_dynamic and spills:
            area = Area(cell.column, cell.row, cell.column + len(rows[0]) - 1, cell.row + len(rows) - 1)
            if not sheet.is_free(area, cell.area):
                call = self.book.calls_in(formula.text)[0]
                self.left.append(LeftCall(formula, call, f"its answer fills {area}, where other cells stand"))
                return None
        elif cell.kind != "array":
            rows = [[rows[0][0]]]
        wide = fit_rows(rows, area)
        return {
            (area.first_row + y, area.first_column + x): value
            for y, line in enumerate(wide)
            for x, value in enumerate(line)
        }

    def _file_rows(self, formula: PlacedFormula, cell: BookCell) -> tuple[tuple[Any, ...], ...]:
        """What the cell's area shows in the file, if it is an answer."""
        rows = as_rows(self.read.cells_in_file(formula.sheet, cell.area))
        first = rows[0][0]
        is_fault = first is None or (isinstance(first, CellError) and first.code not in ANSWERS)
        return () if is_fault else rows

    def _compare(self, formula: PlacedFormula, cell: BookCell, call: Call, rows: Sequence[Sequence[Any]]) -> None:
        shown = as_rows(self.read.cells_in_file(formula.sheet, Area(cell.column, cell.row, cell.column, cell.row)))[0][
            0
        ]
        if rows and shown is not None and not _alike(shown, rows[0][0]):
            self.differences.append(Difference(formula.where, call.text, shown, rows[0][0]))

    def _with_literals(self, formula: PlacedFormula) -> str:
        """Return a formula with its outermost calls as literals, or "" where one of them has to be left."""
        literals = []
        calls = outermost(self.book.calls_in(formula.text))
        for call in calls:
            written, why = self._literal(formula, call)
            if not written:
                self.left.append(LeftCall(formula, call, why))
                return ""
            literals.append((call.span, written))
        text = placed(formula.text, literals)
        if len(text) <= MOST_FORMULA:
            return text
        self.left.append(
            LeftCall(formula, calls[0], f"with values a formula has more than {MOST_FORMULA:,} characters")
        )
        return ""

    def _literal(self, formula: PlacedFormula, call: Call) -> tuple[str, str]:
        if formula.kind is not FormulaKind.CELL and not is_fixed(call.text):
            return "", f"its cells are another in every cell of the {formula.kind}"
        answer = self.read.answer(call, _home(formula))
        if answer is None:
            return "", _reason_left(call)
        if isinstance(answer.value, tuple) and formula.kind in (FormulaKind.FORMAT, FormulaKind.VALIDATION):
            return "", f"a {formula.kind} takes no array"
        try:
            return literal(answer.value), ""
        except FormulaError as error:
            return "", error.what

    def _freeze_elsewhere(self, part: str, formulas: Sequence[PlacedFormula]) -> None:
        texts = [(one.element, self._with_literals(one)) for one in formulas]
        self.inside += sum(bool(text) for _, text in texts)
        xml = self.book.parts.read(part)
        self.book.parts.put(part, apply_edits(xml, [content(element, text) for element, text in texts if text]))

    def _forget_columns(self, part: str, formulas: Sequence[PlacedFormula]) -> None:
        """A table's column whose cells are frozen does not calculate new rows any more."""
        xml = self.book.parts.read(part)
        edits = [Edit(one.element.start, one.element.end, "") for one in formulas]
        for one in formulas:
            if one.element.tag.endswith("}totalsRowFormula") and one.element.parent is not None:
                edits.append(attribute(xml, one.element.parent, "totalsRowFunction", None))
        self.book.parts.put(part, apply_edits(xml, edits))

    def _notes(self, formula: PlacedFormula, calls: Sequence[Call]) -> str:
        home = _home(formula)
        return "\n\n".join(note(call, self.read.answer(call, home), home, self.read) for call in calls)

    def _put_notes(self, part: str, sheet: SheetWriter, notes: Sequence[CellNote]) -> None:
        tags = {f"{{{MAIN}}}{name}": name for name in ("worksheet", "legacyDrawing", *_FOLLOWING)}
        found = [one for one in elements(sheet.xml, set(tags)) if one.parent is None or one.parent.parent is None]
        drawing = next((one for one in found if tags[one.tag] == "legacyDrawing"), None)
        relation = drawing.attributes.get(f"{{{OFFICE}}}id", "") if drawing is not None else ""
        new = add_notes(self.book.parts, part, relation, notes)
        if new:
            following = [one.start for one in found if tags[one.tag] in _FOLLOWING]
            at = min(following, default=found[0].inner_end)
            sheet.insert(at, f'<{sheet.prefix}legacyDrawing xmlns:r="{OFFICE}" r:id="{new}"/>')


def _home(formula: PlacedFormula) -> FormulaHome:
    cell = formula.cell
    return FormulaHome(formula.sheet, cell.row, cell.column) if cell is not None else FormulaHome(formula.sheet)


def _reason_left(call: Call) -> str:
    return "its arguments cannot be evaluated" if call.known else f"unknown function {call.name}"


def _alike(shown: Any, answer: Any) -> bool:
    """Whether a cell shows what is answered, but for the last digits."""
    if isinstance(shown, CellError) or isinstance(answer, CellError):
        return isinstance(shown, CellError) and isinstance(answer, CellError) and shown.code == answer.code
    if isinstance(shown, (int, float)) and isinstance(answer, (int, float)):
        return abs(shown - answer) <= _NEAR * max(abs(shown), abs(answer))
    return (shown or "") == (answer or "")
