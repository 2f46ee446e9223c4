"""A data set with all that is awkward: months, a partial end, gaps, zeros, negatives, bounds, doubt, two sources, regions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from random import Random

from xlmarket.functions import Snapshot
from xlmarket.observations import FigureStatus, Metric, MetricKind, Observation, Observations, Qualifier
from xlmarket.periods import Frequency, Period
from xlmarket.store import Dataset, Holding, Vintage

METRICS = (
    Metric(
        name="sales",
        unit="EUR million",
        kind=MetricKind.FLOW,
        frequency=Frequency.MONTH,
        default=True,
        title="Sales of all kinds",
    ),
    Metric(name="buyers", unit="thousand persons", kind=MetricKind.STOCK, frequency=Frequency.MONTH),
    Metric(name="price", unit="EUR", kind=MetricKind.RATIO, frequency=Frequency.MONTH),
    Metric(name="sales_growth", unit="percent per year", kind=MetricKind.RATIO, frequency=Frequency.MONTH),
    Metric(name="population", unit="persons", kind=MetricKind.STOCK, frequency=Frequency.YEAR),
    Metric(name="gdp", unit="USD billion", kind=MetricKind.FLOW, frequency=Frequency.HALF),
)
MARKETS = ("BRA", "IND", "DEU", "FRA", "GBR", "HRV", "EU", "THA", "City one", "Café & Bar", "OTHERS", "ASEAN")
SOURCES = ("Office A", "Office B, yearbook", "")


def awkward(seed: int) -> Snapshot:
    """The figures, drawn at random but for the seed."""
    rows = tuple(_rows(Random(seed)))
    vintage = Vintage(
        dataset="awkward",
        number=3,
        published=datetime(2016, 1, 5, tzinfo=UTC),
        imported=datetime(2016, 1, 5, tzinfo=UTC),
        file="",
        fingerprint="",
        rows=len(rows),
    )
    holding = Holding(
        dataset=Dataset(name="awkward", title="Awkward figures", status="estimated", source="Several"),
        vintage=vintage,
        observations=Observations(rows=rows, metrics=METRICS, covered=(date(2013, 3, 1), date(2015, 10, 20))),
    )
    return Snapshot(
        holding, regions={"Our region": ["Brazil", "India"], "Other": ["Germany"]}, aliases={"Home": "France"}
    )


def _rows(random: Random) -> Iterator[Observation]:
    for metric in METRICS:
        size = metric.frequency.per_year
        for market in MARKETS:
            if random.random() < 0.15:
                continue
            for ordinal in range(2013 * size + size // 6, 2016 * size - size // 6):
                yield from _row(random, metric, market, Period(metric.frequency, ordinal))


def _row(random: Random, metric: Metric, market: str, period: Period) -> Iterator[Observation]:
    chance = random.random()
    if chance < 0.06:
        return
    value = round(random.uniform(1, 900) if chance > 0.12 else random.choice((0.0, -5.5, 120.0)), 2)
    qualifier = random.choices(tuple(Qualifier), (90, 2, 2, 6))[0]
    status = random.choices(tuple(FigureStatus), (60, 10, 10, 10, 4))[0]
    note = "a note" if chance > 0.9 else ""
    yield Observation(
        market=market,
        metric=metric.name,
        period=period,
        value=value,
        unit=metric.unit,
        qualifier=qualifier,
        status=status,
        source=random.choice(SOURCES),
        note=note,
    )
    if chance > 0.95:
        yield Observation(
            market=market,
            metric=metric.name,
            period=period,
            value=value + 1,
            unit=metric.unit,
            qualifier=Qualifier.EXACT,
            status=status,
            source="Office C",
        )
