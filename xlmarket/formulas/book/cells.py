"""The cells of a sheet as they stand in its bytes: formula, shown value, and where each of them is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from xlmarket.package.archive import MAIN
from xlmarket.package.areas import Area, column_letters, column_number, parse_area, split_cell
from xlmarket.package.markup import Element, elements
from xlmarket.package.shift import shift_formula

CELL_TAGS = tuple(f"{{{MAIN}}}{name}" for name in ("sheetData", "row", "c", "f", "v", "is", "t"))


@dataclass(slots=True, eq=False)
class BookCell:
    """One `<c>`. `text` is its formula without `=` (in a shared formula the one it stands for), "" for a plain value.

    `area` is what an array formula fills.
    """

    row: int
    column: int
    element: Element
    formula: Element | None = None
    value: Element | None = None
    inline: str = ""
    text: str = ""

    @property
    def address(self) -> str:
        return f"{column_letters(self.column)}{self.row}"

    @property
    def type(self) -> str:
        """Excel's letter for what the value is: n, s, str, inlineStr, b, e, d."""
        return self.element.attributes.get("t", "n")

    @property
    def shown(self) -> str:
        """The value as it is written. The number of a shared text."""
        return self.inline if self.type == "inlineStr" else self.value.text if self.value is not None else ""

    @property
    def error(self) -> str:
        """The error value the cell shows, or nothing."""
        return self.shown if self.type == "e" else ""

    @property
    def kind(self) -> str:
        """The kind of its formula: normal, shared, array, dataTable."""
        return "" if self.formula is None else self.formula.attributes.get("t", "normal")

    @property
    def is_dynamic(self) -> bool:
        """Whether its formula is an array that spills, and no old one in braces."""
        return self.kind == "array" and "cm" in self.element.attributes

    @property
    def group(self) -> str:
        """The number of the shared formula it belongs to."""
        return self.formula.attributes.get("si", "") if self.formula is not None and self.kind == "shared" else ""

    @property
    def area(self) -> Area:
        """The cells its formula fills: an array's, else itself."""
        said = self.formula.attributes.get("ref", "") if self.formula is not None and self.kind == "array" else ""
        return parse_area(said or self.address)


@dataclass(slots=True)
class SheetCells:
    """All cells of one sheet by row and column, and its rows."""

    by_place: dict[tuple[int, int], BookCell] = field(default_factory=dict)
    rows: dict[int, Element] = field(default_factory=dict)
    data: Element | None = None
    last_row: int = 0

    @classmethod
    def of(cls, found: list[Element]) -> SheetCells:
        """The cells among the elements of a sheet."""
        made = cls()
        row = column = 0
        cell: BookCell | None = None
        for one in found:
            match one.tag.rpartition("}")[2]:
                case "sheetData":
                    made.data = one
                case "row":
                    row, column = int(one.attributes.get("r", row + 1)), 0
                    made.rows[row] = one
                    made.last_row = max(made.last_row, row)
                case "c":
                    said = one.attributes.get("r")
                    column = column_number(split_cell(said)[0]) if said else column + 1
                    cell = made.by_place[row, column] = BookCell(row, column, one)
                case "f" if cell is not None and one.parent is cell.element:
                    cell.formula, cell.text = one, one.text
                case "v" if cell is not None and one.parent is cell.element:
                    cell.value = one
                case "t" if cell is not None and one.parent is not None and one.parent.parent is cell.element:
                    cell.inline += one.text
        made._share()
        return made

    @classmethod
    def read(cls, xml: bytes) -> SheetCells:
        return cls.of(elements(xml, CELL_TAGS))

    def formulas(self) -> Iterator[BookCell]:
        return (cell for cell in self.by_place.values() if cell.text)

    def groups(self) -> dict[str, list[BookCell]]:
        """The cells of each shared formula, the one that holds it first."""
        found: dict[str, list[BookCell]] = {}
        for cell in self.by_place.values():
            if cell.group:
                found.setdefault(cell.group, []).append(cell)
        for cells in found.values():
            cells.sort(key=lambda cell: not _is_master(cell))
        return found

    def _share(self) -> None:
        """Give the cells of shared formulas the text they stand for."""
        for master, *others in self.groups().values():
            for cell in others:
                cell.text = shift_formula(master.text, cell.row - master.row, cell.column - master.column)


def _is_master(cell: BookCell) -> bool:
    return cell.formula is not None and "ref" in cell.formula.attributes
