"""`xlmarket import`: files are read, accounted for, asked about where only a person can say, and stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from xlmarket.cli.settings import Command, Settings, read_date, settings
from xlmarket.errors import Place, SourceError, UsageError

if TYPE_CHECKING:
    from xlmarket.config import Config, Mapping
    from xlmarket.markets import Markets
    from xlmarket.sources import Reading


def register(app: typer.Typer) -> None:
    app.command("import", cls=Command)(import_files)


def import_files(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="CSV, TSV, XLSX, Parquet or JSON lines.")],
    into: Annotated[str, typer.Option("--as", help="The data set the figures go into.")] = "mine",
    metric: Annotated[str | None, typer.Option(help="What the values are, where the file does not say.")] = None,
    kind: Annotated[str | None, typer.Option(help="How they add up over time: flow, stock or ratio.")] = None,
    mapping: Annotated[
        str | None, typer.Option("--map", help="How to read it: [mapping.NAME] or [facts.NAME].")
    ] = None,
    aggregate: Annotated[list[str] | None, typer.Option(help="A market that is the sum of others.")] = None,
    exclude: Annotated[list[str] | None, typer.Option(help="A market to leave out.")] = None,
    published: Annotated[str | None, typer.Option(help="The day the figures were published (default: today).")] = None,
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Import the good rows, write the others beside.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the outcome, import nothing.")] = False,
) -> None:
    """Import files of figures as a new vintage.

    Every row and column that is not used is listed. One bad row, or one total among the markets that nothing declares,
    and nothing is imported, unless --skip-bad is given.
    """
    from xlmarket.cli.accounting import describe, summarize
    from xlmarket.markets import Markets

    told = settings(context)
    config = told.load_config()
    day = read_date(published, "--published")
    markets = Markets.standard().including((), config.names)
    options = _Options(metric, kind, tuple(aggregate or ()), tuple(exclude or ()))
    readings = [_read(told, path, mapping, options, config, markets, skip_bad=skip_bad) for path in files]
    if not told.json:
        for reading in readings:
            told.say(describe(reading))
    refused = any(reading.questions for reading in readings) or (
        not skip_bad and any(reading.rejects for reading in readings)
    )
    if dry_run:
        told.answer("nothing was imported (dry run)", [summarize(reading) for reading in readings])
        raise typer.Exit(3 if refused or any(reading.rejects for reading in readings) else 0)
    if refused:
        _refuse(told, readings)
    _import(told, config, into, readings, datetime.combine(day, time(), UTC) if day else None, files)


class _Options:
    """What the command line adds to a mapping."""

    def __init__(self, metric: str | None, kind: str | None, aggregates: Sequence[str], exclude: Sequence[str]) -> None:
        from xlmarket.observations import Kind

        kinds = [one.value for one in Kind]
        if kind is not None and kind not in kinds:
            raise UsageError("not a kind", found=kind, allowed=kinds)
        self.metric, self.kind = metric, kind
        self.aggregates, self.exclude = aggregates, exclude

    def added(self, mapping: Mapping) -> Mapping:
        return replace(
            mapping,
            metric=self.metric or mapping.metric,
            kind=self.kind or mapping.kind,
            aggregates={**mapping.aggregates, **dict.fromkeys(self.aggregates, ())},
            exclude=(*mapping.exclude, *self.exclude),
        )


def _read(
    told: Settings,
    path: Path,
    name: str | None,
    options: _Options,
    config: Config,
    markets: Markets,
    *,
    skip_bad: bool,
) -> Reading:
    from xlmarket.cli.questions import ask
    from xlmarket.config import Mapping
    from xlmarket.sources import read, read_facts

    if name is not None and name in config.facts:
        return read_facts(path, config.facts[name])
    mapping = options.added(Mapping() if name is None else _mapping(name, config))
    reading = read(path, mapping, markets)
    while reading.questions:
        answered = ask(told, reading, mapping, skip_bad=skip_bad)
        if answered is None:
            return reading
        mapping = answered
        reading = read(path, mapping, markets)
    return reading


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


def _refuse(told: Settings, readings: list[Reading]) -> NoReturn:
    """End with one line: what has to be said first, or else the first rejected value."""
    from xlmarket.cli.accounting import describe_questions, summarize

    if told.json:
        told.answer("", [summarize(reading) for reading in readings])
    questions = [question for reading in readings for question in reading.questions]
    if questions:
        sentence, _, remedy = next(describe_questions(questions)).partition("; say ")
        raise SourceError(f"{sentence}; nothing was imported", where=questions[0].place, remedy=f"say {remedy}")
    rejects = [reject for reading in readings for reject in reading.rejects]
    count = f"{len(rejects):,} values cannot" if len(rejects) > 1 else "1 value cannot"
    raise SourceError(
        f"{count} be read, so nothing was imported; the first: {rejects[0].why}",
        where=rejects[0].place,
        found=rejects[0].found,
        nearest=rejects[0].offered[:4],
        remedy="mend the file, say how it is written in a mapping, or give --skip-bad",
    )


def _import(
    told: Settings,
    config: Config,
    dataset: str,
    readings: list[Reading],
    published: datetime | None,
    files: list[Path],
) -> None:
    from xlmarket.cli.accounting import counted, summarize
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
        lines.append(f"{reading.file}: {counted(len(reading.observations), 'figure')} {state}")
        data.append({**summarize(reading), "dataset": dataset, "vintage": vintage.number if vintage else None})
    told.answer("\n".join(lines), data)
