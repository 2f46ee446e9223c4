"""Sums in reports are rounded once: every version of Python writes the same report."""

from xlmarket.report.query import add_up


def test_ten_tenths_are_one_whole() -> None:
    assert add_up([0.1] * 10) == 1.0
