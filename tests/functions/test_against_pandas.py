"""The functions on the illustrative set against pandas on its CSV: every market, every quarter."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from xlmarket.functions import CellError, call, open_snapshot
from xlmarket.store.sample import TARGET

FIGURES = open_snapshot("sample-quarterly")
FRAME = pd.read_csv(TARGET, keep_default_na=False)
SALES = FRAME[FRAME.metric == "sales"].pivot_table(index="market", columns="period", values="value")
NAMED = SALES.drop(index="OTHERS")
KEYS = [[key] for key in SALES.index]
PERIODS = list(SALES.columns)


def answers(name: str, *arguments: object) -> np.ndarray:
    rows = call(FIGURES, name, KEYS, [PERIODS], *arguments).rows
    return np.array([[np.nan if isinstance(cell, CellError) else cell for cell in row] for row in rows], dtype=float)


def agree(found: np.ndarray, expected: pd.DataFrame) -> None:
    np.testing.assert_allclose(found, expected.to_numpy(), rtol=1e-10, atol=1e-13, equal_nan=True)


def test_values_shares_and_growth() -> None:
    agree(answers("MARKET_VALUE"), SALES)
    agree(answers("MARKET_SHARE"), SALES / SALES.sum())
    agree(answers("MARKET_GROWTH"), SALES / SALES.shift(4, axis=1) - 1)
    agree(answers("MARKET_GROWTH", "POP"), SALES / SALES.shift(1, axis=1) - 1)
    agree(answers("MARKET_GROWTH", "LOG"), np.log(SALES / SALES.shift(4, axis=1)))
    agree(answers("MARKET_GROWTH", "ANN"), (SALES / SALES.shift(1, axis=1)) ** 4 - 1)
    year = SALES.T.rolling(4).sum().T
    agree(answers("MARKET_GROWTH", "LTM"), year / year.shift(4, axis=1) - 1)
    agree(answers("MARKET_INDEX", "2013Q1"), SALES.div(SALES["2013Q1"], axis=0) * 100)


def test_contributions_ranks_and_relative_shares() -> None:
    before = SALES.shift(4, axis=1)
    agree(answers("MARKET_CONTRIBUTION"), (SALES - before) / SALES.sum().shift(4))
    agree(answers("MARKET_RANK"), NAMED.rank(ascending=False, method="min").reindex(SALES.index))
    largest = NAMED.max()
    second = NAMED.apply(lambda column: column.nlargest(2).iloc[1])
    rivals = NAMED.apply(
        lambda column: column.map(lambda v: second[column.name] if v == largest[column.name] else largest[column.name])
    )
    agree(answers("MARKET_RELATIVE_SHARE"), (NAMED / rivals).reindex(SALES.index))


@pytest.mark.parametrize("period", PERIODS)
def test_concentration(period: str) -> None:
    shares = NAMED[period] / SALES[period].sum()
    expected = {
        "HHI": 10_000 * (shares**2).sum(),
        "CR4": shares.nlargest(4).sum(),
        "ENTROPY": -(shares * np.log(shares)).sum(),
        "EFFECTIVE": 1 / (shares**2).sum(),
        "GINI": np.abs(np.subtract.outer(shares.to_numpy(), shares.to_numpy())).mean() / 2 / shares.mean(),
    }
    for measure, value in expected.items():
        assert call(FIGURES, "MARKET_CONCENTRATION", None, period, measure).value == pytest.approx(value), measure


def test_years_windows_and_rates_over_them() -> None:
    years = SALES.T.groupby(lambda label: label[:4]).sum().T
    for key in ("BRA", "IND", "RUS"):
        assert call(FIGURES, "MARKET_VALUE", key, 2014).value == pytest.approx(years.loc[key, "2014"])
        assert call(FIGURES, "MARKET_CAGR", key, 2013, 2015).value == pytest.approx(
            (years.loc[key, "2015"] / years.loc[key, "2013"]) ** 0.5 - 1
        )
        assert call(FIGURES, "MARKET_VALUE", key, "YTD 2015Q3").value == pytest.approx(
            SALES.loc[key, "2015Q1":"2015Q3"].sum()
        )
        spread = np.diff(np.log(SALES.loc[key])).std(ddof=1) * math.sqrt(4)
        assert call(FIGURES, "MARKET_VOLATILITY", key).value == pytest.approx(spread)


def test_shares_within_a_group_are_of_its_members_of_the_day() -> None:
    members = [
        row[0] for row in call(FIGURES, "MARKET_CODE", call(FIGURES, "MARKET_MEMBERS", "ASEAN", 2015).value).rows
    ]
    total = SALES.loc[members, "2015Q4"].sum()
    assert call(FIGURES, "MARKET_SHARE", "Viet Nam", "2015Q4", "ASEAN").value == pytest.approx(
        SALES.loc["VNM", "2015Q4"] / total
    )
    ranks = call(FIGURES, "MARKET_RANK", [[key] for key in members], "2015Q4", "ASEAN").rows
    assert sorted(row[0] for row in ranks) == list(range(1, 11))
