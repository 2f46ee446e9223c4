"""The filters of templates: every example of the manual in the real sandbox, and the laws that hold for all values."""

from __future__ import annotations

import datetime
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from xlmarket.errors import TemplateError
from xlmarket.package.values import CellError
from xlmarket.periods import Frequency, Period
from xlmarket.report import manual
from xlmarket.report.engine import ENVIRONMENT
from xlmarket.report.filters import FILTERS, MOST
from xlmarket.report.query import say_period
from xlmarket.report.views import PeriodView
from xlmarket.template.marks import Marked
from xlmarket.template.read.expressions import compile_expression, compile_text

EXAMPLES = [example for name, filter_ in FILTERS.items() if name != "d" for example in manual.examples(filter_)]
FIGURES = st.floats(-MOST, MOST) | st.integers(-(10**18), 10**18)
DAYS = st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))
PERIODS = st.builds(Period.holding, DAYS, st.sampled_from(Frequency))


def shown(expression: str, **scope: Any) -> Any:
    return compile_expression(expression, ENVIRONMENT).value(scope)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.expression)
def test_an_example_gives_what_it_says(example: manual.Example) -> None:
    value = shown(example.expression)
    assert str(value) == example.shown
    if not isinstance(value, Marked):  # a link or note is of a whole cell
        assert compile_text(f"{{{{ {example.expression} }}}}.", ENVIRONMENT).value({}) == f"{example.shown}."


@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_has_examples_of_itself(name: str) -> None:
    found = manual.examples(FILTERS[name])
    assert found
    assert all(FILTERS[name].__name__ in one.expression for one in found[:3])


def test_the_page_of_filters_is_the_one_generated() -> None:
    page = Path(__file__).resolve().parents[2] / "docs" / "filters.md"
    assert page.read_text(encoding="utf-8") == manual.markdown(), "run: make docs"


@pytest.mark.parametrize("name", [name for name in FILTERS if name not in ("default", "d", "link", "note")])
@pytest.mark.parametrize(
    "value",
    [None, CellError("#N/A"), "n/a", "", "LTM", "0000Q1", True, float("nan"), float("inf"), -float("inf"), 10**400],
)
def test_what_cannot_be_shown_passes_through(name: str, value: object) -> None:
    assert FILTERS[name](value) is value
    assert shown(f"v | {name}", v=value) is value


@pytest.mark.parametrize("name", [name for name in FILTERS if name not in ("default", "d", "link", "note")])
def test_default_may_follow_a_filter_of_what_is_not_there(name: str) -> None:
    assert shown(f'v | {name} | default("n/a")', v=CellError("#N/A")) == "n/a"
    assert shown(f'v | {name} | default("n/a")') == "n/a"
    with pytest.raises(TemplateError, match="is undefined"):
        shown(f"v | {name}")


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ('1 | scaled("mn")', 'unknown unit "mn": choose from k, m, bn, tn'),
        ('"2015Q4" | period("nam")', 'unknown style of a period "nam": choose from name, .*did you mean name'),
        (
            '"2015Q4" | period(locale="de_XX")',
            'unknown locale; found "de_XX"; allowed: a language: de.*did you mean de',
        ),
        ('"2015-11" | month(width="wider")', "did you mean wide"),
        ('"2015-11-30" | date("meduim")', "did you mean medium"),
        ('"2015-11-30" | date(locale="")', "unknown locale"),
        ('1 | number(locale="../x")', "unknown locale"),
        ("1 | number(locale=none)", "unknown locale"),
        ("1 | number(-1)", 'decimals are a whole number; found "-1"; allowed: 0 to 15'),
        ("1 | percent(1000000000)", "allowed: 0 to 15"),
        ('1 | compact("one")', "allowed: 0 to 15"),
    ],
)
def test_an_argument_that_means_nothing_names_what_is_allowed(expression: str, said: str) -> None:
    with pytest.raises(TemplateError, match=said):
        shown(expression)


@given(FIGURES, st.integers(0, 6))
def test_a_percentage_reads_back_as_the_fraction(value: float, decimals: int) -> None:
    text = shown(f"v | percent({decimals})", v=value)
    assert float(text.removesuffix("%").replace(",", "")) == pytest.approx(
        value * 100, rel=1e-12, abs=0.5 * 10**-decimals * (1 + 1e-9)
    )


@given(FIGURES, st.integers(0, 3))
def test_a_compact_number_has_at_most_three_digits_before_the_point_below_trillions(
    value: float, decimals: int
) -> None:
    text = shown(f"v | compact({decimals})", v=value)
    digits = text.rstrip("kmbnt").lstrip("-").split(".")[0]
    assert len(digits) <= 3 or text.endswith("tn")
    if text[-1] in "kmn":
        assert digits != "0"


