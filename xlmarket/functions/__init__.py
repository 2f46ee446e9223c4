"""The worksheet functions: one registry, one meaning, for cells, templates, Python and the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlmarket.functions.answer import Answer
from xlmarket.functions.call import call
from xlmarket.functions.formula import evaluate
from xlmarket.functions.registry import registry
from xlmarket.functions.show import show
from xlmarket.functions.snapshot import Snapshot, open_snapshot_of
from xlmarket.package.values import CellError

if TYPE_CHECKING:
    from xlmarket.config import Config
    from xlmarket.store import DatasetState

__all__ = ["Answer", "CellError", "Snapshot", "call", "evaluate", "open_snapshot", "registry", "show"]


def open_snapshot(
    dataset: str | None = None,
    *,
    store: str | None = None,
    as_of: DatasetState | None = None,
    config: Config | None = None,
) -> Snapshot:
    """Open a data set (default: that of the config, else cross-border-2015) as it stood on a day (default: now)."""
    if config is None:
        return open_snapshot_of(dataset, store, as_of, {}, {})
    return open_snapshot_of(dataset or config.dataset, store or config.store, as_of, config.regions, config.names)
