"""One look at all rows before they are grouped: the days they cover, and rows that a rule cannot decide about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from xlmarket.config.facts import MOST_DECIMALS, USUAL_DECIMALS
from xlmarket.errors import SourceError
from xlmarket.listing import count_of
from xlmarket.sources.facts.buckets import day_in
from xlmarket.sources.facts.columns import undecided
from xlmarket.sources.facts.rows import Rows, Span

RULES = ("where", "cancelled", "returns")
_DUST = 1e-12
_SMALL = 1_000
"""A value of fewer than this many of the last decimal is rounded by more than a thousandth."""


@dataclass(frozen=True, slots=True)
class Survey:
    """The first and last time of all rows, and how many rows each rule cannot decide about."""

    span: Span
    open: dict[str, int]

    @property
    def findings(self) -> tuple[str, ...]:
        """A sentence for each rule that meets missing values."""
        does = {"where": "they are left out", "cancelled": "they count", "returns": "they count as sold"}
        return tuple(
            f"{key} cannot be decided for {count_of(number, 'row')}, where a column it reads is missing: {does[key]}"
            for key, number in self.open.items()
            if number
        )


def survey(engine: Any, rows: Rows) -> Survey:
    """Look at all rows. Raises `SourceError` where there are none, and where values are too small for `decimals`."""
    moment = rows.time
    wanted = {"first": moment.min(), "last": moment.max()}
    rules = {key: rule for key in RULES if (rule := rows.rule(key)) is not None}
    wanted |= {key: undecided(rule).sum() for key, rule in rules.items()}
    if _may_be_small(rows):
        wanted["small"] = _too_small(rows).sum()
    (seen,) = engine.to_pyarrow(rows.table.aggregate(**wanted)).to_pylist()
    if seen["first"] is None:
        raise SourceError(f"no row has a value in {rows.facts.date}", where=rows.place)
    _refuse_small(rows, seen.get("small") or 0)
    return Survey((_moment(seen["first"]), _moment(seen["last"])), {key: int(seen[key] or 0) for key in rules})


def _may_be_small(rows: Rows) -> bool:
    facts = rows.facts
    if facts.decimals is not None or not facts.value or facts.how in ("count", "distinct"):
        return False
    return rows.columns("value").exact(facts.value, USUAL_DECIMALS) is None


def _too_small(rows: Rows) -> Any:
    """Whether rounding to `decimals` takes more than a thousandth of a value."""
    value = rows.columns("value").number(rows.facts.value).abs()
    scaled = value * 10.0**USUAL_DECIMALS
    loss = (scaled - (scaled + 0.5).floor()).abs()
    return (value > _DUST) & (scaled < _SMALL) & (loss * _SMALL > scaled)


def _refuse_small(rows: Rows, number: int) -> None:
    if number:
        raise SourceError(
            f"{count_of(number, 'value')} would lose more than a thousandth by rounding to {USUAL_DECIMALS} decimals",
            where=rows.place,
            remedy=f"say how many count: decimals = {MOST_DECIMALS}, or fewer",
        )


def _moment(value: date | datetime) -> datetime:
    """A time as the engine stores it, without its zone, which all engines return as UTC."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    return datetime.combine(day_in(value), time())
