"""Series of agencies fetched from Python, by the declarations that the command line takes too."""

from __future__ import annotations

from pathlib import Path

from xlmarket.config import load_config
from xlmarket.python.keeping import refuse
from xlmarket.store import Vintage


def fetch(
    name: str,
    *,
    dataset: str | None = None,
    kept: bool = False,
    skip_rejects: bool = False,
    store: str | Path | None = None,
    config: str | Path | None = None,
) -> Vintage | None:
    """Fetch a series of an agency as the next vintage of a data set. None where its figures did not change.

    `name` is that of a ready series or of one in the settings (`xlmarket fetch list`). With `kept` the response that the
    store keeps is read again, without a network.

    Raises `UsageError` for an unknown series, `EnvironmentFault` where the agency cannot be reached or has no figures at
    its address, and `SourceError` for figures with questions or rejects (`skip_rejects=True` leaves these out).
    """
    from xlmarket.agencies import Fetcher
    from xlmarket.store import open_store

    settings = load_config(None if config is None else Path(config))
    fetcher = Fetcher(config=settings, store=open_store(str(store) if store else settings.store))
    fetched = (fetcher.read_kept if kept else fetcher.fetch)(name, dataset)
    refuse(fetched.reading, skip_rejects=skip_rejects)
    return None if fetched.is_unchanged else fetcher.keep(fetched)
