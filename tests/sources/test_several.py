"""Several figures of one period as one."""

from __future__ import annotations

import pytest

from xlmarket.observations import FigureStatus, Observation
from xlmarket.periods import Period
from xlmarket.sources.several import one_per_period


def day(value: float, market: str = "BRA", source: str = "") -> Observation:
    return Observation(market=market, metric="sales", period=Period.of(2015), value=value, source=source)


@pytest.mark.parametrize(("rule", "value"), [("first", 3), ("last", 2), ("mean", 2), ("sum", 6)])
def test_the_rule_makes_them_one_derived_figure(rule: str, value: float) -> None:
    (figure,) = one_per_period([day(3), day(1), day(2)], rule)
    assert (figure.value, figure.status, figure.note) == (value, FigureStatus.DERIVED, f"{rule} of 3 figures")


def test_a_single_figure_stays_as_published_and_sources_stay_apart() -> None:
    rows = [day(3), day(1, source="other"), day(2, "PER")]
    assert one_per_period(rows, "sum") == rows


def test_without_a_rule_nothing_is_joined() -> None:
    assert one_per_period([day(3), day(3)], "") == [day(3), day(3)]
