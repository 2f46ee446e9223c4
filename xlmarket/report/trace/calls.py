"""The calls that the figures of views equal: the share of a row in the table of Europe is `MARKET_SHARE(row, period, Europe)`.

A view is found by what it is, not by its values, so that two markets with one figure are told apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from xlmarket.errors import XlmarketError
from xlmarket.functions.snapshot import Snapshot
from xlmarket.package.values import is_number
from xlmarket.report.bridge import UNNAMED
from xlmarket.report.brief import SHARES
from xlmarket.report.profiles import LEVEL
from xlmarket.report.regions import OTHER, ROW_CALLS
from xlmarket.report.views import (
    BridgeView,
    BriefView,
    HistoryRow,
    MarketRow,
    MarketView,
    PeriodView,
    RegionView,
    WorldView,
)

WORLD = "WORLD"
UNDATED = "undated"
HISTORY = MappingProxyType(
    {name: f"MARKET_{name.upper()}" for name in ("value", "growth", "share", "rank")}
    | {"world_value": "MARKET_VALUE", "world_growth": "MARKET_GROWTH"}
)
CONCENTRATION = MappingProxyType(
    {
        "hhi": ("HHI",),
        "hhi_high": ("HHI", None, "bounds=high"),
        "cr4": ("CR4",),
        "effective": ("EFFECTIVE",),
        "effective_low": ("EFFECTIVE", None, "bounds=high"),
    }
)


@dataclass(frozen=True, slots=True)
class FigureCall:
    """A call of a function. `divisor` divides its figure, `cell` is the place in an answer of several cells, from 1.

    `market`, `period` and `metric` are what the figure is about, empty where it is about several or the default.
    """

    function: str
    arguments: tuple[Any, ...]
    market: str = ""
    period: str = ""
    metric: str = ""
    divisor: int = 1
    cell: int = 0

    @property
    def text(self) -> str:
        """The call as a formula without its equals sign: `MARKET_SHARE("Brazil","2015Q4")`."""
        arguments = list(self.arguments)
        while arguments and arguments[-1] is None:
            arguments.pop()
        call = f"{self.function}({','.join(map(literal, arguments))})"
        call = f"INDEX({call},1,{self.cell})" if self.cell else call
        return f"{call}/{self.divisor}" if self.divisor != 1 else call


def literal(value: object) -> str:
    """Return a value as a formula writes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, (int, float)):
        return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))
    return '"{}"'.format(str(value).replace('"', '""'))


FigureKey = tuple[int, str, int | None]
"""The identity of a view, the name of its figure, and the place in a list of figures."""


