"""The two calendars, and the number formats that show a date."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, to_excel

from xlmarket.errors import TemplateError
from xlmarket.package.archive import MAIN
from xlmarket.package.dates import EPOCH_1900, EPOCH_1904, day_number, epoch_of, shows_date


@given(st.dates(date(1904, 1, 1), date(9999, 12, 31)))
def test_days_are_counted_as_openpyxl_counts_them(day: date) -> None:
    assert day_number(day, EPOCH_1900) == to_excel(day, CALENDAR_WINDOWS_1900)
    assert day_number(day, EPOCH_1904) == to_excel(day, CALENDAR_MAC_1904)
    assert day_number(day, EPOCH_1900) - day_number(day, EPOCH_1904) == 1462


@given(st.datetimes(datetime(1904, 1, 1), datetime(2100, 1, 1)))
def test_the_time_of_day_is_a_fraction(moment: datetime) -> None:
    number = day_number(moment, EPOCH_1900)
    counted = datetime(1899, 12, 30) + timedelta(days=number)
    assert abs(counted - moment) < timedelta(milliseconds=1)
    assert (type(number) is int) == (moment.time() == datetime.min.time())


@pytest.mark.parametrize(
    ("day", "epoch", "number"), [(date(1900, 3, 1), EPOCH_1900, 61), (date(1904, 1, 1), EPOCH_1904, 0)]
)
def test_the_first_day_of_a_calendar_is_held_and_the_one_before_is_not(day: date, epoch: date, number: int) -> None:
    assert day_number(day, epoch) == number
    with pytest.raises(TemplateError, match=f"no day before {day}"):
        day_number(day - timedelta(days=1), epoch)


@pytest.mark.parametrize(
    ("properties", "epoch"),
    [
        ("", EPOCH_1900),
        ("<workbookPr/>", EPOCH_1900),
        ('<workbookPr date1904="0"/>', EPOCH_1900),
        ('<workbookPr date1904="1"/>', EPOCH_1904),
        ('<workbookPr date1904="true"/>', EPOCH_1904),
    ],
)
def test_the_calendar_is_that_of_the_workbook(properties: str, epoch: date) -> None:
    assert epoch_of(etree.fromstring(f'<workbook xmlns="{MAIN}">{properties}</workbook>')) == epoch


@pytest.mark.parametrize(
    ("number", "code", "expected"),
    [
        (14, None, True),
        (0, None, False),
        (9, None, False),
        (31, None, True),
        (57, None, True),
        (164, "yyyy-mm-dd", True),
        (164, "0.0%", False),
        (164, '"May "0', False),
        (164, "[h]:mm", True),
        (27, "General", False),
    ],
)
def test_a_format_shows_a_date_by_its_number_or_its_code(number: int, code: str | None, expected: bool) -> None:
    assert shows_date(number, code) is expected
