"""The view of the brief: every figure and judgement with its sentence and our verdict on it.

Other views show one metric by market. This one shows all metrics of a data set of single statements, bounds and doubtful
figures included. They are texts, because they may not enter arithmetic.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence

from xlmarket.errors import InputError
from xlmarket.functions.judgements import OUTLOOKS, assertions_of
from xlmarket.functions.snapshot import Snapshot
from xlmarket.observations import Observation, Qualifier
from xlmarket.package.values import CellError, CellValue, is_number
from xlmarket.report import wording
from xlmarket.report.query import ReportQuery
from xlmarket.report.views import BriefView, Judgement, RegionShare, SourceView, Statement
from xlmarket.store import DEFAULT_DATASET, Assertion

SHARES = "destination_share"
FIGURES = (
    "parcel_share",
    "online_buyer_share",
    "online_shoppers",
    "ecommerce_to_gdp",
    "b2c_websites",
    "b2c_website_growth",
    "ecommerce_sales",
    "ecommerce_growth",
    "ecommerce_to_gnp",
    "markets",
)
"""The metrics of the brief other than the shares, in the order of the report."""

HEADLINES = ("parcel_share", "online_buyer_share", "online_shoppers")
JUDGEMENTS = ("outlook", "factor", "barrier")
REGIONS = ("EUROPE", "ASIA", "NORTH_AMERICA", "LATIN_AMERICA", "AFRICA", "OCEANIA")
_SENTENCE = re.compile(r"paragraph (\d+), sentence (\d+)$")
_UNDATED = "undated in the source"
_IN_WORDS = {Qualifier.ABOVE: "more than ", Qualifier.BELOW: "up to ", Qualifier.ABOUT: "about ", Qualifier.EXACT: ""}
_SIGNS = {Qualifier.ABOVE: "> ", Qualifier.BELOW: "≤ ", Qualifier.ABOUT: "≈ ", Qualifier.EXACT: ""}


def brief_view(query: ReportQuery) -> BriefView:
    """Return the view of the brief.

    Raises `InputError` with what is missing if the data set does not have all its figures and judgements.
    """
    snapshot = query.snapshot
    _refuse_others(snapshot)
    rows = [row for row in snapshot.holding.observations if row.metric == SHARES]
    basis = _common_clauses(rows)
    shares = [_statement(snapshot, row, basis) for row in rows]
    named = [share for share in shares if not snapshot.markets[share.code].is_residual]
    return BriefView(
        shares=tuple(shares),
        named=math.fsum(share.value for share in named),
        rest=math.fsum(share.value for share in shares) - math.fsum(share.value for share in named),
        basis="; ".join(basis),
        figures=tuple(_figures(snapshot)),
        headlines=tuple(
            next(figure for figure in _figures(snapshot) if figure.metric == metric) for metric in HEADLINES
        ),
        regions=tuple(_regions(query)),
        outlooks=tuple(_judgements(snapshot, "outlook")),
        factors=tuple(_judgements(snapshot, "factor")),
        barriers=tuple(_judgements(snapshot, "barrier")),
        hhi=query.cell("MARKET_CONCENTRATION", None, None, "HHI", SHARES),
        hhi_high=query.cell("MARKET_CONCENTRATION", None, None, "HHI", SHARES, "bounds=high"),
        sources=_sources(snapshot),
        notes=_notes(snapshot),
    )


def _refuse_others(snapshot: Snapshot) -> None:
    lacks = [metric for metric in (SHARES, *FIGURES) if metric not in snapshot.metrics]
    lacks += [f"{kind}s" for kind in JUDGEMENTS if not assertions_of(snapshot, kind)]
    if lacks:
        raise InputError(
            f"the template prints the brief, and the data set has not all of it: no {wording.join_names(lacks)}",
            found=snapshot.holding.dataset.name,
            remedy=f'give --dataset {DEFAULT_DATASET}, in Python xm.open("{DEFAULT_DATASET}")',
        )


def _clauses(row: Observation) -> list[str]:
    return [clause for clause in row.note.split("; ") if clause]


def _common_clauses(rows: Sequence[Observation]) -> list[str]:
    """Return the clauses that the notes of all rows contain."""
    return [clause for clause in _clauses(rows[0]) if all(clause in _clauses(row) for row in rows)]


def _figures(snapshot: Snapshot) -> list[Statement]:
    """Return all figures but the shares, those of one market together."""
    rows = [row for metric in FIGURES for row in snapshot.holding.observations if row.metric == metric]
    markets = list(dict.fromkeys(row.market for row in rows))
    rows.sort(key=lambda row: markets.index(row.market))
    return [_statement(snapshot, row, [_UNDATED]) for row in rows]


def _statement(snapshot: Snapshot, row: Observation, known: Sequence[str]) -> Statement:
    """Return a figure with its verdict, without the clauses in `known`, which the report prints elsewhere."""
    metric = snapshot.metrics[row.metric]
    return Statement(
        name=snapshot.markets[row.market].name,
        code=row.market,
        metric=row.metric,
        title=metric.title or row.metric,
        value=row.value,
        text=f"{_IN_WORDS[row.qualifier]}{_in_words(row.value, row.unit)}",
        short=f"{_SIGNS[row.qualifier]}{_in_short(row.value, row.unit)}",
        unit=row.unit,
        qualifier=row.qualifier.name.lower(),
        period="undated" if _UNDATED in _clauses(row) else row.period.label,
        status=row.status.value,
        verdict="; ".join(clause for clause in _clauses(row) if clause not in known),
        place=_place(row.source),
        source=row.source,
        note=row.note,
    )


def _in_words(value: float, unit: str) -> str:
    """Return a figure with its unit in words: 16.5%, 15% a year, EUR 57.5 billion, 300 million persons."""
    currency = re.fullmatch(r"([A-Z]{3}) (\w+)", unit)
    if currency:
        return f"{currency[1]} {value:,g} {currency[2]}"
    if unit.startswith("percent"):
        return f"{_in_short(value, unit)}{unit.removeprefix('percent').replace(' per year', ' a year')}"
    return f"{_in_short(value, unit)} {unit}".rstrip()


def _in_short(value: float, unit: str) -> str:
    """Return a figure without its unit: 16.5%, 300 million, 750,000."""
    if unit.startswith("percent"):
        return f"{round(value, 1):g}%"
    return f"{value / 1e6:,g} million" if value >= 1e6 else f"{value:,g}"


def _place(source: str) -> str:
    """Return the sentence of a figure, `P2 S4`, empty where the source gives none."""
    match = _SENTENCE.search(source)
    return f"P{match[1]} S{match[2]}" if match else ""


def _regions(query: ReportQuery) -> Iterable[RegionShare]:
    """Return the shares of the regions of the world, with the parts of each sum."""
    snapshot = query.snapshot
    for key in REGIONS:
        share = query.cell("MARKET_SHARE", key, None, None, SHARES)
        if is_number(share):
            flag = str(query.cell("MARKET_FLAG", key, None, SHARES))
            yield RegionShare(snapshot.markets[key].name, key, share, flag.removeprefix("derived; "))


def _judgements(snapshot: Snapshot, kind: str) -> Iterable[Judgement]:
    for assertion in assertions_of(snapshot, kind):
        yield Judgement(
            name=snapshot.markets[assertion.market].name,
            code=assertion.market,
            kind=kind,
            said=assertion.value,
            word=OUTLOOKS[assertion.value] if kind == "outlook" else assertion.value,
            share=_share_of(snapshot, assertion),
            place=_place(assertion.source) or _topic(assertion.source),
            source=assertion.source,
            note=assertion.note,
        )


def _share_of(snapshot: Snapshot, assertion: Assertion) -> CellValue:
    """Return the published share of the market of a judgement, `#N/A` where the brief gives none."""
    rows = snapshot.observations_of(SHARES, assertion.market)
    return rows[0].value / 100 if rows else CellError("#N/A", "the brief gives no share of it")


def _topic(source: str) -> str:
    """Return the part of the brief with a judgement whose sentence is not recorded: `outlook of regions`."""
    return source.rpartition(", ")[2]


def _sources(snapshot: Snapshot) -> tuple[SourceView, ...]:
    counts: dict[tuple[str, str], int] = {}
    rows = [(row.source, row.status.value) for row in snapshot.holding.observations]
    for place in [
        *rows,
        *((assertion.source, "judgement") for kind in JUDGEMENTS for assertion in assertions_of(snapshot, kind)),
    ]:
        counts[place] = counts.get(place, 0) + 1
    return tuple(SourceView(n, *place, count) for n, (place, count) in enumerate(counts.items(), 1))


def _notes(snapshot: Snapshot) -> tuple[str, ...]:
    doubtful = [row for row in snapshot.holding.observations if row.status.value == "doubtful"]
    bounds = [row for row in snapshot.holding.observations if row.qualifier.is_bound]
    return (
        f"{len(bounds)} figures are bounds (more than, up to): they are printed and never calculated with.",
        (
            f"{len(doubtful)} figures are doubtful: other sources or the brief's own figures contradict them. They are"
            " printed as the brief has them, and functions answer #N/A unless quality=any asks for them."
        ),
        "Undated: the brief gives no year. Functions find such a figure in 2015, the year of the brief.",
        (
            "P2 S4: paragraph 2, sentence 4 of the brief. Where the sentence of a judgement is not recorded, its subject is"
            " named instead."
        ),
    )
