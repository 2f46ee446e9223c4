"""A raw table becomes observations, and every cell of it is accounted for."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlmarket.config import Mapping
from xlmarket.markets import standard_markets
from xlmarket.observations import FigureStatus, Observations, Qualifier
from xlmarket.sources.tables import RawRow, RawTable
from xlmarket.sources.tidy import Tidying

HEADER = ("market", "metric", "period", "value")
MARKETS = st.sampled_from(["Brazil", "Peru", "Congo", "Shopland", "", "Chile"])
PERIODS = st.sampled_from(["2014", "2015", "soon", "", "2016"])
VALUES = st.sampled_from(["5", "6.5", "x", "n/a", "", " ", "(D)"])


def work(*rows: tuple[Any, ...], header: tuple[str, ...] = HEADER, **keys: Any) -> tuple[Tidying, Observations]:
    table = RawTable(file="f.csv", header=header, rows=[RawRow(n, row) for n, row in enumerate(rows, 2)])
    tidying = Tidying(table, Mapping(**keys), standard_markets())
    return tidying, tidying.observations()


@given(st.lists(st.tuples(MARKETS, st.just("sales"), PERIODS, VALUES), min_size=1, max_size=12))
def test_figures_gaps_rejects_and_unused_places_are_all_rows(rows: list[tuple[str, str, str, str]]) -> None:
    tidying, found = work(*rows, missing={"n/a": "not available"})
    assert len(found) + len(found.gaps) + len(tidying.rejects) + sum(unused.count for unused in tidying.unused) == len(
        rows
    )


@given(
    st.lists(st.tuples(st.sampled_from(["Brazil", "Peru", "Shopland"]), VALUES, VALUES, VALUES), min_size=1, max_size=8)
)
def test_figures_gaps_rejects_and_empty_cells_are_all_cells_of_a_wide_table(rows: list[tuple[str, ...]]) -> None:
    header, keys = ("market", "2013", "2014", "2015"), {"wide": "periods", "metric": "sales", "missing": {"n/a": ""}}
    tidying, found = work(*rows, header=header, **keys)
    notes = sum(3 * unused.count for unused in tidying.unused if unused.kind.endswith(("note row", "without figures")))
    empty = sum(unused.count for unused in tidying.unused if unused.kind == "empty cell")
    headers = [reject for reject in tidying.rejects if reject.place.row is None]
    if not headers and not any(unused.kind == "column" for unused in tidying.unused):
        assert len(found) + len(found.gaps) + len(tidying.rejects) + empty + notes == 3 * len(rows)


def test_the_columns_of_an_observation_are_read() -> None:
    header = (*HEADER, "unit", "qualifier", "status", "source", "note")
    _, found = work(("Brazil", "sales", "2015", "5", "USD", ">", "estimated", "agency", "rounded"), header=header)
    (row,) = found
    assert (row.market, row.period.label, row.value, row.unit) == ("BRA", "2015", 5, "USD")
    assert (row.qualifier, row.status, row.source, row.note) == (
        Qualifier.ABOVE,
        FigureStatus.ESTIMATED,
        "agency",
        "rounded",
    )


@pytest.mark.parametrize(("row", "column", "why"), [
    (("", "sales", "2015", "5"), "market", "the market is empty"), (("Brazil", "sales", "", "5"), "period", "the period is empty"),
    (("Brazil", "", "2015", "5"), "metric", "the metric is empty"), (("Brazil", "sales", "2015", "x"), "value", "not a figure"),
    (("Congo", "sales", "2015", "5"), "market", "means several markets"),
])  # fmt: skip
def test_a_reject_names_the_cell_to_blame(row: tuple[str, ...], column: str, why: str) -> None:
    tidying, _ = work(row)
    assert [(reject.place.column, reject.why.startswith(why)) for reject in tidying.rejects] == [(column, True)]


def test_an_invalid_word_is_a_reject_with_the_choices_and_its_value_apart() -> None:
    tidying, _ = work(("Brazil", "sales", "2015", "5", "sure"), header=(*HEADER, "status"))
    (reject,) = tidying.rejects
    assert (reject.why.partition(",")[0], reject.found) == ("invalid status: choose from published", "sure")


def test_a_second_figure_for_one_key_is_a_reject_that_names_the_first() -> None:
    tidying, found = work(("Brazil", "sales", "2015", "5"), ("Brasil", "Sales", "2015", "6"))
    assert [row.value for row in found] == [5]
    assert tidying.rejects[0].why.startswith("the figure was given before, in row 2, as 5")


def test_a_complete_file_has_derived_zeros_for_the_missing() -> None:
    _, found = work(("Brazil", "s", "2013", "5"), ("Peru", "s", "2015", "6"), complete=True)
    zeros = [(row.market, row.period.label, row.status) for row in found if row.value == 0]
    assert zeros == [
        (m, p, FigureStatus.DERIVED) for m, p in (("BRA", "2014"), ("BRA", "2015"), ("PER", "2013"), ("PER", "2014"))
    ]
