"""One run of `xlmarket fetch`: each series is fetched or read again, refused or kept, and a failure stops no other."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from xlmarket.agencies import Fetched, Fetcher, ListedSeries, all_series
from xlmarket.cli.accounting import describe, summarize
from xlmarket.cli.importer import effects_of, keep_rejects, refusal_of
from xlmarket.cli.progress import show_download
from xlmarket.errors import BatchFailed, SourceError, XlmarketError
from xlmarket.listing import count_of

if TYPE_CHECKING:
    from xlmarket.cli.session import Session
    from xlmarket.config import Config
    from xlmarket.store import Vintage
    from xlmarket.store.database import Store

REFUSED = 3
_WIDTH = 80
_KEYS = {"kind": 'set kind = "flow", "stock" or "ratio"', "aggregate": "list it in aggregates or exclude"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a series: a line about it, its fields, and the error where it failed."""

    line: str
    fields: dict[str, object]
    error: XlmarketError | None = None


@dataclass(frozen=True, kw_only=True)
class FetchRun:
    """What the command line asks of all series of one run."""

    session: Session
    dataset: str | None
    from_kept: bool
    skip_bad: bool
    is_dry: bool

    @cached_property
    def config(self) -> Config:
        return self.session.load_config()

    @cached_property
    def store(self) -> Store | None:
        """The store. None in a dry run where there is none yet."""
        from xlmarket.store import open_store
        from xlmarket.store.place import exists

        url = self.session.store or self.config.store
        return None if self.is_dry and not exists(url) else open_store(url)

    def fetch_all(self, names: Sequence[str]) -> int:
        """Fetch the series one after the other, and print what each became. Return the exit code.

        Raises the error of a single series, and `BatchFailed` where some of several failed.
        """
        outcomes = {name: self._try(name, is_alone=len(names) == 1) for name in names}
        failures = {name: outcome.error for name, outcome in outcomes.items() if outcome.error}
        lines = [outcome.line for outcome in outcomes.values() if outcome.line]
        if lines or self.session.json:
            self.session.result("\n".join(lines), [outcome.fields for outcome in outcomes.values()])
        if not failures:
            return REFUSED if any(outcome.fields["state"] == "refused" for outcome in outcomes.values()) else 0
        if len(names) == 1:
            raise failures[names[0]]
        what = f"{len(failures)} of {len(names)} series failed: {', '.join(failures)}"
        raise BatchFailed(what, remedy=f"xlmarket fetch {' '.join(failures)}")

    def _try(self, name: str, *, is_alone: bool) -> Outcome:
        """What became of a series, also where it failed. Among several a failure is told at once."""
        try:
            outcome = self._fetch(name)
        except XlmarketError as error:
            outcome = Outcome("", {"series": name, "state": "failed", **error.fields()}, error.replace())
        if outcome.error and not is_alone:
            self.session.message(f"{name}: {outcome.error}")
        return outcome

    def _fetch(self, name: str) -> Outcome:
        with show_download(self.session, name) as watcher:
            fetcher = Fetcher(config=self.config, store=self.store, watcher=watcher)
            fetched = (fetcher.read_kept if self.from_kept else fetcher.fetch)(name, self.dataset)
        fetched = self._ask(fetcher, fetched)
        error = refusal_of([fetched.reading], skip_bad=self.skip_bad)
        if fetched.is_unchanged and error is None:
            return _unchanged(fetched)
        if not self.session.json:
            self.session.message(describe(fetched.reading))
        account = _fields(fetched, "new" if error is None else "refused") | summarize(fetched.reading)
        if self.is_dry:
            return Outcome(f"{name}: nothing was kept (dry run)", account)
        if error is not None:
            error = _with_remedy(error, fetched)
            return Outcome("", account | error.fields(), error)
        return self._keep(fetcher, fetched)

    def _ask(self, fetcher: Fetcher, fetched: Fetched) -> Fetched:
        """Have the questions of a reading answered where a person can be asked."""
        from xlmarket.cli.questions import ask

        while fetched.reading.questions:
            answered = ask(self.session, fetched.reading, fetched.mapping, skip_bad=self.skip_bad)
            if answered is None:
                break
            fetched = fetcher.read_again(fetched, answered)
        return fetched

    def _keep(self, fetcher: Fetcher, fetched: Fetched) -> Outcome:
        from xlmarket.markets import standard_markets

        vintage = fetcher.keep(fetched)
        if vintage is None or fetcher.store is None:
            return _unchanged(fetched)
        keep_rejects(self.session, fetched.reading, Path(fetched.name))
        markets = standard_markets().including((), self.config.names)
        other, fields = effects_of(self.session, fetcher.store, fetched.reading, vintage, markets)
        self.session.message(f"  next: xlmarket data show {vintage.dataset}")
        return Outcome(_kept(fetched, vintage, other), _fields(fetched, "new") | fields)


def _with_remedy(error: SourceError, fetched: Fetched) -> SourceError:
    """The error of a reading, with the place where the mapping of a series stands."""
    place = f"[fetch.{fetched.name}.mapping]"
    if fetched.reading.questions:
        return error.replace(remedy=f"{_KEYS[fetched.reading.questions[0].topic]} in {place}")
    if fetched.reading.rejects:
        return error.replace(remedy=f"describe them in {place}, or give --skip-bad")
    return error


def _kept(fetched: Fetched, vintage: Vintage, other: str) -> str:
    figures = count_of(len(fetched.reading.observations), "figure")
    return f"{fetched.name}: {figures} of {fetched.response.origin.agency} kept as {vintage.label}{other}"


def _unchanged(fetched: Fetched) -> Outcome:
    """The line of a series whose figures are those of the vintage before, or that another run added meanwhile."""
    since = f" since {fetched.before[0].label}" if fetched.before else ""
    line = f"{fetched.name}: unchanged{since}; nothing was added"
    number = fetched.before[0].number if fetched.before else None
    return Outcome(line, _fields(fetched, "unchanged") | {"vintage": number})


def _fields(fetched: Fetched, state: str) -> dict[str, object]:
    origin = fetched.response.origin
    return {
        "series": fetched.name,
        "state": state,
        "dataset": fetched.dataset,
        "agency": origin.agency,
        "url": origin.url,
        "fetched": origin.fetched.isoformat(),
    }


def list_series(session: Session) -> None:
    """Print the series of the settings and of the catalogue."""
    config = session.load_config()
    listed = [ListedSeries.of(name, series, config) for name, series in all_series(config).items()]
    session.result("\n\n".join(_entry(series) for series in listed), [asdict(series) for series in listed])


def _entry(series: ListedSeries) -> str:
    facts = ", ".join(filter(None, (series.agency, series.frequency, series.unit, series.licence)))
    lines = [
        f"{series.name:<26}{series.title}".rstrip(),
        textwrap.fill(facts, _WIDTH, initial_indent="  ", subsequent_indent="  "),
    ]
    return "\n".join(lines)
