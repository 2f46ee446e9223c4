"""The areas of membership that the LAMBDA names look up: who counts as member of a whole, and which market lies in one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from xlmarket.formulas.names.frame import Frame, NamedArea
from xlmarket.markets import Market, MarketKind
from xlmarket.observations import MetricKind
from xlmarket.package.values import CellValue


def member_areas(frame: Frame) -> Iterator[NamedArea]:
    """The areas of membership: who counts as member of a whole, and who lies in one."""
    lists: list[int] = []
    known: dict[tuple[int, ...], int] = {}

    def place(members: Sequence[Market]) -> int:
        named = [frame.number[one.key] for one in members if not one.is_residual]
        rest = [frame.number[one.key] for one in members if one.is_residual]
        listed = (len(named), len(rest), *named, *rest)
        if listed not in known:
            known[listed] = len(lists) + 1
            lists.extend(listed)
        return known[listed]

    yield NamedArea("Sets", list(_sets(frame, place)))
    yield NamedArea("Lists", [[one] for one in lists])
    yield from _inside(frame)
    yield from _versions(frame)


def _versions(frame: Frame) -> Iterator[NamedArea]:
    """Since when groups have which members, as months, and the lines of the grid with the sums of these."""
    yield NamedArea("Turns", [[day.year * 12 + day.month - 1 for day in frame.turns]])
    lines = [[at.get(one.key, 0) for at in frame.turns.values()] for one in frame.groups]
    yield NamedArea("Versions", lines or [[0]])


def _sets(frame: Frame, place: Callable[[Sequence[Market]], int]) -> Iterator[list[CellValue]]:
    for metric in frame.metrics:
        ask = frame.ask(metric)
        for whole in (None, *frame.groups):
            yield [place(ask.members(whole, one.end)) for one in frame.periods(metric)]


def _counts_in(frame: Frame, metrics: Sequence[str], market: Market, group: Market, day: date) -> bool:
    """Whether a bloc is added up in a group by all its metrics, although not all of its countries lie there."""
    if market.kind is not MarketKind.GROUP or not metrics:
        return False
    return all(market.key in frame.snapshot.members_held(metric, group.key, day) for metric in metrics)


def _inside(frame: Frame) -> Iterator[NamedArea]:
    """Per whole and time, a sign per market: 1 where a share of it has a meaning. Times with the same members are one."""
    ends = {one.end for metric in frame.metrics for one in frame.periods(metric)}
    markets = frame.snapshot.markets
    additive = [metric for metric in frame.metrics if metric.kind is not MetricKind.RATIO]
    published = {one.key: [metric.name for metric in additive if frame.holds(metric, one)] for one in frame.present}
    epochs: list[int] = []
    columns: list[list[str]] = []
    for day in sorted(ends):
        leaves = {one.key: markets.countries(one.key, day) for one in {*frame.present, *frame.groups}}
        column = [
            "".join(
                "01"[
                    (one.kind is MarketKind.CUSTOM and not frame.snapshot.is_listed(group))
                    or leaves[one.key] <= leaves[group.key]
                    or _counts_in(frame, published[one.key], one, group, day)
                ]
                for one in frame.present
            )
            for group in frame.groups
        ]
        if not columns or column != columns[-1]:
            epochs.append(day.year * 12 + day.month - 1)
            columns.append(column)
    place = {group.key: number for number, group in enumerate(frame.groups)}
    yield NamedArea("Epochs", [epochs])
    yield NamedArea(
        "Inside",
        [[column[place[one.key]] if one.key in place else None for column in columns] for one in frame.markets],
    )
