"""Entries of a manifest with a headline, for the tests of what reads them."""

from __future__ import annotations

from pathlib import Path

from xlmarket.batch.manifest import Entry, Manifest, ReportKey
from xlmarket.report.headline import Headline, HeadlineFigure

HISTORY = tuple((f"{2013 + n // 4}Q{n % 4 + 1}", None if n == 5 else n * 7.25 % 11) for n in range(12))


def headline(title: str = "Asia", text: str = "1.0", period: str = "2015Q4") -> Headline:
    growth = HeadlineFigure("Growth", 0.12, "+12.0%", "", "rate")
    share = HeadlineFigure("Share of world", 0.022, "2.2%", "", "share")
    change = HeadlineFigure("Change of share", 0.003, "+0.30", "points", "change")
    return Headline(
        title=title,
        subtitle=f"{period}  ·  Sales",
        period=period,
        period_name=f"{period[4:]} {period[:4]}",
        metric="sales",
        metric_title="Sales",
        figures=(HeadlineFigure("Sales", float(text), text, "USD million", "amount"), growth, share, change),
        history=HISTORY,
        status="published",
        dataset="mine",
        vintage="mine vintage 1 of 2016-01-31",
        sources=("a source",),
    )


def entry(target: str, text: str = "1.0", title: str = "Asia", error: str = "") -> Entry:
    key = ReportKey("region-quarterly", title, "2015Q4")
    form = target.rpartition(".")[2]
    found = None if error else headline(title, text)
    return Entry(target=target, fingerprint="f", sha256="h", error=error, format=form, report=key, headline=found)


def run(folder: Path, *entries: Entry) -> None:
    """A run that made these files."""
    manifest = Manifest(folder)
    manifest.begin()
    for one in entries:
        manifest.record(one)
        if not one.error:
            (folder / one.target).write_bytes(b"")
    manifest.complete({})
