"""Charts of change: the slope of shares, what each market added to growth, and ranks over the periods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from xlmarket.errors import NotAvailable
from xlmarket.markets import Market, MarketKind
from xlmarket.package.values import CellValue, is_number
from xlmarket.report.bridge import bridge_view
from xlmarket.report.charts.chart import Chart, PlotPoint, PlotSeries
from xlmarket.report.charts.sentences import MOST, list_points
from xlmarket.report.charts.subject import Subject, figure_of, make_chart, print_figure
from xlmarket.report.query import ReportQuery, by_size, say_period
from xlmarket.report.regions import members_with_figures
from xlmarket.report.views import BridgeStep, BridgeView


def share_slopes(query: ReportQuery, market: Market, subject: Subject, top: int) -> Chart:
    """Return the shares of markets a year ago and now, of the largest changes. One market alone: of the world.

    Raises `NotAvailable` without a period a year before, and where no share has changed.
    """
    before, now = query.a_year_ago, query.label
    keys, within, whole = _compared(query, market)
    if not before:
        raise NotAvailable("no figures for a chart of share-change", found=query.label, remedy="choose a later period")
    columns = list(
        zip(
            keys,
            query.column("MARKET_SHARE", keys, before, within),
            query.column("MARKET_SHARE", keys, now, within),
            query.column("MARKET_SHARE_CHANGE", keys, before, now, within),
            strict=True,
        )
    )
    known = [row for row in columns if all(map(is_number, row[1:]))]
    largest = sorted(known, key=lambda row: by_size(_size(row[3])))[:top]
    labels = (before, now)
    series = [
        PlotSeries(
            query.snapshot.markets[key].name,
            tuple(subject.point(label, share, "percent") for label, share in zip(labels, (old, new), strict=True)),
            remark=print_figure(figure_of(change), "points"),
        )
        for key, old, new, change in sorted(largest, key=lambda row: by_size(row[2]))
    ]
    title = f"Change of share of {whole}" if market.is_aggregate else f"Share of {market.name} in the world"
    listed = "; ".join(f"{one.name} from {one.points[0].text} to {one.points[1].text} ({one.remark})" for one in series)
    sentence = f"Slope chart: shares of {whole} in {say_period(before)} and {say_period(now)}. {listed}."
    count = f"the {len(series)} largest changes of {len(known)} markets" if len(known) > len(series) else ""
    return make_chart(
        subject, "share-change", "slope", title,
        f"{say_period(before)} to {say_period(now)}, percent of {whole}", "percent", series, sentence, unit="%",
        notes=[f"Shown: {count}." if count else "", _left_out(len(keys) - len(known))],
        cells=[cell for row in columns for cell in row[1:]],
    )  # fmt: skip


def _left_out(count: int) -> str:
    return f"Without a figure, and not shown: {count}." if count else ""


def _size(value: CellValue) -> CellValue:
    return abs(value) if isinstance(value, (int, float)) else value


def _compared(query: ReportQuery, market: Market) -> tuple[Sequence[str], str | None, str]:
    """Return the markets of a chart, the whole of their shares, and what it is called."""
    if market.kind is MarketKind.WORLD:
        return members_with_figures(query, market), None, "the world"
    if not market.is_aggregate:
        return [market.key], None, "the world"
    return members_with_figures(query, market) or [market.key], market.key, market.name


def contributions(query: ReportQuery, market: Market, subject: Subject) -> Chart:
    """Return what each market added to the growth of a region, as steps of a waterfall.

    Raises `NotAvailable` for one market alone and for a region without growth.
    """
    if not market.is_aggregate:
        raise NotAvailable(
            "no chart of contribution: one market has no parts", found=market.name, remedy="choose a region"
        )
    return bridge_chart(bridge_view(query, market), subject)


def bridge_chart(view: BridgeView, subject: Subject) -> Chart:
    """Return a bridge as a waterfall. Raises `NotAvailable` where the region has no growth."""
    steps = tuple(_step(step) for step in view.steps)
    whole = (_step(view.whole),) if steps else ()
    series = [PlotSeries("Contribution", steps), PlotSeries(view.whole.name, whole, "whole")]
    name = "the world" if view.whole.name == "World" else view.whole.name
    before, now = subject.period.year_ago, subject.period.name
    span = f"{say_period(before)} to {now}" if before else now
    listed = list_points(steps)
    sentence = (
        f"Waterfall: growth of {name} from {span}, in percentage points. {listed}."
        f" Together {whole[0].text if whole else 'n/a'}."
    )
    return make_chart(
        subject, "contribution", "waterfall", f"What each market added to the growth of {name}",
        f"{span}, percentage points of growth", "contribution", series, sentence, unit="pts", notes=[view.note],
        cells=[view.whole.growth],
    )  # fmt: skip


def _step(step: BridgeStep) -> PlotPoint:
    points = figure_of(step.points)
    return PlotPoint(step.name, points, print_figure(points, "contribution"), step.start, step.end)


def ranks(query: ReportQuery, market: Market, subject: Subject, top: int) -> Chart:
    """Return the ranks of the markets of a region or the world over the periods, of those that lead now.

    Raises `NotAvailable` for one market alone and for one period alone.
    """
    keys, within, whole = _compared(query, market)
    if len(keys) < 2 or len(query.labels) < 2:
        what = "one market has no rank among others" if len(keys) < 2 else "one period has no change of rank"
        raise NotAvailable(
            f"no chart of ranks: {what}", found=market.name, remedy="choose a region with several markets"
        )
    grid = dict(zip(keys, query.grid("MARKET_RANK", keys, within), strict=True))
    leaders = sorted((key for key in keys if is_number(grid[key][-1])), key=lambda key: _number(grid[key][-1]))[:top]
    series = [_rank_line(query, subject, key, grid[key]) for key in leaders]
    listed = "; ".join(f"{one.points[-1].text} {one.name} ({one.remark})" for one in series[:MOST])
    first, last = say_period(query.labels[0]), say_period(query.labels[-1])
    sentence = f"Bump chart: ranks in {whole} from {first} to {last}. In {last}: {listed}."
    return make_chart(
        subject, "ranks", "ranks", f"Ranks of the markets of {whole}", f"{first} to {last}, rank by value", "rank",
        series, sentence, notes=[f"Shown: the first {len(series)} of {len(keys)} markets." if len(keys) > top else ""],
    )  # fmt: skip


def _rank_line(query: ReportQuery, subject: Subject, key: str, cells: Sequence[CellValue]) -> PlotSeries:
    points = tuple(subject.point(label, cell, "rank") for label, cell in zip(query.labels, cells, strict=True))
    line = PlotSeries(query.snapshot.markets[key].name, points)
    first, last = next(point.value for point in points if point.value is not None), points[-1].value
    places = round((first or 0) - (last or 0))
    remark = f"up {places}" if places > 0 else f"down {-places}" if places < 0 else "same"
    return replace(line, remark=remark)


def _number(value: CellValue) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0
