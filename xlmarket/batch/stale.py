"""Files of an output folder that were made from figures which are not there any more."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from xlmarket.batch.manifest import Figures, Manifest
from xlmarket.functions.snapshot import Snapshot
from xlmarket.store import Vintage, datasets, vintages
from xlmarket.store.place import address
from xlmarket.store.shipped import DATASETS

HASH = 12
"""How much of a hash is kept: enough to tell the imports of one store apart."""


def figures_of(snapshot: Snapshot) -> Figures:
    """What a file made from these figures remembers of them."""
    holding = snapshot.holding
    kept = (holding.vintage, *holding.beneath)
    return Figures(_hash(address(snapshot.store)), holding.dataset.name, tuple(map(_mark, kept)))


def find_stale(folder: Path, store: str | None) -> tuple[str, ...]:
    """The files in a folder made from vintages that were undone since, or from a data set that was renamed or deleted.

    Files made from another store are left out: nothing is known of its figures here.
    """
    here = _hash(address(store))
    live = {name: set(_marks(vintages(store), name)) for name in (one.name for one in datasets(store))}
    return tuple(
        target
        for target, entry in Manifest(folder).entries.items()
        if entry.made_from.store == here
        and entry.made_from.dataset not in DATASETS
        and not set(entry.made_from.vintages) <= live.get(entry.made_from.dataset, set())
        and (folder / target).is_file()
    )


def _marks(found: Iterable[Vintage], dataset: str) -> Iterable[str]:
    return (_mark(vintage) for vintage in found if vintage.dataset == dataset)


def _mark(vintage: Vintage) -> str:
    return f"{vintage.number}:{vintage.fingerprint[:HASH]}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:HASH]
