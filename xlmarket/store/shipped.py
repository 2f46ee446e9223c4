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


def _metric(
    name: str,
    unit: str,
    kind: MetricKind,
    title: str,
    frequency: Frequency = Frequency.YEAR,
    *,
    default: bool = False,
) -> Metric:
    return Metric(name=name, unit=unit, kind=kind, frequency=frequency, default=default, title=title)


_METRICS = {
    DEFAULT_DATASET: (
        _metric("destination_share", "percent", MetricKind.FLOW, "Share of destinations", default=True),
        _metric("markets", "countries and regions", MetricKind.STOCK, "Markets reached"),
        _metric("parcel_share", "percent", MetricKind.FLOW, "Share of parcels"),
        _metric("online_buyer_share", "percent", MetricKind.STOCK, "Share of the world's cross-border online buyers"),
        _metric("online_shoppers", "persons", MetricKind.STOCK, "Online shoppers"),
        _metric("ecommerce_to_gdp", "percent of GDP", MetricKind.RATIO, "E-commerce in GDP"),
        _metric("ecommerce_sales", "EUR billion", MetricKind.FLOW, "E-commerce sales"),
        _metric("ecommerce_growth", "percent per year", MetricKind.RATIO, "Growth of e-commerce"),
        _metric("ecommerce_to_gnp", "percent of GNP", MetricKind.RATIO, "E-commerce in GNP"),
        _metric("b2c_websites", "sites", MetricKind.STOCK, "B2C websites"),
        _metric("b2c_website_growth", "percent per year", MetricKind.RATIO, "Growth of B2C websites"),
    ),
    "sample-quarterly": (
        _metric(
            "sales", "USD million", MetricKind.FLOW, "Cross-border e-commerce sales", Frequency.QUARTER, default=True
        ),
        _metric("parcels", "thousand", MetricKind.FLOW, "Cross-border parcels", Frequency.QUARTER),
        _metric("population", "thousand persons", MetricKind.STOCK, "Population"),
        _metric("gdp", "USD million", MetricKind.FLOW, "Gross domestic product"),
        _metric("internet_users", "thousand persons", MetricKind.STOCK, "Internet users"),
        _metric("online_buyers", "thousand persons", MetricKind.STOCK, "Online buyers"),
        _metric("consumption_per_head", "USD", MetricKind.RATIO, "Household consumption per head"),
        _metric("logistics_index", "score 1 to 5", MetricKind.RATIO, "Reach of logistics"),
        _metric("payment_index", "score 0 to 100", MetricKind.RATIO, "Ease of payment"),
        _metric("customs_index", "score 1 to 5", MetricKind.RATIO, "Ease of customs clearance"),
        _metric("law_index", "score 0 to 100", MetricKind.RATIO, "Rule of law"),
    ),
    RATES_DATASET: (
        _metric("exchange_rate", "", MetricKind.RATIO, "Average exchange rate", Frequency.MONTH, default=True),
        _metric("exchange_rate_end", "", MetricKind.RATIO, "Exchange rate at the end of the period", Frequency.MONTH),
        _metric("exchange_rate_days", "days", MetricKind.FLOW, "Days behind the average", Frequency.MONTH),
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
