"""Ranks of members among each other; members on axis 0."""

from __future__ import annotations

import numpy as np

from xlmarket.errors import Reason
from xlmarket.measures.figures import Figures, Flags, members_only


def rank(values: Figures, residual: Flags | None = None) -> Figures:
    """Standard competition ranking ("1224") of [member, …] along axis 0: 1 is the largest, ties share a rank.

    `residual` [member] marks those that are never ranked (NOT_MEANINGFUL); a missing member has no rank and takes no
    place, so a rank is one among the members present.
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


def ranked_count(values: Figures, residual: Flags | None = None) -> Figures:
    """How many members have a rank, […]."""
    return Figures((values.present & members_only(values, residual)).sum(axis=0).astype(np.float64))
