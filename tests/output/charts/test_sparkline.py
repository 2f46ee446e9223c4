"""Sparklines: small, quick, honest about gaps."""

from __future__ import annotations

import time

import pytest
from lxml import etree

from xlmarket.output.charts import sparkline_svg

SVG = "{http://www.w3.org/2000/svg}"


def parts(*values: float | None) -> tuple[str, etree._Element | None]:
    root = etree.fromstring(sparkline_svg(values, alt="A & <b>"))
    title, path = root.find(f"{SVG}title"), root.find(f"{SVG}path")
    assert title is not None
    assert path is not None
    assert title.text == "A & <b>"
    return str(path.get("d")), root.find(f"{SVG}circle")


def test_the_highest_value_is_at_the_top_and_the_lowest_at_the_foot() -> None:
    path, dot = parts(1.0, 3.0, 2.0)
    assert path == "M2.5 21.5L48.0 2.5L93.5 12.0"
    assert dot is not None
    assert (dot.get("cx"), dot.get("cy")) == ("93.5", "12.0")


def test_a_gap_breaks_the_line_and_is_never_zero() -> None:
    path, _ = parts(1.0, 2.0, None, 2.0, None, 1.0)
    assert path.count("M") == 3
    assert path.count("L") == 1
    assert path.count("h0") == 2


@pytest.mark.parametrize("values", [(5.0,), (5.0, 5.0), (0.0, 0.0)])
def test_values_that_are_equal_lie_in_the_middle(values: tuple[float, ...]) -> None:
    assert "12.0" in parts(*values)[0]


def test_without_figures_it_is_empty() -> None:
    assert parts() == parts(None, None) == ("", None)


def test_ten_thousand_take_less_than_two_seconds() -> None:
    values = [100.0 + number % 5 for number in range(12)]
    start = time.process_time()
    for _ in range(10_000):
        sparkline_svg(values, alt="Europe")
    assert time.process_time() - start < 2.0
