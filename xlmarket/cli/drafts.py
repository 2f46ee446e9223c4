"""A drafted mapping, shown before it is used: `import FILE --draft`, and the offer where a file does not fit."""

from __future__ import annotations

import sys
from collections.abc import Mapping as Dictionary
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from xlmarket.cli.settings import Settings
from xlmarket.errors import Place, SourceError, UsageError

if TYPE_CHECKING:
    from xlmarket.config import Mapping
    from xlmarket.observations import Observation
    from xlmarket.sources import Reading
    from xlmarket.sources.drafting import Proposal

_PREVIEW = 6


def write_draft(
    told: Settings, files: Sequence[Path], target: Path, given: Dictionary[str, object], preset: str | None
) -> None:
    """Write a commented mapping for one file and show what it would read; a preset is copied as it is."""
    from xlmarket.cli.accounting import describe, summarize
    from xlmarket.files import write_whole
    from xlmarket.sources import draft, read
    from xlmarket.sources.presets import preset_text

    if len(files) != 1:
        raise UsageError("a mapping is drafted for one file", found=f"{len(files)} files")
    if target.exists():
        raise UsageError("the file exists: choose another name", where=Place(file=str(target)))
    if preset is not None:
        write_whole(target, preset_text(preset).encode())
        told.answer(f"{target}: a copy of the preset {preset}", {"file": str(target), "preset": preset})
        return
    proposal = draft(files[0], given)
    reading = read(files[0], proposal.mapping())
    text = _text(proposal, files[0], target.name)
    write_whole(target, text.encode())
    told.say(f"{text}\n{preview(reading)}\n{describe(reading)}")
    told.answer(
        f"{target}: look at it, then xlmarket import {files[0].name} --map {target}",
        {"file": str(target), "keys": proposal.keys, "doubts": proposal.doubts, "reading": summarize(reading)},
    )


def offer(told: Settings, path: Path, given: Dictionary[str, object], why: str) -> Mapping | None:
    """In a terminal: show a drafted mapping and what it reads, and ask whether to read the file so."""
    from xlmarket.cli.accounting import describe
    from xlmarket.sources import draft, read

    if told.json or told.quiet or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return None
    try:
        proposal = draft(path, given)
        mapping = proposal.mapping()
        reading = read(path, mapping)
    except SourceError:
        return None
    told.say(f"{why}\n\nThe file looks as if this mapping reads it:\n\n{_text(proposal, path, 'FILE.toml')}")
    told.say(f"{preview(reading)}\n{describe(reading)}\n")
    return mapping if typer.confirm("Read it so?", default=False, err=True) else None


def preview(reading: Reading) -> str:
    """The first figures as a small table."""
    rows = [("market", "metric", "period", "value", "unit"), *map(_cells, reading.observations.rows[:_PREVIEW])]
    widths = [min(max(len(row[n]) for row in rows), 24) for n in range(len(rows[0]))]
    lines = [
        "  ".join(_fit(cell, width, right=n == 3) for n, (cell, width) in enumerate(zip(row, widths, strict=True)))
        for row in rows
    ]
    return "\n".join(f"  {line.rstrip()}" for line in lines)


def _cells(row: Observation) -> tuple[str, ...]:
    return row.market, row.metric, row.period.label, f"{row.qualifier.removeprefix('=')}{row.value:,.10g}", row.unit


def _fit(cell: str, width: int, *, right: bool) -> str:
    short = cell if len(cell) <= width else f"{cell[: width - 1]}…"
    return short.rjust(width) if right else short.ljust(width)


def _text(proposal: Proposal, path: Path, target: str) -> str:
    from xlmarket.sources.drafting.toml import to_toml

    return to_toml(proposal, path.stem, path.name, target)
