"""The headline of a report: its title and the few figures on top of it, as the workbook prints them.

The batch keeps it for every file, so that the front page of a folder, the mail and "what changed" need no workbook.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xlmarket.functions.snapshot import Snapshot
from xlmarket.package.number_text import number_text
from xlmarket.package.values import CellValue, is_number
from xlmarket.report import wording
from xlmarket.report.context import context_of
from xlmarket.report.filters import over
from xlmarket.report.pages import template_names
from xlmarket.report.shipped import find_template, name_of
from xlmarket.report.views import DatasetView, HistoryRow, Statement

NONE = "n/a"
SMALL = 1000.0
"""The headline amounts of the templates have a decimal below it."""
CODES = {
    "share": "0.0%",
    "rate": "+0.0%;-0.0%;0.0%",
    "change": "+0.00;-0.00;0.00",
    "contribution": "+0.0;-0.0;0.0",
    "index": "#,##0",
    "number": "0.0",
    "rank": "0",
}
"""The number formats of the headline cells of the shipped templates, by kind of figure. What rounds to zero has no sign."""
IN_POINTS = frozenset({"change", "contribution"})


@dataclass(frozen=True, slots=True)
class HeadlineFigure:
    """One figure. `text` is what the workbook prints, without the `unit`. A missing figure has no `value`.

    Shares, rates and changes of share are fractions in `value`. `kind` is `amount`, `statement` or one of `CODES`.
    """

    label: str
    value: float | None
    text: str
    unit: str
    kind: str

    @property
    def full_text(self) -> str:
        """The text with its unit: `4,320 USD million`."""
        return f"{self.text} {self.unit}" if self.unit and self.text != NONE else self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """The headline of a report. `history` holds a point per period, `None` where there is no figure."""

    title: str
    subtitle: str
    period: str
    period_name: str
    metric: str
    metric_title: str
    figures: tuple[HeadlineFigure, ...]
    history: tuple[tuple[str, float | None], ...] = ()
    illustrative: bool = False
    status: str = ""
    dataset: str = ""
    dataset_title: str = ""
    vintage: str = ""
    sources: tuple[str, ...] = ()

    @classmethod
    def of_fields(cls, fields: Mapping[str, Any]) -> Headline:
        """Return the headline that `asdict` made these fields of. Raises `TypeError` for other fields."""
        figures = tuple(HeadlineFigure(**figure) for figure in fields["figures"])
        history = tuple((str(label), value) for label, value in fields["history"])
        kept = {name: value for name, value in fields.items() if name not in ("figures", "history", "sources")}
        return cls(**kept, figures=figures, history=history, sources=tuple(fields["sources"]))


Part = tuple[str, tuple[HeadlineFigure, ...], Sequence[HistoryRow]]
"""The title, the figures and the history of a report."""


def headline_of(
    template: str | Path, *, snapshot: Snapshot, region: str | None = None, period: object = "latest"
) -> Headline:
    """Return the headline of the report that `build` makes of the same inputs. Raises the errors of `build`."""
    path = find_template(template)
    names = template_names(path)
    context = context_of(snapshot, region=region, period=period, names=names)
    return make_headline(context, name_of(path) or "", path.stem)


def make_headline(context: Mapping[str, Any], shipped: str = "", title: str = "") -> Headline:
    """Return the headline of a context. `shipped` is the name of the template if it came with xlmarket.

    Any other template has the figures of its region, market, world or brief, whichever its context holds. One
    without any of them has its `title` and no figures.
    """
    make = TEMPLATES.get(shipped, _any_template)
    name, figures, history = make(context)
    period, metric = context["period"], context["metric"]
    dataset: DatasetView = context["dataset"]
    return Headline(
        title=name or title,
        subtitle=f"{period.name}  ·  {metric.title}",
        period=period.label,
        period_name=period.name,
        metric=metric.name,
        metric_title=metric.title,
        figures=figures,
        history=tuple((row.label, _point(row.value)) for row in history),
        illustrative=dataset.illustrative,
        status=dataset.status,
        dataset=dataset.name,
        dataset_title=dataset.title,
        vintage=dataset.vintage,
        sources=tuple(dict.fromkeys(source.name for source in dataset.sources)),
    )


def figure_text(value: CellValue, kind: str) -> str:
    """Return a figure as the headline cells of the templates print it, `n/a` where there is none."""
    if not is_number(value):
        return NONE
    amount = "#,##0" if value >= SMALL else "#,##0.0;-#,##0.0"
    code, near_zero = (amount, "0.0###") if kind == "amount" else (CODES[kind], CODES[kind].rpartition(";")[2])
    number = value * 100 if kind in IN_POINTS else value
    text = number_text(number, code) or NONE
    return text if any(digit in text for digit in "123456789") else number_text(number, near_zero) or text


def _figure(label: str, value: CellValue, kind: str, unit: str = "") -> HeadlineFigure:
    return HeadlineFigure(label, float(value) if is_number(value) else None, figure_text(value, kind), unit, kind)


def _amount(context: Mapping[str, Any], value: CellValue) -> HeadlineFigure:
    """The figure of the metric, in the scale of the report."""
    scale = context["scale"]
    return _figure(context["metric"].title, over(value, scale.by), "amount", scale.unit)


def _amount_in_words(context: Mapping[str, Any], value: CellValue) -> HeadlineFigure:
    """The figure of the metric as the sentence under the title has it, for templates that print no other."""
    scale, scaled = context["scale"], over(value, context["scale"].by)
    text = wording.amount(scaled, "") if is_number(scaled) else NONE
    number = float(scaled) if is_number(scaled) else None
    return HeadlineFigure(context["metric"].title, number, text, scale.unit, "amount")


def _growth(value: CellValue) -> HeadlineFigure:
    return _figure("Growth", value, "rate")


def _world_share(value: CellValue) -> HeadlineFigure:
    return _figure("Share of world", value, "share")


def _region(context: Mapping[str, Any]) -> Part:
    region = context["region"]
    change = _figure("Change of share", region.share_change, "change", "points")
    figures = (_amount(context, region.value), _growth(region.growth), _world_share(region.world_share), change)
    return region.name, figures, region.history


def _contributing_region(context: Mapping[str, Any]) -> Part:
    region = context["region"]
    contribution = _figure("Contribution to growth of world", region.contribution, "contribution", "points")
    figures = (_amount(context, region.value), _growth(region.growth), _world_share(region.world_share), contribution)
    return region.name, figures, region.history


def _region_in_words(context: Mapping[str, Any]) -> Part:
    region = context["region"]
    figures = [_amount_in_words(context, region.value), _growth(region.growth), _world_share(region.world_share)]
    if len(region.members) > 1:
        first = region.members[0]
        figures.append(_figure(f"Share of {first.name} in the region", first.share, "share"))
    return region.name, tuple(figures), region.history


def _market(context: Mapping[str, Any]) -> Part:
    market = context["market"]
    rank = _figure("World rank", market.rank, "rank")
    figures = (_amount(context, market.value), _growth(market.growth), _world_share(market.world_share), rank)
    return market.name, figures, market.history


def _world(context: Mapping[str, Any]) -> Part:
    world = context["world"]
    four = _figure("Four largest markets", world.cr4, "share")
    figures = (_amount(context, world.value), _growth(world.growth), four, _figure("HHI", world.hhi, "index"))
    return "World", figures, world.history


def _brief(context: Mapping[str, Any]) -> Part:
    brief, dataset = context["brief"], context["dataset"]
    statements = (*brief.shares[:1], *brief.headlines)
    return dataset.title, tuple(_statement(statement) for statement in statements), ()


def _statement(statement: Statement) -> HeadlineFigure:
    label = f"{statement.title}, {statement.name}"
    return HeadlineFigure(label, statement.value, statement.short, "", "statement")


def _live(context: Mapping[str, Any]) -> Part:
    """The market that the dashboard shows first, in the unit of the metric, by the functions that its cells call."""
    regions = context["regions"]
    name = regions[0].name if regions and regions[0].count >= 4 else "World"
    period, metric = str(context["period"]), context["metric"]
    value, share, growth = (
        context[function](name, period) for function in ("market_value", "market_share", "market_growth")
    )
    concentration = context["market_concentration"](name, period, "HHI")
    amount = _figure(metric.title, value, "amount", metric.unit)
    return name, (amount, _world_share(share), _growth(growth), _figure("HHI", concentration, "index")), ()


def _regions(context: Mapping[str, Any]) -> Part:
    """The world by the functions, for a template that lists regions and has no view of the world."""
    value, growth = (context[name]("World", str(context["period"])) for name in ("market_value", "market_growth"))
    return "World", (_amount(context, value), _growth(growth)), ()


def _any_template(context: Mapping[str, Any]) -> Part:
    known = {"market": _market, "region": _region, "world": _world, "brief": _brief, "regions": _regions}
    make = next((make for name, make in known.items() if name in context), None)
    return make(context) if make else ("", (), ())


TEMPLATES: Mapping[str, Callable[[Mapping[str, Any]], Part]] = {
    "region-quarterly": _region,
    "market-profile": _market,
    "world-overview": _world,
    "brief": _brief,
    "kpi-card": _contributing_region,
    "league-table": _region_in_words,
    "growth-waterfall": _contributing_region,
    "share-shift": _region_in_words,
    "live": _live,
}
"""What each shipped template prints on top."""


def _point(value: CellValue) -> float | None:
    """A point of a small line: six digits are more than it shows."""
    return float(f"{value:.6g}") if is_number(value) else None


def printed(figures: Iterable[HeadlineFigure]) -> tuple[tuple[str, str], ...]:
    """Return what a reader sees of figures: two headlines with the same are unchanged."""
    return tuple((figure.label, figure.full_text) for figure in figures)
