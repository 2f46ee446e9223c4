"""The sentences of a report: the amount of a region or market, its basis, and notes on its figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from xlmarket.listing import list_names
from xlmarket.observations import Metric
from xlmarket.package.values import CellError, CellValue, is_number
from xlmarket.report import filters
from xlmarket.report.filters import over
from xlmarket.report.query import ReportQuery, say_period
from xlmarket.report.views import MarketRow, ScaleView


def amount(value: CellValue, unit: str) -> str:
    """Return a figure with its unit: `4,320 USD million`. Figures below 1 keep two significant digits."""
    if not isinstance(value, (int, float)):
        return "an unknown amount"
    size = abs(value)
    decimals = 0 if size >= 100 else 1
    text = filters.fixed(value, decimals) if size >= 1 or not size else f"{value:.2g}"
    return f"{text} {unit}".strip()


def missing_parts(names: Sequence[str], labels: Sequence[str], parts: Sequence[Sequence[CellValue]]) -> str:
    """Return a sentence on the parts without figures, which make a chart smaller than the whole."""
    entries = []
    for name, cells in zip(names, parts, strict=True):
        is_missing = [isinstance(cell, CellError) for _, cell in zip(labels, cells, strict=False)]
        if any(is_missing):
            entries.append(f"{name} ({', '.join(_spans(labels, is_missing))})")
    return f"The chart of values leaves out what has no figure: {join_names(entries)}." if entries else ""


def _spans(labels: Sequence[str], marked: Sequence[bool]) -> Iterator[str]:
    """Yield each unbroken run of marked periods: `Q3 2014`, `Q1 2015 to Q4 2015`."""
    for is_marked, run in groupby(zip(labels, marked, strict=False), key=lambda pair: pair[1]):
        periods = [say_period(label) for label, _ in run]
        if is_marked:
            yield periods[0] if len(periods) == 1 else f"{periods[0]} to {periods[-1]}"


def percent(value: CellValue, digits: int = 1) -> str:
    return filters.percent(value, digits) if is_number(value) else "n/a"


def change(value: CellValue) -> str:
    """Return a growth rate as a clause, empty where there is none."""
    if not isinstance(value, (int, float)):
        return ""
    if abs(value) < 0.0005:
        return ", unchanged on a year earlier"
    return f", {filters.percent(abs(value))} {'more' if value > 0 else 'less'} than a year earlier"


def points(value: CellValue) -> str:
    """Return a change of share as a clause, empty where there is none."""
    if not isinstance(value, (int, float)):
        return ""
    if abs(value) < 0.00005:
        return ", the same share as a year earlier"
    return f", {filters.points(value, 2).lstrip('+-')} points {'up' if value > 0 else 'down'} in a year"


def title_of(metric: Metric) -> str:
    """Return the metric as a sentence begins with it: `Ecommerce` where the data set gives no title."""
    words = metric.title or metric.name.replace("_", " ")
    return words[:1].upper() + words[1:]


def summary(query: ReportQuery, row: MarketRow, scale: ScaleView, leader: str = "") -> str:
    """Return two sentences on a market or region: its amount and its share of the world, then a sentence on its leader."""
    period = query.period.name
    if not is_number(row.value):
        return f"There is no figure for the whole in {period}. {leader}".strip()
    title, value = title_of(query.snapshot.metric()), amount(over(row.value, scale.by), scale.unit)
    first = f"{title} came to {value} in {period}{change(row.growth)}."
    share = f"This is {percent(row.world_share)} of the world{points(row.share_change)}."
    return " ".join(part for part in (first, share if is_number(row.world_share) else "", leader) if part)


def join_names(names: Sequence[str]) -> str:
    """Return up to four names as a list in a sentence, and the number of the others."""
    return list_names(names, 4, last=" and ")


def concentration(value: CellValue, high: CellValue) -> str:
    """Return a sentence on the HHI, with its upper bound where a residual leaves a range."""
    if not isinstance(value, (int, float)):
        return ""
    degree = (
        "not concentrated" if value < 1000 else "moderately concentrated" if value <= 1800 else "highly concentrated"
    )
    text = f"HHI (sum of squared shares in percent, 10,000 for one market): {filters.fixed(value, 0)}, {degree} by the US Merger Guidelines of 2023."
    if isinstance(high, (int, float)) and high - value >= 0.5:
        most = filters.fixed(high, 0)
        text += f" What no market is named for counts as spread thinly; at its most concentrated the index is {most}."
    return text


def format_signed(value: CellValue) -> str:
    """Return a rate with its sign: +19.2%."""
    if not isinstance(value, (int, float)):
        return "n/a"
    return f"{filters.points(value)}%"
