"""Kinds of metrics by their unit and name."""

from __future__ import annotations

import pytest

from xlmarket.observations import MetricKind
from xlmarket.sources.kinds import is_money, is_ratio, kind_of, may_stand_together, pair_of


@pytest.mark.parametrize(("metric", "unit", "kind"), [
    ("sales", "USD million", MetricKind.FLOW), ("sales", "", MetricKind.FLOW), ("x", "EUR", MetricKind.FLOW), ("buyers", "persons", MetricKind.STOCK),
    ("x", "percent", MetricKind.RATIO), ("sales", "index 2015=100", MetricKind.RATIO), ("price", "USD", MetricKind.RATIO), ("sales per head", "USD", MetricKind.RATIO),
    ("debt", "USD", None), ("x", "", None), ("cumulative sales", "USD", None), ("sales and users", "", None), ("population", "", MetricKind.STOCK),
    ("parcels", "parcels", MetricKind.FLOW), ("e-commerce", "", MetricKind.FLOW), ("rank", "", None), ("x", "BRL per USD", MetricKind.RATIO),
])  # fmt: skip
def test_the_unit_decides_else_the_name_and_a_contradiction_is_open(
    metric: str, unit: str, kind: MetricKind | None
) -> None:
    assert kind_of(metric, unit) is kind


@pytest.mark.parametrize(
    ("unit", "money"),
    [("USD", True), ("JPY billion", True), ("€", True), ("BRL per USD", False), ("persons", False), ("ABC", False)],
)
def test_money_is_an_amount_of_one_currency(unit: str, money: bool) -> None:
    assert is_money(unit) is money


def test_markets_may_have_units_of_their_own_only_for_money_and_rates() -> None:
    assert may_stand_together("JPY", "BRL million")
    assert may_stand_together("BRL per EUR", "JPY per EUR")
    assert not may_stand_together("JPY", "persons")
    assert is_ratio("BRL per EUR")


def test_an_exchange_rate_names_both_currencies() -> None:
    assert [pair_of("per EUR", "BRL"), pair_of("per EUR", "Brazil"), pair_of("USD", "BRL")] == [
        "BRL per EUR",
        "per EUR",
        "USD",
    ]
