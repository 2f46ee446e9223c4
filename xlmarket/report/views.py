"""The views that report templates read: plain frozen data, made by `context`.

A figure is a `float` or, where there is none, a `CellError`: false, printed as `#N/A`, replaced by `default("n/a")`.
Shares, growth, contributions and changes of share are fractions: 0.022 is 2.2 % or 2.2 points. `None` is an empty cell.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from xlmarket.package.values import CellValue


@dataclass(frozen=True, slots=True)
class PeriodView:
    """A period: `label` is `2015Q4`, `name` is `Q4 2015`, `year_ago` the label of the same one a year earlier."""

    label: str
    name: str
    year: int
    year_ago: str = ""

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True, slots=True)
class MetricView:
    """A metric: its name, its title in sentences, its unit."""

    name: str
    title: str
    unit: str


@dataclass(frozen=True, slots=True)
class ScaleView:
    """The scale of all amounts of a report: its `unit` (`USD billion`), and `by`, the divisor of a figure."""

    unit: str
    by: float


@dataclass(frozen=True, slots=True)
class SourceView:
    """One source of the figures, with the count and the status of its observations."""

    number: int
    name: str
    status: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetView:
    """The data set of a report. Figures that are `illustrative` were not observed, and the report says so."""

    name: str
    title: str
    status: str
    licence: str
    vintage: str
    illustrative: bool
    sources: tuple[SourceView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow:
    """One period of a history. `parts` are the values of its `series`, `world_…` the figures of the world."""

    label: str
    name: str
    value: CellValue
    growth: CellValue
    share: CellValue
    rank: CellValue = None
    world_value: CellValue = None
    world_growth: CellValue = None
    parts: tuple[CellValue, ...] = ()
    year_ago: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketRow:
    """One market in a table. `share` is its share of the region of the table, `world_share` of the total."""

    name: str
    code: str
    value: CellValue
    share: CellValue
    world_share: CellValue
    growth: CellValue
    contribution: CellValue
    share_change: CellValue
    rank: CellValue
    outlook: CellValue
    status: str
    source: str
    count: int = 0
    is_region: bool = False

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, kw_only=True)
class RegionRow(MarketRow):
    """One region in the table of all. Its members are looked up when a template asks for them."""

    _find: Callable[[], tuple[MarketRow, ...]] = field(repr=False, compare=False)

    @cached_property
    def members(self) -> tuple[MarketRow, ...]:
        """The members with figures, largest first. A region that is published without members has itself."""
        return self._find()

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionView:
    """A region with its members, largest first.

    `series` are the names of the parts of its history, always seven, the last ones empty. `series_note` lists the parts
    without figures by period, because a chart of the parts is then smaller than the whole.

    `count` is the number of members with figures. A region that is published without members has itself as its only row.
    `published`: the figure of the region is from its source, not the sum of its members. `basis` says so in a sentence.
    """

    name: str
    code: str
    value: CellValue
    growth: CellValue
    world_share: CellValue
    share_change: CellValue
    contribution: CellValue
    outlook: CellValue
    members: tuple[MarketRow, ...]
    count: int
    published: bool
    basis: str
    total_label: str
    summary: str
    hhi: CellValue
    hhi_high: CellValue
    cr4: CellValue
    effective: CellValue
    series: tuple[str, ...]
    history: tuple[HistoryRow, ...]
    growth_history: tuple[HistoryRow, ...]
    top: tuple[MarketRow, ...]
    series_note: str = ""

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgeStep:
    """A step of a bridge: figures a year ago and now, and the points of growth it stands for, as a fraction.

    `start` is the sum of the steps before it. A chart of stacked bars draws a step by its seven parts, which are above
    or below zero: what the bar floats on, a rise, a fall, and the whole.
    """

    name: str
    before: CellValue
    after: CellValue
    growth: CellValue
    points: CellValue
    start: float = 0.0
    is_whole: bool = False

    @property
    def end(self) -> float:
        return self.start + self._size

    @property
    def floor_above(self) -> float:
        return max(0.0, min(self.start, self.end))

    @property
    def floor_below(self) -> float:
        return min(0.0, max(self.start, self.end))

    @property
    def rise_above(self) -> float:
        return self._above if self._size > 0 and not self.is_whole else 0.0

    @property
    def rise_below(self) -> float:
        return self._below if self._size > 0 and not self.is_whole else 0.0

    @property
    def fall_above(self) -> float:
        return self._above if self._size < 0 and not self.is_whole else 0.0

    @property
    def fall_below(self) -> float:
        return self._below if self._size < 0 and not self.is_whole else 0.0

    @property
    def whole(self) -> float:
        return self._size if self.is_whole else 0.0

    @property
    def _size(self) -> float:
        return float(self.points) if isinstance(self.points, (int, float)) else 0.0

    @property
    def _above(self) -> float:
        """The part of the bar above zero."""
        return max(0.0, self.start, self.end) - self.floor_above

    @property
    def _below(self) -> float:
        """The part of the bar below zero, a negative number."""
        return min(0.0, self.start, self.end) - self.floor_below


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgeView:
    """The growth of a region as steps, the last of which ends at its growth. Without a growth it has no steps."""

    steps: tuple[BridgeStep, ...]
    whole: BridgeStep
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastRow:
    """The forecast for one period, with its bounds at the stated level."""

    label: str
    name: str
    value: CellValue
    low: CellValue
    high: CellValue


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartPoint:
    """One period of a chart that continues the figures with the forecast."""

    label: str
    figure: CellValue
    forecast: CellValue
    low: CellValue
    high: CellValue


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorView:
    """A factor or barrier of a market: its figure, its rank among all countries, and its score from 0 to 1."""

    name: str
    group: str
    value: CellValue
    unit: str
    rank: CellValue
    among: int
    score: CellValue


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketView:
    """One market in depth."""

    name: str
    code: str
    value: CellValue
    growth: CellValue
    world_share: CellValue
    share_change: CellValue
    rank: CellValue
    among: int
    outlook: CellValue
    score: CellValue
    cagr: CellValue
    volatility: CellValue
    groups: str
    summary: str
    history: tuple[HistoryRow, ...]
    growth_history: tuple[HistoryRow, ...]
    forecast: tuple[ForecastRow, ...]
    forecast_note: str
    path: tuple[ChartPoint, ...]
    factors: tuple[FactorView, ...]

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldView:
    """The world: its total, its concentration, its largest markets. `residual` is the part without a named market.

    `series` are the names of the parts of its history. `series_note` lists the parts without figures by period.
    """

    value: CellValue
    growth: CellValue
    count: int
    hhi: CellValue
    hhi_high: CellValue
    cr4: CellValue
    effective: CellValue
    effective_low: CellValue
    summary: str
    largest: tuple[MarketRow, ...]
    rest: MarketRow
    residual: MarketRow
    history: tuple[HistoryRow, ...]
    growth_history: tuple[HistoryRow, ...]
    series: tuple[str, ...]
    series_note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One figure of a brief: its `text` (`more than 70%`), in `short` (`> 70%`), and our `verdict` on it.

    `place` is its sentence (`P2 S4`). `period` is `undated` where the source gives none.
    """

    name: str
    code: str
    metric: str
    title: str
    value: float
    text: str
    short: str
    unit: str
    qualifier: str
    period: str
    status: str
    verdict: str
    place: str
    source: str
    note: str

    @property
    def share(self) -> float:
        """A percentage as a fraction."""
        return self.value / 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A statement of a brief on a market without a figure. `said` is its wording, `word` the outlook it stands for."""

    name: str
    code: str
    kind: str
    said: str
    word: str
    share: CellValue
    place: str
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class RegionShare:
    """The share of a region, and the parts of its sum."""

    name: str
    code: str
    share: CellValue
    parts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefView:
    """A brief: its shares, its other figures, its judgements. `named` is the sum of the shares of markets, `rest` of the others."""

    shares: tuple[Statement, ...]
    named: float
    rest: float
    basis: str
    figures: tuple[Statement, ...]
    headlines: tuple[Statement, ...]
    regions: tuple[RegionShare, ...]
    outlooks: tuple[Judgement, ...]
    factors: tuple[Judgement, ...]
    barriers: tuple[Judgement, ...]
    hhi: CellValue
    hhi_high: CellValue
    sources: tuple[SourceView, ...]
    notes: tuple[str, ...]
