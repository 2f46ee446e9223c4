"""Observations: finite figures, bounds, and the table as columns and as a data frame."""

from __future__ import annotations

import pytest

from xlmarket.errors import InputError
from xlmarket.observations import COLUMNS, Metric, Observation, Observations, Qualifier
from xlmarket.periods import Period

ROW = Observation(market="BRA", metric="sales", period=Period.of(2015, "Q", 4), value=2.5, unit="USD")
TABLE = Observations(rows=(ROW,), metrics=(Metric(name="sales"),))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_a_figure_is_finite(value: float) -> None:
    with pytest.raises(InputError, match="finite"):
        Observation(market="BRA", metric="sales", period=ROW.period, value=value)


def test_fields_are_given_by_name() -> None:
    with pytest.raises(TypeError):
        Observation("BRA", "sales", ROW.period, 2.5)  # type: ignore[misc]


def test_above_and_below_are_bounds_and_about_is_none() -> None:
    assert [qualifier for qualifier in Qualifier if qualifier.is_bound] == [Qualifier.ABOVE, Qualifier.BELOW]


def test_a_table_is_counted_walked_and_given_as_columns() -> None:
    assert len(TABLE) == 1
    assert list(TABLE) == [ROW]
    columns = TABLE.columns()
    assert tuple(columns) == COLUMNS
    assert (columns["period"], columns["value"]) == (["2015Q4"], [2.5])


def test_a_table_is_a_data_frame_with_a_row_per_figure() -> None:
    frame = TABLE.to_frame()
    assert list(frame.columns) == list(COLUMNS)
    assert frame.loc[0, "period"] == "2015Q4"
    assert list(Observations(rows=(), metrics=()).to_frame().columns) == list(COLUMNS)
