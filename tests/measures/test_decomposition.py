"""Shift-share: worked examples of both ways to split a change."""

from __future__ import annotations

import math

import numpy as np
import pytest

from xlmarket.errors import Reason
from xlmarket.measures.decomposition import shift_share
from xlmarket.measures.figures import Figures

NAN = math.nan
START, END = Figures(np.array([10.0, 5.0, NAN])), Figures(np.array([18.0, NAN, 3.0]))
WHOLE_START, WHOLE_END = Figures(100.0), Figures(120.0)


def test_the_midpoint_splits_a_change_in_two() -> None:
    effects = shift_share(START, END, WHOLE_START, WHOLE_END)
    assert effects.market.values[0] == pytest.approx((0.10 + 0.15) / 2 * 20)
    assert effects.share.values[0] == pytest.approx((100 + 120) / 2 * 0.05)
    assert effects.interaction is None


def test_the_classic_split_has_an_interaction() -> None:
    effects = shift_share(START, END, WHOLE_START, WHOLE_END, classic=True)
    assert effects.interaction is not None
    parts = (effects.market.values[0], effects.share.values[0], effects.interaction.values[0])
    assert parts == pytest.approx((0.10 * 20, 100 * 0.05, 0.05 * 20))


@pytest.mark.parametrize("classic", [False, True])
def test_a_missing_end_leaves_no_effect(classic: bool) -> None:
    effects = shift_share(START, END, WHOLE_START, WHOLE_END, classic=classic)
    for part in (effects.market, effects.share, *([effects.interaction] if effects.interaction else [])):
        assert part.reasons.tolist() == [Reason.OK, Reason.MISSING, Reason.MISSING]
        assert np.isnan(part.values[1:]).all()


def test_a_whole_of_zero_has_no_share_to_split_by() -> None:
    effects = shift_share(Figures(1.0), Figures(2.0), Figures(0.0), Figures(10.0))
    assert effects.market.item()[1] is Reason.ZERO_BASE