@given(FIGURES, st.sampled_from(["k", "m", "bn", "tn"]))
def test_a_scaled_number_is_the_same_with_its_unit_and_without(value: float, to: str) -> None:
    bare = shown("v | scaled(to, unit=false)", v=value, to=to)
    assert shown("v | scaled(to)", v=value, to=to) == f"{bare} {to}"


@given(FIGURES, st.sampled_from(["percent", "points", "signed", "scaled", "compact", "number"]))
def test_nothing_is_shown_as_minus_zero_or_plus_zero(value: float, name: str) -> None:
    text = shown(f"v | {name}", v=value)
    if text[0] in "+-":
        assert any(digit in "123456789" for digit in text)
    assert shown(f"v | {name}", v=value * 1e-300)[0] == "0" or abs(value) > 1e290


@given(FIGURES)
def test_a_figure_and_its_opposite_differ_only_in_the_sign(value: float) -> None:
    assume(round(value, 1))
    up, down = (shown("v | signed", v=one) for one in (abs(value), -abs(value)))
    assert (up[0], down[0], up[1:]) == ("+", "-", down[1:])
    turned = {"▲": "▼", "▼": "▲", "▶": "▶"}
    assert shown("v | arrow", v=-value) == turned[shown("v | arrow", v=value)]


@given(st.integers(-(10**9), 10**9))
def test_an_ordinal_is_the_number_and_two_letters(value: int) -> None:
    text = shown("v | ordinal", v=value)
    assert text == shown("v | ordinal", v=float(value))
    assert text[:-2] == f"{value:,}"
    assert text[-2:] in ("st", "nd", "rd", "th")


@given(st.floats(-1e12, 1e12), st.integers(0, 4))
def test_an_english_number_reads_back(value: float, decimals: int) -> None:
    text = shown("v | number(decimals)", v=value, decimals=decimals)
    assert float(text.replace(",", "")) == pytest.approx(value, rel=1e-12, abs=0.5 * 10**-decimals * (1 + 1e-9))


@given(PERIODS, st.sampled_from(["", "LTM ", "YTD "]))
def test_the_english_name_of_a_period_is_the_one_reports_speak(period: Period, window: str) -> None:
    label = f"{window}{period}"
    assert shown("p | period", p=label) == say_period(label)
    assert shown("p | period | period('label')", p=label) == (
        say_period(label) if period.frequency is Frequency.WEEK else label
    )


@given(PERIODS)
def test_a_period_its_label_and_what_prints_as_it_are_shown_alike(period: Period) -> None:
    view = PeriodView(period.label, say_period(period.label), period.year)
    for style in ("name", "label", "short", "year"):
        texts = {shown("p | period(style)", p=one, style=style) for one in (period, str(period), view)}
        assert len(texts) == 1
    assert shown("p | period('label')", p=period) == period.label
    assert shown("p | period('year')", p=period) == str(period.year)


@pytest.mark.parametrize(
    ("value", "style", "locale", "text"),
    [
        (2015, "name", "en", "2015"),
        (2015.0, "label", "en", "2015"),
        ("FY2015", "short", "en", "FY2015"),
        ("2015H2", "name", "fr", "H2 2015"),
        ("2015H2", "short", "en", "H2 15"),
        ("2015W53", "name", "en", "week 53 of 2015"),
        ("2015W53", "name", "de", "Woche 53 des Jahres 2015"),
        ("2015W07", "short", "de", "W07 15"),
        ("2015Q4", "name", "ja", "2015/Q4"),
        ("2015-11", "short", "de-AT", "Nov. 15"),
        ("ltm 2015Q4", "short", "en", "LTM Q4 15"),
    ],
)
def test_a_period_in_other_frequencies_and_languages(value: object, style: str, locale: str, text: str) -> None:
    assert shown("p | period(style, locale)", p=value, style=style, locale=locale) == text


@given(DAYS)
def test_a_day_is_shown_like_its_text_and_the_month_it_lies_in(day: datetime.date) -> None:
    moment = datetime.datetime(day.year, day.month, day.day, 12)
    assert len({shown("d | date('full')", d=one) for one in (day, moment, day.isoformat())}) == 1
    month = Period.holding(day, "M")
    assert len({shown("d | month", d=one) for one in (day, moment, day.isoformat(), month, month.label)}) == 1


@pytest.mark.parametrize("value", ["2015Q4", Period.of(2015), "2015-02-30", 11])
def test_what_lies_in_no_single_month_keeps_its_shape(value: object) -> None:
    assert shown("v | month", v=value) is value


def test_babel_is_loaded_by_the_filters_that_use_it_only() -> None:
    code = "import sys, xlmarket.report.filters as f; f.percent(0.1); assert 'babel' not in sys.modules, 'loaded'"
    subprocess.run([sys.executable, "-c", code], check=True)
