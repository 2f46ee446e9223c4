"""Bounds in words: `more than 70 percent`. A bound never enters arithmetic, so a text is the one place that holds it."""

from __future__ import annotations

from xlmarket.observations import Observation, Qualifier

_WORDS = {Qualifier.ABOVE: "a lower bound: more than", Qualifier.BELOW: "an upper bound: at most"}


def describe_qualifier(row: Observation) -> str:
    """How a figure relates to the truth, a bound with its figure, or empty where it is exact."""
    if row.qualifier is Qualifier.ABOUT:
        return "about"
    if row.qualifier not in _WORDS:
        return ""
    return f"{_WORDS[row.qualifier]} {_plain(row.value)} {row.unit}".rstrip()


def _plain(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,}"
