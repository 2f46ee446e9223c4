"""The filters of report templates, `{{ m.share | percent }}`: figures, periods and days as text.

`engine` hands them to the template engine, and `docs/filters.md` is made of the docstrings. What a filter cannot show
(None, an error, text, a truth value, NaN) passes through unchanged, so that `default` can follow it.
"""

from __future__ import annotations

import datetime
import decimal
import re
from collections.abc import Callable, Iterable
from copy import copy
from typing import TYPE_CHECKING, Any, TypeGuard

from jinja2 import Undefined

from xlmarket.errors import PeriodError, TemplateError
from xlmarket.nearest import nearest
from xlmarket.package.number_text import number_text
from xlmarket.package.values import is_number
from xlmarket.periods import Frequency, Period, parse_period
from xlmarket.template.filters import default
from xlmarket.template.marks import link, note
from xlmarket.template.richtext import markdown

if TYPE_CHECKING:
    from babel import Locale

UNITS = {"k": 1e3, "m": 1e6, "bn": 1e9, "tn": 1e12}
_SIZES = {"": 1.0, **UNITS}
STYLES = ("name", "label", "short", "year")
WIDTHS = ("wide", "abbreviated", "narrow")
WINDOWS = ("LTM", "YTD")
DATES = ("short", "medium", "long", "full")
MOST = 1e300
"""Beyond it a percentage would no longer be a number."""
MOST_DECIMALS = 15
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SKELETONS = {
    (Frequency.YEAR, "name"): "y",
    (Frequency.YEAR, "short"): "y",
    (Frequency.QUARTER, "name"): "yQQQ",
    (Frequency.QUARTER, "short"): "yQQQ",
    (Frequency.MONTH, "name"): "yMMMM",
    (Frequency.MONTH, "short"): "yMMM",
}


def percent(value: Any, decimals: int = 1) -> Any:
    """A fraction in percent.

    `{{ 0.022 | percent }}` -> `2.2%`
    `{{ -0.2 | percent(0) }}` -> `-20%`
    `{{ 12.5 | percent }}` -> `1,250.0%`
    """
    return fixed(value, decimals, unit="%") if _is_printable(value) else value


def points(value: Any, decimals: int = 1) -> Any:
    """A difference of shares in points, with its sign.

    `{{ 0.003 | points }}` -> `+0.3`
    `{{ -0.0125 | points(2) }}` -> `-1.25`
    `{{ 0 | points }}` -> `0.0`
    """
    return fixed(value, decimals, "+", unit="%").removesuffix("%") if _is_printable(value) else value


def signed(value: Any, decimals: int = 1) -> Any:
    """A number with its sign. What rounds to zero has none.

    `{{ 4320.5 | signed }}` -> `+4,320.5`
    `{{ -3 | signed(0) }}` -> `-3`
    `{{ -0.04 | signed }}` -> `0.0`
    """
    return fixed(value, decimals, "+") if _is_printable(value) else value


def scaled(value: Any, to: str = "m", decimals: int = 1, unit: bool = True) -> Any:
    """A number in thousands (`k`), millions (`m`), billions (`bn`) or trillions (`tn`), with that unit or without it.

    `{{ 4320500000 | scaled }}` -> `4,320.5 m`
    `{{ 4320500000 | scaled("bn", 2) }}` -> `4.32 bn`
    `{{ 4320500000 | scaled("k", 0, unit=false) }}` -> `4,320,500`
    """
    if not _is_printable(value):
        return value
    text = fixed(value / UNITS[_one_of(to, UNITS, "unit")], decimals)
    return f"{text} {to}" if unit else text


def over(value: Any, size: float = 1.0) -> Any:
    """A number divided by another, which stays a number: for figures in the scale of a report.

    `{{ 4320500000 | over(1000000) }}` -> `4320.5`
    `{{ 22 | over(4) }}` -> `5.5`
    """
    return value / size if _is_printable(value) else value


def shown(value: Any, code: str = "#,##0.0", near_zero: str = "") -> Any:
    """A number as a cell with a number format of Excel shows it. What it rounds to zero has no sign.

    `near_zero` is the format of a number that the first one shows as zero. Raises `TemplateError` for a format that is
    not read here.

    `{{ 0.1234 | shown("0.0%") }}` -> `12.3%`
    `{{ -0.0004 | shown("+0.0%;-0.0%") }}` -> `0.0%`
    `{{ 0.04 | shown("#,##0.0", "0.0###") }}` -> `0.04`
    """
    if not _is_printable(value):
        return value
    text = number_text(value, code)
    if text is None:
        raise TemplateError(
            "this number format is not one of numbers", found=code, allowed=("0.0%", "#,##0", "+0.0;-0.0")
        )
    if any(digit in "123456789" for digit in text):
        return text
    return shown(value, near_zero) if near_zero else text.lstrip("+-")


