"""What is said of a text, number, pattern or calendar that is not understood, word for word."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from xlmarket.errors import XlmarketError
from xlmarket.periods import (
    Calendar,
    DatePattern,
    Frequency,
    Period,
    PeriodSpelling,
    WeekCalendar,
    calendar_of,
    parse_period,
    read_calendar,
    read_period,
    resolve,
    through,
)  # fmt: skip

APRIL, RETAIL = Calendar(4), WeekCalendar(2, "start")
Q = Period.of(2015, "Q", 4)
WRITTEN = "choose from 2015, 2015H2, 2015Q4, 2015-11, 2015W07, Nov 2015"
TOKENS = "allowed: YYYY, YY, MMMM, MMM, MM, M, DD, D, Q"
NUMBER = "a number is a year (1900 to 2100), an offset (-999 to 0) or a date of Excel"


def spelling(text: str, frequency: Frequency | None = None, *, month: bool = True, fiscal: bool = False) -> Period:
    return PeriodSpelling(frequency=frequency, fiscal=fiscal).read(text, month=month)


MESSAGES: list[tuple[Callable[[], object], str]] = [
    (lambda: parse_period("2015X1"), f'"2015X1" is not a period: {WRITTEN}'),
    (lambda: read_period(True), f'"True" is not a period: {WRITTEN}, latest-4, LTM 2015Q4, 2010:2015'),
    (lambda: read_period(float("nan")), f'"nan" is not a period: {WRITTEN}, latest-4, LTM 2015Q4, 2010:2015'),
    (lambda: read_period(2_958_466), f'"2958466" is not a period: {WRITTEN}, latest-4, LTM 2015Q4, 2010:2015'),
    (lambda: read_period(-2_958_466), f'"-2958466" is not a period: {WRITTEN}, latest-4, LTM 2015Q4, 2010:2015'),
    (lambda: read_period(2015.5), f'{NUMBER}; found "2015.5"'),
    (lambda: read_period(1), f'{NUMBER}; found "1"'),
    (lambda: read_period(1899), f'{NUMBER}; found "1899"'),
    (lambda: read_period(-1000), f'{NUMBER}; found "-1000"'),
    (lambda: read_period("2015-02-30"), '"2015-02-30" is not a date'),
    (lambda: parse_period("2015Q5"), 'a year has 4 periods of this frequency; found "2015Q5"'),
    (lambda: Period.of(2015, "Q", 0), 'a year has 4 periods of this frequency; found "2015Q0"'),
    (lambda: parse_period("2014W53"), '2014 does not have this week; found "2014W53"; allowed: 2015W07'),
    (lambda: parse_period("1899"), 'years run from 1900 to 2100; found "1899"'),
    (lambda: parse_period("2101"), 'years run from 1900 to 2100; found "2101"'),
    (
        lambda: parse_period("FY2015"),
        (
            '"FY2015" is a fiscal year, and no setting gives the month it begins in; '
            "add fiscal_start to the mapping of the import, or write the calendar year as 2015"
        ),
    ),
    (
        lambda: parse_period("2015", APRIL),
        '"2015" may be a fiscal or a calendar period, as the figures count fiscal years: choose from FY2015, CY2015',
    ),
    (
        lambda: parse_period("FY2015W07", APRIL),
        'fiscal years of whole months have no weeks; found "FY2015W07"; allowed: 2015W07',
    ),
    (
        lambda: parse_period("2014/16", APRIL),
        'not the two calendar years of a fiscal year; found "2014/16"; allowed: 2014/15',
    ),
    (lambda: parse_period("2015-01-01/2015-02-30"), 'not two dates; found "2015-01-01/2015-02-30"'),
    (
        lambda: parse_period("2015-01-02/2015-03-31"),
        'these days are not a whole period; found "2015-01-02/2015-03-31"; allowed: 2015-01-01/2015-03-31',
    ),
    (
        lambda: parse_period("Year ended March 2015"),
        (
            'not the end of a year by the calendar of the figures; found "Year ended March 2015"; '
            "the figures count calendar years: fiscal_start in the mapping is the month after the last one"
        ),
    ),
    (lambda: spelling("2015²"), 'a raised digit is a mark, not a part of a period; found "2015²"'),
    (lambda: spelling("2015Q4", Frequency.YEAR), 'the period is not of frequency A; found "2015Q4"'),
    (
        lambda: spelling("11/2015", month=False),
        (
            'not a month, as other labels like it show; found "11/2015"; allowed: '
            "2015, 2015H2, 2015Q4, 2015-11, 2015W07, Nov 2015"
        ),
    ),
    (
        lambda: spelling("2008-10", month=False),
        (
            'not a month, as other labels like it show; found "2008-10"; allowed: '
            "2015, 2015H2, 2015Q4, 2015-11, 2015W07, Nov 2015"
        ),
    ),
    (
        lambda: spelling("2008/09"),
        '"2008/09" may be a month or a fiscal year; add frequency = "M" or "A" to the mapping',
    ),
    (
        lambda: spelling("März 2015"),
        '"März 2015" is not a period; language = "de" in the mapping reads it',
    ),
    (
        lambda: spelling("2015:1"),
        '"2015:1" is not a period; frequency = "H" or frequency = "Q" or frequency = "M" in the mapping reads it',
    ),
    (lambda: resolve(read_period("latest"), ()), "there are no figures"),
    (
        lambda: resolve(read_period("2015-11"), (Q,)),
        'the figures have frequency Q, which does not give this period; found "2015-11"',
    ),
    (
        lambda: resolve(read_period(Period.of(2015, "M", 11)), (Period.of(2015, "Q", 4, APRIL),)),
        (
            "the figures have frequency Q and count fiscal years from April, named by the year they end in, which does not "
            'give this period; found "CY2015-11"'
        ),
    ),
    (lambda: resolve(read_period("2015Q4:2015Q1"), (Q,)), 'the range ends before it begins; found "2015Q4:2015Q1"'),
    (
        lambda: resolve(read_period("latest:2014Q1"), (Q,)),
        'the range ends before it begins; found "2015Q4:2014Q1"',
    ),
    (lambda: Q.inside("M"), 'a period of frequency Q does not lie in one of M; found "2015Q4"'),
    (lambda: Q.parts("A"), 'periods of frequency A do not make up 2015Q4; found "2015Q4"'),
    (lambda: Q.compare(Period.of(2015)), '2015Q4 and 2015 have different frequencies and no order; found "2015"'),
    (
        lambda: through(Q, Period.of(2015, "Q", 4, APRIL)),
        '2015Q4 and FY2015Q4 have different calendars and no order; found "FY2015Q4"',
    ),
    (lambda: Period.of(2015, "W", 53).years_ago(), "2015W53 has no partner: 2014 does not have week 53"),
    (
        lambda: DatePattern("yyyy"),
        (
            'not a date pattern: "yyyy" is not a token, and other text goes between quotes: '
            "choose from YYYY, YY, MMMM, MMM, MM, M, DD, D, Q (did you mean YYYY?)"
        ),
    ),
    (
        lambda: DatePattern("Y b"),
        f'not a date pattern: "Y" is not a token, and other text goes between quotes; found "Y b"; {TOKENS}',
    ),
    (lambda: DatePattern("MM"), f'not a date pattern: the year is missing; found "MM"; {TOKENS}'),
    *(
        (
            lambda text=text: DatePattern(text),
            f'not a date pattern: the {name} is there twice; found "{text}"; {TOKENS}',
        )
        for text, name in (
            ("YYYY YY", "year"),
            ("YYYY MM M", "month"),
            ("YYYY MM DD D", "day"),
            ("YYYY Q Q", "quarter"),
        )
    ),
    (
        lambda: DatePattern("YYYY Q D"),
        f'not a date pattern: a quarter goes with a year alone; found "YYYY Q D"; {TOKENS}',
    ),
    (lambda: DatePattern("YYYY D"), f'not a date pattern: a day needs a month; found "YYYY D"; {TOKENS}'),
    (
        lambda: DatePattern("YYYY MDD"),
        f'not a date pattern: it is not clear where M ends and DD begins; found "YYYY MDD"; {TOKENS}',
    ),
    (
        lambda: DatePattern("YYYY", "xx"),
        'unknown language of months "xx": choose from de, en, es, fr, it, ja, nl, pt, zh',
    ),
    (lambda: DatePattern("DD.MM.YYYY").read("2015"), '"2015" is not written like DD.MM.YYYY'),
    (
        lambda: DatePattern("DD.MM.YYYY").read("30.02.2015"),
        '"30.02.2015" is not a date, read as DD.MM.YYYY',
    ),
    (
        lambda: DatePattern("MMM YYYY").read("Mrz 2015"),
        'not the name of a month in language "en"; found "Mrz 2015"; language = "de" in the mapping reads it',
    ),
    (lambda: DatePattern("MMM YYYY").read("Foo 2015"), 'not the name of a month in language "en"; found "Foo 2015"'),
    (
        lambda: DatePattern("MM YYYY").read("04 2015", RETAIL),
        'a calendar month is not a month of a year of whole weeks; found "04 2015"',
    ),
    *(
        (
            lambda keys=keys: calendar_of(None, **keys),
            (
                f'a calendar needs the month in which its years begin; found "{next(iter(keys.values()))}"; '
                "add fiscal_start = 4, or the name of a month"
            ),
        )
        for keys in ({"named": "end"}, {"weeks": "4-4-5"}, {"year_end": "last friday"})
    ),
    (
        lambda: calendar_of(4, year_end="last friday"),
        'year_end goes with weeks; found "last friday"; add weeks = "4-5-4"',
    ),
    (
        lambda: calendar_of(4, weeks="4-5-4"),
        (
            'weeks need fiscal_name: what a year is named by; allowed: fiscal_name = "end", fiscal_name = "start"; '
            'the retail calendar of the NRF has "start", most companies "end"'
        ),
    ),
    (
        lambda: read_calendar("13 end"),
        'not a calendar: "13 end": choose from "4 end", "2 start 4-5-4 nearest saturday"',
    ),
]


@pytest.mark.parametrize(("read", "message"), MESSAGES, ids=[message[:40] for _, message in MESSAGES])
def test_a_message_names_the_value_and_what_is_allowed(read: Callable[[], object], message: str) -> None:
    with pytest.raises(XlmarketError) as raised:
        read()
    assert str(raised.value) == message
