"""Texts as periods: the spellings that need no declaration, and those a mapping declares for its file."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from xlmarket.errors import PeriodError, quote
from xlmarket.periods.calendar import CIVIL, Calendar, Frequency
from xlmarket.periods.labels import may_be_month, names_two_years
from xlmarket.periods.period import Period
from xlmarket.periods.shapes import LabelShape, Years, mask, shape_of, shapes
from xlmarket.periods.whole import read_phrase
from xlmarket.periods.words import fold, languages_of, word_shapes

WRITTEN_LIKE = ("2015", "2015H2", "2015Q4", "2015-11", "2015W07", "Nov 2015")
_TWO_READINGS = re.compile(r"\d{4}[-/]\d{2}")
_RAISED = re.compile("[\u00b2\u00b3\u00b9\u2070-\u2089\u00bc-\u00be]")
_WITH_DECIMAL = re.compile(r"\d{4,6}\.0")
"""A year or month that a program wrote as a decimal number."""

_ROMAN = re.compile(r"(\d{4})[ /-](I{1,3}|IV)|(I{1,3}|IV)[ /-](\d{4})")
_NUMBERS = {"I": 1, "II": 2, "III": 3, "IV": 4}

_SLASHED = dict(shape_of(text, Frequency.MONTH) for text in ("YYYY/NN", "NN/YYYY", "NN-YYYY", "NN.YYYY"))
"""Months that only the other labels of a file set apart from weeks and from fiscal years."""

_BARE = {
    (frequency, shape): meaning
    for frequency in (Frequency.HALF, Frequency.QUARTER, Frequency.MONTH)
    for shape, meaning in (
        shape_of(text, frequency)
        for text in ("YYYY-N", "YYYY/N", "YYYY:N", "YYYY N", "N/YYYY")
        + (("YYYYNN", "YYYY:NN", "YYYY.NN", "YYYY NN") if frequency is Frequency.MONTH else ("YYYY.N",))
    )
}
"""Numbers that a declared frequency gives a meaning: `201501`, `2015:1`. October as a decimal number is 2015.1."""


def parse_period(text: str, calendar: Calendar = CIVIL) -> Period:
    """Read one period that needs no declaration beyond the calendar. Raises `PeriodError` for any other text."""
    text = " ".join(text.split())
    shape = shapes().get(mask(text))
    if _TWO_READINGS.fullmatch(text) and names_two_years(text) and not may_be_month(text):
        shape = _fiscal_shape(text)
    period = _of_shape(shape, text, calendar) if shape else read_phrase(text, calendar, parse_period)
    if period is None:
        raise PeriodError(f"{quote(text)} is not a period", found=text, allowed=WRITTEN_LIKE)
    return period


@dataclass(frozen=True, slots=True)
class PeriodSpelling:
    """How a file writes its periods: frequency, calendar and language as the mapping declares them.

    `fiscal` says that the mapping declares a calendar, be it the calendar year: then `FY2015` has a meaning.
    """

    frequency: Frequency | None = None
    calendar: Calendar = CIVIL
    language: str = ""
    fiscal: bool = False

    def read(self, text: str, *, month: bool = True) -> Period:
        """Read one label. `month` is false where `2008-09` is not a month, as the other labels of the file show.

        Raises `PeriodError` that names the key of the mapping which gives the label a meaning, where there is one.
        """
        if _RAISED.search(text):
            raise PeriodError("a raised digit is a mark, not a part of a period", found=text)
        text = " ".join(unicodedata.normalize("NFKC", text).split())
        text = text[:-2] if _WITH_DECIMAL.fullmatch(text) else text
        period = self._two_readings(text, month=month) or self._of_frequency(text) or self._of_language(text)
        period = period or self._plain(text)
        if self.frequency is not None and period.frequency is not self.frequency:
            raise PeriodError(f"the period is not of frequency {self.frequency}", found=text)
        return period

    def _two_readings(self, text: str, *, month: bool) -> Period | None:
        """`2008-09` and `2008/09`, which are months or fiscal years, and `11/2015`, which could be a week."""
        shape = _SLASHED.get(mask(text))
        if not _TWO_READINGS.fullmatch(text):
            if shape and not month:
                raise PeriodError("not a month, as other labels like it show", found=text, allowed=WRITTEN_LIKE)
            return self._of_shape(shape, text)
        if self.frequency is Frequency.MONTH:
            return self._of_shape(shapes()["9999-99"], text)
        if names_two_years(text) and (self.frequency is Frequency.YEAR or not month or not may_be_month(text)):
            return self._of_shape(_fiscal_shape(text), text)
        if not month:
            raise PeriodError("not a month, as other labels like it show", found=text, allowed=WRITTEN_LIKE)
        if names_two_years(text) and (self.fiscal or "/" in text):
            raise PeriodError(
                f"{quote(text)} may be a month or a fiscal year",
                found=text,
                remedy='add frequency = "M" or "A" to the mapping',
            )
        return self._of_shape(shapes()["9999-99"], text)

    def _of_frequency(self, text: str) -> Period | None:
        if self.frequency is Frequency.QUARTER and (roman := _ROMAN.fullmatch(text)):
            text = f"{roman[1] or roman[4]}Q{_NUMBERS[roman[2] or roman[3]]}"
        elif self.frequency is not None:
            return self._of_shape(_BARE.get((self.frequency, mask(text))), text)
        else:
            return None
        return self._of_shape(shapes()[mask(text)], text)

    def _of_language(self, text: str) -> Period | None:
        if not self.language:
            return None
        folded = fold(text)
        return self._of_shape(word_shapes(self.language).get(mask(folded)), folded)

    def _plain(self, text: str) -> Period:
        shape = shapes().get(mask(text))
        if shape:
            period = self._of_shape(shape, text)
            assert period is not None  # noqa: S101 - a shape always gives a period or an error
            return period
        try:
            return parse_period(text, self.calendar)
        except PeriodError as error:
            raise self._with_key(error, text) from None

    def _with_key(self, error: PeriodError, text: str) -> PeriodError:
        """The same error, with the key of the mapping that makes the text a period."""
        others = [f'language = "{tag}"' for tag in sorted(languages_of(text) - {self.language})]
        others += [
            f'frequency = "{letter}"' for letter, shape in _BARE if shape == mask(text) and letter is not self.frequency
        ]
        if error.remedy or not others:
            return error
        return PeriodError(error.what, found=text, remedy=f"{' or '.join(others)} in the mapping reads it")

    def _of_shape(self, shape: LabelShape | None, text: str) -> Period | None:
        return _of_shape(shape, text, self.calendar, fiscal=self.fiscal) if shape else None


def _fiscal_shape(text: str) -> LabelShape:
    return shape_of(f"YYYY{text[4]}YY", Frequency.YEAR, years=Years.FISCAL)[1]


def _of_shape(shape: LabelShape, text: str, calendar: Calendar, *, fiscal: bool = False) -> Period:
    """The period a text of a known shape means under a calendar."""
    year, number = shape.read_year(text), shape.read_number(text)
    if shape.frequency is Frequency.YEAR and not 1900 <= year <= 2100:
        raise PeriodError("years run from 1900 to 2100", found=text)
    match shape.years:
        case Years.FISCAL:
            return _fiscal(shape, text, calendar, declared=fiscal)
        case Years.CALENDAR:
            return Period.of(year, shape.frequency, number)
    if calendar == CIVIL or (shape.frequency is Frequency.WEEK and not calendar.holds_weeks):
        return Period.of(year, shape.frequency, number)
    if shape.frequency is Frequency.MONTH and not calendar.holds_weeks:
        return Period.holding(Period.of(year, Frequency.MONTH, number).start, Frequency.MONTH, calendar)
    label = Period.of(year, shape.frequency, number).label
    raise PeriodError(
        f"{quote(text)} may be a fiscal or a calendar period, as the figures count fiscal years",
        found=text,
        allowed=(f"FY{label}", f"CY{label}"),
    )


def _fiscal(shape: LabelShape, text: str, calendar: Calendar, *, declared: bool) -> Period:
    if calendar == CIVIL and not declared:
        raise PeriodError(
            f"{quote(text)} is a fiscal year, and no setting gives the month it begins in",
            found=text,
            remedy="add fiscal_start to the mapping of the import, or write the calendar year as 2015",
        )
    if shape.frequency is Frequency.WEEK and not calendar.holds_weeks:
        raise PeriodError("fiscal years of whole months have no weeks", found=text, allowed="2015W07")
    year = shape.read_year(text)
    if shape.following:
        year = _fiscal_name(year, text, calendar)
    return Period.of(year, shape.frequency, shape.read_number(text), calendar)


def _fiscal_name(first: int, text: str, calendar: Calendar) -> int:
    """The name of the fiscal year that runs from one calendar year into the next."""
    if not names_two_years(text) or calendar.first_month == 1:
        raise PeriodError("not the two calendar years of a fiscal year", found=text, allowed="2014/15")
    return first + (calendar.named == "end")
