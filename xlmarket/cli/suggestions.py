"""What options and arguments can be completed with, by their names: templates, data sets, markets, files by ending.

Completion has to be fast, so that nothing here builds a report: markets cost opening the figures, the rest less.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from xlmarket.cli.session import Session

if TYPE_CHECKING:
    from xlmarket.functions import Snapshot

BOOKS = (".xlsx", ".xlsm")
TEMPLATES = (*BOOKS, ".pptx", ".pptm", ".html.j2")
FIGURES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".parquet", ".json", ".jsonl", ".xml")
ENDINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "book": BOOKS,
        "bundle": (".zip",),
        "cert": (".pem", ".crt"),
        "config": (".toml",),
        "draft": (".toml",),
        "files": FIGURES,
        "key": (".pem", ".key"),
        "mapping": (".toml",),
        "names": TEMPLATES,
        "store": (".sqlite", ".db"),
        "template": TEMPLATES,
        "templates": TEMPLATES,
        "theme": (".thmx", ".xlsx", ".potx", ".pptx"),
    }
)
"""The endings of the files that a parameter takes."""


def suggest(name: str, ctx: click.Context, incomplete: str) -> list[CompletionItem[str]]:
    """Return the completions of a parameter by its name, none for a free text."""
    words = NAMES[name](_session_of(ctx), ctx) if name in NAMES else {}
    wanted = incomplete.casefold()
    return [
        CompletionItem(word, help=title) for word, title in words.items() if word.casefold().startswith(wanted)
    ] + suggest_files(name)


def suggest_files(name: str) -> list[CompletionItem[str]]:
    """Return the endings of the files that a parameter takes, none where it takes no file or any."""
    return [CompletionItem(ending, type="ending") for ending in ENDINGS.get(name, ())]


def suggest_choices(choices: Iterable[str], incomplete: str) -> list[CompletionItem[str]]:
    """Return the choices that begin as typed."""
    return [CompletionItem(word) for word in choices if word.startswith(incomplete.lower())]


def _session_of(ctx: click.Context) -> Session:
    """The data set, store and settings that were typed before the cursor, of the command or its groups."""
    given = {name: value for part in (ctx.parent, ctx) if part for name, value in part.params.items() if value}
    return Session(**{name: given[name] for name in ("dataset", "store", "config") if name in given})


def _snapshot(session: Session, ctx: click.Context) -> Snapshot:
    if session.dataset is None and ctx.command.name == "preview":
        session = Session(dataset="sample-quarterly", store=session.store, config=session.config)
    return session.open_snapshot(ctx.params.get("as_of"))


def _templates(_: Session, __: click.Context) -> dict[str, str]:
    from xlmarket.report.shipped import TITLES

    return dict(TITLES)


def _themes(_: Session, __: click.Context) -> dict[str, str]:
    from xlmarket.report.shipped import PALETTES

    return dict.fromkeys(PALETTES, "")


def _datasets(session: Session, _: click.Context) -> dict[str, str]:
    from xlmarket.store import datasets
    from xlmarket.store.shipped import DATASETS

    kept = {dataset.name: dataset.title for dataset in datasets(session.store_url())}
    return {name: dataset.title for name, dataset in DATASETS.items()} | kept


def _names(session: Session, ctx: click.Context) -> dict[str, str]:
    """`name` is a data set or a worksheet function, as the command has it."""
    if ctx.command.name == "functions":
        from xlmarket.functions.registry import registry

        return {name: function.summary for name, function in registry().items()}
    return _datasets(session, ctx) if ctx.parent and ctx.parent.command.name == "data" else {}


def _series(session: Session, _: click.Context) -> dict[str, str]:
    from xlmarket.agencies.catalogue import all_series

    return {"list": "the series and their terms"} | {
        name: series.title for name, series in all_series(session.load_config()).items()
    }


def _markets(session: Session, ctx: click.Context) -> dict[str, str]:
    """Regions first, then the markets with figures."""
    from xlmarket.errors import XlmarketError
    from xlmarket.report.regions import STANDARD

    snapshot = _snapshot(session, ctx)
    keys = dict.fromkeys((*STANDARD, *snapshot.regions, *snapshot.panel(next(iter(snapshot.metrics))).row))
    found = (snapshot.lookup(key) for key in keys)
    return {market.name: "" for market in found if not isinstance(market, XlmarketError)}


def _metrics(session: Session, ctx: click.Context) -> dict[str, str]:
    return {name: metric.unit for name, metric in _snapshot(session, ctx).metrics.items()}


def _periods(session: Session, ctx: click.Context) -> dict[str, str]:
    """The latest first, then the periods of the default metric from the newest."""
    snapshot = _snapshot(session, ctx)
    return dict.fromkeys(("latest", *reversed(snapshot.period_labels("first:latest"))), "")


NAMES: Mapping[str, Callable[[Session, click.Context], dict[str, str]]] = MappingProxyType(
    {
        "dataset": _datasets,
        "metric": _metrics,
        "metrics": _metrics,
        "name": _names,
        "names": _templates,
        "period": _periods,
        "region": _markets,
        "regions": _markets,
        "series": _series,
        "template": _templates,
        "templates": _templates,
        "theme": _themes,
    }
)
"""The function of a parameter's name that returns the words, each with what it means."""
