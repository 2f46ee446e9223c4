"""One pass over the XML of a sheet: its rows, its merges and its hidden places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from xlmarket.errors import Place, SourceError
from xlmarket.package.archive import MAIN
from xlmarket.package.areas import Area, column_letters, column_number, parse_area
from xlmarket.package.limits import MAX_COLUMN
from xlmarket.sources.merges import RowCells
from xlmarket.sources.tables import RawCell, Unreadable
from xlmarket.sources.workbook.book import SourceBook, SourceSheet
from xlmarket.sources.workbook.cells import NOT_CALCULATED, F, SheetCellReader, formula_text, style_of

MOST_CELLS = 20_000_000
_ROW, _COLUMN, _CELL, _MERGE = (f"{{{MAIN}}}{tag}" for tag in ("row", "col", "c", "mergeCell"))
_TRUE = ("1", "true")


@dataclass(slots=True)
class Scan:
    """The content of a sheet. `styles` counts the numbers by column and style."""

    rows: list[tuple[int, RowCells]] = field(default_factory=list)
    merges: list[Area] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[range] = field(default_factory=list)
    styles: Counter[tuple[int, int]] = field(default_factory=Counter)


class Scanner:
    """The pass over one sheet of a workbook."""

    def __init__(self, book: SourceBook, sheet: SourceSheet) -> None:
        self.scan = Scan()
        self._book, self._sheet = book, sheet
        self._cells = SheetCellReader(book)
        self._seen = 0
        self._waiting: list[Area] = []
        self._zeros: list[tuple[RowCells, int, str]] = []
        self._is_calculated = not book.is_stale

    def run(self) -> Scan:
        """Read the sheet to its end. Raises `SourceError` where it is damaged or has too many cells."""
        last = 0
        for element in self._elements():
            if element.tag == _ROW:
                last = self._number(element, last)
                self._row(element, last)
            elif element.tag == _MERGE:
                self.scan.merges.append(self._parse_area(str(element.get("ref"))))
            elif element.get("hidden") in _TRUE:
                self._hide(element)
        self._mark_arrays()
        self._mark_zeros()
        return self.scan

    def _elements(self) -> Iterator[etree._Element]:
        """The rows, columns and merges of the sheet, each cleared from memory after its use."""
        wanted = (_ROW, _COLUMN, _MERGE)
        with self._book.archive.open(self._sheet.part) as file:
            for _, element in etree.iterparse(file, tag=wanted, resolve_entities=False, no_network=True):
                yield element
                element.clear(keep_tail=False)
                while element.getprevious() is not None:
                    del element.getparent()[0]

    def _place(self, cell: str | None = None, row: int | None = None) -> Place:
        return Place(file=self._book.file, sheet=self._sheet.name, cell=cell, row=row)

    def _number(self, row: etree._Element, last: int) -> int:
        """The number of a row. One without a number follows the row before it."""
        text = row.get("r") or str(last + 1)
        number = int(text) if text.isdecimal() else 0
        if number <= last:
            raise SourceError("the rows of the sheet are out of order", where=self._place(row=number), found=text)
        return number

    def _row(self, row: etree._Element, number: int) -> None:
        if cells := self._read(row, number):
            self.scan.rows.append((number, cells))
            if row.get("hidden") in _TRUE:
                self.scan.hidden_rows.append(number)

    def _read(self, row: etree._Element, number: int) -> RowCells:
        """The cells of a row that are not empty, by column."""
        cells: RowCells = {}
        column, across = 0, 0
        for cell in row.iterchildren(_CELL):
            column = self._column(cell.get("r"), column, number)
            value = self._cells.read(cell)
            if value is None or value == "":
                across = self._across(cell, column, number, across)
                continue
            if column in cells:
                raise SourceError("the cell comes twice", where=self._place(f"{column_letters(column)}{number}"))
            cells[column] = value
            across = column if style_of(cell) in self._book.styles.across else 0
            self._note(cell, column, cells, value)
        self._count(len(cells))
        return cells

    def _across(self, cell: etree._Element, column: int, number: int, first: int) -> int:
        """A label centred across the empty cells to its right is a merge without a merge."""
        if not first or style_of(cell) not in self._book.styles.across:
            return 0
        if self.scan.merges and (self.scan.merges[-1].first_row, self.scan.merges[-1].first_column) == (number, first):
            self.scan.merges.pop()
        self.scan.merges.append(Area(first, number, column, number))
        return first

    def _note(self, cell: etree._Element, column: int, cells: RowCells, value: RawCell) -> None:
        """Count the style of a number, and keep the formulas that may not have been calculated."""
        if isinstance(value, float):
            self.scan.styles[column, style_of(cell)] += 1
        formula = None if self._is_calculated and not isinstance(value, Unreadable) else cell.find(F)
        if formula is None:
            return
        if isinstance(value, Unreadable) and value.why == NOT_CALCULATED:
            if formula.get("ref") and formula.get("t") in ("array", "dataTable"):
                self._waiting.append(self._parse_area(str(formula.get("ref"))))
        elif value == 0.0:
            self._zeros.append((cells, column, formula_text(formula)))
        else:
            self._is_calculated = True

    def _mark_arrays(self) -> None:
        """Make the cells unreadable that an array formula would fill, had it been calculated."""
        for area in self._waiting:
            for number, cells in self.scan.rows:
                if area.first_row <= number <= area.last_row:
                    self._count(area.last_column - area.first_column + 1)
                    for column in range(area.first_column, area.last_column + 1):
                        cells.setdefault(column, Unreadable("a formula (array)", NOT_CALCULATED))

    def _mark_zeros(self) -> None:
        """Some programs write 0 for every formula and ask for calculation when the workbook is opened."""
        if self._is_calculated:
            return
        for cells, column, formula in self._zeros:
            cells[column] = Unreadable(formula, NOT_CALCULATED)

    def _count(self, cells: int) -> None:
        self._seen += cells
        if self._seen > MOST_CELLS:
            raise SourceError(
                "the sheet has too many cells", where=self._place(), remedy="keep the figures in a sheet of their own"
            )

    def _hide(self, element: etree._Element) -> None:
        first, last = (str(element.get(end)) for end in ("min", "max"))
        if first.isdecimal() and last.isdecimal() and 1 <= int(first) <= int(last):
            self.scan.hidden_columns.append(range(int(first), int(last) + 1))

    def _parse_area(self, text: str) -> Area:
        try:
            return parse_area(text)
        except ValueError:
            raise SourceError("the sheet is damaged: not an area of cells", where=self._place(), found=text) from None

    def _column(self, reference: str | None, last: int, row: int) -> int:
        """The column of a cell. One without a reference follows the cell before it."""
        if reference is None:
            return last + 1
        letters = reference.rstrip("0123456789")
        is_cell = (
            letters.isalpha() and letters.isascii() and len(letters) <= 3 and reference[len(letters) :] == str(row)
        )
        column = column_number(letters) if is_cell else 0
        if not 1 <= column <= MAX_COLUMN:
            raise SourceError("the cell lies outside the sheet", where=self._place(row=row), found=reference)
        return column
