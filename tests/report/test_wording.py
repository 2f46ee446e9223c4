"""Sentences of reports: every figure in words, and what is missing said as missing."""

from __future__ import annotations

import pytest

from xlmarket.functions import open_snapshot
from xlmarket.package.values import CellError, CellValue
from xlmarket.report import wording
from xlmarket.report.query import ReportQuery
from xlmarket.report.regions import rows_of
from xlmarket.report.views import ScaleView

MISSING = CellError("#N/A", "no figure")


@pytest.mark.parametrize(
    ("value", "text"),
    [(4320.4, "4,320 USD"), (43.21, "43.2 USD"), (0.0123, "0.012 USD"), (0.0, "0.0 USD"), (-0.04, "-0.04 USD")],
)
def test_an_amount_keeps_the_digits_that_matter(value: float, text: str) -> None:
    assert wording.amount(value, "USD") == text


def test_sentences_round_half_up_as_the_cells_beside_them_do() -> None:
    assert wording.amount(28246.5, "EUR") == "28,247 EUR"
    assert wording.change(0.1125) == ", 11.3% more than a year earlier"
    assert wording.points(-0.00125) == ", 0.13 points down in a year"
    assert wording.format_signed(0.1045) == "+10.5%"
    assert ": 1,691, " in wording.concentration(1690.5, MISSING)


def test_a_missing_amount_is_called_unknown() -> None:
    assert wording.amount(MISSING, "USD") == "an unknown amount"


@pytest.mark.parametrize(
    ("rate", "clause"),
    [
        (0.25, ", 25.0% more than a year earlier"),
        (-0.1, ", 10.0% less than a year earlier"),
        (0.0004, ", unchanged on a year earlier"),
        (MISSING, ""),
    ],
)
def test_a_growth_rate_is_a_clause(rate: CellValue, clause: str) -> None:
    assert wording.change(rate) == clause


@pytest.mark.parametrize(
    ("change", "clause"),
    [
        (0.003, ", 0.30 points up in a year"),
        (-0.0123, ", 1.23 points down in a year"),
        (0.00001, ", the same share as a year earlier"),
        (MISSING, ""),
    ],
)
def test_a_change_of_share_is_in_points(change: CellValue, clause: str) -> None:
    assert wording.points(change) == clause


def test_a_rate_has_its_sign_unless_it_rounds_to_nothing() -> None:
    assert [wording.format_signed(rate) for rate in (0.192, -0.05, 0.0001)] == ["+19.2%", "-5.0%", "0.0%"]
    assert wording.format_signed(MISSING) == "n/a"


def test_a_chart_says_which_parts_it_leaves_out_and_when() -> None:
    parts = [[1.0, 2.0, 3.0], [MISSING, MISSING, 1.0], [MISSING, 1.0, MISSING]]
    text = wording.missing_parts(["Brazil", "Chile", "Peru"], ["2015Q1", "2015Q2", "2015Q3"], parts)
    assert "Chile (Q1 2015 to Q2 2015) and Peru (Q1 2015, Q3 2015)" in text
    assert wording.missing_parts(["Brazil"], ["2015Q1"], [[1.0]]) == ""


@pytest.mark.parametrize(
    ("index", "degree"),
    [(999.0, "not concentrated"), (1800.0, "moderately concentrated"), (1801.0, "highly concentrated")],
)
def test_the_hhi_is_read_by_the_merger_guidelines(index: float, degree: str) -> None:
    assert f", {degree} by" in wording.concentration(index, None)


def test_the_upper_bound_of_the_hhi_is_named_where_it_differs() -> None:
    assert "the index is 785" in wording.concentration(732.1, 785.4)
    assert "the index is" not in wording.concentration(732.1, 732.2)


def test_a_summary_gives_amount_growth_and_share_in_the_scale_of_the_report() -> None:
    query = ReportQuery.at(open_snapshot("sample-quarterly"), "2015Q4")
    (brazil,) = rows_of(query, [query.snapshot.resolve("Brazil").key])
    text = wording.summary(query, brazil, ScaleView("USD billion", 1000.0), leader="Brazil leads.")
    assert isinstance(brazil.value, float)
    assert f"came to {wording.amount(brazil.value / 1000, 'USD billion')} in Q4 2015, " in text
    assert f"This is {wording.percent(brazil.world_share)} of the world" in text
    assert text.endswith("Brazil leads.")


def test_a_summary_without_a_figure_says_so() -> None:
    query = ReportQuery.at(open_snapshot("sample-quarterly"), "2015Q4")
    (monaco,) = rows_of(query, [query.snapshot.resolve("Monaco").key])
    assert wording.summary(query, monaco, ScaleView("USD", 1.0)) == "There is no figure for the whole in Q4 2015."
