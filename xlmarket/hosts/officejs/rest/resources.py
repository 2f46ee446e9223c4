"""The registry of the REST API: each resource with its path, parameters, columns and rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from xlmarket.errors import UsageError
from xlmarket.functions import Snapshot, evaluate, manual
from xlmarket.functions.wire import answer_out
from xlmarket.hosts.officejs.rest.parameters import AS_OF, DATASET, PAGING, Parameter, Query
from xlmarket.hosts.officejs.rest.selection import FILTERS, select_figures
from xlmarket.observations import COLUMNS, EXPORTED, JOINED
from xlmarket.store import datasets, vintages_of
from xlmarket.store.export import TYPES
from xlmarket.store.shipped import DATASETS

Row = Mapping[str, object]
PREFIX = "/api/v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One address that is read. `rows` lists what is paged, or `value` makes the one object of the reply.

    `columns` are the names of the fields with their types, in the order of the CSV. `of_figures`: what it returns depends
    on the data set and its state.
    """

    path: str
    summary: str
    columns: Mapping[str, type]
    parameters: tuple[Parameter, ...] = ()
    rows: Callable[[Snapshot, Query], Sequence[Row]] | None = None
    value: Callable[[Snapshot, Query], Row] | None = None
    in_path: tuple[str, ...] = field(default=())
    of_figures: bool = True

    @property
    def all_parameters(self) -> tuple[Parameter, ...]:
        """Those of the query: its own, the state of the figures, and the page."""
        of_data = (AS_OF,) if "name" in self.in_path else (DATASET, AS_OF)
        return (*self.parameters, *(of_data if self.of_figures else ()), *(PAGING if self.rows else ()))


def _datasets(snapshot: Snapshot, _: Query) -> list[Row]:
    known = [*DATASETS.values(), *datasets(snapshot.store)]
    return [_dataset(snapshot, each.name, each.title, each.status) for each in known]


def _dataset(snapshot: Snapshot, name: str, title: str, status: str) -> Row:
    latest = [vintage for vintage in vintages_of(name, snapshot.store) if not vintage.undone][-1:]
    return {
        "name": name,
        "title": title,
        "status": status,
        "vintage": latest[0].number if latest else None,
        "published": latest[0].published.date() if latest else None,
        "served": name == snapshot.holding.dataset.name,
        "figures": f"{PREFIX}/datasets/{name}/figures",
    }


def _markets(snapshot: Snapshot, query: Query) -> list[Row]:
    if text := query["q"]:
        found = snapshot.markets.find(text, 20)
    else:
        keys = {key for name in snapshot.metrics for key in snapshot.panel(name).markets}
        found = tuple(sorted((snapshot.markets[key] for key in keys), key=lambda market: market.key))
    return [
        {"key": one.key, "name": one.name, "kind": one.kind.value, "iso2": one.iso2, "iso3": one.iso3} for one in found
    ]


def _regions(snapshot: Snapshot, _: Query) -> list[Row]:
    return list(_regions_of(snapshot))


def _regions_of(snapshot: Snapshot) -> Iterator[Row]:
    """The groups that have a figure, or a member with one, at the last period of any metric."""
    panels = [snapshot.panel(name) for name in snapshot.metrics]
    held = {key for panel in panels for key in panel.markets}
    last = max((panel.periods[-1].end for panel in panels if panel.periods), default=None)
    for group in snapshot.markets:
        if last is None or not group.is_aggregate:
            continue
        members = snapshot.markets.members(group.key, last)
        if group.key in held or held.intersection(members):
            yield {
                "key": group.key,
                "name": group.name,
                "members": "|".join(sorted(members)),
                "members_with_figures": "|".join(sorted(held.intersection(members))),
                "has_figures": group.key in held,
                "on": last,
            }


def _metrics(snapshot: Snapshot, _: Query) -> list[Row]:
    default = snapshot.metric().name if snapshot.has_default else ""
    return [
        {
            "name": metric.name,
            "title": metric.title,
            "unit": metric.unit,
            "kind": metric.kind.value,
            "frequency": metric.frequency.value,
            "default": metric.name == default,
            "first": periods[0].label if (periods := snapshot.panel(metric.name).periods) else "",
            "last": periods[-1].label if periods else "",
        }
        for metric in snapshot.metrics.values()
    ]


def _functions(_: Snapshot, __: Query) -> list[Row]:
    pages = manual.data()
    assert isinstance(pages, list)  # noqa: S101 - without a name it is a list
    return [{name: page[name] for name in FUNCTION_COLUMNS} for page in pages]


def _evaluate(snapshot: Snapshot, query: Query) -> Row:
    formula = query["formula"]
    if not formula.startswith("="):
        raise UsageError("a formula begins with =", found=formula, remedy='encode it: %3DMARKET_SHARE("Brazil")')
    return answer_out(evaluate(snapshot, formula))


FUNCTION_COLUMNS = dict.fromkeys(("name", "family", "signature", "summary", "description", "answers"), str)
_DATASET_COLUMNS = {**dict.fromkeys(("name", "title", "status"), str), "vintage": int, "published": str, "served": bool,
                    "figures": str}  # fmt: skip
_METRIC_COLUMNS = {**dict.fromkeys(("name", "title", "unit", "kind", "frequency"), str), "default": bool, "first": str,
                   "last": str}  # fmt: skip
_REGION_COLUMNS = {**dict.fromkeys(("key", "name", "members", "members_with_figures"), str), "has_figures": bool,
                   "on": str}  # fmt: skip
_ANSWER_COLUMNS = {"value": object, **dict.fromkeys(("unit", "source", "status", "vintage", "period", "flag"), str)}

RESOURCES: tuple[Resource, ...] = (
    Resource(path="/datasets", summary="The data sets", columns=_DATASET_COLUMNS, rows=_datasets, of_figures=False),
    Resource(
        path="/datasets/{name}/figures",
        summary="The figures of a data set as tidy rows, and the gaps that its sources explain",
        columns={name: TYPES[name] for name in (*COLUMNS, *EXPORTED, *JOINED)},
        parameters=FILTERS,
        rows=select_figures,
        in_path=("name",),
    ),
    Resource(
        path="/markets",
        summary="The markets with figures, or those whose names are near to a text",
        columns=dict.fromkeys(("key", "name", "kind", "iso2", "iso3"), str),
        parameters=(Parameter(name="q", help="A name or its beginning, also in other languages."),),
        rows=_markets,
    ),
    Resource(path="/regions", summary="The regions with figures, and their members", columns=_REGION_COLUMNS,
             rows=_regions),
    Resource(path="/metrics", summary="The metrics, their units and kinds", columns=_METRIC_COLUMNS, rows=_metrics),
    Resource(path="/functions", summary="The worksheet functions", columns=FUNCTION_COLUMNS, rows=_functions,
             of_figures=False),
    Resource(
        path="/evaluate",
        summary="A formula of our functions, calculated as a cell does",
        columns=_ANSWER_COLUMNS,
        parameters=(Parameter(name="formula", help='A formula: =MARKET_SHARE("Brazil")', required=True),),
        value=_evaluate,
    ),
)  # fmt: skip
