"""The gate: what Python, numpy and pandas hand over means the same as the plain value, and mistakes name the choices."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from collections import deque
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlmarket.errors import ArgumentError, NotAvailable
from xlmarket.functions import CellError, call, open_snapshot
from xlmarket.functions.arguments import as_rows, bind, flat, is_empty, read_count, read_line, read_text
from xlmarket.functions.call import call_with
from xlmarket.functions.foreign import MISSING, to_argument
from xlmarket.functions.registry import find_function
from xlmarket.periods import Calendar, Period

FIGURES = open_snapshot("sample-quarterly")
GROWTH = find_function("MARKET_GROWTH")
SHARE = find_function("MARKET_SHARE")
DAY = dt.date(2015, 11, 5)
PAIR = ("Brazil", "Japan")


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("Brazil", "Brazil"),
        (np.str_("Brazil"), "Brazil"),
        (2015, 2015),
        (np.int64(2015), 2015),
        (np.uint8(3), 3),
        (np.float32(0.5), 0.5),
        (np.float64(2015), 2015.0),
        (Decimal("0.5"), 0.5),
        (Fraction(1, 2), 0.5),
        (np.bool_(True), True),
        (DAY, DAY),
        (pd.Timestamp("2015-11-05 13:00"), DAY),
        (np.datetime64("2015-11-05T13:00", "ns"), DAY),
        (np.datetime64("2015-11-05"), DAY),
        (pd.Period("2015-11-05", "D"), DAY),
        (pd.Period("2015Q4", "Q"), Period.of(2015, "Q", 4)),
        (pd.Period("2015", "Y"), Period.of(2015)),
        (pd.Period("2015-11", "M"), Period.of(2015, "M", 11)),
        (pd.Period("2015-11-05", "W"), Period.of(2015, "W", 45)),
        (pd.Period("2015Q4", "Q-MAR"), Period.of(2015, "Q", 1)),
        (pd.Period("2015", "Y-MAR"), Period.of(2015, "A", 1, Calendar(4))),
        (np.array("Brazil"), "Brazil"),
        (np.array(2015), 2015),
        (FIGURES.markets["BRA"], "BRA"),
        (Period.of(2015, "Q", 4), Period.of(2015, "Q", 4)),
        (None, None),
        (float("nan"), MISSING),
        (np.nan, MISSING),
        (pd.NaT, MISSING),
        (pd.NA, MISSING),
        (np.datetime64("NaT", "D"), MISSING),
        (Decimal("nan"), MISSING),
        (CellError("#N/A"), CellError("#N/A")),
    ],
    ids=repr,
)
def test_a_scalar_of_any_library_is_one_cell(value: Any, cell: object) -> None:
    read = to_argument(value)
    assert (type(read), read) == (type(cell), cell)


@pytest.mark.parametrize(
    "value",
    [
        list(PAIR),
        PAIR,
        np.array(PAIR),
        np.array(PAIR, dtype=object),
        pd.Series(PAIR),
        pd.Series(PAIR, dtype="category"),
        pd.Series(PAIR, index=[5, 3]),
        pd.Index(PAIR),
        pd.DataFrame({"country": PAIR})["country"],
        pd.array(list(PAIR), dtype="string"),
        deque(PAIR),
        dict.fromkeys(PAIR).keys(),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_list_of_any_library_is_a_tuple_of_cells(value: Any) -> None:
    assert to_argument(value) == PAIR
    assert call(FIGURES, "MARKET_SHARE", value, 2015) == call(FIGURES, "MARKET_SHARE", PAIR, 2015)


def test_generators_and_ranges_are_lists() -> None:
    assert to_argument(name for name in PAIR) == PAIR
    assert to_argument(range(2013, 2016)) == (2013, 2014, 2015)


@pytest.mark.parametrize(
    "value",
    [
        [["Brazil"], ["Japan"]],
        np.array(PAIR).reshape(2, 1),
        pd.DataFrame({"country": PAIR}),
        [pd.Series(["Brazil"]), np.array(["Japan"])],
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_table_of_any_library_is_rows_of_cells(value: Any) -> None:
    assert to_argument(value) == (("Brazil",), ("Japan",))


def test_days_in_arrays_are_days_and_missing_ones_are_missing() -> None:
    days = np.array(["2015-11-05", "NaT"], dtype="datetime64[ns]")
    assert to_argument(days)[1] == MISSING
    for values in (days, days.reshape(2, 1), pd.Series(days), pd.DatetimeIndex(days)):
        row = call(FIGURES, "MARKET_VALUE", "Brazil", values).rows[0]
        assert row == (call(FIGURES, "MARKET_VALUE", "Brazil", "2015Q4").value, MISSING)


def test_a_missing_value_is_never_an_omitted_argument() -> None:
    for missing in (float("nan"), pd.NaT, pd.NA):
        assert call(FIGURES, "MARKET_VALUE", "Brazil", missing).value == MISSING
        assert call(FIGURES, "MARKET_VALUE", ["Brazil", missing], 2015).rows[1] == (MISSING,)
    assert call(FIGURES, "MARKET_VALUE", "Brazil", None) == call(FIGURES, "MARKET_VALUE", "Brazil")


@pytest.mark.parametrize(
    "value", [{"Brazil"}, frozenset(PAIR), {"Brazil": 1}, b"Brazil"], ids=["set", "frozenset", "dict", "bytes"]
)
def test_what_has_no_order_is_refused(value: Any) -> None:
    with pytest.raises(ArgumentError, match="is not an argument"):
        to_argument(value)
    assert isinstance(call(FIGURES, "MARKET_VALUE", ["Brazil", value], 2015).rows[1][0], CellError)


def test_three_dimensions_are_refused() -> None:
    with pytest.raises(ArgumentError, match="at most two dimensions"):
        to_argument(np.zeros((2, 2, 2)))


def test_a_pandas_period_of_another_frequency_is_refused() -> None:
    with pytest.raises(ArgumentError, match="allowed: Y, Q"):
        to_argument(pd.Period("2015-11-05 13:00", "h"))


NAMES = st.sampled_from(["Brazil", "Japan", "BRA", "Brazl", "Congo", "European Union", "", "World"])
PERIODS = st.sampled_from(["2015Q4", "2015", "latest-4", "x", "LTM 2015Q4", ""])


@given(st.lists(NAMES, min_size=1, max_size=6), st.lists(PERIODS, min_size=1, max_size=4))
def test_a_series_gives_what_its_list_gives(markets: list[str], periods: list[str]) -> None:
    from_lists = call(FIGURES, "MARKET_SHARE", markets, periods)
    assert call(FIGURES, "MARKET_SHARE", pd.Series(markets), pd.Index(periods)) == from_lists
    assert call(FIGURES, "MARKET_SHARE", np.array(markets, dtype=object), tuple(periods)) == from_lists


@given(st.lists(st.integers(2013, 2015), min_size=2, max_size=5), st.booleans())
def test_numbers_of_numpy_are_years(years: list[int], whole: bool) -> None:
    array = np.array(years, dtype=np.int32 if whole else np.float64)
    assert call(FIGURES, "MARKET_VALUE", "Brazil", array) == call(FIGURES, "MARKET_VALUE", "Brazil", years)


def test_keywords_are_parameters_and_options() -> None:
    plain = call(FIGURES, "MARKET_GROWTH", "Brazil", "2015Q4", "POP", "parcels", "missing=skip; as=percent")
    by_name = {"period": "2015Q4", "kind": "POP", "metric": "parcels", "missing": "skip", "as_": "percent"}
    assert call_with(FIGURES, "MARKET_GROWTH", ("Brazil",), by_name) == plain
    mixed = call_with(
        FIGURES, "MARKET_GROWTH", ("Brazil", "2015Q4", "POP", "parcels", "missing=skip"), {"as_": "percent"}
    )
    assert mixed == plain
    assert call_with(FIGURES, "MARKET_CAGR", ("India",), {"from_": 2013, "to": 2015}) == call(
        FIGURES, "MARKET_CAGR", "India", 2013, 2015
    )


def test_options_as_keywords_take_dates_truths_and_weights() -> None:
    assert bind(SHARE, ["Brazil"], {"as_of": DAY})[-1] == "as_of=2015-11-05"
    score = find_function("MARKET_SCORE")
    assert (
        bind(score, ["Brazil"], {"weights": {"population": 2, "law_index": 1}})[-1]
        == "weights=population:2,law_index:1"
    )
    table = find_function("MARKET_TABLE")
    assert bind(table, [], {"headers": False})[-1] == "headers=0"
    assert bind(SHARE, ["Brazil"], {"currency": None})[-1] is None


@pytest.mark.parametrize(
    ("arguments", "keywords", "sentence"),
    [
        (
            ("Brazil", 2015, "YYO"),
            {},
            'invalid kind "YYO": choose from YOY, POP, LTM, YTD, ANN, LOG, CC (did you mean YOY?)',
        ),
        (("Brazil",), {"kind": "zz"}, 'invalid kind "zz": choose from YOY, POP, LTM, YTD, ANN, LOG, CC'),
        (
            ("Brazil",),
            {"knd": "YOY"},
            'unknown keyword "knd": choose from market, period, kind, ',
        ),
        (("Brazil",), {"method": "midpoint"}, "the option method has no meaning for MARKET_GROWTH; allowed: dataset, "),
        (("Brazil",), {"missing": "skp"}, 'invalid missing "skp": choose from error, skip (did you mean skip?)'),
        (("Brazil",), {"currency": "USD; x=1"}, "no semicolon"),
        (("Brazil",), {"currency": ["USD"]}, "the option currency takes one value"),
        (("Brazil",), {"market": "Japan"}, "MARKET_GROWTH got market twice"),
        (("Brazil",) * 6, {}, "MARKET_GROWTH takes at most 5 arguments"),
        ((), {"period": 2015}, "MARKET_GROWTH needs market"),
        (("Brazil", 2015, None, 5), {}, "a metric is a text"),
        (("Brazil", 2015, None, None, 5), {}, "options are one text"),
        ((5,), {}, "a market is a text"),
        (([["Brazil", "Japan"]] * 2,), {}, "one row or one column"),
    ],
)
def test_a_mistake_is_an_error_that_names_what_is_allowed(
    arguments: tuple[Any, ...], keywords: dict[str, Any], sentence: str
) -> None:
    value = call_with(FIGURES, "MARKET_GROWTH", arguments, keywords).value
    assert isinstance(value, CellError)
    assert sentence in value.sentence


@pytest.mark.parametrize(
    ("value", "empty"), [(None, True), ("", True), (" ", True), (0, True), (False, False), ("x", False)]
)
def test_omitted_empty_text_and_an_empty_cell_are_the_same(value: object, empty: bool) -> None:
    assert is_empty(value) is empty


def test_arguments_are_read_as_rows_and_lines() -> None:
    assert as_rows("a") == (("a",),)
    assert as_rows(["a", "b"]) == (("a", "b"),)
    assert flat([["a"], ["b"]]) == ("a", "b")
    assert read_line([["a"], ["b"]]) == ["a", "b"]
    with pytest.raises(NotAvailable, match="the market is empty"):
        read_text(" ", "market")


@pytest.mark.parametrize("value", [0, -1, 1.5, True, "3"])
def test_a_count_is_a_whole_number_from_one(value: object) -> None:
    assert read_count(3.0, "top") == 3
    with pytest.raises(ArgumentError, match="top takes a whole number from 1"):
        read_count(value, "top")


def test_a_plain_call_imports_neither_pandas_nor_duckdb() -> None:
    code = (
        "import sys; from xlmarket.functions import call, open_snapshot;"
        "call(open_snapshot(), 'MARKET_SHARE', ['Brazil', 'India']); print([m for m in ('pandas', 'duckdb') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
