"""The day of a time in a zone, as an Ibis expression: offsets come from Python's zones, so all engines have the same."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

Changes = list[tuple[int, int]]
"""From which second of the epoch on which offset holds, in seconds. The first holds from the beginning."""

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - as engines have it
_STEP = timedelta(days=7)
_MARGIN = timedelta(days=2)


def seconds_of(time: Any) -> Any:
    """Seconds of the epoch of a time, with fractions cut off. A time without a zone counts as UTC."""
    return time.truncate("s").epoch_seconds().cast("int64")


def to_utc(seconds: Any, zone: str, first: datetime, last: datetime) -> Any:
    """Seconds of local times as those of UTC.

    Of an hour that a clock shows twice it is the first, and one that it leaves out is read with the offset before it.
    """
    changes = changes_of(zone, first, last)
    offsets = [offset for _, offset in changes]
    turns = [at + max(pair) for (at, _), pair in zip(changes[1:], pairwise(offsets), strict=True)]
    return seconds - _offset(seconds, turns, offsets)


def to_local(seconds: Any, zone: str, first: datetime, last: datetime) -> Any:
    """Seconds of UTC as those a clock of the zone shows."""
    changes = changes_of(zone, first, last)
    return seconds + _offset(seconds, [at for at, _ in changes[1:]], [offset for _, offset in changes])


def to_local_of(seconds: Any, market: Any, zones: Mapping[str, str], first: datetime, last: datetime) -> Any:
    """Seconds of UTC as the clocks of each row's market show them. Markets without a zone have none."""
    import ibis

    branches = [(market == name, to_local(seconds, zone, first, last)) for name, zone in zones.items()]
    return ibis.cases(*branches)


def day_of(seconds: Any) -> Any:
    """The day that seconds of the epoch fall on."""
    import ibis

    return (ibis.literal(_EPOCH) + seconds.as_interval("s")).date()


def changes_of(zone: str, first: datetime, last: datetime) -> Changes:
    """The offsets of a zone from two days before `first` to two days after `last`, to the second.

    A zone that changes twice within a week may be taken for one that did not: none has since 1970.
    """
    clock = ZoneInfo(zone)
    at, end = first.replace(tzinfo=UTC) - _MARGIN, last.replace(tzinfo=UTC) + _MARGIN
    changes = [(int(at.timestamp()), _offset_at(clock, at))]
    while at < end:
        later = at + _STEP
        if _offset_at(clock, later) != changes[-1][1]:
            turn = _turn(clock, at, later)
            changes.append((int(turn.timestamp()), _offset_at(clock, turn)))
        at = later
    return changes


def _turn(clock: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The first second with the offset of `after`."""
    low, high = int(before.timestamp()), int(after.timestamp())
    wanted = _offset_at(clock, after)
    while high - low > 1:
        middle = (low + high) // 2
        if _offset_at(clock, datetime.fromtimestamp(middle, UTC)) == wanted:
            high = middle
        else:
            low = middle
    return datetime.fromtimestamp(high, UTC)


def _offset_at(clock: ZoneInfo, moment: datetime) -> int:
    offset = moment.astimezone(clock).utcoffset()
    assert offset is not None  # noqa: S101 - the zone gives one
    return int(offset.total_seconds())


def _offset(seconds: Any, turns: list[int], offsets: list[int]) -> Any:
    import ibis

    branches = [(seconds < turn, offset) for turn, offset in zip(turns, offsets, strict=False)]
    return ibis.cases(*branches, else_=offsets[-1]) if branches else ibis.literal(offsets[0])
