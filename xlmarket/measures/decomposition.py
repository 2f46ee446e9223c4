"""Shift-share: how much of a market's change its whole market brought, and how much its own share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from xlmarket.measures.figures import Figures, combine
from xlmarket.measures.share import share


@dataclass(frozen=True, slots=True)
class Effects:
    """The parts of a change, in the unit of the values and of one shape. They add up to the change."""

    market: Figures
    share: Figures
    interaction: Figures | None = None


def shift_share(
    start: Figures, end: Figures, whole_start: Figures, whole_end: Figures, *, classic: bool = False
) -> Effects:
    """Split end − start with V = s · W, share times whole. All four arrays broadcast to the shape of the effects.

    Midpoint (exact, symmetric): market effect = mean share · ΔW, share effect = mean whole · Δs.
    Classic: market effect = s₀ · ΔW, share effect = W₀ · Δs, interaction = Δs · ΔW.
    The reasons of either share go to every effect: a missing figure, ZERO_BASE for a whole of zero, NOT_MEANINGFUL for
    a negative one. Source: Marshall–Edgeworth midpoint weights, for the classic split Dunn (1960).
    """
    first, last = share(start, whole_start), share(end, whole_end)
    reasons = combine(first.reasons, last.reasons)
    grown, shifted = whole_end.values - whole_start.values, last.values - first.values
    if classic:
        return Effects(
            Figures(first.values * grown, reasons),
            Figures(whole_start.values * shifted, reasons),
            Figures(shifted * grown, reasons),
        )
    return Effects(
        Figures((first.values + last.values) / 2 * grown, reasons),
        Figures((whole_start.values + whole_end.values) / 2 * np.asarray(shifted), reasons),
    )
