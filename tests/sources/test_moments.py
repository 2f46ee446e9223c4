"""Cells as periods under a mapping."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlmarket.config import Mapping
from xlmarket.errors import PeriodError
from xlmarket.sources.moments import period_reader
from xlmarket.sources.tables import RawCell


def label(cell: RawCell, labels: tuple[RawCell, ...] = (), **keys: Any) -> str:
    return period_reader(Mapping(**keys), labels or (cell,))(cell).label


@pytest.mark.parametrize(("cell", "keys", "wanted"), [
    ("2015", {}, "2015"), (2015.0, {}, "2015"), ("2015Q4", {}, "2015Q4"), (" 2015-11 ", {}, "2015-11"),
    (date(2015, 11, 3), {"frequency": "Q"}, "2015Q4"), ("2015-11-03", {"frequency": "M"}, "2015-11"),
    ("2015-11-03T12:00", {"frequency": "A"}, "2015"), ("3/11/2015", {"dates": "D/M/YYYY", "frequency": "M"}, "2015-11"),
    ("Nov 15", {"dates": "MMM YY"}, "2015-11"), ("Nov 15", {"dates": "MMM YY", "frequency": "Q"}, "2015Q4"),
    (date(2015, 11, 1), {"frequency": "W", "week_starts": "Sunday"}, "2015W45"),
])  # fmt: skip
def test_a_cell_is_a_period_by_its_spelling_its_date_or_the_pattern(
    cell: RawCell, keys: dict[str, Any], wanted: str
) -> None:
    assert label(cell, **keys) == wanted


@pytest.mark.parametrize(("cell", "keys", "what"), [
    ("soon", {}, "period"), ("2015-02-30", {"frequency": "M"}, "not a date"), (date(2015, 11, 3), {}, 'set frequency = "Q"'),
    ("3/11/2015", {}, 'set dates = "D/M/YYYY" or "M/D/YYYY"'), ("Nov '15", {}, "set dates = \"MMM 'YY\""),
])  # fmt: skip
def test_what_is_not_clear_is_refused_with_the_key_that_reads_it(
    cell: RawCell, keys: dict[str, Any], what: str
) -> None:
    with pytest.raises(PeriodError) as error:
        label(cell, **keys)
    assert what in str(error.value)


def test_all_labels_of_a_column_decide_whether_two_numbers_are_a_month() -> None:
    assert label("2008-09", ("2008-09", "2008-10")) == "2008-09"
    with pytest.raises(PeriodError):
        label("2008-09", ("2008-09", "2009-10", "2012-13"))


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from(["A", "H", "Q", "M", "W"]))
def test_a_day_falls_into_the_period_that_holds_it(day: date, frequency: str) -> None:
    period = period_reader(Mapping(frequency=frequency))(day)
    assert period.start <= day <= period.end
    assert period == period_reader(Mapping(frequency=frequency))(day.isoformat())
    assert period_reader(Mapping(frequency=frequency))(period.end + timedelta(1)) > period
