"""Adding up: over the parts of a period, and over the members of a group."""

from __future__ import annotations

import numpy as np

from xlmarket.errors import Reason
from xlmarket.measures.figures import Figures, combined, exact_sum, total
from xlmarket.observations import MetricKind


def over_time(parts: Figures, kind: MetricKind) -> Figures:
    """One figure per bucket from its periods, [market, part] to [market].

    A flow is the sum of its parts, all of them present; a stock its last part; a ratio has a value for one part only.
    """
    if parts.shape[-1] == 1:
        return parts[..., 0]
    match kind:
        case MetricKind.FLOW:
            return total(parts, axis=-1)
        case MetricKind.STOCK:
            return parts[..., -1]
    return parts[..., -1].where(np.False_, Reason.NOT_MEANINGFUL)


def over_members(members: Figures, *, skip_missing: bool = False) -> Figures:
    """The sum of a group's members [member, …]; one missing makes it missing, unless those are to be skipped.

    With `skip_missing` it is the sum of the members there are, and missing only where there is none.
    """
    if not skip_missing:
        return total(members)
    there = members.present
    missing = np.where(there.any(axis=0), np.uint8(Reason.OK), np.uint8(Reason.MISSING))
    kept = np.where(there | (members.reasons == Reason.MISSING), np.uint8(Reason.OK), members.reasons)
    worst = combined(*kept) if len(kept) else missing
    return Figures(exact_sum(np.where(there, members.values, 0.0)), combined(worst, missing))
