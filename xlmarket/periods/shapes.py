"""The table of spellings: the shape of a text, its digits as 9, and where year and number stand in it.

Python and the formulas of a workbook read periods through this one table, so that both understand the same texts. Each
spelling is a template whose capitals are fields: `YYYY` a year, `YY` its last two digits, `N` and `NN` the number of the
period. All else is text, in any case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from xlmarket.periods.calendar import Frequency
from xlmarket.periods.months import MONTHS

_DIGITS = str.maketrans("0123456789", "9999999999")
_FIELD = re.compile("YYYY|YY|NN|N")


class Years(StrEnum):
    """Which years a spelling counts: those of the calendar, those it names as such (CY), or fiscal ones (FY, 2014/15)."""

    PLAIN = "plain"
    CALENDAR = "calendar"
    FISCAL = "fiscal"


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelShape:
    """What a text of one shape means. Places are (start, length), and a number that is not in digits is `fixed`."""

    frequency: Frequency
    year: tuple[int, int]
    number: tuple[int, int] | None = None
    fixed: int = 1
    following: tuple[int, int] | None = None
    years: Years = Years.PLAIN

    def read_year(self, text: str) -> int:
        """The year a text of this shape names."""
        return full_year(cut(text, self.year))

    def read_number(self, text: str) -> int:
        return int(cut(text, self.number)) if self.number else self.fixed


@dataclass(frozen=True, slots=True)
class Label:
    """A label taken apart without its calendar: `FY2015Q4` is quarter 4 of `FY2015`."""

    frequency: Frequency
    year: str
    number: int

    @property
    def is_fiscal(self) -> bool:
        return self.year.startswith("FY")


def read_label(text: str) -> Label | None:
    """Return a label of ours, or any spelling that needs no declaration, taken apart. None for any other text."""
    shape = shapes().get(mask(text))
    if shape is None:
        return None
    before = {Years.FISCAL: "FY", Years.CALENDAR: "CY", Years.PLAIN: ""}[shape.years]
    number = shape.read_number(text)
    known = shape.frequency is Frequency.WEEK or 1 <= number <= shape.frequency.per_year
    return Label(shape.frequency, f"{before}{shape.read_year(text)}", number) if known else None


CENTURY_PIVOT = 70


def full_year(digits: str) -> int:
    """A year of four digits, or of two: 70 to 99 are of the last century."""
    year = int(digits)
    return year if len(digits) == 4 else year + (1900 if year >= CENTURY_PIVOT else 2000)


def cut(text: str, place: tuple[int, int]) -> str:
    """The piece of a text at a place."""
    return text[place[0] : place[0] + place[1]]


def mask(text: str) -> str:
    """The shape of a text: capitals, single spaces, each digit a 9."""
    return " ".join(text.split()).upper().translate(_DIGITS)


@cache
def shapes() -> dict[str, LabelShape]:
    """Every shape that is read without a declaration. Those of fiscal years hold only under a fiscal calendar."""
    table: dict[str, LabelShape] = {}
    for spelled in (_years(), _parts(), _words(), _months(), _weeks(), _fiscal()):
        for shape, meaning in spelled:
            table.setdefault(shape, meaning)
    return table


Spelled = Iterator[tuple[str, LabelShape]]


def shape_of(template: str, frequency: Frequency, fixed: int = 1, years: Years = Years.PLAIN) -> tuple[str, LabelShape]:
    """Return a template as the shape of its texts and what they mean: `qN YYYY` is `Q9 9999`.

    A second year, as in `YYYY/YY`, is the one that follows. Raises `ValueError` for a template with digits, which all
    look alike in a shape.
    """
    if any(sign.isdigit() for sign in template):
        raise ValueError(f"a template with digits: {template}")
    fields = [(match[0], (match.start(), len(match[0]))) for match in _FIELD.finditer(template)]
    years_at = [place for text, place in fields if text.startswith("Y")]
    numbers_at = [place for text, place in fields if text.startswith("N")]
    shape = LabelShape(
        frequency=frequency,
        year=years_at[0],
        number=numbers_at[0] if numbers_at else None,
        fixed=fixed,
        following=years_at[1] if len(years_at) > 1 else None,
        years=years,
    )
    return mask(_FIELD.sub(lambda match: "9" * len(match[0]), template)), shape


def _years() -> Spelled:
    for template in ("YYYY", "YYYY-aN", "YYYY年"):
        yield shape_of(template, Frequency.YEAR)
    for template in ("cyYYYY", "cy YYYY"):
        yield shape_of(template, Frequency.YEAR, years=Years.CALENDAR)


LETTERS = {
    "h": Frequency.HALF,
    "s": Frequency.HALF,
    "q": Frequency.QUARTER,
    "t": Frequency.QUARTER,
    "m": Frequency.MONTH,
}
"""S and T are the half-year and quarter of French, Spanish, Portuguese and Italian."""


def _parts() -> Spelled:
    for letter, frequency in LETTERS.items():
        for part in (f"{letter}N", f"{letter}NN"):
            for between in ("", " ", "-", "/"):
                if (letter, between) != ("t", "-"):  # SDMX writes a third of a year as 2015-T1
                    yield shape_of(f"YYYY{between}{part}", frequency)
                yield shape_of(f"{part}{between}YYYY", frequency)
            for template in (f"cyYYYY{part}", f"cyYYYY {part}", f"{part} cyYYYY"):
                yield shape_of(template, frequency, years=Years.CALENDAR)
        if letter != "m":  # 9M 2015 is the first nine months
            for template in (
                f"N{letter}YYYY",
                f"N{letter} YYYY",
                f"N{letter}YY",
                f"N{letter} YY",
                f"{letter}N'YY",
                f"{letter}N’YY",
            ):
                yield shape_of(template, frequency)


_ORDINALS = (("Nst", "first"), ("Nnd", "second"), ("Nrd", "third"), ("Nth", "fourth"))
_CHINESE = "一二三四"


def _words() -> Spelled:
    for word, frequency in (("quarter", Frequency.QUARTER), ("qtr", Frequency.QUARTER), ("half", Frequency.HALF)):
        for template in (f"{word} N YYYY", f"{word} N, YYYY", f"YYYY {word} N", f"{word}N YYYY"):
            yield shape_of(template, frequency)
        for number, spelled in enumerate(_ORDINALS[: frequency.per_year], start=1):
            for ordinal in spelled:
                yield shape_of(f"{ordinal} {word} YYYY", frequency, number)
                yield shape_of(f"{ordinal} {word} of YYYY", frequency, number)
    for template in ("YYYY年第N季度", "YYYY年N季度", "YYYY年第N季"):
        yield shape_of(template, Frequency.QUARTER)
    for number, sign in enumerate(_CHINESE, start=1):
        yield shape_of(f"YYYY年第{sign}季度", Frequency.QUARTER, number)
    yield shape_of("YYYY年上半年", Frequency.HALF, 1)
    yield shape_of("YYYY年下半年", Frequency.HALF, 2)


def _months() -> Spelled:
    for template in ("YYYY-NN", "YYYY年N月", "YYYY年NN月"):
        yield shape_of(template, Frequency.MONTH)
    for number, month in enumerate(MONTHS, start=1):
        for name in (month[:3], month, *(["sept"] if number == 9 else [])):
            yield from spell_month(name.lower(), number)


def spell_month(name: str, number: int) -> Spelled:
    """The spellings of a month by one of its names."""
    for template in (
        "# YYYY",
        "#. YYYY",
        "#, YYYY",
        "#-YYYY",
        "#/YYYY",
        "#YYYY",
        "YYYY #",
        "YYYY #.",
        "YYYY-#",
        "YYYY#",
    ):
        yield shape_of(template.replace("#", name), Frequency.MONTH, number)


def _weeks() -> Spelled:
    for part in ("wN", "wNN"):
        for between in ("", " ", "-"):
            yield shape_of(f"YYYY{between}{part}", Frequency.WEEK)
            yield shape_of(f"{part}{between}YYYY", Frequency.WEEK)


_FISCAL_YEARS = (
    "fyYYYY",
    "fy YYYY",
    "fy-YYYY",
    "fyYY",
    "fy YY",
    "fy'YY",
    "fiscal YYYY",
    "fiscal year YYYY",
    "YYYY年度",
)
_TWO_YEARS = ("YYYY/YY", "YYYY-YY", "YYYY–YY", "YYYY/YYYY", "YYYY-YYYY", "YYYY–YYYY")
_FISCAL_LETTERS = {"h": "h", "q": "q", "m": "m", "p": "m", "w": "w"}


def _fiscal() -> Spelled:
    for template in (*_FISCAL_YEARS, *(before + years for before in ("", "fy", "fy ") for years in _TWO_YEARS)):
        yield shape_of(template, Frequency.YEAR, years=Years.FISCAL)
    for letter, meaning in _FISCAL_LETTERS.items():
        frequency = Frequency(meaning.upper())
        for part in (f"{letter}N", f"{letter}NN"):
            for year in ("fyYYYY", "fy YYYY", "fyYY"):
                for template in (f"{year}{part}", f"{year} {part}", f"{year}-{part}", f"{part} {year}"):
                    yield shape_of(template, frequency, years=Years.FISCAL)
