"""`Figures`: numbers and, next to each, the reason why it is none. Every formula takes and returns them.

The law of this room: where a value is NaN there is a reason other than OK, and where there is such a reason the value
is NaN, so that a missing figure can never be added, divided or shown as a number.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from types import EllipsisType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from xlmarket.errors import Reason

Floats = NDArray[np.float64]
Codes = NDArray[np.uint8]
Flags = NDArray[np.bool_]
OK, MISSING, UNDEFINED = np.uint8(Reason.OK), np.uint8(Reason.MISSING), np.uint8(Reason.UNDEFINED)
_ZERO_BASE, _NOT_MEANINGFUL = np.uint8(Reason.ZERO_BASE), np.uint8(Reason.NOT_MEANINGFUL)
"""The codes every step compares with, as numpy has them, since it is slow to make one of a `Reason`."""

Index = int | slice | EllipsisType | NDArray[np.intp] | Flags | Sequence[int] | None


@dataclass(frozen=True, slots=True, eq=False)
class Figures:
    """Values (float64) and reasons (uint8 codes of `Reason`), broadcast to one shape. Read-only by convention.

    A NaN without a reason gets MISSING, an infinity UNDEFINED, and any other reason than OK makes the value NaN.
    """

    values: Floats
    reasons: Codes = field(default_factory=lambda: np.zeros((), np.uint8))

    def __post_init__(self) -> None:
        values, reasons = np.asarray(self.values, dtype=np.float64), np.asarray(self.reasons, dtype=np.uint8)
        if values.shape != reasons.shape:
            values, reasons = np.broadcast_arrays(values, reasons)
        finite = np.isfinite(values)
        if not finite.all():
            said = np.where(np.isnan(values), MISSING, UNDEFINED)
            reasons = np.where((reasons == OK) & ~finite, said, reasons)
        sound = reasons == OK
        object.__setattr__(self, "values", values if sound.all() else np.where(sound, values, np.nan))
        object.__setattr__(self, "reasons", reasons)

    @classmethod
    def none(cls, shape: int | tuple[int, ...], reason: Reason = Reason.MISSING) -> Figures:
        """Return figures of a shape that all lack a number for one reason."""
        return cls(np.full(shape, np.nan), np.full(shape, reason, dtype=np.uint8))

    @classmethod
    def join(cls, first: Figures, second: Figures) -> Figures:
        """Return the figures of both, one after the other along the first axis: (m, …) and (n, …) to (m + n, …)."""
        return cls(np.concatenate([first.values, second.values]), np.concatenate([first.reasons, second.reasons]))

    @property
    def shape(self) -> tuple[int, ...]:
        return self.values.shape

    @property
    def present(self) -> Flags:
        """Where there is a number, as flags of the same shape."""
        return np.asarray(self.reasons == OK)

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, index: Index | tuple[Index, ...]) -> Figures:
        return Figures(self.values[index], self.reasons[index])

    def item(self) -> tuple[float, Reason]:
        """Return the only figure of an array of one cell, and its reason. Raises `ValueError` for any other shape."""
        return float(self.values.item()), Reason(int(self.reasons.item()))

    def where(self, keep: ArrayLike, reason: Reason) -> Figures:
        """Return the same figures. Those not to keep have `reason` instead, unless they had one. Shapes broadcast."""
        drop = ~np.asarray(keep, dtype=np.bool_) & (self.reasons == OK)
        if not drop.any() and drop.shape == self.shape:
            return self
        return Figures(self.values, np.where(drop, np.uint8(reason), self.reasons))


def stack(figures: Iterable[Figures], axis: int) -> Figures:
    """Return several figures of one shape side by side along a new axis."""
    listed = list(figures)
    return Figures(
        np.stack([one.values for one in listed], axis=axis), np.stack([one.reasons for one in listed], axis=axis)
    )


def combine(*reasons: ArrayLike) -> Codes:
    """Return the reasons of a formula's inputs as one: the first that is not OK, in the order given. Shapes broadcast."""
    found: Codes = np.asarray(reasons[0], dtype=np.uint8)
    for other in reasons[1:]:
        found = np.where(found == OK, np.asarray(other, dtype=np.uint8), found)
    return found


def along(figures: Figures, axis: int) -> Codes:
    """Return the first reason that is not OK along an axis, which the result lacks. An empty axis is MISSING."""
    if figures.shape[axis] == 0:
        return np.full(np.delete(figures.shape, axis), Reason.MISSING, dtype=np.uint8)
    first = np.expand_dims((figures.reasons != OK).argmax(axis=axis), axis)
    return np.asarray(np.take_along_axis(figures.reasons, first, axis=axis).squeeze(axis))


def ratio(above: Figures, below: Figures) -> Figures:
    """Return above / below, in the unit of one over that of the other. Shapes broadcast.

    A denominator of zero is ZERO_BASE, a negative one NOT_MEANINGFUL, a quotient beyond all numbers UNDEFINED. A reason
    of either side comes before these.
    """
    reasons = combine(
        above.reasons,
        below.reasons,
        np.where(below.values == 0, _ZERO_BASE, OK),
        np.where(below.values < 0, _NOT_MEANINGFUL, OK),
    )
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return Figures(above.values / below.values, reasons)


def difference(later: Figures, earlier: Figures) -> Figures:
    """Return later − earlier in their common unit. Shapes broadcast. A reason of either side is that of the result."""
    with np.errstate(over="ignore"):
        return Figures(later.values - earlier.values, combine(later.reasons, earlier.reasons))


def total(figures: Figures, axis: int = 0) -> Figures:
    """Return the sum along an axis, which the result lacks. The first reason along it is that of the sum.

    An empty sum is MISSING. Sums are those of `exact_sum`.
    """
    return Figures(exact_sum(figures.values, axis), along(figures, axis))


def exact_sum(values: Floats, axis: int = 0) -> Floats:
    """Return the sum along an axis, rounded once, to the 15 digits of a cell of Excel.

    So parts of 100 printed to one decimal sum to 100 exactly, and sums that are equal on paper are equal: they tie. A
    NaN makes the sum NaN. A sum beyond all numbers is infinite. Source: Shewchuk (1997), as `math.fsum`.
    """
    try:
        return np.asarray(np.apply_along_axis(_sum, axis, values), dtype=np.float64)
    except (OverflowError, ValueError):
        with np.errstate(over="ignore", invalid="ignore"):
            return np.asarray(values.sum(axis=axis), dtype=np.float64)


def _sum(values: Floats) -> float:
    return float(f"{math.fsum(values):.15g}")


def members_only(figures: Figures, residual: Flags | None) -> Flags:
    """Return flags of the shape of figures (members, …), true except for members that `residual` (members) marks."""
    if residual is None:
        return np.ones(figures.shape, dtype=np.bool_)
    flags = np.asarray(residual, dtype=np.bool_)
    return np.broadcast_to(~flags.reshape(flags.shape + (1,) * (figures.values.ndim - flags.ndim)), figures.shape)
