"""Files of an output folder that were made from figures which no longer exist."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from xlmarket.batch.manifest import Manifest, Provenance
from xlmarket.functions.snapshot import Snapshot
from xlmarket.store import Vintage, datasets, vintages
from xlmarket.store.place import address
from xlmarket.store.shipped import DATASETS

HASH = 12
"""Characters of a hash that are kept, enough to distinguish the imports of one store."""


def provenance_of(snapshot: Snapshot) -> Provenance:
    """Return the provenance of a file made from a snapshot."""
    holding = snapshot.holding
    kept = (holding.vintage, *holding.beneath)
    return Provenance(_hash(address(snapshot.store)), holding.dataset.name, tuple(map(_mark, kept)))


def find_stale(folder: Path, store: str | None) -> tuple[str, ...]:
    """Return the files in a folder that were made from undone vintages, or from a renamed or deleted data set.

    Files made from another store are left out, because its vintages are not known here.
    """
    here = _hash(address(store))
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
    return (_mark(vintage) for vintage in all_vintages if vintage.dataset == dataset)


def _mark(vintage: Vintage) -> str:
    return f"{vintage.number}:{vintage.fingerprint[:HASH]}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:HASH]
