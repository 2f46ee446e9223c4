"""The areas with numbers that the LAMBDA names look up: metrics, the grid of figures and the totals by window."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xlmarket.formulas.names.frame import MISSING, RULES, FigureBlock, Frame, NamedArea, cell, rows_of
from xlmarket.functions.ask import Ask
from xlmarket.functions.units import SCALES, is_scalable, magnitude, scale_unit
from xlmarket.markets import Market
from xlmarket.measures.figures import Figures
from xlmarket.observations import Metric, MetricKind
from xlmarket.package.values import CellError, CellValue
from xlmarket.periods import Bucket, Frequency, Period, through

WINDOWS = 12
"""The longest run of parts that a total is kept for: the months of a year."""

_KINDS = {MetricKind.FLOW: 1, MetricKind.STOCK: 2, MetricKind.RATIO: 3}
_RULE_ORDER = [(said, levels) for said in RULES for levels in (False, True)]


def figure_areas(frame: Frame) -> Iterator[NamedArea]:
    """The areas with numbers: metrics, the grid of figures and the totals by window."""
    yield NamedArea("Metrics", [*(_metric(frame, one) for one in frame.metrics), _months(frame)])
    grid: list[list[CellValue]] = []
    totals: list[list[CellValue]] = []
    index: list[list[CellValue]] = []
    for block in frame.blocks:
        periods = frame.periods(block.metric)
        first = periods[0].ordinal
        decimals = _decimals(frame.figures[block])
        index.append([len(grid), first, len(periods), _KINDS[block.metric.kind], decimals, _plain(frame, block)])
        rows = rows_of(frame.figures[block][frame.rows])
        grid += [[*row, _outside(block, one)] for row, one in zip(rows, frame.present, strict=True)]
        for (key, _), figures in zip(frame.versions, frame.version_figures(block), strict=True):
            grid.append([*rows_of(figures[None])[0], _outside(block, frame.snapshot.markets[key])])
        totals += _totals(frame.ask(block.metric, block.options), periods, levels=block.levels)
    yield NamedArea("Blocks", index)
    yield NamedArea("Grid", grid)
    yield NamedArea("Totals", totals)


def _plain(frame: Frame, block: FigureBlock) -> int:
    """The number of the block in which sums want every member, for one in which they skip those without a figure."""
    if block.options.get("missing") != "skip":
        return 0
    quality = "quality=any" if block.options.get("quality") == "any" else ""
    return frame.blocks.index(frame.block_of[block.metric.name, quality, block.levels]) + 1


def _outside(block: FigureBlock, market: Market) -> CellValue:
    """What stands for the periods beyond the data: a ratio of members has no meaning at any time."""
    return CellError("#N/A") if block.metric.kind is MetricKind.RATIO and market.is_aggregate else MISSING


def _decimals(figures: Figures) -> int:
    """The places after the point that figures were given with: sums are rounded to them, so that equal ones are equal."""
    texts = [repr(value) for value in figures.values[figures.present].tolist()]
    return 15 if any("e" in text for text in texts) else max((len(text.partition(".")[2]) for text in texts), default=0)


def _metric(frame: Frame, metric: Metric) -> list[CellValue]:
    periods = frame.periods(metric)
    names = [one.name for one in frame.metrics]
    growth = next((one for one in frame.metrics if one.name == f"{metric.name}_growth"), None)
    fits = growth is not None and growth.frequency is metric.frequency
    blocks = [frame.blocks.index(frame.block_of[metric.name, said, levels]) + 1 for said, levels in _RULE_ORDER]
    return [
        metric.name,
        metric.title or metric.name,
        metric.unit,
        _KINDS[metric.kind],
        metric.frequency.per_year,
        periods[0].ordinal,
        len(periods),
        magnitude(metric.unit),
        names.index(growth.name) + 1 if growth is not None and fits else 0,
        100.0 if growth is not None and growth.unit.startswith("percent") else 1.0,
        *blocks,
        int(is_scalable(metric.unit, metric.kind)),
        *_whole_periods(frame, periods),
        *(scale_unit(metric.unit, scale) for scale in SCALES),
    ]


def _whole_periods(frame: Frame, periods: Sequence[Period]) -> tuple[int, int]:
    """The first and the last period that the data cover wholly, as numbers. All where nothing is partial."""
    covered = frame.snapshot.holding.observations.covered
    if covered is None:
        return 0, 10**6
    first, last = (Period.holding(day, periods[0].frequency, periods[0].calendar) for day in covered)
    return first.ordinal + (first.start < covered[0]), last.ordinal - (last.end > covered[1])


def _months(frame: Frame) -> list[CellValue]:
    """A row that reads periods of any length as months, for membership, which needs no figures."""
    periods = frame.periods(frame.snapshot.metric())
    first, last = (Period.holding(day, Frequency.MONTH) for day in (periods[0].start, periods[-1].end))
    return ["", "", "", 1, 12, first.ordinal, last.ordinal - first.ordinal + 1]


def _totals(ask: Ask, periods: Sequence[Period], *, levels: bool) -> list[list[CellValue]]:
    """The total of the data set by length of the window [parts, last part]. Windows that begin too early are missing."""
    longest = periods[0].frequency.per_year
    found: list[list[CellValue]] = []
    for parts in range(1, WINDOWS + 1):
        row: list[CellValue] = []
        for place, last in enumerate(periods if parts <= longest else ()):
            if place + 1 < parts:
                row.append(MISSING)
                continue
            bucket = Bucket(last.label, through(last.shift(1 - parts), last))
            figure = ask.total(None, [bucket], levels=levels)[0, 0]
            row.append(cell(*figure.item()))
        found.append(row)
    return found
