"""Periods: years, halves, quarters, months and weeks. How they are written, ordered, shifted and chosen.

`parse_period` reads one period, `read_period` reads all that a formula may say (`latest-4`, `LTM 2015Q4`,
`2010:2015`), and `resolve` turns that into buckets of periods at the frequency the data has. A `Calendar` says where
years begin. `PeriodSpelling` reads the labels of a file under what its mapping declares.
"""

from xlmarket.periods.calendar import (
    CIVIL,
    NAMED_BY,
    WEEKS,
    YEAR_ENDS,
    Calendar,
    Frequency,
    WeekCalendar,
    calendar_of,
    read_calendar,
)
from xlmarket.periods.expression import (
    ALLOWED,
    LATEST,
    OnDate,
    PeriodExpression,
    PeriodSpan,
    Point,
    Relative,
    Window,
    read_period,
)
from xlmarket.periods.labels import not_months
from xlmarket.periods.months import MONTHS
from xlmarket.periods.pattern import DatePattern
from xlmarket.periods.period import Period, through
from xlmarket.periods.resolve import Bucket, resolve
from xlmarket.periods.shapes import Label, read_label
from xlmarket.periods.spelling import PeriodSpelling, parse_period
from xlmarket.periods.words import LANGUAGES

__all__ = [
    "ALLOWED",
    "CIVIL",
    "LANGUAGES",
    "LATEST",
    "MONTHS",
    "NAMED_BY",
    "WEEKS",
    "YEAR_ENDS",
    "Bucket",
    "Calendar",
    "DatePattern",
    "Frequency",
    "Label",
    "OnDate",
    "Period",
    "PeriodExpression",
    "PeriodSpan",
    "PeriodSpelling",
    "Point",
    "Relative",
    "WeekCalendar",
    "Window",
    "calendar_of",
    "not_months",
    "parse_period",
    "read_calendar",
    "read_label",
    "read_period",
    "resolve",
    "through",
]
