"""`xlmarket import`: figures in."""

from __future__ import annotations

from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xlmarket.cli.settings import Command, Settings, read_date, settings
from xlmarket.errors import Place, SourceError, UsageError

if TYPE_CHECKING:
    from xlmarket.config import Config, Mapping
    from xlmarket.markets import Markets
    from xlmarket.sources import Reading

_SHOWN = 20


def register(app: typer.Typer) -> None:
    app.command("import", cls=Command)(import_files)


def import_files(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="CSV, TSV, XLSX, Parquet or JSON lines.")],
    into: Annotated[str, typer.Option("--as", help="The data set the figures go into.")] = "mine",
    metric: Annotated[str | None, typer.Option(help="What the values are, where the file does not say.")] = None,
    mapping: Annotated[
        str | None, typer.Option("--map", help="How to read it: [mapping.NAME] or [facts.NAME].")
    ] = None,
    published: Annotated[str | None, typer.Option(help="The day the figures were published (default: today).")] = None,
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Import the good rows, write the others beside.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the outcome, import nothing.")] = False,
) -> None:
    """Import files of figures as a new vintage.

    One bad row and nothing is imported, unless --skip-bad is given.
    """
    from xlmarket.markets import Markets

    told = settings(context)
    config = told.load_config()
    day = read_date(published, "--published")
    markets = Markets.standard().including((), config.names)
    readings = [_read(path, mapping, metric, config, markets) for path in files]
    for reading in readings:
        _tell(told, reading)
    bad = sum(len(reading.rejects) for reading in readings)
    if bad and not skip_bad and not dry_run:
        first = next(reject for reading in readings for reject in reading.rejects)
        raise SourceError(
            f"{bad} value{'s' if bad > 1 else ''} cannot be read, so nothing was imported; the first: {first.why}",
            where=first.place,
            found=first.found,
            nearest=first.offered[:4],
            remedy="mend the file, say how it is written in a mapping, or give --skip-bad",
        )
    if dry_run:
        told.answer(_outcome(readings), [_summary(reading) for reading in readings])
        raise typer.Exit(3 if bad else 0)
    _import(told, config, into, readings, datetime.combine(day, time(), UTC) if day else None, files)


def _read(path: Path, name: str | None, metric: str | None, config: Config, markets: Markets) -> Reading:
    from dataclasses import replace

    from xlmarket.config import Mapping
    from xlmarket.sources import read, read_facts

    if name is not None and name in config.facts:
        return read_facts(path, config.facts[name])
    mapping = Mapping() if name is None else _mapping(name, config)
    return read(path, replace(mapping, metric=metric) if metric else mapping, markets)


def _mapping(name: str, config: Config) -> Mapping:
    """A mapping by its name in the settings, or the only one of a file of its own."""
    from xlmarket.config import load_config

    if name in config.mappings:
        return config.mappings[name]
    if name.endswith(".toml"):
        found = list(load_config(Path(name)).mappings.values())
        if len(found) == 1:
            return found[0]
        raise UsageError("the file holds one [mapping.NAME]", where=Place(file=name), found=f"{len(found)} of them")
    known = [*config.mappings, *config.facts]
    raise UsageError(
        "the settings have no such mapping", found=name, allowed=known or "a .toml file with [mapping.NAME]"
    )


def _tell(told: Settings, reading: Reading) -> None:
    """What was odd in a file, to the person."""
    for reject in reading.rejects[:_SHOWN]:
        told.say(f"  rejected: {reject}")
    if len(reading.rejects) > _SHOWN:
        told.say(f"  and {len(reading.rejects) - _SHOWN:,} more")
    for name, near in list(reading.new_names.items())[:_SHOWN]:
        told.say(f'  a market of your own: "{name}"' + (f" (did you mean {near}?)" if near else ""))
    if len(reading.new_names) > _SHOWN:
        told.say(f"  and {len(reading.new_names) - _SHOWN:,} more markets of your own")
    for finding in reading.findings[:_SHOWN]:
        told.say(f"  odd: {finding}")


def _import(
    told: Settings,
    config: Config,
    dataset: str,
    readings: list[Reading],
    published: datetime | None,
    files: list[Path],
) -> None:
    from xlmarket.sources import write_rejects
    from xlmarket.store import open_store

    store = open_store(told.store or config.store)
    lines, data = [], []
    for path, reading in zip(files, readings, strict=True):
        vintage = store.add(
            dataset, reading.observations, fingerprint=reading.fingerprint, file=reading.file, published=published
        )
        if reading.rejects:
            beside = path.with_name(f"{path.stem}.rejects.csv")
            write_rejects(reading, beside)
            told.say(f"  rejected values are in {beside}")
        state = "was in already" if vintage is None else f"imported as {vintage.label}"
        lines.append(f"{reading.file}: {len(reading.observations):,} figures {state}")
        data.append({**_summary(reading), "dataset": dataset, "vintage": vintage.number if vintage else None})
    told.answer("\n".join(lines), data)


def _summary(reading: Reading) -> dict[str, object]:
    return {
        "file": reading.file,
        "figures": len(reading.observations),
        "metrics": [metric.name for metric in reading.observations.metrics],
        "rejected": [
            {"place": str(one.place), "found": one.found, "why": one.why, "offered": list(one.offered)}
            for one in reading.rejects
        ],
        "new_markets": reading.new_names,
        "findings": list(reading.findings),
    }


def _outcome(readings: list[Reading]) -> str:
    lines = []
    for reading in readings:
        rows = reading.observations.rows
        markets = len({row.market for row in rows})
        labels = sorted({row.period.label for row in rows})
        span = f", {labels[0]} to {labels[-1]}" if labels else ""
        metrics = ", ".join(metric.name for metric in reading.observations.metrics) or "no metric"
        lines.append(
            f"{reading.file}: {len(rows):,} figures of {metrics}; {markets} markets{span}; {len(reading.rejects):,} rejected"
        )
    return "\n".join([*lines, "nothing was imported (dry run)"])
