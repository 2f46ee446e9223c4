"""What report templates see: plain frozen data, made by `context` and read by the expressions of a template.

Figures are `float` or, where there is none, a `CellError` (false, prints as `#N/A`, `default("n/a")` replaces it);
shares, growth, contributions and changes of share are fractions: 0.022 is 2.2 % or 2.2 points. `None` is an empty cell.
"""

from __future__ import annotations

from dataclasses import dataclass

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
    """What is measured, and in what unit."""

    name: str
    title: str
    unit: str


@dataclass(frozen=True, slots=True)
class ScaleView:
    """In what a report prints its amounts: `unit` (`USD billion`), and what a figure is divided `by` for it."""

    unit: str
    by: float


@dataclass(frozen=True, slots=True)
class SourceView:
    """One source of the figures: how many observations it gave, and their status."""

    number: int
    name: str
    status: str
    count: int


@dataclass(frozen=True, slots=True)
class DatasetView:
    """What the figures come from; `illustrative` figures are not observed and must be marked so."""

    name: str
    title: str
    status: str
    licence: str
    vintage: str
    illustrative: bool
    sources: tuple[SourceView, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """One period of a history; `parts` are the values of `series`, and `world_…` those of the world."""

    label: str
    name: str
    value: CellValue
    growth: CellValue
    share: CellValue
    rank: CellValue = None
    world_value: CellValue = None
    world_growth: CellValue = None
    parts: tuple[CellValue, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One market in a table; `share` is that of the region it stands in, `world_share` that of the total."""

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


@dataclass(frozen=True, slots=True)
class RegionView:
    """A region with its members, largest first; `series` names the parts of its history, seven with empty texts.

    `series_note` says which parts are missing in which periods, so that a chart of them does not show the whole.

    `count` is the number of members with figures; a region that is published without any has itself as its only row.
    `published` says that the region's figure is the source's own beside those of its members; `basis` says so in words.
    """

    name: str
    code: str
    value: CellValue
    growth: CellValue
    world_share: CellValue
    share_change: CellValue
    contribution: CellValue
    outlook: CellValue
    members: tuple[Row, ...]
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
    history: tuple[Moment, ...]
    growth_history: tuple[Moment, ...]
    top: tuple[Row, ...]
    series_note: str = ""

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Outcome:
    """A forecast for one period, with the bounds it lies between at the stated level."""

    label: str
    name: str
    value: CellValue
    low: CellValue
    high: CellValue


@dataclass(frozen=True, slots=True)
class Point:
    """One period of a chart that runs from figures into the forecast."""

    label: str
    figure: CellValue
    forecast: CellValue
    low: CellValue
    high: CellValue


@dataclass(frozen=True, slots=True)
class Factor:
    """One thing that helps or hinders a market: its figure, its place among all markets, and the place as a score 0…1."""

    name: str
    group: str
    value: CellValue
    unit: str
    rank: CellValue
    among: int
    score: CellValue


@dataclass(frozen=True, slots=True)
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
    history: tuple[Moment, ...]
    growth_history: tuple[Moment, ...]
    forecast: tuple[Outcome, ...]
    forecast_note: str
    path: tuple[Point, ...]
    factors: tuple[Factor, ...]

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class WorldView:
    """The whole: its total, its concentration, its largest markets; `residual` is what no market is named for.

    `series` names the parts of its history, and `series_note` says which of them are missing in which periods.
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
    largest: tuple[Row, ...]
    rest: Row
    residual: Row
    history: tuple[Moment, ...]
    growth_history: tuple[Moment, ...]
    series: tuple[str, ...]
    series_note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One figure of a brief: `text` is what it says (`more than 70%`, in short `> 70%`), `verdict` what is known of it.

    `place` is its sentence (`P2 S4`); `period` is `undated` where the source gives none.
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
    """What a brief says of a market without a figure; `said` in its words, `word` the outlook we make of it."""

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
    """The share of a region, and what its sum is made of."""

    name: str
    code: str
    share: CellValue
    parts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefView:
    """A brief: its shares, its other figures, its judgements; `named` and `rest` are the sums of the shares."""

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
