"""Metrics of dbt and MetricFlow as facts. Only simple ones: all others are calculated from several."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from xlmarket.errors import SourceError
from xlmarket.sources.definitions.aggregation import both, counted, doubts_of, frequency, time_column
from xlmarket.sources.definitions.dbt_filters import condition
from xlmarket.sources.definitions.dbt_models import SemanticModel, entries, section, semantic_models, single, sql_of
from xlmarket.sources.definitions.definition import Definition, Origin, candidates
from xlmarket.sources.definitions.document import Entry

_HOW = {"sum": "sum", "count": "count", "count_distinct": "distinct", "average": "mean", "median": "median"}
_PERCENTILE = "percentile"
_ABOUT = (
    "name",
    "description",
    "label",
    "config",
    "meta",
    "tags",
    "hidden",
    "create_metric",
    "create_metric_display_name",
)
_ZEROS = ("fill_nulls_with", "join_to_timespine")
_MEASURE = ("agg", "expr", "agg_time_dimension", "agg_params", "percentile", "percentile_type")
_METRIC = ("type", "filter", "time_granularity")
SIMPLE = ("simple",)

Outcome = tuple[str, Definition | SourceError]


def metrics_of(documents: Sequence[tuple[str, Entry]]) -> Iterator[Outcome]:
    """Each metric by its name, or the error of what is not taken over. Measures may be in another file."""
    models = [model for file, document in documents for model in semantic_models(document, file)]
    measures = _measures(models)
    for model in models:
        for entry in model.metrics:
            yield _outcome(_Metric(Origin(model.origin.file, entry, f"metric {entry['name']}"), entry, measures), model)
        for entry in model.measures.values():
            if entry.get("create_metric") is True:
                origin = Origin(model.origin.file, entry, f"measure {entry['name']}")
                yield _outcome(_Metric(origin, Entry(name=entry["name"], type="simple"), measures), model, entry)
    for file, document in documents:
        for entry in (*entries(document, "metrics", file), *single(document, "metric", file)):
            yield _outcome(_Metric(Origin(file, entry, f"metric {entry['name']}"), entry, measures))


def _measures(models: Sequence[SemanticModel]) -> dict[str, tuple[SemanticModel, Entry]]:
    measures: dict[str, tuple[SemanticModel, Entry]] = {}
    for model in models:
        for name, entry in model.measures.items():
            if name in measures:
                raise Origin(model.origin.file, entry, f"measure {name}").error("a measure of this name is there twice")
            measures[name] = model, entry
    return measures


@dataclass(frozen=True, slots=True)
class _Metric:
    """One metric, with the measures of all files."""

    origin: Origin
    entry: Entry
    measures: dict[str, tuple[SemanticModel, Entry]]


def _outcome(metric: _Metric, model: SemanticModel | None = None, measure: Entry | None = None) -> Outcome:
    try:
        return str(metric.entry["name"]), _definition(metric, model, measure)
    except SourceError as error:
        return str(metric.entry["name"]), error


def _definition(metric: _Metric, model: SemanticModel | None, measure: Entry | None) -> Definition:
    origin, entry = metric.origin, metric.entry
    _refuse_calculated(origin, entry)
    filters = [entry.get("filter")]
    zeros = _zeros(entry)
    if model is None:
        model, measure, used = _measure_of(metric)
        origin.refuse_others(used, ("name", "filter"), _ZEROS)
        filters.append(used.get("filter"))
        zeros += _zeros(used)
        origin.refuse_others(entry, (*_METRIC, "type_params"), (*_ABOUT, *_ZEROS))
    elif measure is None:
        measure = entry
        origin.refuse_others(entry, (*_METRIC, *_MEASURE), (*_ABOUT, *_ZEROS))
    if measure is not entry and measure is not None:
        Origin(model.origin.file, measure, f"measure {measure['name']}").refuse_others(measure, _MEASURE, _ABOUT)
    assert measure is not None  # noqa: S101 - one of the branches above has set it
    return _put_together(origin, entry, model, measure, [text for one in filters for text in _listed(one)], zeros)


def _zeros(entry: Entry) -> list[str]:
    return [key for key in _ZEROS if entry.get(key) is not None and entry[key] is not False]


def _refuse_calculated(origin: Origin, entry: Entry) -> None:
    config = entry.get("config")
    if isinstance(config, dict) and config.get("enabled") is False:
        raise origin.error("the metric is not enabled")
    kind = str(entry.get("type") or "simple").lower()
    if kind not in SIMPLE:
        remedy = "take over the metrics it is made of, and calculate with them"
        raise origin.error(f"a {kind} metric is calculated", found=kind, allowed=SIMPLE, remedy=remedy)


def _measure_of(metric: _Metric) -> tuple[SemanticModel, Entry, Entry]:
    """The model and the measure of a metric, and how it uses the measure."""
    params = section(metric.entry, "type_params", metric.origin.file)
    metric.origin.refuse_others(params, ("measure",), ())
    if not params.get("measure"):
        raise metric.origin.error("a simple metric needs its measure", allowed="type_params: {measure: NAME}")
    used = params["measure"]
    if not isinstance(used, Entry):
        used = Entry(name=str(used))
    name = str(used.get("name"))
    if name not in metric.measures:
        remedy = "give the file with its semantic model, too"
        raise SourceError.unknown("measure", name, metric.measures, where=metric.origin.place, remedy=remedy)
    return *metric.measures[name], used


def _listed(filters: Any) -> list[str]:
    if filters is None:
        return []
    return [str(one) for one in (filters if isinstance(filters, list) else [filters])]


def _put_together(
    origin: Origin, entry: Entry, model: SemanticModel, measure: Entry, filters: list[str], zeros: list[str]
) -> Definition:
    keys = _measured(origin, measure)
    conditions = [condition(text, model, origin) for text in filters]
    if conditions:
        keys["where"] = both(conditions)
    time = str(measure.get("agg_time_dimension") or model.default_time)
    doubts = doubts_of(str(keys.get("value", "")), str(keys.get("where", "")))
    notes = {"market": candidates("the column with the market", model.dimensions.values())}
    if time:
        keys["date"] = _date(time, model, origin, doubts)
        grain = str(entry.get("time_granularity") or model.times[time].granularity).lower()
        keys["frequency"], notes["frequency"] = frequency(grain)
    else:
        notes["date"] = candidates("the column with the day", (one.sql for one in model.times.values()))
    if _is_approximate(measure, origin.file):
        doubts.append("the percentile is exact here, where the definition takes an approximate one")
    if zeros:
        doubts.append(f"{' and '.join(zeros)}: a market and period without rows is missing; complete = true makes it 0")
    notes["table"] = (
        "the name of the model; add its schema, or write its alias" if model.table else candidates("the table")
    )
    return Definition(
        name=str(entry["name"]),
        origin=f"dbt metric {entry['name']}",
        place=origin.place,
        keys={"table": model.table, **keys},
        notes=notes,
        doubts=tuple(doubts),
    )


def _date(name: str, model: SemanticModel, origin: Origin, doubts: list[str]) -> str:
    if name not in model.times:
        raise SourceError.unknown("time dimension", name, model.times, where=origin.place)
    column = time_column(model.times[name].sql, origin)
    if column != model.times[name].sql.strip():
        doubts.append(f"the day is {model.times[name].sql.strip()} in the definition")
    return column


def _measured(origin: Origin, measure: Entry) -> dict[str, object]:
    how = str(measure.get("agg") or "").lower()
    if how == _PERCENTILE:
        return {**counted("quantile", sql_of(measure), origin), "quantile": _quantile(origin, measure)}
    if how not in _HOW:
        raise SourceError.invalid("aggregation", how, [*_HOW, _PERCENTILE], where=origin.place)
    return counted(_HOW[how], "" if how == "count" and measure.get("expr") is None else sql_of(measure), origin)


def _quantile(origin: Origin, measure: Entry) -> float:
    params = section(measure, "agg_params", origin.file)
    origin.refuse_others(params, ("percentile", "use_approximate_percentile"), ())
    if str(measure.get("percentile_type") or "continuous").lower() != "continuous":
        raise origin.error("a discrete percentile is not taken over", allowed="continuous")
    part = params.get("percentile", measure.get("percentile"))
    if isinstance(part, bool) or not isinstance(part, (int, float)) or not 0 <= part <= 1:
        raise origin.error("percentile takes a number from 0 to 1", found=part)
    return float(part)


def _is_approximate(measure: Entry, file: str) -> bool:
    return bool(section(measure, "agg_params", file).get("use_approximate_percentile"))
