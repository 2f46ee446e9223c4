"""The view of a bridge: from the figure of a region a year ago to that of now, by what each market contributed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from xlmarket.markets import Market
from xlmarket.package.values import CellValue, is_number
from xlmarket.report import wording
from xlmarket.report.query import ReportQuery, add_up
from xlmarket.report.regions import OTHER, members_with_figures, rows_of
from xlmarket.report.views import BridgeStep, BridgeView, MarketRow

MOST = 10
"""The markets that are steps of their own. The others are one step."""
UNNAMED = "No market named"
LEAST = 0.00005
"""What is left of the growth after all steps counts from here on: with one decimal less would be 0.0 points."""


def bridge_view(query: ReportQuery, market: Market) -> BridgeView:
    """Return the steps of a region: the largest contributions, the others as one, what no market is named for."""
    keys = members_with_figures(query, market) or (market.key,)
    before = dict(zip(keys, _a_year_ago(query, keys), strict=True))
    rows = rows_of(query, keys, market.key)
    (region,) = rows_of(query, [market.key])
    whole = BridgeStep(
        name=market.name,
        before=_a_year_ago(query, [market.key])[0],
        after=region.value,
        growth=region.growth,
        points=region.growth,
        start=0.0,
        is_whole=True,
    )
    if not is_number(region.growth):
        return BridgeView(steps=(), whole=whole)
    known = [row for row in rows if is_number(row.contribution)]
    steps = [*_steps(known, before)]
    rest = _number(region.growth) - math.fsum(_number(step.points) for step in steps)
    if abs(rest) >= LEAST:
        steps.append(BridgeStep(name=UNNAMED, before="", after="", growth="", points=rest))
    missing = [row.name for row in rows if not is_number(row.contribution)]
    note = f"Without a contribution, and not a step: {wording.join_names(missing)}." if missing else ""
    return BridgeView(steps=tuple(_place(steps)), whole=whole, note=note)


def _a_year_ago(query: ReportQuery, keys: Sequence[str]) -> list[CellValue]:
    if not query.a_year_ago:
        return [None] * len(keys)
    return query.column("MARKET_VALUE", keys, query.a_year_ago)


def _steps(rows: Sequence[MarketRow], before: dict[str, CellValue]) -> Iterator[BridgeStep]:
    """Yield the largest contributions from the highest to the lowest, then the sum of the others."""
    by_size = sorted(rows, key=lambda row: -abs(_number(row.contribution)))
    count = MOST if len(rows) > MOST + 1 else MOST + 1
    for row in sorted(by_size[:count], key=lambda row: -_number(row.contribution)):
        yield BridgeStep(
            name=row.name, before=before[row.code], after=row.value, growth=row.growth, points=row.contribution
        )
    if others := by_size[count:]:
        yield BridgeStep(
            name=OTHER,
            before=add_up([before[row.code] for row in others]),
            after=add_up([row.value for row in others]),
            growth="",
            points=add_up([row.contribution for row in others]),
        )


def _place(steps: Sequence[BridgeStep]) -> Iterator[BridgeStep]:
    """Yield each step where the one before it ends."""
    for number, step in enumerate(steps):
        yield replace(step, start=math.fsum(_number(earlier.points) for earlier in steps[:number]))


def _number(value: CellValue) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0
