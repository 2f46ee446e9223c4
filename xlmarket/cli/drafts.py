"""A drafted mapping, shown before it is used: `import FILE --draft`, and the offer where a file cannot be read."""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xlmarket.cli.session import Session, is_terminal
from xlmarket.errors import Place, SourceError, UsageError

if TYPE_CHECKING:
    from xlmarket.config import Mapping
    from xlmarket.observations import Observation
    from xlmarket.sources import Reading
    from xlmarket.sources.drafting import Proposal

PREVIEW = 6
WIDEST = 24
VALUE_COLUMN = 3


def write_draft(
    session: Session, files: Sequence[Path], target: Path, keys: Dictionary[str, object], preset: str | None
) -> None:
    """Write a commented mapping for one file and show what it reads. A preset is copied as it is.

    Definitions of metrics become facts. Raises `UsageError` for several files of figures or a target that exists, and `SourceError` for a file that no draft fits.
    """
    from xlmarket.cli.accounting import describe, summarize
    from xlmarket.cli.definitions import are_definitions, write_definitions
    from xlmarket.files import write_whole
    from xlmarket.sources import draft, read
    from xlmarket.sources.presets import preset_text

    if target.exists():
        raise UsageError("the file exists: choose another name", where=Place(file=str(target)))
    if are_definitions(files):
        write_definitions(session, files, target, keys)
        return
    if len(files) != 1:
        raise UsageError("a mapping is drafted for one file", found=f"{len(files)} files")
    if preset is not None:
        write_whole(target, preset_text(preset).encode())
        session.result(f"{target}: a copy of the preset {preset}", {"file": str(target), "preset": preset})
        return
    proposal = draft(files[0], keys)
    reading = read(files[0], proposal.mapping())
    text = _text(proposal, files[0], target.name)
    write_whole(target, text.encode())
    session.message(f"{text}\n{preview(reading)}\n{describe(reading)}")
    session.result(
        f"{target}: review it, then run xlmarket import {files[0].name} --map {target}",
        {"file": str(target), "keys": proposal.keys, "doubts": proposal.doubts, "reading": summarize(reading)},
    )


def offer(session: Session, path: Path, keys: Dictionary[str, object], why: str) -> Mapping | None:
    """At a terminal: show a drafted mapping with what it reads, and ask whether to use it."""
    from xlmarket.cli.accounting import describe
    from xlmarket.sources import draft, read

    if session.json or session.quiet or not is_terminal():
        return None
    try:
        proposal = draft(path, keys)
        mapping = proposal.mapping()
        reading = read(path, mapping)
    except SourceError:
        return None
    session.message(f"{why}\n\nThis mapping seems to read the file:\n\n{_text(proposal, path, 'FILE.toml')}")
    session.message(f"{preview(reading)}\n{describe(reading)}\n")
    return mapping if click.confirm("Use this mapping?", default=False, err=True) else None


def preview(reading: Reading) -> str:
    """The first figures as a small table."""
    rows = [("market", "metric", "period", "value", "unit"), *map(_cells, reading.observations.rows[:PREVIEW])]
    widths = [min(max(len(row[column]) for row in rows), WIDEST) for column in range(len(rows[0]))]
    return "\n".join(f"  {_line(row, widths)}".rstrip() for row in rows)


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    pairs = enumerate(zip(row, widths, strict=True))
    return "  ".join(_fit(cell, width, right=column == VALUE_COLUMN) for column, (cell, width) in pairs)


def _cells(row: Observation) -> tuple[str, ...]:
    return row.market, row.metric, row.period.label, f"{row.qualifier.removeprefix('=')}{row.value:,.10g}", row.unit


def _fit(cell: str, width: int, *, right: bool) -> str:
    short = cell if len(cell) <= width else f"{cell[: width - 1]}…"
    return short.rjust(width) if right else short.ljust(width)


def _text(proposal: Proposal, path: Path, target: str) -> str:
    from xlmarket.sources.drafting.toml import to_toml

    return to_toml(proposal, path.stem, path.name, target)