def amount(value: Any, large: int = 1) -> Any:
    """An amount with one decimal, and with as many as it takes where it is small. `large`: decimals from 1,000 on.

    `{{ 4320.55 | amount }}` -> `4,320.6`
    `{{ 4320.55 | amount(0) }}` -> `4,321`
    `{{ 0.0312 | amount }}` -> `0.0312`
    """
    if not _is_printable(value):
        return value
    code = "#,##0" if not large and abs(value) >= 1000 else "#,##0.0"
    return shown(value, code if abs(value) >= 0.05 else "0.0###")


def rate(value: Any, decimals: int = 1) -> Any:
    """A rate of change in percent, with its sign. What rounds to zero has none.

    `{{ 0.192 | rate }}` -> `+19.2%`
    `{{ -0.0125 | rate(2) }}` -> `-1.25%`
    `{{ 0.0004 | rate }}` -> `0.0%`
    """
    zeros = f".{'0' * _places(decimals)}" if _places(decimals) else ""
    return shown(value, f"+0{zeros}%;-0{zeros}%")


def compact(value: Any, decimals: int = 1) -> Any:
    """A number in whichever of thousands, millions, billions and trillions is shortest.

    `{{ 1234567 | compact }}` -> `1.2m`
    `{{ 999950 | compact }}` -> `1.0m`
    `{{ -45300 | compact(0) }}` -> `-45k`
    `{{ 950 | compact(0) }}` -> `950`
    """
    if not _is_printable(value):
        return value
    places = _places(decimals)
    fitting = (unit for unit, size in _SIZES.items() if abs(round(value / size, places)) < 1000)
    unit = next(fitting, "tn")
    return fixed(value / _SIZES[unit], places) + unit


def ordinal(value: Any) -> Any:
    """A whole number as a place in a ranking, in English only. A fraction has none and stays as it is.

    `{{ 1 | ordinal }}` -> `1st`
    `{{ 11 | ordinal }}` -> `11th`
    `{{ 112 | ordinal }}` -> `112th`
    `{{ 1022 | ordinal }}` -> `1,022nd`
    `{{ 2.5 | ordinal }}` -> `2.5`
    """
    if not _is_printable(value) or value != int(value):
        return value
    last = abs(int(value)) % 100
    ending = "th" if 10 < last < 20 else {1: "st", 2: "nd", 3: "rd"}.get(last % 10, "th")
    return f"{int(value):,}{ending}"


def arrow(value: Any, threshold: float = 0.0005) -> Any:
    """An arrow for a change: up, down, or unchanged where it is smaller than the threshold.

    `{{ 0.022 | arrow }}` -> `▲`
    `{{ -0.022 | arrow }}` -> `▼`
    `{{ 0.0004 | arrow }}` -> `▶`
    `{{ 0.022 | arrow(0.05) }}` -> `▶`
    """
    if not _is_printable(value):
        return value
    if not value or abs(value) < threshold:
        return "▶"
    return "▲" if value > 0 else "▼"


def number(value: Any, decimals: int = 0, locale: str = "en") -> Any:
    """A number with the separators of a language or country.

    `{{ 1234567.8 | number }}` -> `1,234,568`
    `{{ 1234567.8 | number(1, "de") }}` -> `1.234.567,8`
    `{{ 1234567 | number(locale="hi") }}` -> `12,34,567`
    """
    if not _is_printable(value):
        return value
    places = _places(decimals)
    where = _locale(locale)
    pattern = copy(where.decimal_formats[None])
    pattern.frac_prec = (places, places)
    with decimal.localcontext(prec=400):
        return pattern.apply(value if round(value, places) else 0, where)


def period(value: Any, style: str = "name", locale: str = "en") -> Any:
    """A period in words: its `name`, its `label` in tables, a `short` name or its `year`.

    Takes a period, its label, or what prints as one, also after LTM or YTD. Halves are H1 and H2 in every language.

    `{{ "2015Q4" | period }}` -> `Q4 2015`
    `{{ "2015-11" | period }}` -> `November 2015`
    `{{ "Q4 2015" | period("label") }}` -> `2015Q4`
    `{{ "2015Q4" | period("short") }}` -> `Q4 15`
    `{{ "2015-11" | period("short") }}` -> `Nov 15`
    `{{ "2015Q4" | period("year") }}` -> `2015`
    `{{ "LTM 2015Q4" | period }}` -> `LTM Q4 2015`
    `{{ "2015-10" | period(locale="de") }}` -> `Oktober 2015`
    `{{ "2015Q4" | period("short", "fr") }}` -> `T4 15`
    """
    window, found = _read(value)
    if found is None:
        return value
    if _one_of(style, STYLES, "style of a period") == "year":
        return str(found.year)
    return f"{window} {_worded(found, style, locale)}".strip()


