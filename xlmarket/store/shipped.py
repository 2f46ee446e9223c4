"""The data sets that come with xlmarket, read from files of the package: no import, no database."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from xlmarket.observations import FigureStatus, Metric, MetricKind, Observation, Observations, Qualifier
from xlmarket.periods import Frequency, Period, parse_period
from xlmarket.store.holdings import Assertion, Dataset, Holding, Vintage

FOLDER = Path(__file__).with_name("shipped")
DEFAULT_DATASET = "cross-border-2015"

RATES_DATASET = "ecb-reference-rates"

DATASETS = {
    DEFAULT_DATASET: Dataset(
        name=DEFAULT_DATASET,
        title="Destinations of China's cross-border e-commerce, 2015",
        status="published",
        source="Brief on China's cross-border e-commerce",
        licence="facts, quoted with their source",
    ),
    "sample-quarterly": Dataset(
        name="sample-quarterly",
        title="Cross-border e-commerce by market, 2013 to 2015 (illustrative)",
        status="illustrative",
        source="xlmarket sample generator; the shares of 2015 equal those of cross-border-2015",
        licence="MIT",
    ),
    RATES_DATASET: Dataset(
        name=RATES_DATASET,
        title="Exchange rates per euro, monthly, 2012 to 2016",
        status="published",
        source="European Central Bank, euro foreign exchange reference rates",
        licence="free reuse with the source named",
    ),
}
_PUBLISHED = {
    DEFAULT_DATASET: datetime(2016, 1, 1, tzinfo=UTC),
    "sample-quarterly": datetime(2016, 1, 31, tzinfo=UTC),
    RATES_DATASET: datetime(2017, 1, 1, tzinfo=UTC),
}


def _annual(name: str, unit: str, kind: MetricKind, title: str, *, default: bool = False) -> Metric:
    return Metric(name=name, unit=unit, kind=kind, frequency=Frequency.YEAR, default=default, title=title)


_METRICS = {
    DEFAULT_DATASET: (
        _annual("destination_share", "percent", MetricKind.FLOW, "Share of destinations", default=True),
        _annual("markets", "countries and regions", MetricKind.STOCK, "Markets reached"),
        _annual("parcel_share", "percent", MetricKind.FLOW, "Share of parcels"),
        _annual("online_buyer_share", "percent", MetricKind.STOCK, "Share of the world's cross-border online buyers"),
        _annual("online_shoppers", "persons", MetricKind.STOCK, "Online shoppers"),
        _annual("ecommerce_to_gdp", "percent of GDP", MetricKind.RATIO, "E-commerce in GDP"),
        _annual("ecommerce_sales", "EUR billion", MetricKind.FLOW, "E-commerce sales"),
        _annual("ecommerce_growth", "percent per year", MetricKind.RATIO, "Growth of e-commerce"),
        _annual("ecommerce_to_gnp", "percent of GNP", MetricKind.RATIO, "E-commerce in GNP"),
        _annual("b2c_websites", "sites", MetricKind.STOCK, "B2C websites"),
        _annual("b2c_website_growth", "percent per year", MetricKind.RATIO, "Growth of B2C websites"),
    ),
    "sample-quarterly": (
        Metric(
            name="sales",
            unit="USD million",
            kind=MetricKind.FLOW,
            frequency=Frequency.QUARTER,
            default=True,
            title="Cross-border e-commerce sales",
        ),
        Metric(
            name="parcels",
            unit="thousand",
            kind=MetricKind.FLOW,
            frequency=Frequency.QUARTER,
            default=False,
            title="Cross-border parcels",
        ),
        _annual("population", "thousand persons", MetricKind.STOCK, "Population"),
        _annual("gdp", "USD million", MetricKind.FLOW, "Gross domestic product"),
        _annual("internet_users", "thousand persons", MetricKind.STOCK, "Internet users"),
        _annual("online_buyers", "thousand persons", MetricKind.STOCK, "Online buyers"),
        _annual("consumption_per_head", "USD", MetricKind.RATIO, "Household consumption per head"),
        _annual("logistics_index", "score 1 to 5", MetricKind.RATIO, "Reach of logistics"),
        _annual("payment_index", "score 0 to 100", MetricKind.RATIO, "Ease of payment"),
        _annual("customs_index", "score 1 to 5", MetricKind.RATIO, "Ease of customs clearance"),
        _annual("law_index", "score 0 to 100", MetricKind.RATIO, "Rule of law"),
    ),
    RATES_DATASET: (
        Metric(
            name="exchange_rate",
            unit="",
            kind=MetricKind.RATIO,
            frequency=Frequency.MONTH,
            default=True,
            title="Average exchange rate",
        ),
        Metric(
            name="exchange_rate_end",
            unit="",
            kind=MetricKind.RATIO,
            frequency=Frequency.MONTH,
            default=False,
            title="Exchange rate at the end of the period",
        ),
        Metric(
            name="exchange_rate_days",
            unit="days",
            kind=MetricKind.FLOW,
            frequency=Frequency.MONTH,
            default=False,
            title="Days behind the average",
        ),
    ),
}


@cache
def holding(name: str) -> Holding:
    """A shipped data set by its name."""
    dataset = DATASETS[name]
    content = (FOLDER / f"{name}.csv").read_bytes()
    observations = Observations(rows=_rows_of(dataset, content.decode()), metrics=_METRICS[name])
    when = _PUBLISHED[name]
    vintage = Vintage(
        dataset=name,
        number=1,
        published=when,
        imported=when,
        file=f"{name}.csv",
        fingerprint=hashlib.sha256(content).hexdigest(),
        rows=len(observations),
    )
    return Holding(dataset=dataset, vintage=vintage, observations=observations, assertions=_assertions())


def _rows_of(dataset: Dataset, text: str) -> tuple[Observation, ...]:
    if dataset.name != RATES_DATASET:
        return _rows(dataset, text)
    from xlmarket.store import rates

    return tuple(rates.rows(text, dataset.source))


def _rows(dataset: Dataset, text: str) -> tuple[Observation, ...]:
    periods: dict[str, Period] = {}
    qualifiers = {qualifier.value: qualifier for qualifier in Qualifier}
    statuses = {status.value: status for status in FigureStatus}
    return tuple(_row(row, dataset, periods, qualifiers, statuses) for row in csv.DictReader(text.splitlines()))


def _row(
    row: Mapping[str, str],
    dataset: Dataset,
    periods: dict[str, Period],
    qualifiers: Mapping[str, Qualifier],
    statuses: Mapping[str, FigureStatus],
) -> Observation:
    label = row["period"]
    period = periods.get(label) or periods.setdefault(label, parse_period(label))
    return Observation(
        market=row["market"],
        metric=row["metric"],
        period=period,
        value=float(row["value"]),
        unit=row["unit"],
        qualifier=qualifiers[row.get("qualifier") or "="],
        status=statuses[row.get("status") or dataset.status],
        source=row.get("source") or dataset.source,
        note=row.get("note") or "",
    )


@cache
def _assertions() -> tuple[Assertion, ...]:
    with (FOLDER / "assertions.csv").open(encoding="utf-8", newline="") as file:
        return tuple(Assertion(**row) for row in csv.DictReader(file))
