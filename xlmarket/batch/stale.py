"""Files of an output folder that were made from figures which no longer exist."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from xlmarket.batch.manifest import Manifest
from xlmarket.report.provenance import mark_of, store_hash
from xlmarket.store import Vintage, datasets, vintages
from xlmarket.store.shipped import DATASETS


def find_stale(folder: Path, store: str | None) -> tuple[str, ...]:
    """Return the files in a folder that were made from undone vintages, or from a renamed or deleted data set.

    Files made from another store are left out, because its vintages are not known here.
    """
    here = store_hash(store)
    live = {name: set(_marks(vintages(store), name)) for name in (dataset.name for dataset in datasets(store))}
    return tuple(
        target
        for target, entry in Manifest(folder).entries.items()
        if entry.made_from.store == here
        and entry.made_from.dataset not in DATASETS
        and not set(entry.made_from.vintages) <= live.get(entry.made_from.dataset, set())
        and (folder / target).is_file()
    )


def _marks(all_vintages: Iterable[Vintage], dataset: str) -> Iterable[str]:
    return (mark_of(vintage) for vintage in all_vintages if vintage.dataset == dataset)
