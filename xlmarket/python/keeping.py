"""The store from Python: what was read is added to a data set as its next vintage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from xlmarket.addresses import mask
from xlmarket.config import load_config
from xlmarket.errors import Place, SourceError
from xlmarket.python.days import Day, read_published
from xlmarket.sources import Reading
from xlmarket.store import Vintage, open_store
from xlmarket.store.place import address


@dataclass(frozen=True, slots=True, repr=False)
class FigureStore:
    """Where figures are kept: data sets as vintages, nothing overwritten. `url` is a database URL."""

    url: str

    def __repr__(self) -> str:
        return f"FigureStore({mask(self.url)!r})"

    def add(
        self, read: Reading, *, dataset: str = "mine", published: Day | None = None, skip_rejects: bool = False
    ) -> Vintage | None:
        """Add what was read as the next vintage of a data set, or nothing where this very file is in already.

        `published` decides which vintage `as_of` means (default: now).

        Raises `SourceError` for a reading with questions, with rejects (`skip_rejects=True` leaves these out) or
        without figures, `InputError` for a name that a data set cannot have, and `Busy` while another run writes.
        """
        refuse(read, skip_rejects=skip_rejects)
        return open_store(self.url).add(
            dataset,
            read.observations,
            fingerprint=read.fingerprint,
            file=read.file,
            published=read_published(published),
        )

    @property
    def datasets(self) -> tuple[str, ...]:
        """The names of the data sets."""
        return tuple(one.name for one in open_store(self.url).datasets())

    def history(self, dataset: str) -> tuple[Vintage, ...]:
        """The vintages of a data set, the oldest first."""
        return open_store(self.url).history(dataset)

    def undo(self, dataset: str) -> Vintage:
        """Take the last vintage of a data set back. Raises `NotAvailable` where there is none."""
        return open_store(self.url).undo(dataset)

    def rename(self, dataset: str, name: str) -> None:
        """Give a data set another name. Raises `UnknownDataset`, and `InputError` for a name that is taken."""
        open_store(self.url).rename(dataset, name)

    def delete(self, dataset: str) -> None:
        """Remove a data set with all its vintages. A SQLite store is backed up first. Raises `UnknownDataset`."""
        open_store(self.url).delete(dataset)


def store(url: str | Path | None = None, *, config: str | Path | None = None) -> FigureStore:
    """Open the store: a file or URL, else that of the settings, else `XLMARKET_STORE`, else the user's own.

    Raises `ConfigError` for the settings.
    """
    settings = load_config(None if config is None else Path(config))
    return FigureStore(address(str(url) if url else settings.store))


def refuse(read: Reading, *, skip_rejects: bool) -> None:
    """Refuse what must not be stored as it is: nothing is imported by halves without a word."""
    if read.questions:
        first = read.questions[0]
        raise SourceError(f"{first.what}; nothing was added", where=first.place, remedy=first.remedy)
    if read.rejects and not skip_rejects:
        raise SourceError(
            f"{_count(read.rejects)} cannot be read, so nothing was added; the first: {read.rejects[0].why}",
            where=read.rejects[0].place,
            found=read.rejects[0].found,
            remedy="mend the file, say how it is written in a mapping, or pass skip_rejects=True",
        )
    if not read.observations.rows and not read.observations.gaps:
        raise SourceError("no figure is left, so nothing was added", where=Place(file=read.file))


def _count(rejects: Sequence[object]) -> str:
    return f"{len(rejects):,} values" if len(rejects) > 1 else "1 value"
