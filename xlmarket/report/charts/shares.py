"""Share bars: the markets of a region or of the world, the largest first, each with its share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from xlmarket.package.values import is_number
from xlmarket.report.charts.chart import Chart, PlotPoint, PlotSeries
from xlmarket.report.charts.sentences import list_points
from xlmarket.report.charts.subject import Subject, make_chart
from xlmarket.report.query import ReportQuery
from xlmarket.report.regions import member_rows
from xlmarket.report.views import MarketRow, MarketView, RegionView, WorldView
from xlmarket.report.world import combine_rows, world_view

OTHERS = "Other markets"
TOP = 12
"""How many bars there are before the others are one, by default."""


def region_shares(view: RegionView, subject: Subject, top: int = TOP) -> Chart:
    """Return the shares of the members of a region. Raises `NotAvailable` without a figure."""
    return _bars(view.members, subject, view.name, f"Share of {view.name}", top)


def world_shares(view: WorldView, subject: Subject, top: int = TOP) -> Chart:
    """Return the shares of the largest markets of the world, of the others and of no market named."""
    return _bars(view.largest, subject, "the world", "Share of the world", top, view.rest, view.residual)


def every_share(query: ReportQuery, subject: Subject, top: int) -> Chart:
    """Return the shares of more markets of the world than its view has rows."""
    view, rows = world_view(query, subject.scale), member_rows(query, query.snapshot.markets["WORLD"])
    return world_shares(replace(view, largest=rows, rest=combine_rows(OTHERS, ())), subject, top)


def market_shares(view: MarketView, subject: Subject) -> Chart:
    """Return the share of one market by period, the latest last."""
    points = tuple(subject.point(row.label, row.share, "percent") for row in view.history)
    sentence = f"Bar chart: share of {view.name} in the world by period. {list_points(points)}."
    title = f"Share of {view.name} in the world"
    measure = f"{view.history[0].name} to {subject.period.name}, percent"
    return make_chart(
        subject, "share", "bars", title, measure, "percent", [PlotSeries(view.name, points)], sentence,
        unit="%", cells=[row.share for row in view.history],
    )  # fmt: skip


def _bars(rows: Sequence[MarketRow], subject: Subject, whole: str, title: str, top: int, *rest: MarketRow) -> Chart:
    count = top if len(rows) > top + 1 else len(rows)
    known = [row for row in rows if is_number(row.share)]
    missing = [row for row in rows if not is_number(row.share)]
    others = _combine_others([*known[count:], *(row for row in rest[:1] if row.count)])
    points = [subject.point(row.name, row.share, "percent") for row in known[:count]]
    left = [
        subject.point(_name(row), row.share, "percent") for row in (*others, *(row for row in rest[1:] if row.count))
    ]
    gaps = [PlotPoint(row.name, None, "n/a") for row in missing[:count]]
    series = [PlotSeries(title, (*points, *gaps)), PlotSeries(OTHERS, tuple(left), "rest")]
    listed = list_points([*points, *left, *gaps])
    sentence = f"Bar chart: shares of {whole} in {subject.period.name}. {listed}."
    measure = f"{subject.period.name}, percent of {whole}"
    notes = [f"{len(missing)} without a figure (n/a)."] if missing else []
    return make_chart(
        subject, "share", "bars", title, measure, "percent", [one for one in series if one.points], sentence,
        unit="%", notes=notes, cells=[row.share for row in rows],
    )  # fmt: skip


def _combine_others(rows: Sequence[MarketRow]) -> list[MarketRow]:
    """Return rows as one, which counts their markets: a row may stand for several."""
    if not rows:
        return []
    count = sum(max(row.count, 1) if not row.code else 1 for row in rows)
    return [replace(combine_rows(OTHERS, tuple(rows)), count=count)]


def _name(row: MarketRow) -> str:
    return f"{row.name} ({row.count})" if row.count > 1 else row.name
