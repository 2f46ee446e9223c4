"""`xlmarket import`: files are read, accounted for, asked about where only a person can say, and stored."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from xlmarket.cli.settings import Command, Settings, example_lines, read_date, settings
from xlmarket.errors import Place, SourceError, UsageError
from xlmarket.markets import standard_markets

if TYPE_CHECKING:
    from xlmarket.config import Config, Facts, Mapping
    from xlmarket.markets import Markets
    from xlmarket.sources import Reading

EXAMPLES = (
    "xlmarket import sales.csv --as mine --dry-run",
    "xlmarket import messy.xlsx --draft messy.toml",
    "xlmarket import API_NY.GDP.MKTP.CD.csv --map worldbank-csv --as gdp",
)


def register(app: typer.Typer) -> None:
    app.command("import", cls=Command, epilog=example_lines(*EXAMPLES))(import_files)


def import_files(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="CSV, TSV, XLSX, ODS, XLS, Parquet or JSON lines.")],
    into: Annotated[str, typer.Option("--as", help="The data set the figures go into.")] = "mine",
    metric: Annotated[str | None, typer.Option(help="What the values are, where the file does not say.")] = None,
    kind: Annotated[str | None, typer.Option(help="How they add up over time: flow, stock or ratio.")] = None,
    market: Annotated[str | None, typer.Option(help="The market, where the file does not say.")] = None,
    period: Annotated[str | None, typer.Option(help="The period, where the file does not say.")] = None,
    mapping: Annotated[
        str | None,
        typer.Option("--map", help="How to read it: a name of xlmarket.toml, a preset or a .toml file."),
    ] = None,
    draft: Annotated[
        Path | None, typer.Option(help="Look at one file and write a mapping for it here; import nothing.")
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
    from xlmarket.cli.drafts import write_draft

    told = settings(context)
    config = told.load_config()
    day = read_date(published, "--published")
    markets = standard_markets().including((), config.names)
    options = _Options(metric, kind, market, period, tuple(aggregate or ()), tuple(exclude or ()))
    if draft is not None:
        write_draft(told, files, draft, options.keys(), mapping)
        return
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
    _refuse_empty(told, readings)
    _import(told, config, into, readings, datetime.combine(day, time(), UTC) if day else None, files, markets)


@dataclass(frozen=True, slots=True)
class _Options:
    """What the command line adds to a mapping."""

    metric: str | None
    kind: str | None
    market: str | None
    period: str | None
    aggregates: tuple[str, ...]
    exclude: tuple[str, ...]

    def __post_init__(self) -> None:
        from xlmarket.observations import MetricKind

        kinds = [one.value for one in MetricKind]
        if self.kind is not None and self.kind not in kinds:
            raise UsageError("not a kind", found=self.kind, allowed=kinds)

    def keys(self) -> dict[str, object]:
        """What was said, as keys of a mapping."""
        said = {name: getattr(self, name) for name in ("metric", "kind", "market", "period")}
        lists = {"aggregates": list(self.aggregates), "exclude": list(self.exclude)}
        return {name: value for name, value in (said | lists).items() if value}

    def added(self, mapping: Mapping) -> Mapping:
        return replace(
            mapping,
            metric=self.metric or mapping.metric,
            kind=self.kind or mapping.kind,
            market=self.market or mapping.market,
            period=self.period or mapping.period,
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
    from xlmarket.cli.drafts import offer
    from xlmarket.config import Facts, Mapping
    from xlmarket.sources import read_facts

    chosen = Mapping() if name is None else find_mapping(name, config)
    if isinstance(chosen, Facts):
        return read_facts(path, chosen)
    try:
        reading = _answered(told, path, options.added(chosen), markets, skip_bad=skip_bad)
    except SourceError as error:
        drafted = offer(told, path, options.keys(), str(error)) if name is None else None
        if drafted is None:
            raise
        return _answered(told, path, drafted, markets, skip_bad=skip_bad)
    if name is None and reading.rejects and not skip_bad:
        drafted = offer(told, path, options.keys(), f"{len(reading.rejects):,} values of {path.name} cannot be read")
        return reading if drafted is None else _answered(told, path, drafted, markets, skip_bad=skip_bad)
    return reading


def _answered(told: Settings, path: Path, mapping: Mapping, markets: Markets, *, skip_bad: bool) -> Reading:
    """A reading with its questions put to the person, where there is one."""
    from xlmarket.cli.questions import ask
    from xlmarket.sources import read

    reading = read(path, mapping, markets)
    while reading.questions:
        answered = ask(told, reading, mapping, skip_bad=skip_bad)
        if answered is None:
            return reading
        mapping = answered
        reading = read(path, mapping, markets)
    return reading


def find_mapping(name: str, config: Config) -> Mapping | Facts:
    """A mapping by its name in the settings, the only one of a file of its own, or a preset."""
    from xlmarket.config import load_config
    from xlmarket.nearest import nearest
    from xlmarket.sources.presets import preset, preset_names

    known: dict[str, Mapping | Facts] = {**config.mappings, **config.facts}
    if name in known:
        return known[name]
    if name in preset_names() or name.endswith(".toml"):
        file = preset(name) if name in preset_names() else load_config(Path(name))
        found: list[Mapping | Facts] = [*file.mappings.values(), *file.facts.values()]
        if len(found) == 1:
            return found[0]
        raise UsageError(
            "the file holds one [mapping.NAME] or [facts.NAME]", where=Place(file=name), found=f"{len(found)} of them"
        )
    names = [*known, *preset_names()]
    raise UsageError("unknown mapping", found=name, allowed=[*names, "a .toml file"], nearest=nearest(name, names))


def _refuse(told: Settings, readings: list[Reading]) -> NoReturn:
    """End with one line: what has to be said first, or else the first rejected value."""
    from xlmarket.cli.accounting import describe_questions, summarize

    if told.json:
        told.answer("", [summarize(reading) for reading in readings])
    questions = [question for reading in readings for question in reading.questions]
    if questions:
        sentence, _, remedy = next(describe_questions(questions)).partition("; pass ")
        raise SourceError(f"{sentence}; nothing was imported", where=questions[0].place, remedy=f"pass {remedy}")
    rejects = [reject for reading in readings for reject in reading.rejects]
    count = f"{len(rejects):,} values cannot" if len(rejects) > 1 else "1 value cannot"
    raise SourceError(
        f"{count} be read, so nothing was imported; the first: {rejects[0].why}",
        where=rejects[0].place,
        found=rejects[0].found,
        nearest=rejects[0].offered[:4],
        remedy="mend the file, say how it is written in a mapping (--draft writes one), or give --skip-bad",
    )


def _refuse_empty(told: Settings, readings: list[Reading]) -> None:
    """End with one line where a file leaves no figure and no gap: a vintage of nothing would hide the one before."""
    from xlmarket.cli.accounting import summarize

    for reading in readings:
        if reading.observations.rows or reading.observations.gaps:
            continue
        if told.json:
            told.answer("", [summarize(one) for one in readings])
        first = f"; the first reject: {reading.rejects[0].why}" if reading.rejects else ""
        raise SourceError(
            f"no figure is left to import, so nothing was imported{first}",
            where=reading.rejects[0].place if reading.rejects else Place(file=reading.file),
            found=reading.rejects[0].found if reading.rejects else None,
        )


def _import(
    told: Settings,
    config: Config,
    dataset: str,
    readings: list[Reading],
    published: datetime | None,
    files: list[Path],
    markets: Markets,
) -> None:
    from xlmarket.cli.accounting import summarize
    from xlmarket.cli.revisions import overlay_effects
    from xlmarket.listing import count_of
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
        if vintage is None:
            lines.append(f"{reading.file}: {dataset} has these figures already; nothing was imported")
            data.append({**summarize(reading), "dataset": dataset, "vintage": None, "replaced": 0, "odd": []})
            continue
        replaced, odd = overlay_effects(store, vintage, markets)
        for line in odd:
            if line not in reading.findings:
                told.say(f"  odd, with the earlier vintages: {line}")
        other = f"; {count_of(replaced, 'figure')} of earlier vintages replaced: xlmarket data diff {dataset}"
        figures = count_of(len(reading.observations), "figure")
        lines.append(f"{reading.file}: {figures} imported as {vintage.label}{other if replaced else ''}")
        effects = {"vintage": vintage.number, "replaced": replaced, "odd": list(odd)}
        data.append({**summarize(reading), "dataset": dataset, **effects})
    told.answer("\n".join(lines), data)
