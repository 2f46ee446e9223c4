"""Cells as the one writer makes them: what goes in is what openpyxl and lxml read, or an error that says why not."""

from __future__ import annotations

import math
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.package.sheets import parse, read_by_openpyxl
from xlmarket.errors import TemplateError
from xlmarket.package.archive import MAIN
from xlmarket.package.cell_xml import (
    cell_tail,
    cell_xml,
    element_xml,
    formula_tail,
    formula_xml,
    header_text,
    round_number,
    row_xml,
    value_xml,
)
from xlmarket.package.dates import EPOCH_1900, EPOCH_1904, DateCells
from xlmarket.package.rich_text import BOLD, Rich
from xlmarket.package.texts import MOST_TEXT, fit_text, unescape_text
from xlmarket.package.values import CODES, CellError

TEXTS = st.text().map(fit_text).filter(bool)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**15) + 1, 10**15 - 1)
SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def whole(tail: str) -> str:
    """The cell B5 with a tail."""
    return f'<c r="B5{tail}'


def day_of(text: str) -> date | None:
    return date(2015, 10, 1) if text == "2015Q4" else None


IN_1900, IN_1904 = DateCells(EPOCH_1900, day_of), DateCells(EPOCH_1904, day_of)


@given(NUMBERS)
def test_a_number_is_read_as_it_was(number: float) -> None:
    for cell in (whole(cell_tail("", number)), cell_xml("B5", number)):
        read = parse(cell)
        assert (read.get("t"), float(read.findtext(f"{{{MAIN}}}v") or "")) == (None, number)


@given(TEXTS)
@example("=1+1")
@example("+1")
@example("TRUE")
@example(" x ")
@example("two\nlines")
@example("_x000D_")
def test_a_text_is_read_as_it_was_and_is_never_a_formula(text: str) -> None:
    for cell in (whole(cell_tail("", text)), cell_xml("B5", text)):
        read = parse(cell)
        element = read.find(f"{{{MAIN}}}is/{{{MAIN}}}t")
        assert element is not None
        assert (read.get("t"), unescape_text(element.text or "")) == ("inlineStr", text)
        assert element.get(SPACE) == ("preserve" if text != text.strip() or "\n" in text else None)


@pytest.mark.parametrize("value", [True, False, 0, -7, 1.5, 1e-12, "text", "=1", "#N/A", *map(CellError, CODES)])
def test_openpyxl_reads_what_was_written(value: Any) -> None:
    shown = value.code if isinstance(value, CellError) else value
    rows = [row_xml(1, cell_xml("A1", value)), row_xml(2, f'<c r="A2{cell_tail("", value)}')]
    for row in read_by_openpyxl(rows):
        assert row == [shown]
        assert type(row[0]) is type(shown)


@settings(max_examples=25)
@given(st.lists(TEXTS.filter(lambda text: "\r" not in text), min_size=1, max_size=5))
def test_openpyxl_reads_any_texts(texts: list[str]) -> None:
    rows = [row_xml(number, cell_xml(f"A{number}", text)) for number, text in enumerate(texts, start=1)]
    assert [unescape_text(text) for (text,) in read_by_openpyxl(rows)] == texts


def test_nothing_is_an_empty_cell_that_keeps_its_style() -> None:
    assert cell_tail(' s="3"', None) == cell_tail(' s="3"', "") == '" s="3"/>'
    assert cell_xml("A1", None, style="3") == cell_xml("A1", "", style="3") == '<c r="A1" s="3"/>'


def test_a_number_of_numpy_is_a_number_and_any_other_object_its_text() -> None:
    assert cell_tail("", np.float64(0.5)) == cell_tail("", 0.5)
    assert cell_tail("", np.int64(5)) == cell_tail("", 5)
    assert cell_tail("", date(2015, 1, 2)) == cell_tail("", "2015-01-02")


def test_a_rich_text_keeps_its_runs() -> None:
    rich = Rich((("Sales ", BOLD), ("rose & fell", "")))
    read = parse(whole(cell_tail("", rich, font='<rFont val="Arial"/>')))
    runs = read.findall(f"{{{MAIN}}}is/{{{MAIN}}}r")
    assert [run.findtext(f"{{{MAIN}}}t") for run in runs] == ["Sales ", "rose & fell"]
    assert [child.tag for child in runs[0][0]] == [f"{{{MAIN}}}rFont", f"{{{MAIN}}}b"]
    assert runs[1].find(f"{{{MAIN}}}rPr") is None


