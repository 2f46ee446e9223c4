"""Large facts grouped by the engine that holds them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from xlmarket.config import Facts
from xlmarket.errors import SourceError
from xlmarket.observations import FigureStatus, Observations
from xlmarket.sources.facts import NO_FACTS, aggregate

pytestmark = pytest.mark.filterwarnings("ignore")  # Ibis and its engine warn of their own ways
ORDERS = """country,day,amount,customer
Brazil,2015-01-05,10,a
Brasil,2015-02-06,5,a
Brazil,2015-04-07,7,b
Shopland,2015-12-09,1,c
"""


def grouped(folder: Path, **keys: Any) -> Observations:
    (folder / "orders.csv").write_text(ORDERS)
    return aggregate(folder / "orders.csv", Facts(**{"market": "country", "date": "day", "value": "amount", **keys}))


def figures(found: Observations) -> dict[tuple[str, str], float]:
    return {(row.market, row.period.label): row.value for row in found}


def test_facts_are_summed_by_market_and_period(tmp_path: Path) -> None:
    found = grouped(tmp_path)
    assert figures(found) == {("BRA", "2015Q1"): 15, ("BRA", "2015Q2"): 7, ("Shopland", "2015Q4"): 1}
    assert found.covered == (date(2015, 1, 5), date(2015, 12, 9))
    assert {(row.status, row.source) for row in found} == {(FigureStatus.DERIVED, "orders.csv")}


@pytest.mark.parametrize(
    ("keys", "value"),
    [
        ({"how": "count"}, 3),
        ({"how": "nunique", "value": "customer", "where": "country = 'Brazil'"}, 2),
        ({"where": "amount > 6"}, 17),
    ],
)
def test_they_are_counted_and_filtered_by_the_engine(tmp_path: Path, keys: dict[str, str], value: float) -> None:
    assert figures(grouped(tmp_path, frequency="A", **keys))["BRA", "2015"] == value


def test_a_complete_file_has_zeros_with_a_note(tmp_path: Path) -> None:
    found = grouped(tmp_path, complete=True, names={"Shopland": "Peru"})
    zeros = [(row.market, row.period.label, row.note) for row in found if not row.value]
    assert sorted(zeros) == [("BRA", "2015Q4", NO_FACTS), ("PER", "2015Q1", NO_FACTS), ("PER", "2015Q2", NO_FACTS)]


def test_what_the_engine_refuses_is_an_error_with_the_file(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"orders\.csv: the facts cannot be grouped"):
        grouped(tmp_path, value="amont")
