"""Where figures are kept: append-only vintages in a database, and the data sets that come with xlmarket.

`functions` call `read_dataset`, which imports SQLAlchemy only for a data set that is not a shipped one.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from xlmarket.errors import NotAvailable, UnknownDataset
from xlmarket.store.holdings import Assertion, Dataset, DatasetState, Holding, Origin, Response, Vintage, parse_as_of
from xlmarket.store.shipped import DATASETS, DEFAULT_DATASET, holding

if TYPE_CHECKING:
    from xlmarket.store.database import Store

__all__ = [
    "DEFAULT_DATASET",
    "Assertion",
    "Dataset",
    "DatasetState",
    "Holding",
    "Origin",
    "Response",
    "Vintage",
    "datasets",
    "open_store",
    "origins_of",
    "parse_as_of",
    "read_dataset",
    "vintages",
    "vintages_of",
]


def open_store(url: str | None = None) -> Store:
    """The user's store: `url`, else `XLMARKET_STORE`, else SQLite in the user's data folder (made when first used)."""
    from xlmarket.store.database import Store
    from xlmarket.store.place import address

    return Store(address(url))


def read_dataset(name: str | None = None, store_url: str | None = None, as_of: DatasetState | None = None) -> Holding:
    """A data set as it stood on a day or at a vintage (default: now). `UnknownDataset` offers the nearest name."""
    name = name or DEFAULT_DATASET
    if name in DATASETS:
        return _as_it_stood(holding(name), as_of)
    known = [*DATASETS, *(dataset.name for dataset in datasets(store_url))]
    if name not in known:
        raise UnknownDataset.named(name, known)
    return open_store(store_url).read(name, as_of)


def vintages_of(name: str, store_url: str | None = None) -> tuple[Vintage, ...]:
    """Return all vintages of a data set, oldest first, those that were undone too. Raises `UnknownDataset`."""
    from xlmarket.store.place import exists

    if name in DATASETS:
        return (holding(name).vintage,)
    found = open_store(store_url).history(name, with_undone=True) if exists(store_url) else ()
    if not found:
        raise UnknownDataset.named(name, [*DATASETS, *(dataset.name for dataset in datasets(store_url))])
    return found


def origins_of(name: str, store_url: str | None = None) -> dict[int, Origin]:
    """Where the fetched vintages of a data set came from, by their numbers. Empty for a shipped data set."""
    from xlmarket.store.place import exists

    return open_store(store_url).origins(name) if name not in DATASETS and exists(store_url) else {}


def datasets(store_url: str | None = None) -> tuple[Dataset, ...]:
    """The data sets of a store. Empty where there is no store yet."""
    from xlmarket.store.place import exists

    return open_store(store_url).datasets() if exists(store_url) else ()


def vintages(store_url: str | None = None) -> tuple[Vintage, ...]:
    """The vintages of a store. Empty where there is no store yet."""
    from xlmarket.store.place import exists

    return open_store(store_url).vintages() if exists(store_url) else ()


def _as_it_stood(shipped: Holding, as_of: DatasetState | None) -> Holding:
    vintage = shipped.vintage
    if isinstance(as_of, int) and as_of != vintage.number:
        raise NotAvailable(f"{vintage.dataset} has no vintage of this number", found=as_of, allowed=str(vintage.number))
    if isinstance(as_of, date) and as_of < vintage.published.date():
        raise NotAvailable(f"{vintage.dataset} was first published on {vintage.published:%Y-%m-%d}", found=as_of)
    return shipped
