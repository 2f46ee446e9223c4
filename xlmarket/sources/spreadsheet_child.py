"""A script that reads an .ods or .xls from standard input and prints its cells, one JSON a line. `spreadsheets` runs it.

Parsers of old formats can take all memory or never end on a hostile file. Here they run with limits, and nothing of
xlmarket is loaded. A sheet is `{"sheet", "hidden"}`, its rows `{"row", "hidden", "cells"}` with cells of
`[column, kind, value]`, and then `{"merges"}`. Kinds: n number, p number shown as a percentage, s text, d day, b truth,
u unreadable. A file that cannot be read ends with `{"error"}`.
"""

from __future__ import annotations

import io
import json
import math
import re
import sys
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Any

MEMORY = 2 << 30
SECONDS = 60
MOST_CELLS = 5_000_000
MOST_CHARACTERS = 200_000_000
MOST_COLUMNS = 16_384
MOST_ROWS = 1_048_576
UNCALCULATED = "a formula that was never calculated: open the file, calculate it and save it"
TIME = "a time of day, not a date"
_TOO_MANY = "the file has too many cells: save the sheet of figures alone, or as .csv"

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_HEAD = 4096
_LITERAL = re.compile(r'"[^"]*"|\\.')

ChildCell = tuple[int, str, object]


class Unfit(Exception):
    """The file cannot be read. The text is the message of the error."""


def main() -> None:
    """Print the cells of the file on standard input. The argument is its format, `ods` or `xls`."""
    _limit_process()
    data = sys.stdin.buffer.read()
    try:
        for line in _limit_size(_ods(data) if sys.argv[1] == "ods" else _xls(data)):
            sys.stdout.write(json.dumps(line) + "\n")
    except MemoryError:
        sys.stdout.write(json.dumps({"error": f"the file needs more than {MEMORY >> 30} GB to be read"}) + "\n")
    except Unfit as fault:
        sys.stdout.write(json.dumps({"error": str(fault)}) + "\n")
    except Exception as fault:  # noqa: BLE001 - parsers of damaged files raise everything
        words = " ".join(f"{fault}".split())[:120] or type(fault).__name__
        sys.stdout.write(json.dumps({"error": f"the file is damaged: {words}"}) + "\n")


