"""Ranks of members among each other. Members are on axis 0."""

from __future__ import annotations

import numpy as np

from xlmarket.errors import Reason
from xlmarket.measures.figures import Figures, Flags, members_only


def rank(values: Figures, residual: Flags | None = None) -> Figures:
    """Return the ranks of members: array (members, …) to (members, …), 1 for the largest, ties sharing a rank.

    `residual` (members) marks those that are never ranked (NOT_MEANINGFUL). A missing member has no rank and takes no
    place, so that a rank is one among the members present. Source: standard competition ranking ("1224"), as RANK.EQ of
    Excel.
    """
    ranked = values.where(members_only(values, residual), Reason.NOT_MEANINGFUL)
    keys = np.where(ranked.present, -ranked.values, np.inf)
    order = np.argsort(keys, axis=0, kind="stable")
    ordered = np.take_along_axis(keys, order, axis=0)
    places = np.broadcast_to(np.arange(len(values)).reshape(-1, *(1,) * (keys.ndim - 1)), keys.shape)
    starts = np.ones(keys.shape, dtype=np.bool_)
    starts[1:] = ordered[1:] != ordered[:-1]
    firsts = np.maximum.accumulate(np.where(starts, places, 0), axis=0)
    ranks = np.empty(keys.shape)
    np.put_along_axis(ranks, order, firsts + 1.0, axis=0)
    return Figures(ranks, ranked.reasons)
