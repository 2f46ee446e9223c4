"""Definitions of metrics as facts: `import models/orders.yml --draft orders.toml`."""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from xlmarket.cli.session import Session
from xlmarket.errors import UsageError
from xlmarket.listing import count_of

if TYPE_CHECKING:
    from xlmarket.sources.definitions import Definitions

_OPTIONS = ("metric", "market")


def are_definitions(files: Sequence[Path | str]) -> bool:
    """Whether one of the files is YAML, which holds definitions and no figures."""
    return any(str(name).lower().endswith((".yml", ".yaml")) for name in files)


def refuse_definitions(files: Sequence[Path | str]) -> None:
    """Raise `UsageError` where definitions are imported as if they were figures."""
    if are_definitions(files):
        remedy = "write their facts with --draft FILE.toml, look at them, and import by --map FILE.toml"
        raise UsageError("YAML holds definitions of metrics and no figures", remedy=remedy)


def write_definitions(session: Session, files: Sequence[Path], target: Path, given: Dictionary[str, object]) -> None:
    """Write the facts that definitions draft, and show what they leave open. `given` are the options of the command.

    Raises `SourceError` where no metric, or not the one that is named, is taken over.
    """
    from xlmarket.files import write_whole
    from xlmarket.sources.definitions import read_definitions, to_toml

    for option in given:
        if option not in _OPTIONS:
            raise UsageError(f"definitions take no --{option}", allowed=[f"--{name}" for name in _OPTIONS])
    definitions = _chosen(read_definitions(files), given)
    text = to_toml(definitions, ", ".join(path.name for path in files), target.name)
    write_whole(target, text.encode())
    session.message(text)
    outcome = f"{target}: {count_of(len(definitions.metrics), 'metric')}"
    if definitions.refused:
        outcome += f", {len(definitions.refused)} not taken over"
    session.result(outcome, _fields(target, definitions))


def _chosen(definitions: Definitions, given: Dictionary[str, object]) -> Definitions:
    """The metrics to write, with the column of the market where it is given."""
    from xlmarket.sources.definitions import Definitions

    metrics, refused = definitions.metrics, definitions.refused
    if "metric" in given:
        metrics, refused = (definitions.named(str(given["metric"])),), {}
    if not metrics:
        raise next(iter(refused.values()))
    market = {"market": given["market"]} if "market" in given else {}
    return Definitions(tuple(replace(one, keys={**one.keys, **market}) for one in metrics), refused)


def _fields(target: Path, definitions: Definitions) -> dict[str, object]:
    return {
        "file": str(target),
        "metrics": [
            {"name": one.name, "origin": one.origin, "keys": dict(one.keys), "doubts": list(one.doubts)}
            for one in definitions.metrics
        ],
        "refused": {name: error.fields() for name, error in definitions.refused.items()},
    }
