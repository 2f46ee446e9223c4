"""XLSX: a sheet, a named table or a range, with one header row or several merged ones.

The cells are read from the sheet's XML behind the gate, so that a bad cell is named and an empty grid costs nothing;
openpyxl tells which number formats are dates.
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lxml import etree
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from xlmarket.config import Mapping
from xlmarket.errors import Place, SourceError
from xlmarket.gate import check_package
from xlmarket.sources.tables import Raw, RawTable, Row

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
MOST_CELLS = 20_000_000
MOST_COLUMNS = 16_384
MOST_ROWS = 1_048_576

Cells = dict[int, Raw]


def read_workbook(data: bytes, name: str, mapping: Mapping) -> RawTable:
    """The table of a workbook that the mapping points at; by default the first sheet from its first row."""
    package = check_package(data, name)
    try:
        with package.open() as archive:
            book = _Book.open(archive, name)
            sheet, area = book.area(archive, mapping)
            rows = list(_rows(archive, book, sheet, area))
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError) as fault:
        raise SourceError(f"the workbook is damaged: {fault}", where=Place(file=name)) from None
    except etree.XMLSyntaxError as fault:
        raise SourceError(f"the workbook is damaged: {fault.msg}", where=Place(file=name)) from None
    return _table(rows, name, sheet.name, area, mapping)


@dataclass(frozen=True, slots=True)
class _Sheet:
    name: str
    part: str


@dataclass(frozen=True, slots=True)
class _Area:
    """Columns and rows to read, from 1, both ends included."""

    left: int = 1
    top: int = 1
    right: int = MOST_COLUMNS
    bottom: int = MOST_ROWS


@dataclass(frozen=True, slots=True)
class _Book:
    """What one needs to know of a workbook to read a cell."""

    file: str
    sheets: tuple[_Sheet, ...]
    texts: tuple[str, ...]
    dates: frozenset[int]
    epoch: datetime

    @classmethod
    def open(cls, archive: zipfile.ZipFile, name: str) -> _Book:
        workbook = _parsed(archive, "xl/workbook.xml")
        targets = _targets(archive, "xl/workbook.xml")
        sheets = tuple(
            _Sheet(str(one.get("name")), targets[str(one.get(f"{_REL}id"))])
            for one in workbook.iter(f"{_MAIN}sheet")
            if "worksheets/" in targets.get(str(one.get(f"{_REL}id")), "")
        )
        if not sheets:
            raise SourceError("the workbook has no sheet", where=Place(file=name))
        properties = workbook.find(f"{_MAIN}workbookPr")
        mac = properties is not None and properties.get("date1904") in ("1", "true")
        epoch = CALENDAR_MAC_1904 if mac else CALENDAR_WINDOWS_1900
        return cls(name, sheets, _shared_texts(archive), _date_styles(archive), epoch)

    def area(self, archive: zipfile.ZipFile, mapping: Mapping) -> tuple[_Sheet, _Area]:
        """The sheet and the cells the mapping points at."""
        if mapping.table:
            return self._of_table(archive, mapping.table)
        sheet = self._sheet(mapping.sheet) if mapping.sheet else self.sheets[0]
        if not mapping.range:
            return sheet, _Area(top=1 + mapping.skip_rows)
        try:
            left, top, right, bottom = range_boundaries(mapping.range.upper().replace("$", ""))
        except ValueError:
            raise SourceError(
                "this is no range", where=Place(file=self.file), found=mapping.range, allowed="B3:F40"
            ) from None
        return sheet, _Area(left or 1, (top or 1) + mapping.skip_rows, right or MOST_COLUMNS, bottom or MOST_ROWS)

    def _sheet(self, name: str) -> _Sheet:
        for sheet in self.sheets:
            if sheet.name.casefold() == name.strip().casefold():
                return sheet
        names = [sheet.name for sheet in self.sheets]
        raise SourceError(
            "the workbook has no such sheet",
            where=Place(file=self.file),
            found=name,
            allowed=names,
            nearest=_near(name, names),
        )

    def _of_table(self, archive: zipfile.ZipFile, name: str) -> tuple[_Sheet, _Area]:
        known = []
        for sheet in self.sheets:
            for target in _targets(archive, sheet.part).values():
                if "/tables/" not in target:
                    continue
                table = _parsed(archive, target)
                known.append(str(table.get("displayName")))
                if known[-1].casefold() == name.casefold():
                    left, top, right, bottom = range_boundaries(str(table.get("ref")))
                    totals = int(table.get("totalsRowCount") or 0)
                    return sheet, _Area(int(left or 1), int(top or 1), int(right or 1), int(bottom or 1) - totals)
        raise SourceError(
            "the workbook has no such table",
            where=Place(file=self.file),
            found=name,
            allowed=known,
            nearest=_near(name, known),
        )

    def value(self, cell: etree._Element, where: Place) -> Raw:
        """What a cell holds; a value that is none is told with its address."""
        kind, text = cell.get("t", "n"), cell.findtext(f"{_MAIN}v")
        match kind:
            case "inlineStr":
                return "".join(one.text or "" for one in cell.iter(f"{_MAIN}t"))
            case "s":
                return self._text(text, where)
            case "str" | "e":
                return text or ""
            case "b":
                return text == "1"
            case "d":
                return self._iso(text, where)
            case "n":
                return self._number(text, cell, where) if text else None
        raise SourceError("the cell has a type no workbook has", where=where, found=kind)

    def _text(self, text: str | None, where: Place) -> str:
        try:
            return self.texts[int(text or "")]
        except (ValueError, IndexError):
            raise SourceError("the cell points at a text that is not there", where=where, found=text) from None

    @staticmethod
    def _iso(text: str | None, where: Place) -> Raw:
        try:
            return datetime.fromisoformat(text or "").date()
        except ValueError:
            raise SourceError("the cell holds no date", where=where, found=text) from None

    def _number(self, text: str, cell: etree._Element, where: Place) -> Raw:
        try:
            number = float(text) if "_" not in text else float("nan")
        except ValueError:
            number = float("nan")
        if number in (float("inf"), float("-inf")) or number != number:
            raise SourceError("the cell holds no finite number", where=where, found=text)
        if int(cell.get("s") or 0) not in self.dates:
            return number
        try:
            found = from_excel(number, self.epoch)
        except (ValueError, OverflowError):
            raise SourceError("the cell holds no date", where=where, found=text) from None
        return found.date() if isinstance(found, datetime) else number


def _rows(archive: zipfile.ZipFile, book: _Book, sheet: _Sheet, area: _Area) -> Iterator[tuple[int, Cells]]:
    """The rows of an area that have cells, from the top, each as columns to values."""
    seen = 0
    last = 0
    with archive.open(sheet.part) as file:
        for _, row in etree.iterparse(file, tag=f"{_MAIN}row", resolve_entities=False, no_network=True):
            number = int(row.get("r") or last + 1)
            if number <= last:
                raise SourceError(
                    "the rows of the sheet are out of order", where=Place(book.file, sheet.name, row=number)
                )
            last = number
            if area.top <= number <= area.bottom:
                cells = _cells(row, number, book, sheet, area)
                seen += len(cells)
                if seen > MOST_CELLS:
                    raise SourceError(
                        "the sheet has too many cells", where=Place(book.file, sheet.name), remedy="give a range"
                    )
                if cells:
                    yield number, cells
            row.clear(keep_tail=False)
            while row.getprevious() is not None:
                del row.getparent()[0]


def _cells(row: etree._Element, number: int, book: _Book, sheet: _Sheet, area: _Area) -> Cells:
    found: Cells = {}
    column = 0
    for cell in row.iterchildren(f"{_MAIN}c"):
        column = _column(cell.get("r"), column, number, book, sheet)
        if area.left <= column <= area.right:
            where = Place(book.file, sheet.name, f"{get_column_letter(column)}{number}")
            if column in found:
                raise SourceError("the cell is there twice", where=where)
            value = book.value(cell, where)
            if value is not None and value != "":
                found[column] = value
    return found


def _column(reference: str | None, last: int, row: int, book: _Book, sheet: _Sheet) -> int:
    if reference is None:
        return last + 1
    try:
        letters, number = coordinate_from_string(reference)
        column = column_index_from_string(letters)
    except Exception:  # noqa: BLE001 - openpyxl raises several kinds
        column, number = 0, 0
    if not 1 <= column <= MOST_COLUMNS or number != row:
        raise SourceError(
            "the cell lies outside the sheet", where=Place(book.file, sheet.name, row=row), found=reference
        )
    return column


def _table(rows: list[tuple[int, Cells]], name: str, sheet: str, area: _Area, mapping: Mapping) -> RawTable:
    if len(rows) <= mapping.header_rows:
        raise SourceError("the sheet has no rows under its header", where=Place(file=name, sheet=sheet))
    left = area.left if area.left > 1 else min(min(cells) for _, cells in rows)
    right = max(max(cells) for _, cells in rows)
    header = _header([cells for _, cells in rows[: mapping.header_rows]], left, right)
    body = [
        Row(number, [cells.get(column) for column in range(left, right + 1)])
        for number, cells in rows[mapping.header_rows :]
    ]
    letters = tuple(get_column_letter(column) for column in range(left, right + 1))
    return RawTable(name, header, body, sheet, letters)


def _header(rows: list[Cells], left: int, right: int) -> tuple[str, ...]:
    """Names of columns; an upper header row (often merged) goes on to the right until the next one."""
    names = []
    carried: list[str] = [""] * len(rows)
    for column in range(left, right + 1):
        for level, cells in enumerate(rows):
            if column in cells:
                carried[level] = _shown(cells[column])
                carried[level + 1 :] = [""] * (len(rows) - level - 1)
            elif level == len(rows) - 1:
                carried[level] = ""
        names.append(" ".join(part for part in carried if part))
    return tuple(names)


def _shown(value: Raw) -> str:
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return value.isoformat() if isinstance(value, date) else str(value).strip()


def _parsed(archive: zipfile.ZipFile, part: str) -> etree._Element:
    return etree.fromstring(archive.read(part), etree.XMLParser(resolve_entities=False, no_network=True))


def _targets(archive: zipfile.ZipFile, part: str) -> dict[str, str]:
    """Parts a part points at, by the relation's id."""
    folder, file = posixpath.split(part)
    relations = f"{folder}/_rels/{file}.rels"
    if relations not in archive.namelist():
        return {}
    found = _parsed(archive, relations).iter(f"{_PACKAGE}Relationship")
    return {str(one.get("Id")): _joined(folder, str(one.get("Target"))) for one in found}