@pytest.mark.parametrize(
    ("value", "what", "found"),
    [
        (math.nan, "no such number", "nan"),
        (math.inf, "no such number", "inf"),
        (10**15, "15 digits", "1000000000000000"),
        (-(10**15), "15 digits", "-1000000000000000"),
        ("x" * (MOST_TEXT + 1), "at most 32,767 characters", "32,768"),
        ("😀" * 16_384, "at most 32,767 characters", "32,768"),
        (Decimal("NaN"), "no such number", "nan"),
        ("a\x01b", "control characters", "a\x01b"),
        (Rich((("x" * MOST_TEXT, ""), ("y", BOLD))), "at most 32,767 characters", "32,768"),
        (len, "not a function", "<built-in function len>"),
        ([1, 2], "one value, not a list", "[1, 2]"),
        ({"a": 1}, "one value, not a list", "{'a': 1}"),
    ],
)
def test_a_report_refuses_what_a_cell_cannot_hold(value: Any, what: str, found: str) -> None:
    with pytest.raises(TemplateError, match=what) as refused:
        cell_tail("", value)
    assert refused.value.found == found


def test_the_longest_text_and_the_largest_whole_number_are_held() -> None:
    assert "x" * MOST_TEXT in cell_tail("", "x" * MOST_TEXT)
    assert "😀x" in cell_tail("", "😀" * 16_383 + "x")
    assert cell_tail("", Decimal("1.10")) == '"><v>1.1</v></c>'
    assert cell_tail("", 10**15 - 1) == '"><v>999999999999999</v></c>'


def test_a_sound_value_loses_only_what_no_cell_holds() -> None:
    assert value_xml("a\x01b" + "x" * MOST_TEXT)[1].count("x") == MOST_TEXT - 2


@pytest.mark.parametrize(
    ("value", "dates", "number"),
    [
        ("2015Q4", IN_1900, 42278),
        ("2015Q4", IN_1904, 40816),
        (date(1900, 3, 1), IN_1900, 61),
        (date(1904, 1, 1), IN_1904, 0),
        (datetime(2015, 10, 1, 18), IN_1900, 42278.75),
    ],
)
def test_a_cell_that_shows_dates_holds_days(value: Any, dates: DateCells, number: float) -> None:
    assert cell_tail("", value, dates=dates) == f'"><v>{number}</v></c>'


def test_a_text_that_is_no_day_stays_a_text_in_a_cell_of_dates() -> None:
    assert cell_tail("", "Brazil", dates=IN_1900) == cell_tail("", "Brazil")


@pytest.mark.parametrize(("day", "dates"), [(date(1900, 2, 28), IN_1900), (date(1903, 12, 31), IN_1904)])
def test_a_day_before_the_calendar_is_refused(day: date, dates: DateCells) -> None:
    with pytest.raises(TemplateError, match="no day before"):
        cell_tail("", day, dates=dates)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1.5, '"><f>A1&amp;"x"</f><v>1.5</v></c>'),
        ("a<b", '" t="str"><f>A1&amp;"x"</f><v>a&lt;b</v></c>'),
        ("", '" t="str"><f>A1&amp;"x"</f><v></v></c>'),
        (True, '" t="b"><f>A1&amp;"x"</f><v>1</v></c>'),
        (CellError("#N/A"), '" t="e"><f>A1&amp;"x"</f><v>#N/A</v></c>'),
        (None, '"><f>A1&amp;"x"</f></c>'),
    ],
)
def test_a_formula_keeps_its_value(value: Any, expected: str) -> None:
    assert formula_tail("", value, formula_xml('=A1&"x"')) == expected


def test_a_cell_that_another_formula_fills_has_a_value_and_no_formula() -> None:
    attributes = ' r="A1" s="1"'
    assert element_xml(attributes, *value_xml("x", of_formula=True)) == '<c r="A1" s="1" t="str"><v>x</v></c>'
    assert element_xml(attributes, *value_xml(None, of_formula=True)) == '<c r="A1" s="1"/>'


def test_cells_of_a_sheet_with_a_prefix_have_it_too() -> None:
    assert cell_xml("A1", "x", prefix="x:") == '<x:c r="A1" t="inlineStr"><x:is><x:t>x</x:t></x:is></x:c>'
    assert (
        row_xml(1, cell_xml("A1", 1, prefix="x:"), prefix="x:") == '<x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row>'
    )


@pytest.mark.parametrize(
    ("number", "rounded"),
    [(0.1 + 0.2, 0.3), (3.0, 3), (1234567890123456.0, 1234567890123460.0), (1e300, 1e300), (10**16, 1e16), (7, 7)],
)
def test_numbers_are_rounded_to_the_digits_of_a_cell(number: float, rounded: float) -> None:
    assert repr(round_number(number)) == repr(rounded)


@pytest.mark.parametrize(
    ("value", "text"), [(None, "-"), ("", "-"), (2015.0, "2015"), (1.5, "1.5"), ("Sales", "Sales")]
)
def test_the_header_of_a_column_is_a_text(value: Any, text: str) -> None:
    assert header_text(value) == text