def month(value: Any, locale: str = "en", width: str = "wide") -> Any:
    """The name of the month of a day or monthly period, `wide`, `abbreviated` or `narrow`.

    `{{ "2015-11" | month }}` -> `November`
    `{{ "2015-03-31" | month("de") }}` -> `März`
    `{{ "2015-03-31" | month(width="abbreviated") }}` -> `Mar`
    """
    day = _day(value) or _first_of_month(value)
    if day is None:
        return value
    names = _locale(locale).months["stand-alone"][_one_of(width, WIDTHS, "width of a month")]
    return str(names[day.month])


def date(value: Any, format: str = "medium", locale: str = "en") -> Any:  # noqa: A002 - as templates say it
    """A day, also one written 2015-11-30: `short`, `medium`, `long` or `full`.

    `{{ "2015-11-30" | date }}` -> `Nov 30, 2015`
    `{{ "2015-11-30" | date("long", "en_GB") }}` -> `30 November 2015`
    `{{ "2015-11-30" | date(locale="de") }}` -> `30.11.2015`
    """
    day = _day(value)
    if day is None:
        return value
    from babel.dates import format_date

    return format_date(day, _one_of(format, DATES, "format of a date"), _locale(locale))


FILTERS: dict[str, Callable[..., Any]] = {
    "default": default,
    "d": default,
    "percent": percent,
    "points": points,
    "signed": signed,
    "scaled": scaled,
    "over": over,
    "shown": shown,
    "amount": amount,
    "rate": rate,
    "compact": compact,
    "number": number,
    "ordinal": ordinal,
    "arrow": arrow,
    "period": period,
    "month": month,
    "date": date,
    "markdown": markdown,
    "link": link,
    "note": note,
}
"""All filters by the name that templates use, those of the engine among them, in the order of the manual."""


def first_day(text: str) -> datetime.date | None:
    """The first day of the period a text names, or nothing: what it means in a cell formatted as a date."""
    try:
        return parse_period(text).start
    except PeriodError:
        return None


def _is_printable(value: Any) -> TypeGuard[float]:
    return is_number(value) and abs(value) <= MOST


def fixed(value: float, decimals: int, sign: str = "", *, unit: str = "") -> str:
    """A number with a fixed count of decimals, rounded half up as Excel does. The unit `%` multiplies by 100."""
    code = f"#,##0.{'0' * _places(decimals)}".rstrip(".") + unit
    text = str(number_text(value, f"{sign}{code};-{code}"))
    return text if any(digit in "123456789" for digit in text) else text.lstrip("+-")


def _places(decimals: Any) -> int:
    if isinstance(decimals, int) and 0 <= decimals <= MOST_DECIMALS:
        return decimals
    raise TemplateError("decimals are a whole number", found=decimals, allowed=f"0 to {MOST_DECIMALS}")


def _one_of(word: Any, known: Iterable[str], what: str) -> str:
    known = tuple(known)
    if word in known:
        return str(word)
    raise TemplateError.unknown(what, word, known)


def _locale(tag: Any) -> Locale:
    from babel import Locale, UnknownLocaleError, localedata

    try:
        return Locale.parse(str(tag).replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        language = str(tag).replace("_", "-").partition("-")[0]
        near = nearest(language, localedata.locale_identifiers())
    raise TemplateError("unknown locale", found=tag, allowed=("a language: de", "a country: de_AT"), nearest=near)


def _read(value: Any) -> tuple[str, Period | None]:
    """The period a value is or prints as, and the word of a window before it."""
    if isinstance(value, Undefined):
        return "", None
    text = str(int(value) if isinstance(value, float) and value.is_integer() else value)
    window, _, rest = text.strip().partition(" ")
    inside = window.upper() in WINDOWS
    try:
        found = parse_period(rest if inside else text)
    except PeriodError:
        return "", None
    return (window.upper() if inside else ""), (found if found.year else None)


def _worded(found: Period, style: str, locale: str) -> str:
    """A period in a style. Weeks have patterns of their own, because those of Babel do not count ISO weeks."""
    if style == "label":
        return found.label
    where = _locale(locale)
    year = f"{found.year % 100:02d}" if style == "short" else str(found.year)
    skeleton = _SKELETONS.get((found.frequency, style))
    if skeleton is not None:
        from babel.dates import format_skeleton

        text = format_skeleton(skeleton, found.start, locale=where)
        return text if found.frequency is Frequency.YEAR else text.replace(str(found.year), year)
    if found.frequency is Frequency.WEEK and style == "name":
        return str(where.datetime_skeletons["yw"].format % {"w": found.number, "Y": year})
    return f"{found.label.removeprefix(str(found.year))} {year}"


def _day(value: Any) -> datetime.date | None:
    if isinstance(value, str) and _DAY.fullmatch(value.strip()):
        try:
            return datetime.date.fromisoformat(value.strip())
        except ValueError:
            return None
    return value if isinstance(value, datetime.date) else None


def _first_of_month(value: Any) -> datetime.date | None:
    found = _read(value)[1]
    return found.start if found is not None and found.frequency is Frequency.MONTH else None