def _joined(folder: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


def _shared_texts(archive: zipfile.ZipFile) -> tuple[str, ...]:
    if "xl/sharedStrings.xml" not in archive.namelist():
        return ()
    items = _parsed(archive, "xl/sharedStrings.xml").iterchildren(f"{_MAIN}si")
    return tuple("".join(_runs(item)) for item in items)


def _runs(item: etree._Element) -> Iterator[str]:
    """The text of an item without its phonetic reading."""
    for child in item:
        if child.tag == f"{_MAIN}t":
            yield child.text or ""
        elif child.tag == f"{_MAIN}r":
            yield child.findtext(f"{_MAIN}t") or ""


def _date_styles(archive: zipfile.ZipFile) -> frozenset[int]:
    """Numbers of the cell styles whose format shows a date."""
    if "xl/styles.xml" not in archive.namelist():
        return frozenset()
    styles = _parsed(archive, "xl/styles.xml")
    formats: dict[int, Any] = dict(BUILTIN_FORMATS)
    formats |= {int(one.get("numFmtId") or 0): one.get("formatCode") for one in styles.iter(f"{_MAIN}numFmt")}
    cells = styles.find(f"{_MAIN}cellXfs")
    used = [int(one.get("numFmtId") or 0) for one in cells] if cells is not None else []
    return frozenset(n for n, number in enumerate(used) if is_date_format(formats.get(number)))


def _near(name: str, known: list[str]) -> list[str]:
    from rapidfuzz import process

    return [hit[0] for hit in process.extract(name, known, score_cutoff=50, limit=2)]
