"""Adding up: over the parts of a period, and over the members of a group."""

from __future__ import annotations

import numpy as np

from xlmarket.errors import Reason
from xlmarket.measures.figures import Figures, combine, exact_sum, total
from xlmarket.observations import MetricKind


def over_time(parts: Figures, kind: MetricKind) -> Figures:
    """Return one figure per bucket from its periods: array (markets, periods of the bucket) to (markets).

    A flow is the sum of its parts and missing where one is. A stock is its last part. A ratio has a value for a single
    part only and is NOT_MEANINGFUL for several. The unit stays. Source: Eurostat, Handbook on quarterly
    national accounts (2013).
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
    """Return the sum of a group's members: array (members, …) to (…), in the unit of the members.

    A member without a number gives its reason to the sum. With `skip_missing` only those of another reason than MISSING
    do: the sum is that of the members there are, and MISSING where there is none.
    """
    if not skip_missing:
        return total(members)
    there = members.present
    missing = np.where(there.any(axis=0), np.uint8(Reason.OK), np.uint8(Reason.MISSING))
    kept = np.where(there | (members.reasons == Reason.MISSING), np.uint8(Reason.OK), members.reasons)
    worst = combine(*kept) if len(kept) else missing
    return Figures(exact_sum(np.where(there, members.values, 0.0)), combine(worst, missing))
