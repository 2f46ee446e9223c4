"""Timing two things in turn, A B A B …, so that a machine whose speed drifts treats both alike."""

from __future__ import annotations

import gc
import math
import statistics
import time
from collections.abc import Callable, Mapping


def medians(
    contestants: Mapping[str, Callable[[], object]], runs: int = 7, patience: float = math.inf
) -> dict[str, float]:
    """Median seconds of each contestant over `runs` rounds, after one round that does not count.

    One that has taken `patience` seconds is not run again; if it took them in the first round, that one counts.
    """
    seconds: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(runs + 1):
        for name, run in contestants.items():
            if sum(seconds[name]) < patience:
                gc.collect()
                started = time.perf_counter()
                run()
                seconds[name].append(time.perf_counter() - started)
    return {name: statistics.median(times[1:] or times) for name, times in seconds.items()}


def table(title: str, seconds: Mapping[str, float], peer: str) -> str:
    """The medians with each contestant's ratio to `peer`: 2.0 is twice as fast as the peer."""
    width = max(map(len, seconds))
    lines = [title, "-" * len(title)]
    for name, median in seconds.items():
        lines.append(f"{name:<{width}}  {shown(median):>10}   {seconds[peer] / median:6.1f} x")
    return "\n".join(lines) + "\n"


def shown(seconds: float) -> str:
    """Seconds in the unit that suits them."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.2f} {unit}"
    return f"{seconds / 1e-9:.1f} ns"
