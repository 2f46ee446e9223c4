"""What a reader of the store gets: a data set as it was at a vintage, with the vintages and judgements behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from xlmarket.observations import Observations

DatasetState = date | int
"""Which state of a data set: as it was at the end of a day, or when a vintage, by its number, was the latest."""


MOST_DIGITS = 5
"""How long the number of a vintage may be: 20250131 is a day."""


def parse_as_of(text: str) -> DatasetState:
    """Read a day written 2025-01-31, or the number of a vintage. Raises `ValueError` for any other text."""
    if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS:
        return int(text)
    return date.fromisoformat(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """A named set of figures. `status` is that of most of its figures."""

    name: str
    title: str = ""
    status: str = "published"
    source: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vintage:
    """One import: `published` (UTC) decides `as_of`, `imported` says when it came in, `fingerprint` what it was."""

    dataset: str
    number: int
    published: datetime
    imported: datetime
    file: str
    fingerprint: str
    rows: int
    undone: bool = False

    @property
    def label(self) -> str:
        """How reports and `--json` name it."""
        return f"{self.dataset} vintage {self.number} of {self.published:%Y-%m-%d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a fetched vintage came from: the series by its name, the agency, what it was asked for, and when (UTC).

    `query` is the request without the address of the agency, which may move. `etag` and `modified` are those of the
    response, for a conditional request. `figures` is a hash over the observations that were read.
    """

    series: str
    agency: str
    query: str
    url: str
    fetched: datetime
    figures: str
    etag: str = ""
    modified: str = ""
    media: str = ""


@dataclass(frozen=True, slots=True)
class Response:
    """What an agency returned, kept with the vintage that was made of it: its bytes as they are read."""

    origin: Origin
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Assertion:
    """A judgement of a source that is not a figure: the outlook of a region, a factor, a barrier."""

    market: str
    kind: str
    value: str
    source: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A data set at a vintage. Of two rows with one key that of the later vintage comes first.

    `beneath` are the vintages it lies over, the later first.
    """

    dataset: Dataset
    vintage: Vintage
    observations: Observations
    assertions: tuple[Assertion, ...] = ()
    beneath: tuple[Vintage, ...] = ()
