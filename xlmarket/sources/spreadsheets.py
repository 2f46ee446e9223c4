"""OpenDocument spreadsheets (.ods) and Excel 97 to 2003 (.xls), read in a child process with limits.

The child has a limit on memory and processor time where the system offers one (not on Windows), and a limit on time
everywhere. If it is killed, the user gets one line and nothing is imported.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from xlmarket.config import Mapping
from xlmarket.errors import EnvironmentFault, Place, SourceError
from xlmarket.package.areas import Area
from xlmarket.sources import spreadsheet_child as child
from xlmarket.sources.characters import readable
from xlmarket.sources.grid import SheetGrid, area_of, table_of
from xlmarket.sources.merges import RowCells
from xlmarket.sources.reading import Unused
from xlmarket.sources.tables import Percent, RawCell, RawTable, Unreadable

SECONDS = 2 * child.SECONDS
_SIGNATURES = {"ods": b"PK\x03\x04", "xls": b"\xd0\xcf\x11\xe0"}
NAME_ONE = "name one with sheet in the mapping"
_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)


@dataclass
class ParsedSheet:
    """A sheet as the child printed it."""

    name: str
    hidden: bool
    rows: list[tuple[int, RowCells]] = field(default_factory=list)
    merges: list[Area] = field(default_factory=list)
    hidden_rows: int = 0


def read_spreadsheet(data: bytes, name: str, mapping: Mapping) -> RawTable:
    """Return the table of an .ods or .xls that the mapping points at, by default that of the first visible sheet.

    Raises `SourceError` for a file of another kind, a damaged or too large one, and an unknown sheet, and
    `EnvironmentFault` where no child process can be started.
    """
    kind = name.rsplit(".", 1)[-1].lower()
    _check_kind(data, name, kind)
    sheets = _sheets(_run(data, name, kind), name)
    sheet = _choose(sheets, name, mapping)
    grid = SheetGrid(file=name, sheet=sheet.name, rows=sheet.rows, merges=sheet.merges)
    table = table_of(grid, area_of(mapping, name), mapping)
    findings = (f"{sheet.name}: {sheet.hidden_rows} hidden rows are read too",) if sheet.hidden_rows else ()
    return replace(table, unused=(*_others(sheets, sheet, name), *table.unused), findings=(*findings, *table.findings))


def visible_sheets(data: bytes, name: str) -> list[str]:
    """Return the names of the sheets that are not hidden. Raises what `read_spreadsheet` raises."""
    kind = name.rsplit(".", 1)[-1].lower()
    _check_kind(data, name, kind)
    return [sheet.name for sheet in _sheets(_run(data, name, kind), name) if not sheet.hidden]


def _check_kind(data: bytes, name: str, kind: str) -> None:
    """Exports named .xls are often pages of HTML, texts or newer workbooks."""
    if data.startswith(_SIGNATURES[kind]):
        return
    if not data:
        raise SourceError("the file is empty", where=Place(file=name))
    if data.startswith(b"PK\x03\x04"):
        raise SourceError("a zip file, not an .xls", where=Place(file=name), remedy="name it .xlsx or .ods")
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        what, remedy = "a page of HTML or XML", "open it in Excel or LibreOffice and save it as .xlsx"
    elif b"\0" not in data[:4096]:
        what, remedy = "a text", "name it .csv or .tsv"
    else:
        what, remedy = "a file of another kind", ""
    raise SourceError(f"{what}, not an .{kind}", where=Place(file=name), remedy=remedy)


def _run(data: bytes, name: str, kind: str) -> bytes:
    """What the child prints for a file, one JSON a line."""
    command = [sys.executable, "-P", str(Path(child.__file__)), kind]
    try:
        done = subprocess.run(  # noqa: S603 - our own script
            command, input=data, capture_output=True, timeout=SECONDS, check=False, creationflags=_NO_WINDOW
        )
    except subprocess.TimeoutExpired:
        remedy = "save it as .xlsx"
        raise SourceError(f"reading took over {SECONDS} seconds", where=Place(file=name), remedy=remedy) from None
    except OSError as fault:
        raise EnvironmentFault(f"no process can be started: {fault.strerror}", where=Place(file=name)) from None
    if done.returncode:
        raise SourceError(
            f"the file needs more than {child.MEMORY >> 30} GB or {child.SECONDS} seconds to be read, or is damaged",
            where=Place(file=name),
            remedy="open it, save it as .xlsx and import that",
        )
    return done.stdout


def _sheets(printed: bytes, name: str) -> list[ParsedSheet]:
    sheets: list[ParsedSheet] = []
    for line in printed.splitlines():
        entry: dict[str, Any] = json.loads(line)
        if "error" in entry:
            raise SourceError(entry["error"], where=Place(file=name))
        if "sheet" in entry:
            sheets.append(ParsedSheet(entry["sheet"], entry["hidden"]))
        elif "merges" in entry:
            sheets[-1].merges = [Area(*merge) for merge in entry["merges"]]
        else:
            cells = {column: _raw(kind, value) for column, kind, value in entry["cells"]}
            sheets[-1].rows.append((entry["row"], cells))
            sheets[-1].hidden_rows += entry["hidden"]
    return sheets


def _raw(kind: str, value: Any) -> RawCell:
    match kind:
        case "s":
            return readable(value)
        case "d":
            return date.fromisoformat(value)
        case "p":
            return Percent(float(Decimal(repr(value)) * 100))
        case "u":
            return Unreadable(*value)
    return float(value) if kind == "n" else bool(value)


def _choose(sheets: Sequence[ParsedSheet], name: str, mapping: Mapping) -> ParsedSheet:
    if mapping.table:
        raise SourceError(
            "only .xlsx has named tables", where=Place(file=name), found=mapping.table, remedy="use sheet and range"
        )
    names = [sheet.name for sheet in sheets]
    if not mapping.sheet:
        visible = next((sheet for sheet in sheets if not sheet.hidden), None)
        if visible is None:
            raise SourceError("all sheets are hidden", where=Place(file=name), allowed=names, remedy=NAME_ONE)
        return visible
    for sheet in sheets:
        if sheet.name.casefold() == mapping.sheet.strip().casefold():
            return sheet
    raise SourceError.unknown("sheet", mapping.sheet, names, where=Place(file=name))


def _others(sheets: Sequence[ParsedSheet], chosen: ParsedSheet, name: str) -> Iterator[Unused]:
    """Yield the sheets that are not read, each with the reason."""
    for sheet in sheets:
        place = Place(file=name, sheet=sheet.name)
        if sheet is chosen:
            continue
        if not sheet.rows:
            yield Unused(place, "empty sheet", "the sheet is empty")
        elif sheet.hidden:
            yield Unused(place, "hidden sheet", f'the sheet is hidden; sheet = "{sheet.name}" reads it')
        else:
            why = f'the sheet "{chosen.name}" is read; sheet = "{sheet.name}" reads this one'
            yield Unused(place, "other sheet", why)
