"""One figure of a cell, with all that is known of it: its call, market, period, metric, unit, source, status, vintage."""

from __future__ import annotations

from dataclasses import dataclass

from xlmarket.errors import FormulaError
from xlmarket.functions import evaluate
from xlmarket.functions.answer import Answer
from xlmarket.functions.call import call
from xlmarket.functions.snapshot import Snapshot
from xlmarket.package.values import CellError, CellValue
from xlmarket.report.trace.expressions import NamedFigure

_ALL_MARKETS = "World"


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedFigure:
    """A figure. `source` is how the template writes it, `text` what a cell of the function shows, `reason` why it is n/a."""

    source: str
    call: str
    value: object
    text: str
    market: str
    period: str
    metric: str
    unit: str
    status: str
    origin: str
    vintage: str
    flag: str
    reason: str


def trace_figure(snapshot: Snapshot, figure: NamedFigure) -> TracedFigure | None:
    """Return what is behind a figure of a template, nothing for one that no call equals."""
    if figure.call is None:
        return None
    known = figure.call
    answer = evaluate(snapshot, f"={known.text}")
    return _traced(
        snapshot, answer, f"={known.text}", figure.source, known.market or _ALL_MARKETS, known.period, known.metric
    )


def trace_formula(snapshot: Snapshot, formula: str) -> TracedFigure | None:
    """Return what is behind a formula without references, nothing where it is no call with a figure."""
    try:
        answer = evaluate(snapshot, formula)
    except FormulaError:
        return None
    if isinstance(answer.value, tuple) or not (answer.status or answer.source):
        return None
    return _traced(snapshot, answer, formula, "", ", ".join(answer.down), answer.period, "")


def _traced(
    snapshot: Snapshot, answer: Answer, formula: str, source: str, market: str, period: str, metric: str
) -> TracedFigure:
    name = metric or snapshot.metric().name
    about = (market or None, period or None, name)
    value = answer.rows[0][0]
    return TracedFigure(
        source=source,
        call=formula,
        value=value.code if isinstance(value, CellError) else value,
        text=str(answer),
        market=market,
        period=answer.period or period,
        metric=name,
        unit=answer.unit,
        status=answer.status,
        origin=_ask(snapshot, "MARKET_SOURCE", *about) if market else answer.source,
        vintage=answer.vintage or snapshot.vintage,
        flag=answer.flag or (_ask(snapshot, "MARKET_FLAG", *about) if market else ""),
        reason=answer.reason,
    )


def _ask(snapshot: Snapshot, function: str, *about: object) -> str:
    value: CellValue = call(snapshot, function, *about).rows[0][0]
    return value if isinstance(value, str) else ""
