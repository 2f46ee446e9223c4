"""The reports of an output folder, read from its manifest: each with its files, its headline and what changed.

The front page of the folder, the mail about a run and `export --json` print it. It is a function of the manifest and of
which files are there, so the same folder gives the same pages.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from xlmarket.batch.manifest import Entry, Manifest, ReportKey, stem_of
from xlmarket.report.headline import Headline, HeadlineFigure
from xlmarket.report.query import say_period

CHANGES = ("new", "moved", "unchanged", "failed")
"""What became of a report in the last run that made files."""

FIRST_TO_READ = ("html", "pdf", "xlsx", "pptx")
"""The formats in the order in which a reader is offered them. All others follow by name."""


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A file of a report: its format and its name in the folder."""

    format: str
    target: str


@dataclass(frozen=True, slots=True)
class FigureMove:
    """A headline figure that prints otherwise than before."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CataloguedReport:
    """A report with its files. `errors` are the formats that failed in the last run, each with its sentence."""

    stem: str
    key: ReportKey
    change: str
    files: tuple[ReportFile, ...]
    errors: tuple[tuple[str, str], ...]
    headline: Headline | None
    before: Headline | None

    @property
    def title(self) -> str:
        if self.headline is not None:
            return self.headline.title
        return self.key.region or self.key.template

    @property
    def period(self) -> str:
        return self.headline.period if self.headline else self.key.period

    @property
    def period_name(self) -> str:
        return self.headline.period_name if self.headline else say_period(self.key.period)

    @property
    def moves(self) -> tuple[FigureMove, ...]:
        """The figures that print otherwise than before the last run."""
        if self.before is None or self.headline is None:
            return ()
        before = {figure.label: figure.full_text for figure in self.before.figures}
        pairs = ((figure, before.get(figure.label, "")) for figure in self.headline.figures)
        return tuple(
            FigureMove(figure.label, old, figure.full_text) for figure, old in pairs if old != figure.full_text
        )

    def fields(self) -> dict[str, Any]:
        """Return the report for `--json`."""
        figures: Sequence[HeadlineFigure] = self.headline.figures if self.headline else ()
        return {
            "title": self.title,
            "template": self.key.template,
            "region": self.key.region,
            "period": self.period,
            "metric": self.headline.metric if self.headline else self.key.metric,
            "change": self.change,
            "figures": [
                {"label": figure.label, "value": figure.value, "text": figure.text, "unit": figure.unit}
                for figure in figures
            ],
            "moves": [{"label": move.label, "before": move.before, "after": move.after} for move in self.moves],
            "files": [file.target for file in self.files],
            "errors": dict(self.errors),
        }


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All reports of a folder, by title and period."""

    reports: tuple[CataloguedReport, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many reports changed in which way."""
        changes = [report.change for report in self.reports]
        return {change: changes.count(change) for change in CHANGES}

    def fields(self) -> dict[str, Any]:
        """Return the catalogue for `--json`."""
        return {"changes": self.counts, "reports": [report.fields() for report in self.reports]}

    def of_run(self, stems: Container[str], *, has_written: bool) -> Catalogue:
        """Return the reports of a run by their stems. Where it has written no file, nothing changed."""
        reports = (report for report in self.reports if report.stem in stems)
        if has_written:
            return Catalogue(tuple(reports))
        return Catalogue(tuple(replace(report, change="unchanged", before=None) for report in reports))

    def having(self, change: str) -> tuple[CataloguedReport, ...]:
        """Return the reports that changed in one way."""
        return tuple(report for report in self.reports if report.change == change)


def read_catalogue(folder: Path) -> Catalogue:
    """Return the reports of a folder that has a manifest: those with a file, and those that failed in the last run."""
    manifest = Manifest(folder)
    latest = manifest.latest
    present = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    groups: dict[str, list[Entry]] = {}
    for entry in manifest.entries.values():
        if entry.report is not None and (entry.run == latest if entry.error else entry.target in present):
            groups.setdefault(stem_of(entry.target), []).append(entry)
    reports = (_report(stem, entries, latest) for stem, entries in groups.items())
    return Catalogue(tuple(sorted(reports, key=_order)))


def _order(report: CataloguedReport) -> tuple[str, ...]:
    return (report.key.template, report.title.casefold(), report.period, report.key.metric or "", report.stem)


def _report(stem: str, entries: Iterable[Entry], run: int) -> CataloguedReport:
    entries = sorted(entries, key=lambda entry: entry.target)
    good = [entry for entry in entries if not entry.error]
    moved = next((entry for entry in good if entry.run == run and entry.is_moved), None)
    shown = moved or next((entry for entry in good if entry.headline), None)
    key = entries[0].report
    assert key is not None  # noqa: S101 - `read_catalogue` leaves out the others
    return CataloguedReport(
        stem=stem,
        key=key,
        change=_change(good, run, has_failed=len(good) < len(entries), has_moved=moved is not None),
        files=tuple(ReportFile(entry.format, entry.target) for entry in sorted(good, key=_readability)),
        errors=tuple((entry.format, entry.error) for entry in entries if entry.error),
        headline=shown.headline if shown else None,
        before=moved.before if moved else None,
    )


def _readability(entry: Entry) -> int:
    return FIRST_TO_READ.index(entry.format) if entry.format in FIRST_TO_READ else len(FIRST_TO_READ)


def _change(good: Sequence[Entry], run: int, *, has_failed: bool, has_moved: bool) -> str:
    """Return the one of `CHANGES`. A further format of a report that was there before does not make it new."""
    if has_failed:
        return "failed"
    if has_moved:
        return "moved"
    return "new" if run and all(entry.since == run for entry in good) else "unchanged"
