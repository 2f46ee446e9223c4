"""One run of `xlmarket import`: its files are read, refused as a whole, or added to the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from xlmarket.addresses import is_address
from xlmarket.errors import Place, SourceError, UsageError
from xlmarket.listing import count_of

if TYPE_CHECKING:
    from xlmarket.cli.session import Session
    from xlmarket.config import Config, Facts, Mapping
    from xlmarket.markets import Markets
    from xlmarket.observations import Observations
    from xlmarket.sources import Reading
    from xlmarket.store import Vintage
    from xlmarket.store.database import Store


VANISHED = "no facts any more"
"""Why a figure that the facts had is a gap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingOptions:
    """What the command line adds to a mapping."""

    metric: str | None
    kind: str | None
    market: str | None
    period: str | None
    aggregates: tuple[str, ...]
    exclude: tuple[str, ...]

    def keys(self) -> dict[str, object]:
        """The options that were given, as keys of a mapping."""
        texts = {name: getattr(self, name) for name in ("metric", "kind", "market", "period")}
        lists = {"aggregates": list(self.aggregates), "exclude": list(self.exclude)}
        return {name: value for name, value in (texts | lists).items() if value}

    def apply(self, mapping: Mapping) -> Mapping:
        """The mapping with the options that were given."""
        return replace(
            mapping,
            metric=self.metric or mapping.metric,
            kind=self.kind or mapping.kind,
            market=self.market or mapping.market,
            period=self.period or mapping.period,
            aggregates={**mapping.aggregates, **dict.fromkeys(self.aggregates, ())},
            exclude=(*mapping.exclude, *self.exclude),
        )


