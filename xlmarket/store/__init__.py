"""Where figures are kept: append-only vintages in a database, and the data sets that come with xlmarket.

`read_dataset` is what `functions` call; it imports SQLAlchemy only for a data set that is not a shipped one.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from xlmarket.errors import NameUnknown, NotAvailable
from xlmarket.store.holdings import Assertion, Dataset, Holding, Vintage
from xlmarket.store.shipped import DATASETS, DEFAULT_DATASET, holding

if TYPE_CHECKING:
    from xlmarket.store.database import Store

__all__ = [
    "DEFAULT_DATASET",
    "Assertion",
    "Dataset",
    "Holding",
    "Vintage",
    "datasets",
    "open_store",
    "read_dataset",
    "vintages",
]


def open_store(url: str | None = None) -> Store:
    """The user's store: `url`, else `XLMARKET_STORE`, else SQLite in the user's data folder (made when first used)."""
    from xlmarket.store.database import Store
    from xlmarket.store.place import address

    return Store(address(url))


def read_dataset(name: str | None = None, store_url: str | None = None, as_of: date | None = None) -> Holding:
    """A data set as it stood on a day (default: now). `NameUnknown` offers the nearest name."""
    name = name or DEFAULT_DATASET
    if name in DATASETS:
        return _as_it_stood(holding(name), as_of)
    known = [*DATASETS, *(dataset.name for dataset in datasets(store_url))]
    if name not in known:
        from rapidfuzz import process

        near = [hit[0] for hit in process.extract(name, known, score_cutoff=60, limit=3)]
        raise NameUnknown("there is no such data set", found=name, allowed=known, nearest=near)
    return open_store(store_url).read(name, as_of)


def datasets(store_url: str | None = None) -> tuple[Dataset, ...]:
    """The data sets of a store; none where there is no store yet."""
    from xlmarket.store.place import exists

    return open_store(store_url).datasets() if exists(store_url) else ()


def vintages(store_url: str | None = None) -> tuple[Vintage, ...]:
    """The vintages of a store; none where there is no store yet."""
    from xlmarket.store.place import exists

    return open_store(store_url).vintages() if exists(store_url) else ()


def _as_it_stood(shipped: Holding, as_of: date | None) -> Holding:
    if as_of is not None and as_of < shipped.vintage.published.date():
        raise NotAvailable(
            f"{shipped.dataset.name} was first published on {shipped.vintage.published:%Y-%m-%d}", found=as_of
        )
    return shipped
