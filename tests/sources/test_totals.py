"""Markets that are sums of others: declared, or to be asked about."""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from collections.abc import Sequence
from typing import Any

from xlmarket.config import Mapping
from xlmarket.markets import standard_markets
from xlmarket.observations import Observation
from xlmarket.periods import Period
from xlmarket.sources.naming import MarketNames
from xlmarket.sources.tables import RawTable
from xlmarket.sources.totals import Totals

FIGURES = {"Brazil": (11, 13), "Peru": (27, 31), "Chile": (5, 8), "South": (43, 52)}


def totals(figures: Dictionary[str, Sequence[float]] = FIGURES, **keys: Any) -> tuple[Totals, list[Observation]]:
    mapping = Mapping(**keys)
    names = MarketNames(mapping, standard_markets())
    rows = [
        Observation(market=names.key_of_row(name), metric="sales", period=Period.of(2014 + n), value=value)
        for name, values in figures.items()
        for n, value in enumerate(values)
    ]
    return Totals(mapping, names, RawTable(file="f.csv", header=(), rows=[])), rows


def questions(figures: Dictionary[str, Sequence[float]] = FIGURES, **keys: Any) -> list[str]:
    found, rows = totals(figures, **keys)
    return [question.what for question in found.questions(rows)]


def test_a_sum_by_arithmetic_is_asked_about_with_its_parts() -> None:
    assert questions() == ['"South" is the sum of Brazil, Peru, Chile']


def test_a_sum_by_its_name_is_asked_about() -> None:
    assert questions({"Brazil": (1,), "Total": (9,), "Average": (3,)}) == [
        '"Total" has the name of a sum of other rows',
        '"Average" has the name of a result computed from other rows',
    ]


def test_a_declared_sum_and_a_denied_one_are_not_asked_about() -> None:
    assert questions(aggregates={"South": ()}) == []
    assert questions({"Brazil": (1,), "Total": (9,)}, aggregates={"Total": None}) == []


def test_the_members_of_an_aggregate_are_declared_or_found() -> None:
    found, rows = totals(aggregates={"South": ()})
    assert found.aggregates(rows) == {"South": ("BRA", "PER", "CHL")}
    found, rows = totals(aggregates={"South": ("Brazil",)})
    assert found.aggregates(rows) == {"South": ("BRA",)}
    found, rows = totals(parent={"Peru": "South", "Chile": "South"})
    assert found.aggregates(rows) == {"South": ("PER", "CHL")}
    found, rows = totals(aggregates={"North": ("Brazil",)})
    assert found.aggregates(rows) == {}
