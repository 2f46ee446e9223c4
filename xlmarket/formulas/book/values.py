"""What cells hold and what our calls answer: the registry evaluates a call with the values of the workbook's cells."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from xlmarket.errors import FormulaError, XlmarketError
from xlmarket.formulas.book.cells import BookCell, SheetCells
from xlmarket.formulas.book.placed import FormulaSheet
from xlmarket.formulas.book.tables import BookTables
from xlmarket.formulas.book.workbook import FormulaBook
from xlmarket.formulas.spelling import Call
from xlmarket.functions import Answer, CellError, Snapshot, evaluate
from xlmarket.package.archive import MAIN
from xlmarket.package.areas import Area, parse_area
from xlmarket.package.dates import EPOCH_1904
from xlmarket.package.lexer import TOKEN
from xlmarket.package.markup import elements
from xlmarket.package.texts import unescape_text

_ABSOLUTE = re.compile(r"(?:(?:'(?:[^']|'')+'|[^\W\d][\w.]*)!)?\$[A-Za-z]{1,3}\$[0-9]+(?::\$[A-Za-z]{1,3}\$[0-9]+)?")


def is_fixed(text: str) -> bool:
    """Whether a formula means the same seen from every cell: all its references are absolute."""
    return (
        all(_ABSOLUTE.fullmatch(token[0]) for token in TOKEN.finditer(text) if token["reference"]) and "@" not in text
    )


@dataclass(frozen=True, slots=True)
class FormulaHome:
    """Where a formula stands: relative references, `[#This Row]` and names of the sheet are seen from there."""

    sheet: str
    row: int = 0
    column: int = 0


@dataclass
class BookValues:
    """The values of a workbook as a calculation sees them. Calls in cells are answered, not read."""

    book: FormulaBook
    snapshot: Snapshot
    _answers: dict[tuple[str, int, int], Answer | None] = field(default_factory=dict)

    def answer(self, call: Call, home: FormulaHome) -> Answer | None:
        """What the registry answers to a call, or None where an argument is nothing we can evaluate."""
        text = self._plain(call, home)
        try:
            is_1904 = self.book.epoch == EPOCH_1904
            return evaluate(self.snapshot, text, self._reader(home), counts_from_1904=is_1904)
        except XlmarketError:
            return None

    def cells_meant(self, token: re.Match[str], home: FormulaHome) -> Any:
        """What stands in the cells a token of a formula means, or None where it means none."""
        try:
            return self._reader(home)(self._meaning(token, home))
        except XlmarketError:
            return None

    def cells_in_file(self, sheet: str, area: Area) -> Any:
        """What the cells of an area show in the file: a cell, or rows."""
        return self._area(sheet, area, self._file_value)

    @cached_property
    def tables(self) -> BookTables:
        return BookTables.of(self.book)

    def _plain(self, call: Call, home: FormulaHome) -> str:
        """A call with bare names of functions, and the cells that its defined names and tables mean."""
        pieces, done = [], call.span[0]
        for inner in self.book.calls_in(call.formula):
            if inner.head[0] >= done and inner.span[1] <= call.span[1]:
                pieces += [self._referring(call.formula[done : inner.head[0]], home), inner.name]
                done = inner.head[1]
        return "".join([*pieces, self._referring(call.formula[done : call.span[1]], home)])

    def _referring(self, text: str, home: FormulaHome) -> str:
        return TOKEN.sub(lambda token: self._meaning(token, home), text)

    def _meaning(self, token: re.Match[str], home: FormulaHome) -> str:
        name = token["name"]
        if not name:
            return token[0]
        if "[" in name:
            return self.tables.reference(name, home.sheet, home.row, home.column) or name
        return self._names.get((home.sheet.casefold(), name.casefold())) or self._names.get(("", name.casefold()), name)

    @cached_property
    def _names(self) -> dict[tuple[str, str], str]:
        """Names that mean cells, by sheet ("" for the workbook) and name, as absolute references."""
        return {
            (one.sheet.casefold(), one.place.casefold()): one.text
            for one in self.book.names()
            if _ABSOLUTE.fullmatch(one.text)
        }

    def _reader(self, home: FormulaHome) -> Callable[[str], Any]:
        def cells(reference: str) -> Any:
            prefix, _, text = reference.rpartition("!")
            try:
                area = parse_area(text)
            except ValueError:
                raise FormulaError("this name means no cells", found=reference) from None
            title = prefix[1:-1].replace("''", "'") if prefix.startswith("'") else prefix or home.sheet
            return self._area(title, area, self._calculate)

        return cells

    def _area(self, title: str, area: Area, value: Callable[[str, BookCell], Any]) -> Any:
        cells = self.cells(title)
        if cells is None:
            return CellError("#REF!", f"there is no sheet {title}")
        last = min(area.last_row, max(cells.last_row, area.first_row))
        rows = tuple(
            tuple(
                value(title, cells.by_place[row, column]) if (row, column) in cells.by_place else None
                for column in range(area.first_column, area.last_column + 1)
            )
            for row in range(area.first_row, last + 1)
        )
        return rows[0][0] if area.is_cell else rows

    def _calculate(self, title: str, cell: BookCell) -> Any:
        """A cell's value. A cell that is a call of ours has what the registry answers, if it can."""
        if not cell.text or not cell.area.is_cell:
            return self._file_value(title, cell)
        key = (title.casefold(), cell.row, cell.column)
        if key not in self._answers:
            self._answers[key] = None
            calls = [call for call in self.book.calls_in(cell.text) if call.is_whole]
            if calls:
                self._answers[key] = self.answer(calls[0], FormulaHome(title, cell.row, cell.column))
        answer = self._answers[key]
        return self._file_value(title, cell) if answer is None or isinstance(answer.value, tuple) else answer.value

    def _file_value(self, _: str, cell: BookCell) -> Any:
        match cell.type:
            case "s":
                return self._texts[int(cell.shown)] if cell.shown else None
            case "str" | "inlineStr" | "d":
                return unescape_text(cell.shown)
            case "b":
                return cell.shown == "1"
            case "e":
                return CellError(cell.shown, "an error value in the workbook")
        return float(cell.shown) if cell.shown else None

    def cells(self, title: str) -> SheetCells | None:
        """The cells of a sheet by its title in any case, as they were when they were first asked for."""
        key = title.casefold()
        if key not in self._sheets:
            found = next((one for one in self.book.sheets if one.title.casefold() == key), None)
            self._sheets[key] = None if found is None else self._read(found)
        return self._sheets[key]

    @cached_property
    def _sheets(self) -> dict[str, SheetCells | None]:
        return {}

    def _read(self, sheet: FormulaSheet) -> SheetCells:
        return SheetCells.read(self.book.parts.read(sheet.part))

    @cached_property
    def _texts(self) -> list[str]:
        """The workbook's shared texts, without their phonetic readings."""
        part = next(iter(self.book.parts.related(self.book.part, "sharedStrings")), "")
        if not part:
            return []
        item, text, reading = (f"{{{MAIN}}}{name}" for name in ("si", "t", "rPh"))
        texts: list[str] = []
        for one in elements(self.book.parts.read(part), {item, text, reading}):
            if one.tag == item:
                texts.append("")
            elif one.tag == text and one.parent is not None and one.parent.tag == item:
                texts[-1] += unescape_text(one.text)
        return texts
