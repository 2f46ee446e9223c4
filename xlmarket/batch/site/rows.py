"""The rows of the front page: as the page shows them, and as the data that its script searches, filters and sorts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import orjson

from xlmarket.batch.catalogue import Catalogue, CataloguedReport
from xlmarket.output.charts.sparkline import trace_sparkline

WORDS = {"new": "New", "moved": "Moved", "unchanged": "Unchanged", "failed": "Failed"}
"""What a reader sees of a change."""


@dataclass(frozen=True, slots=True)
class FileLink:
    """A link to a file in the same folder, `href` as it stands in an address."""

    label: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A report on the front page. `figures` are pairs of a label and a text, `path` and `end` the line of its history."""

    title: str
    subtitle: str
    template: str
    period: str
    period_name: str
    metric: str
    metric_title: str
    links: tuple[FileLink, ...]
    figures: tuple[tuple[str, str], ...]
    value: float | None
    growth: float | None
    path: str
    end: str
    change: str
    failures: tuple[str, ...]
    moves: tuple[str, ...]

    @property
    def details(self) -> tuple[str, ...]:
        """What changed, one sentence each: why a file failed, which figure moved."""
        return (*self.failures, *self.moves)

    @property
    def first_link(self) -> FileLink | None:
        """The link that opens the report: the file that is best to read."""
        return next(iter(self.links), None)


def row_of(report: CataloguedReport) -> Row:
    headline = report.headline
    figures = headline.figures if headline else ()
    by_kind = {figure.kind: figure.value for figure in reversed(figures)}
    path, end = trace_sparkline([value for _, value in headline.history] if headline else [])
    return Row(
        title=report.title,
        subtitle=f"{report.period_name}  ·  {report.key.template}",
        template=report.key.template,
        period=report.period,
        period_name=report.period_name,
        metric=headline.metric if headline else report.key.metric or "",
        metric_title=headline.metric_title if headline else "",
        links=tuple(FileLink(file.format, quote(file.target, safe="")) for file in report.files),
        figures=tuple((figure.label, figure.full_text) for figure in figures),
        value=by_kind.get("amount"),
        growth=by_kind.get("rate"),
        path=path,
        end=end,
        change=report.change,
        failures=tuple(f"{form}: {error}" for form, error in report.errors),
        moves=tuple(f"{move.label}: {move.before or 'none'} → {move.after}" for move in report.moves),
    )


def rows_of(catalogue: Catalogue) -> tuple[Row, ...]:
    return tuple(row_of(report) for report in catalogue.reports)


class _Words:
    """Texts that many rows share, each with a number."""

    def __init__(self) -> None:
        self.places: dict[str, int] = {}

    def place(self, word: str) -> int:
        return self.places.setdefault(word, len(self.places))


def data_of(rows: Sequence[Row], shown: int) -> bytes:
    """Return the rows as JSON that may stand in a page. Texts that repeat are in one list, `words`.

    `shown` are the rows of a page of the list.
    """
    words = _Words()
    lines = [_line(row, words) for row in rows]
    data = orjson.dumps({"shown": shown, "changes": WORDS, "words": list(words.places), "rows": lines})
    return data.replace(b"<", b"\\u003c").replace(b"\xe2\x80\xa8", b"\\u2028").replace(b"\xe2\x80\xa9", b"\\u2029")


def _line(row: Row, words: _Words) -> list[Any]:
    return [
        row.title,
        *(words.place(word) for word in (row.template, row.period, row.period_name, row.metric, row.metric_title)),
        [[words.place(link.label), link.href] for link in row.links],
        [[words.place(label), text] for label, text in row.figures],
        row.value,
        row.growth,
        row.path,
        row.end,
        words.place(row.change),
        list(row.details),
    ]


def choices(rows: Iterable[Row], name: str) -> list[str]:
    """Return the different texts of a column in order: those that a filter offers."""
    return sorted({getattr(row, name) for row in rows if getattr(row, name)}, key=str.casefold)
