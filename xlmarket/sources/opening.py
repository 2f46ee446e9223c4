"""A file is opened by the reader of its kind, which its ending names, and becomes a raw table."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from xlmarket.config import Mapping
from xlmarket.errors import EnvironmentFault, Place, SourceError
from xlmarket.nearest import nearest
from xlmarket.sources.tables import RawTable

TEXTS = (".csv", ".tsv", ".tab", ".txt")
JSON_LINES = (".jsonl", ".ndjson")
WORKBOOKS = (".xlsx", ".xlsm", ".xltx", ".xltm")
SPREADSHEETS = (".ods", ".xls")
MESSAGES = (".xml", ".json")
KINDS = (*TEXTS, *JSON_LINES, *MESSAGES, ".gz of these", *WORKBOOKS, *SPREADSHEETS, ".parquet")
_WHOLE = (".xlsx", ".xlsm", ".ods", ".xls", ".parquet")
"""Kinds that are compressed already or cannot be read as a stream: a .gz of them has to be unpacked."""

_REMEDIES = {
    ".xlsb": "save it as .xlsx",
    ".fods": "save it as .ods",
    **{f"{ending}.gz": "unpack it first" for ending in _WHOLE},
    ".zip": "unpack it first",
    ".numbers": "export it as .xlsx",
}


def read_bytes(path: Path) -> bytes:
    """Return the content of a file.

    Raises `SourceError` for a missing file or a folder, and `EnvironmentFault` where the system refuses to read it.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise SourceError("file not found", where=Place(file=str(path)), nearest=_neighbours(path)) from None
    except IsADirectoryError:
        raise SourceError("a folder, not a file", where=Place(file=str(path))) from None
    except OSError as fault:
        raise EnvironmentFault(f"the file cannot be read: {fault.strerror}", where=Place(file=str(path))) from None


def read_table(path: Path, data: bytes, mapping: Mapping) -> RawTable:
    """Return the table that a mapping points at. Raises `SourceError` for an unknown kind of file or a damaged one."""
    ending = _ending(path)
    if ending in TEXTS:
        from xlmarket.sources.delimited import read_delimited

        return read_delimited(data, path.name, mapping)
    if ending in WORKBOOKS:
        from xlmarket.sources.workbook import read_workbook

        return read_workbook(data, path.name, mapping)
    if ending in SPREADSHEETS:
        from xlmarket.sources.spreadsheets import read_spreadsheet

        return read_spreadsheet(data, path.name, mapping)
    if ending in JSON_LINES:
        from xlmarket.sources.json_lines import read_json_lines

        return read_json_lines(data, path.name)
    if ending in MESSAGES:
        from xlmarket.sources.sdmx import read_message

        return read_message(data, path.name)
    if ending == ".parquet":
        from xlmarket.sources.parquet import read_parquet

        return read_parquet(path)
    remedy = _REMEDIES.get(ending, "")
    raise SourceError.unknown("kind of file", ending, KINDS, nearest=(), where=Place(file=path.name), remedy=remedy)


def read_tables(path: Path, data: bytes) -> Iterator[RawTable]:
    """Yield the table of every visible sheet of a file that is not a text, without the sheets that hold none."""
    for mapping in _sheet_mappings(path, data):
        with suppress(SourceError):
            yield read_table(path, data, mapping)


def is_message_file(path: Path) -> bool:
    """Whether a file is a message of an agency by its ending."""
    return _ending(path) in MESSAGES


def is_text(path: Path) -> bool:
    """Whether a file is delimited text by its ending."""
    return _ending(path) in TEXTS


def _ending(path: Path) -> str:
    """The ending of a file. That of a .gz is the one before, since texts are unpacked on the way."""
    ending = path.suffix.lower()
    if ending != ".gz":
        return ending
    inner = Path(path.stem).suffix.lower() or ".csv"
    return f"{inner}.gz" if inner in _WHOLE else inner


def _neighbours(path: Path) -> list[str]:
    if not path.parent.is_dir():
        return []
    return nearest(path.name, [file.name for file in path.parent.iterdir() if file.is_file()])


def _sheet_mappings(path: Path, data: bytes) -> list[Mapping]:
    """One mapping per visible sheet of a workbook, and an empty one for a file without sheets."""
    ending = path.suffix.lower()
    if ending in SPREADSHEETS:
        from xlmarket.sources.spreadsheets import visible_sheets as list_spreadsheet

        return [Mapping(sheet=name) for name in list_spreadsheet(data, path.name)]
    if ending in WORKBOOKS:
        from xlmarket.sources.workbook import visible_sheets

        return [Mapping(sheet=name) for name in visible_sheets(data, path.name)]
    return [Mapping()]
