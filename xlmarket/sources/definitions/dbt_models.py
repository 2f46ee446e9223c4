"""Semantic models of dbt, in both of its forms: `semantic_models` with measures, and `models` with columns and metrics."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from xlmarket.sources.definitions.definition import Origin
from xlmarket.sources.definitions.document import Entry, refusal

_REF = re.compile(r"(?:\{\{\s*)?(ref|source)\(\s*['\"]([\w.]+)['\"]\s*(?:,\s*['\"]([\w.]+)['\"]\s*)?\)(?:\s*\}\})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Time:
    """A dimension of time: its SQL and its grain."""

    sql: str
    granularity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SemanticModel:
    """One table with the names that its metrics use. `dimensions` and `entities` are their SQL by name.

    `own` are the entities that the rows of the table are: filters of other ones need a join.
    """

    origin: Origin
    table: str
    default_time: str
    times: Mapping[str, Time]
    dimensions: Mapping[str, str]
    entities: Mapping[str, str]
    own: tuple[str, ...]
    measures: Mapping[str, Entry]
    metrics: tuple[Entry, ...] = ()


def semantic_models(document: Entry, file: str) -> Iterator[SemanticModel]:
    """The semantic models of a file. Raises `SourceError` for one that is not of a known form."""
    for entry in (*entries(document, "semantic_models", file), *single(document, "semantic_model", file)):
        yield _older(entry, file)
    for entry in entries(document, "models", file):
        wanted = entry.get("semantic_model")
        if wanted is True or (isinstance(wanted, dict) and wanted.get("enabled", True) is True):
            yield _newer(entry, file)


def entries(entry: Entry, key: str, file: str) -> list[Entry]:
    """The mappings of a list, each with a name. Raises `SourceError` for anything else."""
    listed = entry.get(key) or []
    if not isinstance(listed, list):
        raise refusal(file, entry.line, f"{key} is a list", found=listed)
    for one in listed:
        if not isinstance(one, Entry) or not isinstance(one.get("name"), str):
            raise refusal(file, one.line if isinstance(one, Entry) else entry.line, f"an entry of {key} has no name")
    return listed


def single(document: Entry, key: str, file: str) -> list[Entry]:
    """The only definition of a document, as MetricFlow writes them without dbt."""
    return entries(Entry({key: [document[key]]}), key, file) if key in document else []


def section(entry: Entry, key: str, file: str) -> Entry:
    """A mapping within another one, empty where it is not there. Raises `SourceError` for anything else."""
    part = entry.get(key)
    if part is not None and not isinstance(part, Entry):
        raise refusal(file, entry.line, f"{key} is a mapping", found=part)
    return Entry() if part is None else part


def sql_of(entry: Entry) -> str:
    """The SQL of a part of a model, which is its name where none is written."""
    written = entry.get("expr")
    return str(entry["name"]) if written is None else _text(written)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _older(entry: Entry, file: str) -> SemanticModel:
    parts = {key: entries(entry, key, file) for key in ("dimensions", "entities", "measures")}
    times = [one for one in parts["dimensions"] if _is_time(one)]
    others = [one for one in parts["dimensions"] if not _is_time(one)]
    primary = [str(one["name"]) for one in parts["entities"] if str(one.get("type")).lower() == "primary"]
    return SemanticModel(
        origin=Origin(file, entry, f"semantic model {entry['name']}"),
        table=_table(entry.get("model")) or str(section(entry, "node_relation", file).get("alias") or ""),
        default_time=str(section(entry, "defaults", file).get("agg_time_dimension") or ""),
        times={str(one["name"]): Time(sql=sql_of(one), granularity=_grain(one, file)) for one in times},
        dimensions={str(one["name"]): sql_of(one) for one in others},
        entities={str(one["name"]): sql_of(one) for one in parts["entities"]},
        own=(*primary, *([str(entry["primary_entity"])] if entry.get("primary_entity") else [])),
        measures={str(one["name"]): one for one in parts["measures"]},
    )


def _is_time(dimension: Entry) -> bool:
    return str(dimension.get("type")).lower() == "time"


def _grain(dimension: Entry, file: str) -> str:
    params = section(dimension, "type_params", file)
    return str(params.get("time_granularity") or dimension.get("granularity") or "day").lower()


def _newer(entry: Entry, file: str) -> SemanticModel:
    columns = entries(entry, "columns", file)
    dimensions = [(_named(one, "dimension"), one) for one in columns if one.get("dimension")]
    entities = [(_named(one, "entity"), one) for one in columns if one.get("entity")]
    times = {name: one for name, one in dimensions if _kind(one, "dimension") == "time"}
    derived = section(entry, "derived_semantics", file)
    calculated = entries(derived, "dimensions", file)
    primary = [name for name, one in entities if _kind(one, "entity") == "primary"]
    return SemanticModel(
        origin=Origin(file, entry, f"model {entry['name']}"),
        table=str(entry["name"]),
        default_time=str(entry.get("agg_time_dimension") or ""),
        times={name: Time(sql=str(one["name"]), granularity=_grain(one, file)) for name, one in times.items()}
        | {
            str(one["name"]): Time(sql=sql_of(one), granularity=_grain(one, file))
            for one in calculated
            if _is_time(one)
        },
        dimensions={name: str(one["name"]) for name, one in dimensions if name not in times}
        | {str(one["name"]): sql_of(one) for one in calculated if not _is_time(one)},
        entities={name: str(one["name"]) for name, one in entities}
        | {str(one["name"]): sql_of(one) for one in entries(derived, "entities", file)},
        own=(*primary, *([str(entry["primary_entity"])] if entry.get("primary_entity") else [])),
        measures={},
        metrics=tuple(entries(entry, "metrics", file)),
    )


def _named(column: Entry, key: str) -> str:
    part = column[key]
    return str(part.get("name") or column["name"]) if isinstance(part, dict) else str(column["name"])


def _kind(column: Entry, key: str) -> str:
    part = column[key]
    return str(part.get("type") if isinstance(part, dict) else part).lower()


def _table(model: object) -> str:
    """The table of a model: that of a ref by its name, that of a source with its schema. Empty where it has another one, as versions do."""
    match = _REF.fullmatch(str(model or "").strip())
    if match is None:
        return ""
    call, first, second = match.groups()
    return f"{first}.{second}" if call == "source" and second else second or first
