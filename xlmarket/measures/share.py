"""Shares: of a total, their change in points, relative to the largest competitor, and penetration. Members are on axis 0."""

from __future__ import annotations

import numpy as np

from xlmarket.errors import Reason
from xlmarket.measures.figures import Figures, Flags, difference, members_only, ratio, total


def share(part: Figures, whole: Figures) -> Figures:
    """Return part / whole as a fraction (0.022 for 2.2 %). Shapes broadcast.

    A whole of zero is ZERO_BASE, a negative whole NOT_MEANINGFUL. A negative part (net of returns) keeps its sign. A
    reason of either is that of the share.
    """
    return ratio(part, whole)


def share_change(later: Figures, earlier: Figures) -> Figures:
    """Return the change of a share in share points: later − earlier as a fraction (0.003 is 0.3 points).

    Shapes broadcast. A reason of either share is that of the change.
    """
    return difference(later, earlier)


def relative_share(values: Figures, residual: Flags | None = None) -> Figures:
    """Return each member over the largest *other* member: array (members, …) to (members, …), a ratio.

    The leader is above 1, joint leaders are at 1. `residual` (members) marks those that are no competitor (Others, Unspecified): they are never the largest and have
    no relative share of their own. Missing members are no competitor either. Without any other member the answer is
    NOT_MEANINGFUL. Source: Boston Consulting Group's growth–share matrix (Henderson, 1970).
    """
    named = members_only(values, residual)
    candidates = np.where(values.present & named, values.values, -np.inf)
    ordered = np.sort(candidates, axis=0)[::-1]
    first = ordered[:1] if len(ordered) else ordered
    second = ordered[1:2] if len(ordered) > 1 else np.full_like(first, -np.inf)
    leaders = (candidates == first).sum(axis=0, keepdims=True)
    largest_other = np.where((candidates == first) & (leaders == 1), second, first)
    nobody = np.isneginf(largest_other)
    rivals = Figures(np.where(nobody, np.nan, largest_other), np.where(nobody, Reason.NOT_MEANINGFUL, Reason.OK))
    return ratio(values.where(named, Reason.NOT_MEANINGFUL), rivals)


def penetration(value: Figures, base: Figures) -> Figures:
    """Return value / base (persons, gross domestic product, internet users, buyers), in the units of both.

    Shapes broadcast. A base of zero is ZERO_BASE, a negative one NOT_MEANINGFUL, a reason of either that of the result.
    """
    return ratio(value, base)


def shares_of(named: Figures, residual: Figures | None = None) -> Figures:
    """Return the shares of named members (members, …) in the sum of themselves and the residual (…), as fractions.

    One without a number leaves all shares of its column without one. A sum of zero is ZERO_BASE.
    """
    whole = total(named)
    if residual is not None:
        whole = total(Figures(np.stack([whole.values, residual.values]), np.stack([whole.reasons, residual.reasons])))
    return ratio(named, whole[None])