@dataclass(frozen=True)
class Importer:
    """How the files of one import are read: the name of a mapping, and the options of the command line.

    `table` is that of an engine or of a workbook.
    """

    session: Session
    mapping: str | None
    options: MappingOptions
    skip_bad: bool
    table: str | None = None

    @cached_property
    def config(self) -> Config:
        return self.session.load_config()

    @cached_property
    def markets(self) -> Markets:
        from xlmarket.markets import standard_markets

        return standard_markets().including((), self.config.names)

    @cached_property
    def chosen(self) -> Mapping | Facts:
        """The mapping by its name, with the table of the command line."""
        from xlmarket.config import Facts, Mapping
        from xlmarket.sources.mappings import find_mapping

        named = self.options.metric or ""
        mapping = Mapping() if self.mapping is None else find_mapping(self.mapping, self.config, named)
        if isinstance(mapping, Facts):
            self._refuse_options(mapping)
        return replace(mapping, table=self.table) if self.table else mapping

    def _refuse_options(self, facts: Facts) -> None:
        """Facts say themselves what their figures are. Raises `UsageError` for an option that would change nothing."""
        for option, value in self.options.keys().items():
            if option != "metric":
                raise UsageError(f"facts take no --{option}", found=value, remedy=f"write {option} into the facts")
            if value != facts.metric:
                raise UsageError.unknown("metric of the facts", value, [facts.metric])

    def sources(self, given: Sequence[Path | str]) -> Sequence[Path | str]:
        """The files and URLs to import: those given, or the connection of the mapping.

        Raises `UsageError` where there are none, or both.
        """
        connection = getattr(self.chosen, "connection", "")
        if not given and not connection:
            raise UsageError("name a file, or the URL of an engine")
        if connection and any(not is_address(source) for source in given):
            raise UsageError("a file and a mapping with a connection", remedy="leave out one of them")
        return given or (connection,)

    def read(self, source: Path | str) -> Reading:
        """Read one file. At a terminal a drafted mapping is offered where the file cannot be read without one.

        Raises `UsageError` for an unknown mapping and for a URL without facts, and `SourceError` for a file that cannot
        be read.
        """
        from xlmarket.config import Facts
        from xlmarket.sources import read_facts

        mapping = self.chosen
        if isinstance(mapping, Facts):
            return read_facts(source, mapping, self.markets, self._memory())
        if isinstance(source, str):
            raise UsageError("facts of an engine are grouped by a mapping: --map NAME of one [facts.NAME]")
        path = source
        try:
            reading = self._read(path, self.options.apply(mapping))
        except SourceError as error:
            drafted = self._draft(path, str(error))
            if drafted is None:
                raise
            return drafted
        if not reading.rejects or self.skip_bad:
            return reading
        return self._draft(path, f"{len(reading.rejects):,} values of {path.name} cannot be read") or reading

    def _memory(self) -> Path | None:
        """The folder next to a store on the disk where the periods of facts are remembered."""
        from xlmarket.store.place import address, sqlite_file

        file = sqlite_file(address(self.session.store or self.config.store))
        return None if file is None else file.parent / "facts"

    def _read(self, path: Path, mapping: Mapping) -> Reading:
        """A reading. Where a person can be asked, its questions are answered first."""
        from xlmarket.cli.progress import show_rows
        from xlmarket.cli.questions import ask
        from xlmarket.sources import read

        with show_rows(self.session, path.name) as progress:
            reading = read(path, mapping, self.markets, progress=progress)
        while reading.questions:
            answered = ask(self.session, reading, mapping, skip_bad=self.skip_bad)
            if answered is None:
                break
            mapping = answered
            with show_rows(self.session, path.name) as progress:
                reading = read(path, mapping, self.markets, progress=progress)
        return reading

    def _draft(self, path: Path, why: str) -> Reading | None:
        """A reading by a drafted mapping, if no mapping was named and the person accepts the draft."""
        from xlmarket.cli.drafts import offer

        if self.mapping is not None:
            return None
        mapping = offer(self.session, path, self.options.keys(), why)
        return None if mapping is None else self._read(path, mapping)

    def refuse(self, readings: Sequence[Reading]) -> None:
        """Raise `SourceError` where a file has questions, rejected values, or no figure at all."""
        error = refusal_of(readings, skip_bad=self.skip_bad)
        if error is None:
            return
        if self.session.json:
            from xlmarket.cli.accounting import summarize

            self.session.result("", [summarize(reading) for reading in readings])
        raise error

    def add(
        self, dataset: str, readings: Sequence[Reading], sources: Sequence[Path | str], published: datetime | None
    ) -> None:
        """Add each reading to the store as a vintage, and print what it became."""
        from xlmarket.store import open_store

        store = open_store(self.session.store or self.config.store)
        lines, data = [], []
        for source, reading in zip(sources, readings, strict=True):
            vintage = store.add(
                dataset,
                _with_vanished(store, dataset, reading),
                fingerprint=reading.fingerprint,
                file=reading.file,
                published=published,
            )
            keep_rejects(self.session, reading, Path(Path(reading.file).name) if isinstance(source, str) else source)
            line, fields = self._outcome(store, dataset, reading, vintage)
            lines.append(line)
            data.append(fields)
        self.session.result("\n".join(lines), data)

    def _outcome(
        self, store: Store, dataset: str, reading: Reading, vintage: Vintage | None
    ) -> tuple[str, dict[str, object]]:
        """The line and the fields of one file: its vintage, or that the store has these figures already."""
        from xlmarket.cli.accounting import summarize

        if vintage is None:
            line = f"{reading.file}: {dataset} has these figures already{_since(store, dataset, reading)}"
            nothing: dict[str, object] = {"vintage": None, "replaced": 0, "odd": []}
            return line, {**summarize(reading), "dataset": dataset, **nothing}
        other, fields = effects_of(self.session, store, reading, vintage, self.markets)
        figures = count_of(len(reading.observations), "figure")
        return f"{reading.file}: {figures} imported as {vintage.label}{other}", fields


def _since(store: Store, dataset: str, reading: Reading) -> str:
    """What to know of figures that are in: with later imports, they may not be those in effect."""
    vintages = store.history(dataset)
    numbers = [vintage.number for vintage in vintages if vintage.fingerprint == reading.fingerprint]
    later = sum(vintage.number > max(numbers, default=0) for vintage in vintages)
    if not numbers or not later:
        return "; nothing was imported"
    number = max(numbers)
    replaced = f"what {count_of(later, 'later import')} replaced stays replaced"
    return f" as vintage {number}; nothing was imported, and {replaced}: xlmarket data diff {dataset} {number}"


