"""The view of the world: the total, its concentration and its largest markets."""

from __future__ import annotations

from collections.abc import Sequence

from xlmarket.markets import MarketKind
from xlmarket.package.values import CellValue, is_number
from xlmarket.report import wording
from xlmarket.report.filters import over
from xlmarket.report.query import ReportQuery, add_up, by_size, with_growth
from xlmarket.report.regions import PARTS, members_with_figures, rows_of, series_of
from xlmarket.report.views import MarketRow, ScaleView, WorldView

WORLD = "WORLD"
LARGEST = 20
UNNAMED = "No market named"


def world_view(query: ReportQuery, scale: ScaleView | None = None) -> WorldView:
    """Return the view of the world. Its sentences give amounts in `scale`, by default in the unit of the metric."""
    scale = scale or ScaleView(query.snapshot.metric().unit, 1.0)
    label = query.label
    keys = members_with_figures(query, query.snapshot.markets[WORLD])
    ranked = sorted(rows_of(query, keys), key=lambda row: by_size(row.value))
    residual = rows_of(query, _residuals(query))
    (world,) = rows_of(query, [WORLD])
    series, parts = _series(query, ranked, [row.code for row in residual])
    history = query.history(None, parts)
    return WorldView(
        value=world.value,
        growth=world.growth,
        count=sum(is_number(row.value) for row in ranked),
        hhi=query.cell("MARKET_CONCENTRATION", None, label, "HHI"),
        hhi_high=query.cell("MARKET_CONCENTRATION", None, label, "HHI", None, "bounds=high"),
        cr4=query.cell("MARKET_CONCENTRATION", None, label, "CR4"),
        effective=query.cell("MARKET_CONCENTRATION", None, label, "EFFECTIVE"),
        effective_low=query.cell("MARKET_CONCENTRATION", None, label, "EFFECTIVE", None, "bounds=high"),
        summary=_summary(query, world, ranked, scale),
        largest=tuple(ranked[:LARGEST]),
        rest=combine_rows("Other named markets", tuple(ranked[LARGEST:])),
        residual=combine_rows(UNNAMED, residual),
        history=history,
        growth_history=with_growth(history),
        series=series,
        series_note=wording.missing_parts(series, query.labels, parts),
    )


def _series(
    query: ReportQuery, ranked: list[MarketRow], residuals: list[str]
) -> tuple[tuple[str, ...], list[Sequence[CellValue]]]:
    """Return the parts of a chart of the world: the largest markets, the others, and last the residual."""
    world = query.snapshot.markets[WORLD]
    if not residuals:
        return series_of(query, world, ranked)
    names, parts = series_of(query, world, ranked, PARTS - 1)
    columns = zip(*query.grid("MARKET_VALUE", residuals), strict=True)
    return (*names, UNNAMED), [*parts, [add_up(column) for column in columns]]


def _residuals(query: ReportQuery) -> list[str]:
    snapshot = query.snapshot
    keys = snapshot.partition(snapshot.metric().name, query.day)
    return [key for key in keys if snapshot.markets[key].kind is MarketKind.RESIDUAL]


def combine_rows(name: str, rows: tuple[MarketRow, ...]) -> MarketRow:
    """Return several rows as one. Figures that add up are added, the others are empty."""

    def total(values: list[CellValue]) -> CellValue:
        return add_up(values) if values else None

    return MarketRow(
        name=name,
        code="",
        value=total([row.value for row in rows]),
        share=total([row.share for row in rows]),
        world_share=total([row.world_share for row in rows]),
        growth=rows[0].growth if len(rows) == 1 else None,
        contribution=total([row.contribution for row in rows]),
        share_change=total([row.share_change for row in rows]),
        rank=None,
        outlook="",
        status="",
        source="",
        count=len(rows),
    )


def _summary(query: ReportQuery, world: MarketRow, ranked: list[MarketRow], scale: ScaleView) -> str:
    title = wording.title_of(query.snapshot.metric())
    if not is_number(world.value):
        return f"There is no figure for the whole in {query.period.name}."
    amount = wording.amount(over(world.value, scale.by), scale.unit)
    first = f"{title}: {amount} in {query.period.name}{wording.change(world.growth)}."
    if not ranked or not is_number(ranked[0].value):
        return first
    four = add_up([row.share for row in ranked[:4]])
    if not is_number(four):
        return first
    names = wording.join_names([row.name for row in ranked[:4]])
    if len(ranked) == 1:
        return f"{first} {names} is the only market with a figure."
    return f"{first} The largest markets, {names}, hold {wording.percent(four)} of it."
