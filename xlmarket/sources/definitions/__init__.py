"""Definitions of metrics that other programs have, as facts: YAML of dbt and MetricFlow, and of Cube.

`document` reads the YAML within bounds. `dbt_models`, `dbt_filters` and `dbt` read its two forms of semantic models,
`cube` the cubes. `aggregation` turns measures and SQL into the keys and expressions of facts. `draft` writes the file that
a person fills in: what a definition does not say, such as the column with the market, is asked and never guessed. What
facts cannot calculate is refused for each metric alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from xlmarket.errors import Place, SourceError
from xlmarket.sources.definitions.definition import Definition, Definitions
from xlmarket.sources.definitions.document import Entry, read_documents
from xlmarket.sources.definitions.draft import to_toml

__all__ = ["ENDINGS", "Definition", "Definitions", "read_definitions", "to_toml"]

ENDINGS = (".yml", ".yaml")
_KNOWN = ("metrics", "semantic_models", "models", "cubes", "semantic_model", "metric")


def read_definitions(paths: Sequence[Path]) -> Definitions:
    """The metrics of some files, which may name each other.

    Raises `SourceError` for a file that cannot be read or holds none, and for a metric that is there twice.
    """
    from xlmarket.sources.definitions import cube, dbt

    documents = [(path.name, document) for path in paths for document in read_documents(path)]
    files = ", ".join(path.name for path in paths)
    _refuse_none(documents, files)
    metrics: list[Definition] = []
    refused: dict[str, SourceError] = {}
    for name, outcome in (*dbt.metrics_of(documents), *cube.measures_of(documents)):
        if name in refused or any(one.name == name for one in metrics):
            raise SourceError(f"the metric {name} is defined twice", where=_place(outcome))
        if isinstance(outcome, SourceError):
            refused[name] = outcome
        else:
            metrics.append(outcome)
    if not metrics and not refused:
        remedy = "dbt: give the file with its metrics, too"
        raise SourceError("no metrics", where=Place(file=files), remedy=remedy)
    return Definitions(tuple(metrics), refused)


def _refuse_none(documents: Sequence[tuple[str, Entry]], files: str) -> None:
    """A project has other files, too, so that one of them is enough."""
    if not any(key in document for _, document in documents for key in _KNOWN):
        keys = ", ".join(key for _, document in documents for key in document)
        raise SourceError("no definitions of metrics", where=Place(file=files), found=keys, allowed=_KNOWN)


def _place(outcome: Definition | SourceError) -> Place | None:
    return outcome.where if isinstance(outcome, SourceError) else outcome.place
