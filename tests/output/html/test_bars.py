"""Small bars of a history: one for each figure, none for what is missing."""

from __future__ import annotations

import re

import pytest

from xlmarket.output.html.bars import draw_bars


@pytest.mark.parametrize("from_zero", [True, False])
def test_a_history_without_any_figure_has_no_bars(from_zero: bool) -> None:
    drawn = draw_bars(["n/a", None, "n/a"], "Growth: n/a", from_zero=from_zero)
    assert "Growth: n/a" in drawn
    assert "<rect" not in drawn


def test_bars_of_rates_begin_at_the_lowest_figure_and_those_of_amounts_at_zero() -> None:
    def heights(*, from_zero: bool) -> list[float]:
        return [
            float(each) for each in re.findall(r'height="([0-9.]+)"', draw_bars([2, None, 4], "", from_zero=from_zero))
        ]

    assert heights(from_zero=True) == [12.0, 24.0]
    assert heights(from_zero=False) == [0.6, 24.0]
