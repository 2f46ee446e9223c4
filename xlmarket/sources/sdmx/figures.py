"""The tidy table of a message and the mapping that reads it: what the other readers of files hand on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from xlmarket.config import Mapping
from xlmarket.errors import SourceError
from xlmarket.sources.exported import is_export
from xlmarket.sources.reading import Reject, Unused
from xlmarket.sources.sdmx.combinations import Combinations, code_of, combine
from xlmarket.sources.sdmx.csv_message import is_message, message_of
from xlmarket.sources.sdmx.message import ACTION, FLOW, MessageTable
from xlmarket.sources.sdmx.refusals import of_deletes
from xlmarket.sources.sdmx.roles import Roles, first_of
from xlmarket.sources.sdmx.rows import FigureRows
from xlmarket.sources.sdmx.structures import with_structure
from xlmarket.sources.tables import RawRow, RawTable, text_of

MAIN = ("market", "metric", "period", "value", "unit")
_DELETES = ("D", "DELETE")
_NO_SENDERS = ("NOT_CONFIGURED", "not_supplied", "iData", "Unknown")
"""What services call themselves that were never given a name."""

_OF_MESSAGE = ("STRUCTURE", "STRUCTURE_NAME", "SERIES_KEY", "OBS_KEY")


def as_figures(table: RawTable, mapping: Mapping, structure: bytes = b"") -> tuple[RawTable, Mapping]:
    """Return the tidy table of a message and the mapping for it. Other tables and our own exports stay unchanged.

    `structure` is the structure message that the mapping names. Raises what `to_figures` and `with_structure` raise.
    """
    message = message_in(table)
    if message is None:
        return table, mapping
    if structure:
        message = with_structure(message, structure, mapping.structure)
    return to_figures(message, mapping)


def message_in(table: RawTable) -> MessageTable | None:
    """Return a table as a message, or None for other tables and our own exports."""
    if isinstance(table, MessageTable):
        return table
    return message_of(table) if is_message(table.header) and not is_export(table) else None


def to_figures(table: MessageTable, mapping: Mapping) -> tuple[RawTable, Mapping]:
    """Return the tidy table of a message and the mapping for it.

    Raises `SourceError` where a field has no component, where several combinations would be one metric, and for a
    message that only deletes.
    """
    if mapping.wide or mapping.values:
        raise SourceError(
            "a message of SDMX is not a wide table", where=table.place(), remedy="leave out wide and values"
        )
    rejects = [*table.rejects]
    rows, left_out = _rows_to_read(table, mapping, rejects)
    roles = Roles.of(table, mapping)
    metrics = combine(table, mapping, roles, rows)
    extra = {name: table.column(component, name) for name, component in mapping.columns.items() if name not in MAIN}
    maker = FigureRows(table, mapping, roles, metrics, extra)
    tidy = RawTable(
        file=table.file,
        header=maker.header,
        rows=[maker.row(row) for row in rows],
        unused=(*table.unused, *left_out, *_unused(table, roles, metrics, maker.used, rows)),
        rejects=tuple(rejects),
        findings=table.findings,
        codes=metrics.bare,
    )
    return tidy, replace(
        mapping, columns=maker.columns, only={}, skip=(), dimensions=(), source=mapping.source or source_of(table, rows)
    )


def _rows_to_read(table: MessageTable, mapping: Mapping, rejects: list[Reject]) -> tuple[list[RawRow], list[Unused]]:
    """The rows that add figures and that `only` keeps. Rows that delete are rejects."""
    action = table.find(ACTION)
    deletes: list[RawRow] = []
    kept: list[RawRow] = []
    for row in table.rows:
        deletes_one = action is not None and code_of(row, action).upper() in _DELETES
        (deletes if deletes_one else kept).append(row)
    if deletes and not kept:
        raise of_deletes(table.file, len(deletes))
    why = "the message deletes this figure: a vintage keeps what was published; leave the row out with skip"
    rejects += [
        Reject(table.place(row.number), _excerpt(table, row), why) for row in deletes if row.number not in mapping.skip
    ]
    kept, skipped = (
        [row for row in kept if row.number not in mapping.skip],
        [r for r in kept if r.number in mapping.skip],
    )
    unused = [Unused(table.place(row.number), "row left out by skip", 'its number is one of "skip"') for row in skipped]
    return _only(table, mapping, kept, unused), unused


def _only(table: MessageTable, mapping: Mapping, rows: list[RawRow], unused: list[Unused]) -> list[RawRow]:
    """The rows whose components have one of the texts of `only`, by code or by name. The others are counted."""
    for name, texts in mapping.only.items():
        place = table.column(name, "filter")
        named = table.names.get(table.header[place], {})
        wanted = {*texts, *(code for code, title in named.items() if title in texts)}
        left = [row for row in rows if code_of(row, place) not in wanted]
        if left:
            why = f'its {table.header[place]} is not one that "only" keeps'
            unused.append(Unused(table.place(left[0].number), "row left out by only", why, len(left)))
        rows = [row for row in rows if code_of(row, place) in wanted]
    if not rows:
        raise SourceError("only leaves no observation", where=table.place(), found=str(dict(mapping.only)))
    return rows


def _unused(
    table: MessageTable, roles: Roles, metrics: Combinations, used: set[int], rows: Sequence[RawRow]
) -> Iterator[Unused]:
    """One entry per component that is no part of a figure: dimensions of one code, and attributes."""
    taken = {*used, *roles.taken(), *metrics.places, *(roles.rate or ())}
    filled = Counter(n for row in rows for n, cell in enumerate(row.cells) if n not in taken and cell not in (None, ""))
    for n, component in enumerate(table.header):
        if n in taken or component in (ACTION, FLOW):
            continue
        if component in _OF_MESSAGE and filled[n]:
            yield Unused(table.place(column=n), "about the message", "it is not about a figure")
        elif n in metrics.constant:
            code = metrics.constant[n]
            name = table.names.get(component, {}).get(code, "")
            why = f"{component} is {code}{f' ({name})' if name and name != code else ''} in all rows"
            yield Unused(table.place(column=n), "dimension of one code", why)
        else:
            why = "no field of a figure takes it" if filled[n] else "the component is empty"
            yield Unused(table.place(column=n), "attribute", why)


def source_of(table: MessageTable, rows: Sequence[RawRow]) -> str:
    """Who sent the message, and of which dataflow: `ECB, EXR`."""
    place = first_of(table.header, (FLOW, "STRUCTURE_ID"))
    flow = code_of(rows[0], place) if place is not None else ""
    agency, _, name = flow.rpartition(":")
    sender = "" if table.sender in _NO_SENDERS else table.sender
    return ", ".join(filter(None, [sender or agency, name.partition("(")[0]]))


def _excerpt(table: MessageTable, row: RawRow) -> str:
    keys = (n for n, name in enumerate(table.header) if name in table.dimensions)
    return ".".join(text_of(row.cells[n]) for n in keys if n < len(row.cells))
