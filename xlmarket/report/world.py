"""The world as a report sees it: the total, its concentration and its largest markets."""

from __future__ import annotations

from collections.abc import Sequence

from xlmarket.markets import MarketKind
from xlmarket.package.values import CellValue
from xlmarket.report import wording
from xlmarket.report.questions import Questions, is_number, size, summed, with_growth
from xlmarket.report.regions import PARTS, carried, rows_of, series_of
from xlmarket.report.vocabulary import Row, ScaleView, WorldView
from xlmarket.template.read.filters import over

WORLD = "WORLD"
LARGEST = 20
UNNAMED = "No market named"


def world_view(questions: Questions, scale: ScaleView | None = None) -> WorldView:
    """The whole; its sentences give amounts in `scale` (none: in the unit of the metric)."""
    scale = scale or ScaleView(questions.snapshot.metric().unit, 1.0)
    label = questions.label
    keys = carried(questions, questions.snapshot.markets[WORLD])
    ranked = sorted(rows_of(questions, keys), key=lambda row: size(row.value))
    residual = rows_of(questions, _residuals(questions))
    (own,) = rows_of(questions, [WORLD])
    series, parts = _series(questions, ranked, [row.code for row in residual])
    history = questions.history(None, parts)
    return WorldView(
        own.value,
        own.growth,
        sum(is_number(row.value) for row in ranked),
        questions.one("MARKET_CONCENTRATION", None, label, "HHI"),
        questions.one("MARKET_CONCENTRATION", None, label, "HHI", None, "bounds=high"),
        questions.one("MARKET_CONCENTRATION", None, label, "CR4"),
        questions.one("MARKET_CONCENTRATION", None, label, "EFFECTIVE"),
        questions.one("MARKET_CONCENTRATION", None, label, "EFFECTIVE", None, "bounds=high"),
        _summary(questions, own, ranked, scale),
        tuple(ranked[:LARGEST]),
        taken_together("Other named markets", tuple(ranked[LARGEST:])),
        taken_together(UNNAMED, residual),
        history,
        with_growth(history),
        series,
        wording.missing_parts(series, questions.labels, parts),
    )


def _series(
    questions: Questions, ranked: list[Row], residuals: list[str]
) -> tuple[tuple[str, ...], list[Sequence[CellValue]]]:
    """The parts of a chart of the world: the largest markets, the others, and last what no market is named for."""
    world = questions.snapshot.markets[WORLD]
    if not residuals:
        return series_of(questions, world, ranked)
    names, parts = series_of(questions, world, ranked, PARTS - 1)
    columns = zip(*questions.grid("MARKET_VALUE", residuals), strict=True)
    return (*names, UNNAMED), [*parts, [summed(column) for column in columns]]


def _residuals(questions: Questions) -> list[str]:
    snapshot = questions.snapshot
    keys = snapshot.partition(snapshot.metric().name, questions.day)
    return [key for key in keys if snapshot.markets[key].kind is MarketKind.RESIDUAL]


def taken_together(name: str, rows: tuple[Row, ...]) -> Row:
    """Several rows as one: figures that add up are added, the others are left empty."""

    def total(values: list[CellValue]) -> CellValue:
        return summed(values) if values else None

    return Row(
        name,
        "",
        total([row.value for row in rows]),
        total([row.share for row in rows]),
        total([row.world_share for row in rows]),
        rows[0].growth if len(rows) == 1 else None,
        total([row.contribution for row in rows]),
        total([row.share_change for row in rows]),
        None,
        "",
        "",
        "",
        len(rows),
    )


def _summary(questions: Questions, own: Row, ranked: list[Row], scale: ScaleView) -> str:
    title = wording.title_of(questions.snapshot.metric())
    if not is_number(own.value):
        return f"There is no figure for the whole in {questions.period.name}."
    amount = wording.amount(over(own.value, scale.by), scale.unit)
    first = f"{title}: {amount} in {questions.period.name}{wording.change(own.growth)}."
    if not ranked or not is_number(ranked[0].value):
        return first
    four = summed([row.share for row in ranked[:4]])
    if not is_number(four):
        return first
    names = wording.listed([row.name for row in ranked[:4]])
    if len(ranked) == 1:
        return f"{first} {names} is the only market with a figure."
    return f"{first} The largest markets, {names}, hold {wording.percent(four)} of it."
