"""The room of a plot inside a picture: where a value lies in pixels, the marks of an axis, labels that do not overlap."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

LEAST_RANGE, SMALLEST = 1e-9, 1e-290
"""A range that is smaller, for its values or at all, is none: its axis begins at zero, or is from 0 to 1."""
STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class PlotArea:
    """A rectangle in pixels and the range of values that it shows from its bottom to its top."""

    left: float
    top: float
    right: float
    bottom: float
    low: float
    high: float

    @property
    def width(self) -> float:
        return self.right - self.left

    def y(self, value: float) -> float:
        """Return where a value lies above the bottom."""
        return self.bottom - (value - self.low) / (self.high - self.low) * (self.bottom - self.top)

    def across(self, value: float) -> float:
        """Return where a value lies from left to right."""
        return self.left + (value - self.low) / (self.high - self.low) * self.width

    def slot(self, place: int, count: int) -> float:
        """Return the middle of one of several columns."""
        return self.left + self.width * (place + 0.5) / count

    def stop(self, place: int, count: int) -> float:
        """Return one of several points from the left to the right end. One alone is in the middle."""
        return self.left + self.width * (place / (count - 1) if count > 1 else 0.5)


def choose_ticks(low: float, high: float, most: int = 4) -> list[float]:
    """Return round values for an axis, at most so many steps, whose first and last hold the range."""
    if high - low <= max(abs(low), abs(high)) * LEAST_RANGE:
        low, high = min(low, 0.0), max(high, 0.0)
    if high - low < SMALLEST:
        low, high = 0.0, 1.0
    raw = (high - low) / most
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(size * power for size in STEPS if size * power >= raw * (1 - 1e-9))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [number * step for number in range(first, last + 1)]


def spread(wanted: Sequence[float], height: float, top: float, bottom: float) -> list[float]:
    """Return places for labels of one height, as near to the wanted ones as they get without overlap.

    They keep their order. Where there is not enough room they are as far apart as it allows.
    """
    if not wanted:
        return []
    height = min(height, (bottom - top) / max(len(wanted) - 1, 1))
    order = sorted(range(len(wanted)), key=lambda place: wanted[place])
    groups: list[list[float]] = []
    for number, place in enumerate(order):
        groups.append([wanted[place] - number * height, 1.0])
        while len(groups) > 1 and groups[-2][0] > groups[-1][0]:
            (one, count), (two, more) = groups[-2:]
            groups[-2:] = [[(one * count + two * more) / (count + more), count + more]]
    starts = [start for start, count in groups for _ in range(round(count))]
    highest = bottom - (len(wanted) - 1) * height
    places = [0.0] * len(wanted)
    for number, place in enumerate(order):
        places[place] = min(max(starts[number], top), highest) + number * height
    return places
