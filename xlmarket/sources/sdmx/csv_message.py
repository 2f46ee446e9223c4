"""SDMX-CSV 1.0 and 2.0: a table whose columns are components. Labels behind codes, `A: Annual`, become their names.

Standard: https://github.com/sdmx-twg/sdmx-csv. A file is one where it begins with DATAFLOW, or with STRUCTURE and
STRUCTURE_ID.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from xlmarket.sources.sdmx.message import FLOW, VALUE, MessageTable
from xlmarket.sources.sdmx.roles import AREAS, FREQUENCIES, INDICATORS, KNOWN_ATTRIBUTES, is_time
from xlmarket.sources.tables import RawCell, RawRow, RawTable

_HEADER = re.compile(r"\s*([^:\[\]]+?)(?:\[[^\]]*\])?(?::\s*(.*?))?\s*")
_NAMES = "STRUCTURE_NAME"
_OF_MESSAGE = ("STRUCTURE", "STRUCTURE_ID", _NAMES, "ACTION", "SERIES_KEY", "OBS_KEY", FLOW)


def is_message(header: tuple[str, ...]) -> bool:
    """Whether a header is that of SDMX-CSV."""
    first = [_identifier(name) for name in header[:2]]
    return first[:1] == [FLOW] or first == ["STRUCTURE", "STRUCTURE_ID"]


def message_of(table: RawTable) -> MessageTable:
    """Return a table of SDMX-CSV as a message."""
    kept = list(_columns(table))
    labelled = {n for n in kept if ":" in table.header[n]} if _NAMES not in _identifiers(table) else set()
    names: dict[str, dict[str, str]] = {}
    rows = []
    for row in table.rows:
        cells: list[RawCell] = []
        for n in kept:
            component, text = _identifier(table.header[n]), _cell(row, n)
            code, label = _split(text, n in labelled or (component in (FLOW, "STRUCTURE_ID") and bool(labelled)))
            cells.append(code)
            if title := label or _title(table, row, n, kept):
                names.setdefault(component, {})[str(code)] = title
        rows.append(RawRow(row.number, cells))
    header = tuple(
        FLOW if _identifier(table.header[n]) == "STRUCTURE_ID" else _identifier(table.header[n]) for n in kept
    )
    return MessageTable(
        file=table.file,
        header=header,
        rows=rows,
        dimensions=_dimensions(header, {_identifier(name) for name in table.header if "[" in name}),
        names=names,
        unused=table.unused,
        rejects=table.rejects,
        findings=table.findings,
    )


def _identifiers(table: RawTable) -> list[str]:
    return [_identifier(name) for name in table.header]


def _identifier(header: str) -> str:
    match = _HEADER.fullmatch(header)
    return match[1] if match else header.strip()


def _columns(table: RawTable) -> Iterator[int]:
    """The columns of components. With STRUCTURE_NAME, each is followed by one with its names."""
    identifiers = _identifiers(table)
    if _NAMES not in identifiers:
        yield from range(len(identifiers))
        return
    is_name = False
    for n, name in enumerate(identifiers):
        if name in _OF_MESSAGE:
            if name != _NAMES:
                yield n
            continue
        if not is_name:
            yield n
        is_name = not is_name


def _title(table: RawTable, row: RawRow, n: int, kept: list[int]) -> str:
    """The name of a code in the column behind it, where names have columns of their own."""
    if n + 1 in kept or n + 1 >= len(table.header) or _identifier(table.header[n]) in ("STRUCTURE", VALUE):
        return ""
    return str(_cell(row, n + 1) or "").strip()


def _cell(row: RawRow, n: int) -> RawCell:
    return row.cells[n] if n < len(row.cells) else None


def _split(cell: RawCell, labelled: bool) -> tuple[RawCell, str]:
    """A code and its label. A period keeps its colons, which are those of a time of day."""
    if not labelled or not isinstance(cell, str) or ": " not in cell:
        return cell, ""
    code, _, label = cell.partition(": ")
    return code.strip(), label.strip()


def _dimensions(header: tuple[str, ...], arrays: set[str]) -> tuple[str, ...]:
    """The columns that may be dimensions: those before the measure, else all that are no usual attribute.

    A column of several values or languages, `ATTR[]`, is an attribute.
    """
    usual = {*AREAS, *FREQUENCIES, *INDICATORS}
    known = {*_OF_MESSAGE, *KNOWN_ATTRIBUTES, *arrays}
    free = [name for name in header if name.upper() not in known and name not in arrays and not name.startswith(VALUE)]
    measure = next((n for n, name in enumerate(header) if name.startswith(VALUE)), len(header))
    before = [name for name in free if header.index(name) < measure]
    return (
        tuple(name for name in free if name in before or name.upper() in usual or is_time(name))
        if before
        else tuple(free)
    )
