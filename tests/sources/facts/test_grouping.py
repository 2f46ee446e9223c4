"""One set of tests for DuckDB, PostgreSQL and Spark: the observations of all engines are the ones written here."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.sources.facts.engines import Engine, figures
from tests.sources.facts.orders import ROWS, table_of
from xlmarket.errors import SourceError
from xlmarket.observations import FigureStatus, MetricKind
from xlmarket.sources.facts import increments
from xlmarket.sources.facts.measures import Group, group

pytestmark = pytest.mark.filterwarnings("ignore")  # Ibis and its engines warn of their own ways

JAPAN = ("JPN", "2015Q4"), ("JPN", "2016Q1")
SHOPLAND = ("Shopland", "2016Q2")


def test_facts_are_summed_by_market_and_period(engine: Engine) -> None:
    found = engine.read("orders")
    assert figures(found) == {
        ("BRA", "2015Q1"): 10.3,
        ("BRA", "2015Q2"): 11.7,
        JAPAN[0]: 0.333333,
        JAPAN[1]: 0.666667,
        SHOPLAND: 1000000000.123457,
    }
    assert found.observations.covered == (date(2015, 1, 5), date(2016, 5, 9))
    assert {row.status for row in found.observations} == {FigureStatus.DERIVED}
    assert found.observations.metrics[0].kind is MetricKind.FLOW
    assert found.findings[0] == "1 row without a value of amount left out"
    assert not found.rejects


@pytest.mark.parametrize(
    ("keys", "brazil"),
    [
        ({"value": "quantity * price"}, [60.07, -7.5]),
        ({"value": "price / (quantity + 2)", "decimals": 3}, [4.031, 0.833]),
        ({"value": "abs(quantity) * coalesce(amount, 0) - 1"}, [28.5, 17.4]),
        ({"how": "count", "value": ""}, [2, 2]),
        ({"how": "count", "value": "", "returns": "quantity < 0"}, [2, 0]),
        ({"how": "distinct", "value": "customer"}, [1, 2]),
        ({"how": "mean"}, [5.15, 5.85]),
        ({"how": "median", "value": "price"}, [10.045, 3.75]),
        ({"how": "quantile", "quantile": 0.9}, [9.11, 7.33]),
        ({"value": "price", "returns": "\"Order Status\" = 'returned'"}, [20.09, -2.5]),
        ({"value": "price", "cancelled": "\"Order Status\" in ('void', 'returned')"}, [20.09]),
        ({"where": "express or not country like 'Braz%'"}, [10.3]),
        ({"where": "day between '2015-02-06' and '2015-04-07' and \"Order Status\" is not null"}, [0.2, 7.7]),
    ],
)
def test_every_measure_filter_and_rule(engine: Engine, keys: dict[str, Any], brazil: list[float]) -> None:
    found = figures(engine.read("orders", **keys))
    assert [value for (market, _), value in found.items() if market == "BRA"] == brazil


@pytest.mark.parametrize(
    ("keys", "periods"),
    [
        ({"frequency": "A"}, ["2015", "2016"]),
        ({"frequency": "H"}, ["2015H2", "2016H1"]),
        ({"frequency": "M"}, ["2015-12", "2016-01"]),
        ({"frequency": "W"}, ["2015W53"]),
        ({"frequency": "Q", "fiscal_start": 2}, ["FY2016Q4"]),
        ({"frequency": "A", "fiscal_start": 4, "fiscal_name": "start"}, ["FY2015"]),
    ],
)
def test_days_become_periods_of_every_length_and_calendar(
    engine: Engine, keys: dict[str, Any], periods: list[str]
) -> None:
    found = figures(engine.read("orders", where="code = 'JP'", **keys))
    assert [period for _, period in found] == periods
    assert sum(found.values()) == pytest.approx(1)


def test_a_lookup_gives_rows_their_market(engine: Engine) -> None:
    lookup = {"table": "codes", "column": "code", "key": "iso"}
    found = engine.read("orders", market="land", value="price * weight", frequency="A", lookup=lookup)
    assert figures(found) == {("BRA", "2015"): 55.18, ("JPN", "2015"): 0.5, ("JPN", "2016"): 1.0}
    assert [reject.why for reject in found.rejects] == ["1 row without a market"]


@pytest.mark.parametrize(
    ("keys", "periods"),
    [
        ({"date": "time"}, ["2015-01", "2015-02", "2015-04"]),
        (
            {"date": "time", "times_in": "UTC", "zone": "America/Sao_Paulo"},
            ["2015-01", "2015-02", "2015-03", "2015-04"],
        ),
        ({"date": "time", "times_in": "Asia/Tokyo", "zone": "Asia/Tokyo"}, ["2015-01", "2015-02", "2015-04"]),
        ({"date": "moment", "zone": "America/Sao_Paulo"}, ["2015-01", "2015-02", "2015-03", "2015-04"]),
    ],
)
def test_the_day_of_a_time_is_that_of_the_zone(engine: Engine, keys: dict[str, Any], periods: list[str]) -> None:
    found = figures(engine.read("orders", frequency="M", where="code = 'BR'", **keys))
    assert [period for _, period in found] == periods


def test_each_market_has_its_own_zone(engine: Engine) -> None:
    zone = {"Brazil": "America/Sao_Paulo", "Brasil": "America/Sao_Paulo", "Japan": "Asia/Tokyo"}
    found = engine.read("orders", date="moment", frequency="M", zone=zone, how="count", value="")
    assert {("BRA", "2015-03"), ("JPN", "2016-01")} <= figures(found).keys()
    assert ("JPN", "2015-12") not in figures(found)
    assert [reject.why for reject in found.rejects] == ["1 row without a day"]


@pytest.mark.parametrize(
    ("keys", "what"),
    [
        ({"value": "amont"}, 'unknown column in value "amont": .*did you mean amount'),
        ({"where": '"country"'}, "where: country is a text, not a condition"),
        ({"where": "country = 5"}, "where: country is a text and 5 is a number"),
        ({"where": "country < 'C'"}, "no order that all engines share"),
        ({"where": "moment > '2015-01-01'"}, "moment has a time zone"),
        ({"date": "moment"}, "the times of moment have a zone; say whose days count"),
        ({"date": "time", "zone": "UTC"}, "the times of time have no zone; say in which"),
        ({"date": "country"}, "date: country is a text"),
        ({"value": "amount / 1000000"}, "5 values would lose more than a thousandth"),
        ({"where": "(code = 'BR') = true"}, "a condition is combined with and"),
        ({"value": "amount * 1e12"}, "cannot be grouped"),
    ],
)
def test_what_cannot_be_meant_is_refused(engine: Engine, keys: dict[str, Any], what: str) -> None:
    with pytest.raises(SourceError, match=what):
        engine.read("orders", **keys)


def test_a_changed_row_is_another_import_and_an_unchanged_table_the_same(engine: Engine) -> None:
    engine.load("changing", table_of(ROWS))
    first = engine.read("changing").fingerprint
    engine.load("changing", table_of(ROWS[::-1]))
    again = engine.read("changing")
    engine.load("changing", table_of([*ROWS[1:], (*ROWS[0][:4], 10.100001, *ROWS[0][5:])]))
    other = engine.read("changing")
    if engine.name != "spark":  # whose tables here are files with other names
        assert first == again.fingerprint != other.fingerprint
    assert figures(other)["BRA", "2015Q1"] == 10.300001


@pytest.mark.parametrize(
    "keys",
    [
        {"how": "distinct", "value": "customer"},
        {"how": "median", "value": "price"},
        {"how": "median", "frequency": "W"},
    ],
)
def test_late_rows_have_only_their_period_grouped_again_with_the_outcome_of_a_full_run(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keys: dict[str, Any]
) -> None:
    if engine.name == "spark":
        pytest.skip("tables of the tests have another name in each state there, and nothing is remembered of a new one")
    grouped: list[int | None] = []

    def watch(*arguments: Any, only: frozenset[Any] | None = None) -> list[Group]:
        grouped.append(only and len(only))
        return group(*arguments, only=only)

    monkeypatch.setattr(increments, "group", watch)
    late = ("Japan", "JP", date(2016, 1, 2), datetime(2016, 1, 2), 5.5, "7.25", 1, "z", "paid", False)
    for rows in (ROWS, ROWS[::-1], [late, *ROWS]):
        engine.load("late", table_of(rows))
        found = engine.read("late", memory=tmp_path, **keys)
        full = engine.read("late", **keys)
        assert (found.observations, found.fingerprint) == (full.observations, full.fingerprint)
    assert grouped[1:] == [1]


@pytest.mark.parametrize("how", ["distinct", "median"])
def test_an_unchanged_table_is_not_grouped_again(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    keys = {"how": how, "value": "quantity", "memory": tmp_path}
    first = engine.read("orders", **keys)
    monkeypatch.delattr(increments, "group")
    assert engine.read("orders", **keys).observations == first.observations
