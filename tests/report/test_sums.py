"""Sums in reports are rounded once: every version of Python writes the same report."""

from xlmarket.report.questions import summed


def test_ten_tenths_are_one_whole() -> None:
    assert summed([0.1] * 10) == 1.0