def _limit_process() -> None:
    """Limit memory and time, where the system can. The parent limits the time everywhere."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _limit_size(lines: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    cells = characters = 0
    for line in lines:
        row = line.get("cells", ())
        cells += len(row)
        characters += sum(len(cell[2]) for cell in row if isinstance(cell[2], str))
        if cells > MOST_CELLS or characters > MOST_CHARACTERS:
            raise Unfit(_TOO_MANY)
        yield line


# OpenDocument


def _ods(data: bytes) -> Iterator[dict[str, Any]]:
    from lxml import etree

    archive = _open_ods(data)
    hidden: set[str] = set()
    sheet = _OdsSheet()
    with archive.open("content.xml") as file:
        events = etree.iterparse(file, events=("start", "end"), resolve_entities=False, no_network=True)
        for event, element in events:
            yield from sheet.take(event, element, hidden)
    if not sheet.count:
        raise Unfit("the file holds no sheet")


def _open_ods(data: bytes) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        names = archive.namelist()
    except zipfile.BadZipFile:
        raise Unfit("the file is damaged or cut off: not a zip file") from None
    if "content.xml" not in names:
        raise Unfit("not an OpenDocument spreadsheet")
    if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise Unfit("the file is protected by a password: save it without one")
    with archive.open("content.xml") as file:
        if b"<!DOCTYPE" in (head := file.read(_HEAD).replace(b"\0", b"")) or b"<!ENTITY" in head:
            raise Unfit("the file has a document type definition, which no spreadsheet has")
    return archive


class _OdsSheet:
    """The sheet that is being read: the number of its next row, and its merged areas so far."""

    def __init__(self) -> None:
        self.count = 0
        self.row = 1
        self.merges: list[tuple[int, int, int, int]] = []

    def take(self, event: str, element: Any, hidden: set[str]) -> Iterator[dict[str, Any]]:
        """Yield what an element adds, and clear its rows from memory."""
        match event, element.tag:
            case "end", tag if tag == f"{_STYLE}style":
                if _hides_sheet(element):
                    hidden.add(str(element.get(f"{_STYLE}name")))
            case "start", tag if tag == f"{_TABLE}table":
                self.count, self.row, self.merges = self.count + 1, 1, []
                style = element.get(f"{_TABLE}style-name")
                yield {"sheet": str(element.get(f"{_TABLE}name")), "hidden": style in hidden}
            case "end", tag if tag == f"{_TABLE}table":
                yield {"merges": self.merges}
            case "end", tag if tag == f"{_TABLE}table-row":
                yield from self._rows(element)
                element.clear(keep_tail=False)
                while element.getprevious() is not None:
                    del element.getparent()[0]

    def _rows(self, element: Any) -> Iterator[dict[str, Any]]:
        repeated = _count(element, "number-rows-repeated")
        cells = list(self._cells(element))
        hidden = element.get(f"{_TABLE}visibility") in ("collapse", "filter")
        if cells:
            if min(repeated, MOST_ROWS) * len(cells) > MOST_CELLS:
                raise Unfit(_TOO_MANY)
            for row in range(self.row, min(self.row + repeated, MOST_ROWS + 1)):
                yield {"row": row, "hidden": hidden, "cells": cells}
        self.row += repeated

    def _cells(self, row: Any) -> Iterator[ChildCell]:
        column = 1
        for cell in row:
            if cell.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
                continue
            repeated = _count(cell, "number-columns-repeated")
            wide = _count(cell, "number-columns-spanned")
            high = _count(cell, "number-rows-spanned")
            if wide * high > 1:
                self.merges.append((column, self.row, column + wide - 1, self.row + high - 1))
            value = _ods_value(cell) if cell.tag == f"{_TABLE}table-cell" else None
            if value is not None:
                for at in range(column, min(column + repeated, MOST_COLUMNS + 1)):
                    yield at, *value
            column += repeated


def _hides_sheet(style: Any) -> bool:
    properties = style.find(f"{_STYLE}table-properties")
    return properties is not None and properties.get(f"{_TABLE}display") == "false"


def _count(element: Any, name: str) -> int:
    return max(int(element.get(f"{_TABLE}{name}") or 1), 1)


def _ods_value(cell: Any) -> tuple[str, object] | None:
    number = cell.get(f"{_OFFICE}value")
    match cell.get(f"{_OFFICE}value-type"):
        case "float" | "currency":
            return "n", _finite(float(number))
        case "percentage":
            return "p", _finite(float(number))
        case "date":
            return "d", date.fromisoformat(str(cell.get(f"{_OFFICE}date-value"))[:10]).isoformat()
        case "boolean":
            return "b", cell.get(f"{_OFFICE}boolean-value") == "true"
        case "time":
            return "u", [str(cell.get(f"{_OFFICE}time-value")), TIME]
        case "string":
            return ("s", text) if (text := _ods_text(cell)) else None
    formula = cell.get(f"{_TABLE}formula")
    if formula:
        return "u", [formula, UNCALCULATED]
    return ("s", text) if (text := _ods_text(cell)) else None


def _ods_text(cell: Any) -> str:
    """The paragraphs of a cell, without the notes fixed to it."""
    text = cell.get(f"{_OFFICE}string-value")
    return str(text) if text else "\n".join("".join(_pieces(p)) for p in cell.iterchildren(f"{_TEXT}p"))


def _pieces(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag == f"{_TEXT}s":
            yield " " * min(int(child.get(f"{_TEXT}c") or 1), 1000)
        elif child.tag == f"{_TEXT}tab":
            yield "\t"
        elif child.tag == f"{_TEXT}line-break":
            yield "\n"
        elif child.tag not in (f"{_TEXT}ruby-text", f"{_OFFICE}annotation"):
            yield from _pieces(child)
        yield child.tail or ""


# Excel 97 to 2003


def _xls(data: bytes) -> Iterator[dict[str, Any]]:
    import xlrd

    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, on_demand=True, logfile=io.StringIO())
    except xlrd.XLRDError as fault:
        if "ncrypted" in str(fault):
            raise Unfit("the workbook is protected by a password: save it without one") from None
        raise
    for number in range(book.nsheets):
        sheet = book.sheet_by_index(number)
        yield {"sheet": sheet.name, "hidden": sheet.visibility != 0}
        for row in range(sheet.nrows):
            cells = [cell for column in range(sheet.row_len(row)) if (cell := _xls_cell(book, sheet, row, column))]
            if cells:
                info = sheet.rowinfo_map.get(row)
                yield {"row": row + 1, "hidden": bool(info and info.hidden), "cells": cells}
        merges = [(left + 1, top + 1, right, bottom) for top, bottom, left, right in sheet.merged_cells]
        yield {"merges": merges}
        book.unload_sheet(number)


def _xls_cell(book: Any, sheet: Any, row: int, column: int) -> ChildCell | None:
    import xlrd

    cell = sheet.cell(row, column)
    match cell.ctype:
        case xlrd.XL_CELL_TEXT if cell.value:
            return column + 1, "s", cell.value
        case xlrd.XL_CELL_BOOLEAN:
            return column + 1, "b", bool(cell.value)
        case xlrd.XL_CELL_ERROR:
            return column + 1, "s", xlrd.error_text_from_code.get(cell.value, "#VALUE!")
        case xlrd.XL_CELL_NUMBER:
            return column + 1, "p" if _is_percent(book, cell.xf_index) else "n", _finite(cell.value)
        case xlrd.XL_CELL_DATE:
            return column + 1, *_xls_date(cell.value, book.datemode)
    return None


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise Unfit("a cell holds a number that is not finite")
    return value


def _is_percent(book: Any, style: int) -> bool:
    pattern = book.format_map[book.xf_list[style].format_key].format_str
    return "%" in _LITERAL.sub("", pattern)


def _xls_date(value: float, mode: int) -> tuple[str, object]:
    import xlrd

    if value < 1:
        return "u", [str(value), TIME]
    try:
        return "d", xlrd.xldate_as_datetime(value, mode).date().isoformat()
    except (ValueError, OverflowError):
        return "u", [str(value), "not a date"]


if __name__ == "__main__":
    main()