def refusal_of(readings: Sequence[Reading], *, skip_bad: bool) -> SourceError | None:
    """The error of questions, rejected values, or no figure at all."""
    return _question_error(readings) or (None if skip_bad else _reject_error(readings)) or _empty_error(readings)


def keep_rejects(session: Session, reading: Reading, path: Path) -> None:
    """Write the rejected values of a reading next to its file, and say where."""
    from xlmarket.sources import write_rejects

    if reading.rejects:
        target = path.with_name(f"{path.stem}.rejects.csv")
        write_rejects(reading, target)
        session.message(f"  rejected values are in {target}")


def effects_of(
    session: Session, store: Store, reading: Reading, vintage: Vintage, markets: Markets
) -> tuple[str, dict[str, object]]:
    """What a new vintage changed in its data set: the end of a line about it, and its fields."""
    from xlmarket.cli.accounting import summarize
    from xlmarket.cli.revisions import overlay_effects

    replaced, odd = overlay_effects(store, vintage, markets)
    for finding in odd:
        if finding not in reading.findings:
            session.message(f"  odd, with the earlier vintages: {finding}")
    dataset = vintage.dataset
    other = f"; {count_of(replaced, 'figure')} of earlier vintages replaced: xlmarket data diff {dataset}"
    fields = {"dataset": dataset, "vintage": vintage.number, "replaced": replaced, "odd": list(odd)}
    return other if replaced else "", {**summarize(reading), **fields}


def _with_vanished(store: Store, dataset: str, reading: Reading) -> Observations:
    """The observations of a reading. Of a table that changes, a figure that it had and has no more becomes a gap."""
    if not reading.is_state or all(known.name != dataset for known in store.datasets()):
        return reading.observations
    from xlmarket.observations import Gap

    names = {metric.name for metric in reading.observations.metrics}
    present = {(row.market, row.metric, row.period) for row in reading.observations}
    gaps = tuple(
        Gap(market=row.market, metric=row.metric, period=row.period, symbol="", reason=VANISHED, source=row.source)
        for row in store.read(dataset).observations
        if row.source == reading.file and row.metric in names and (row.market, row.metric, row.period) not in present
    )
    return replace(reading.observations, gaps=(*reading.observations.gaps, *gaps))


def _question_error(readings: Sequence[Reading]) -> SourceError | None:
    """The error of a question that only a person can answer."""
    from xlmarket.cli.accounting import group_questions

    questions = [question for reading in readings for question in reading.questions]
    if not questions:
        return None
    sentence, remedy = next(group_questions(questions))
    return SourceError(f"{sentence}; nothing was imported", where=questions[0].place, remedy=remedy)


def _reject_error(readings: Sequence[Reading]) -> SourceError | None:
    """The error of values that cannot be read, with the first of them."""
    rejects = [reject for reading in readings for reject in reading.rejects]
    if not rejects:
        return None
    count = f"{len(rejects):,} values cannot" if len(rejects) > 1 else "1 value cannot"
    return SourceError(
        f"{count} be read, so nothing was imported; the first: {rejects[0].why}",
        where=rejects[0].place,
        found=rejects[0].found,
        nearest=rejects[0].offered[:4],
        remedy="correct the file, describe it in a mapping (--draft writes one), or give --skip-bad",
    )


def _empty_error(readings: Sequence[Reading]) -> SourceError | None:
    """The error of a file without figures and gaps: an empty vintage would hide the one before."""
    for reading in readings:
        if reading.observations.rows or reading.observations.gaps:
            continue
        first = f"; the first reject: {reading.rejects[0].why}" if reading.rejects else ""
        return SourceError(
            f"no figure is left to import, so nothing was imported{first}",
            where=reading.rejects[0].place if reading.rejects else Place(file=reading.file),
            found=reading.rejects[0].found if reading.rejects else None,
        )
    return None