class FigureCalls:
    """The calls of all figures in a context, which is kept as long as this is."""

    def __init__(self, snapshot: Snapshot, context: Mapping[str, Any]) -> None:
        self.snapshot = snapshot
        self.context = context
        period = context.get("period")
        self.label = period.label if isinstance(period, PeriodView) else ""
        self.before = period.year_ago if isinstance(period, PeriodView) else ""
        self._calls: dict[FigureKey, FigureCall] = {}
        for view in context.values():
            self._add(view)

    def of(self, view: object, name: str, place: int | None = None) -> FigureCall | None:
        """Return the call of a figure of a view, nothing where no call equals it."""
        return self._calls.get((id(view), name, place))

    def _add(self, view: object) -> None:
        match view:
            case RegionView():
                self._add_region(view)
            case MarketView():
                self._add_market(view)
            case WorldView():
                self._add_world(view)
            case BridgeView():
                self._add_bridge(view)
            case BriefView():
                self._add_brief(view)
            case tuple():
                for row in view:
                    if isinstance(row, MarketRow):
                        self._add_row(row, row.code, None)
                        for member in getattr(row, "members", ()):
                            self._add_row(member, member.code, row.code)

    def _put(self, view: object, name: str, call: FigureCall, place: int | None = None) -> None:
        self._calls[id(view), name, place] = call

    def _call(self, function: str, key: str | None, *arguments: Any, period: str = "") -> FigureCall:
        market = self.name_of(key) if key is not None else None
        return FigureCall(function, (market, *arguments), market or "", period or self.label)

    def name_of(self, key: str) -> str:
        """Return the name of a market that formulas take, its code where the name means another."""
        name = self.snapshot.markets[key].name
        try:
            return name if self.snapshot.resolve(name).key == key else key
        except XlmarketError:
            return key

    def _add_row(self, view: object, key: str, within: str | None) -> None:
        """Add the figures that rows, regions and markets have in common."""
        inside = self.name_of(within) if within else None
        given = {"label": self.label, "before": self.before, "within": inside}
        for name, (function, *arguments) in ROW_CALLS.items():
            if hasattr(view, name) and not (name == "share_change" and not self.before):
                self._put(view, name, self._call(function, key, *(given[each] for each in arguments)))
        self._put(view, "outlook", self._call("MARKET_OUTLOOK", key))

    def _add_history(self, history: Sequence[HistoryRow], key: str, parts: Sequence[str | None] = ()) -> None:
        """Add the figures of a history. `parts` are the markets of its parts, nothing for the sum of several."""
        for row in history:
            for name, function in HISTORY.items():
                market = WORLD if name.startswith("world") else key
                self._put(row, name, self._call(function, market, row.label, period=row.label))
            for place, part in enumerate(parts):
                if part:
                    self._put(row, "parts", self._call("MARKET_VALUE", part, row.label, period=row.label), place)

    def _add_concentration(self, view: object, key: str | None) -> None:
        for name, arguments in CONCENTRATION.items():
            if hasattr(view, name):
                self._put(view, name, self._call("MARKET_CONCENTRATION", key, self.label, *arguments))

    def _add_region(self, view: RegionView) -> None:
        self._add_row(view, view.code, None)
        self._add_concentration(view, view.code)
        for row in view.members:
            self._add_row(row, row.code, view.code)
        self._add_history(view.history, view.code, _codes(view.series, view.members))

    def _add_world(self, view: WorldView) -> None:
        for name in ("value", "growth"):
            self._put(view, name, self._call(f"MARKET_{name.upper()}", WORLD, self.label))
        self._add_concentration(view, None)
        for row in view.largest:
            self._add_row(row, row.code, None)
        self._add_history(view.history, WORLD, _codes(view.series, view.largest))

    def _add_market(self, view: MarketView) -> None:
        self._add_row(view, view.code, None)
        first = view.history[0].label
        self._put(view, "score", self._call("MARKET_SCORE", view.code))
        for name in ("cagr", "volatility"):
            self._put(view, name, self._call(f"MARKET_{name.upper()}", view.code, first, self.label))
        self._add_history(view.history, view.code)
        for row in view.forecast:
            for place, name in enumerate(("value", "low", "high"), start=1):
                self._put(row, name, self._forecast(view.code, row.label, place))
        for point in view.path:
            figure = self._call("MARKET_VALUE", view.code, point.label, period=point.label)
            self._put(point, "figure", figure)
            for place, name in enumerate(("forecast", "low", "high"), start=1):
                is_joint = is_number(point.figure)
                self._put(point, name, figure if is_joint else self._forecast(view.code, point.label, place))
        for factor in view.factors:
            self._add_factor(factor, view.code)

    def _forecast(self, key: str, label: str, place: int) -> FigureCall:
        market = self.name_of(key)
        arguments = (market, label, "ETS", None, f"level={LEVEL}")
        return FigureCall("MARKET_FORECAST", arguments, market, label, cell=place)

    def _add_factor(self, factor: Any, key: str) -> None:
        metric = self.snapshot.metric(factor.name).name
        year = str(self.snapshot.buckets(self.label)[0].last.year)
        market = self.name_of(key)
        self._put(factor, "value", FigureCall("MARKET_VALUE", (market, year, metric), market, year, metric))

    def _add_bridge(self, view: BridgeView) -> None:
        region = self.snapshot.resolve(view.whole.name).key
        for step in (*view.steps, view.whole):
            if step.name in (OTHER, UNNAMED):
                continue
            key = region if step.is_whole else self.snapshot.resolve(step.name).key
            if self.before:
                self._put(step, "before", self._call("MARKET_VALUE", key, self.before, period=self.before))
            self._put(step, "after", self._call("MARKET_VALUE", key, self.label))
            growth = self._call("MARKET_GROWTH", key, self.label)
            self._put(step, "growth", growth)
            points = self._call("MARKET_CONTRIBUTION", key, self.label, self.name_of(region))
            self._put(step, "points", growth if step.is_whole else points)

    def _add_brief(self, view: BriefView) -> None:
        for figure in (*view.shares, *view.figures, *view.headlines):
            period = "" if figure.period == UNDATED else figure.period
            call = self._published(figure.code, figure.metric, period)
            self._put(figure, "value", call)
            self._put(figure, "share", replace(call, divisor=100))
        for region in view.regions:
            name = self.name_of(region.code)
            self._put(region, "share", FigureCall("MARKET_SHARE", (name, None, None, SHARES), name, "", SHARES))
        for judgement in (*view.outlooks, *view.factors, *view.barriers):
            self._put(judgement, "share", replace(self._published(judgement.code, SHARES), divisor=100))
        for name in ("hhi", "hhi_high"):
            self._put(view, name, FigureCall("MARKET_CONCENTRATION", (None, None, *_measure(name)), metric=SHARES))

    def _published(self, key: str, metric: str, period: str = "") -> FigureCall:
        """A figure of the brief as it is printed: the doubtful ones are asked for too."""
        name = self.name_of(key)
        return FigureCall("MARKET_VALUE", (name, period or None, metric, "quality=any"), name, period, metric)


def _measure(name: str) -> tuple[str | None, ...]:
    """The arguments of a concentration of shares: measure, metric, options."""
    measure, *rest = CONCENTRATION[name]
    return (measure, SHARES, *rest[1:])


def _codes(series: Sequence[str], rows: Sequence[MarketRow]) -> tuple[str | None, ...]:
    """The markets of the parts of a history by name. The part of all others, and an empty one, have none."""
    codes: Mapping[str, str] = {row.name: row.code for row in rows}
    return tuple(codes.get(name) for name in series)
