"""`xlmarket import` and `xlmarket data`: figures in, and what is there."""

from __future__ import annotations

import sys
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
AsOf = Annotated[str | None, typer.Option(help="As it stood on this day: 2025-01-31.")]
Name = Annotated[str, typer.Argument(help="A data set.")]


def register(app: typer.Typer) -> None:
    app.command("import", cls=Command)(import_files)
    room = typer.Typer(help="The data sets and their vintages.", no_args_is_help=True, rich_markup_mode=None)
    for name, command in (
        ("list", list_datasets),
        ("show", show_dataset),
        ("check", check_store),
        ("history", show_history),
        ("undo", undo_import),
        ("export", export_dataset),
    ):
        room.command(name, cls=Command)(command)
    app.add_typer(room, name="data")


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


def list_datasets(context: typer.Context) -> None:
    """The data sets there are."""
    from xlmarket.store import datasets
    from xlmarket.store.shipped import DATASETS

    told = settings(context)
    found = [*DATASETS.values(), *datasets(told.store or told.load_config().store)]
    width = max(len(one.name) for one in found)
    plain = "\n".join(f"{one.name:<{width}}  {one.title}" for one in found)
    told.answer(plain, [{"name": one.name, "title": one.title, "status": one.status} for one in found])


def show_dataset(context: typer.Context, name: Name, as_of: AsOf = None) -> None:
    """What a data set holds: metrics, markets, periods, vintage."""
    from xlmarket.store import read_dataset

    told = settings(context)
    holding = read_dataset(name, told.store or told.load_config().store, read_date(as_of, "--as-of"))
    rows = []
    for metric in holding.observations.metrics:
        mine = [row for row in holding.observations if row.metric == metric.name]
        ordered = sorted(
            (row.period for row in mine if row.period.frequency is metric.frequency), key=lambda p: p.ordinal
        )
        rows.append((metric, len(mine), len({row.market for row in mine}), ordered[0].label, ordered[-1].label))
    width = max((len(row[0].name) for row in rows), default=0)
    about = (
        f"{holding.dataset.title or name}\n{holding.vintage.label}; {holding.dataset.source or holding.vintage.file}"
    )
    lines = [f"{m.name:<{width}}  {n:>7,} figures  {k:>4} markets  {a} to {b}  {m.unit}" for m, n, k, a, b in rows]
    data = [
        {"metric": m.name, "unit": m.unit, "figures": n, "markets": k, "first": a, "last": b} for m, n, k, a, b in rows
    ]
    told.answer("\n".join([about, *lines]), {"dataset": name, "vintage": holding.vintage.label, "metrics": data})


def check_store(context: typer.Context) -> None:
    """Read every import against its checksum."""
    from xlmarket.store import open_store
    from xlmarket.store.place import exists

    told = settings(context)
    url = told.store or told.load_config().store
    sound = open_store(url).check() if exists(url) else ()
    told.answer("\n".join([*sound, f"{len(sound)} imports, all sound"]), {"sound": list(sound)})


def show_history(context: typer.Context, name: Name) -> None:
    """The vintages of a data set, oldest first."""
    from xlmarket.store import open_store, read_dataset
    from xlmarket.store.shipped import DATASETS, holding

    told = settings(context)
    url = told.store or told.load_config().store
    vintages = [holding(name).vintage] if name in DATASETS else []
    if not vintages:
        read_dataset(name, url)
        vintages = list(open_store(url).history(name))
    lines = [
        f"{one.number:>3}  published {one.published:%Y-%m-%d}  imported {one.imported:%Y-%m-%d %H:%M}  {one.rows:>7,}  {one.file}"
        for one in vintages
    ]
    told.answer("\n".join(lines), [{"number": v.number, "published": v.published, "file": v.file} for v in vintages])


def undo_import(context: typer.Context, name: Name) -> None:
    """Take the last import of a data set back.

    Its rows stay in the store, marked.
    """
    from xlmarket.store import open_store

    told = settings(context)
    undone = open_store(told.store or told.load_config().store).undo(name)
    told.answer(f"{undone.label} is undone", {"dataset": name, "undone": undone.number})


def export_dataset(
    context: typer.Context,
    name: Name,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A CSV file; default: standard output.")] = None,
    as_of: AsOf = None,
) -> None:
    """Write a data set as a tidy CSV, as it could be imported again."""
    import csv
    import io

    from xlmarket.files import write_whole
    from xlmarket.store import read_dataset

    told = settings(context)
    holding = read_dataset(name, told.store or told.load_config().store, read_date(as_of, "--as-of"))
    columns = holding.observations.columns()
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([list(columns), *zip(*columns.values(), strict=True)])
    if output is None:
        sys.stdout.write(text.getvalue())
        return
    write_whole(output, text.getvalue().encode())
    told.answer(f"{output}: {len(holding.observations):,} figures", {"file": str(output)})
