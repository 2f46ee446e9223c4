"""A series is fetched, read, and compared with what was kept before: the command line and Python call this.

A response is kept with the vintage that is made of it. The next fetch asks whether it changed, and if the mapping changed
meanwhile the kept response is read again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from xlmarket.agencies.address import Query, query_of, text_of
from xlmarket.agencies.catalogue import find_series
from xlmarket.agencies.limits import USUAL, Limits
from xlmarket.config import AgencySeries, Config, Mapping
from xlmarket.errors import ConfigError, NotAvailable, Place
from xlmarket.store import Origin, Response, Vintage

if TYPE_CHECKING:
    from xlmarket.agencies.client import Watcher
    from xlmarket.sources import Reading
    from xlmarket.store.database import Store

_NO_FIGURES_YET = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A series with the figures that were read and the response they came from.

    `before` is the last vintage of the series in the data set, with its response.
    """

    name: str
    dataset: str
    mapping: Mapping
    reading: Reading
    response: Response
    before: tuple[Vintage, Response] | None

    @property
    def is_unchanged(self) -> bool:
        """Whether the data set has these very figures as the last of the series."""
        return self.before is not None and self.before[1].origin.figures == self.response.origin.figures

    @property
    def fingerprint(self) -> str:
        """Hash over the figures and the vintage before: figures that come back after others are a new vintage."""
        before = self.before[0].fingerprint if self.before else ""
        return hashlib.sha256(f"{before}{self.response.origin.figures}".encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetcher:
    """Fetches series by the declarations of the settings and the catalogue. Without a store nothing was kept before."""

    config: Config
    store: Store | None
    watcher: Watcher | None = None
    limits: Limits = USUAL

    def fetch(self, name: str, dataset: str | None = None) -> Fetched:
        """Ask the agency for a series, and read what came back.

        Raises `UsageError` for an unknown name, `EnvironmentFault` where the agency cannot be reached or has no figures
        at its address, and `SourceError` for a response that cannot be read.
        """
        series = find_series(name, self.config)
        target = dataset or series.dataset
        before = self.store.last_response(name, target) if self.store else None
        query = query_of(series)
        response = self._ask(name, query, before[1] if before else None)
        return self._read(name, series, target, response, before)

    def read_kept(self, name: str, dataset: str | None = None) -> Fetched:
        """Read the last response of a series again, without a network.

        Raises `NotAvailable` where none is kept, or where it is of another request than the one declared now.
        """
        series = find_series(name, self.config)
        target = dataset or series.dataset
        before = self.store.last_response(name, target) if self.store else None
        kept = before or (self.store.last_response(name) if self.store else None)
        if kept is None:
            raise NotAvailable("no response of this series is kept", found=name, remedy=f"xlmarket fetch {name}")
        self._refuse_other_request(name, series, kept[1].origin)
        return self._read(name, series, target, kept[1], before)

    def read_again(self, fetched: Fetched, mapping: Mapping) -> Fetched:
        """The same response by another mapping, such as one with its questions answered."""
        reading = self._reading(fetched.name, fetched.response, mapping)
        return replace(fetched, mapping=mapping, reading=reading, response=_with_figures(fetched.response, reading))

    def keep(self, fetched: Fetched) -> Vintage | None:
        """Add what was fetched as a vintage. None where another run added the same meanwhile."""
        assert self.store is not None  # noqa: S101 - only a dry run has no store
        origin = fetched.response.origin
        return self.store.add(
            fetched.dataset,
            fetched.reading.observations,
            fingerprint=fetched.fingerprint,
            file=fetched.reading.file,
            published=origin.fetched,
            response=fetched.response,
        )

    def _ask(self, name: str, query: Query, kept: Response | None) -> Response:
        """What the agency returns, or what is kept where the agency says that it did not change."""
        from xlmarket.agencies.client import Client, Silence
        from xlmarket.agencies.faults import broken
        from xlmarket.agencies.promises import keep_promise

        watcher = self.watcher or Silence()
        client = Client(limits=self.limits, watcher=watcher, certificates=self.config.certificates)
        same = kept if kept is not None and kept.origin.url == query.shown else None
        accept = {"Accept": query.accept}
        reply = keep_promise(client, client.get(query.url, accept | _conditions(same)), accept)
        if reply.status == 304:
            if same is None:
                raise broken(query.url, "the agency says that nothing changed, and sent nothing before")
            return same
        origin = Origin(
            series=name,
            agency=query.agency,
            query=query.text,
            url=query.shown,
            fetched=datetime.now(UTC),
            figures=_NO_FIGURES_YET,
            etag=reply.header("ETag"),
            modified=reply.header("Last-Modified"),
            media=reply.header("Content-Type"),
        )
        return Response(origin, reply.content)

    def _read(
        self, name: str, series: AgencySeries, dataset: str, response: Response, before: tuple[Vintage, Response] | None
    ) -> Fetched:
        mapping = self._mapping(name, series)
        reading = self._reading(name, response, mapping)
        return Fetched(
            name=name,
            dataset=dataset,
            mapping=mapping,
            reading=reading,
            response=_with_figures(response, reading),
            before=before,
        )

    def _reading(self, name: str, response: Response, mapping: Mapping) -> Reading:
        from xlmarket.markets import standard_markets
        from xlmarket.sources import read_content

        markets = standard_markets().including((), self.config.names)
        return read_content(Path(f"{name}{_ending_of(response.content)}"), response.content, mapping, markets)

    def _mapping(self, name: str, series: AgencySeries) -> Mapping:
        from xlmarket.sources.mappings import find_mapping

        mapping = series.mapping if isinstance(series.mapping, Mapping) else find_mapping(series.mapping, self.config)
        if not isinstance(mapping, Mapping):
            place = Place(key=f"[fetch.{name}]")
            raise ConfigError("a series is read by a mapping, not by facts", where=place, found=series.mapping)
        return mapping

    @staticmethod
    def _refuse_other_request(name: str, series: AgencySeries, origin: Origin) -> None:
        asked = text_of(series)
        if asked != origin.query:
            raise NotAvailable(
                f"the response kept of {name} is of another request",
                found=origin.query,
                allowed=asked,
                remedy=f"declare it as it was, or fetch again: xlmarket fetch {name}",
            )


def _conditions(kept: Response | None) -> dict[str, str]:
    """The headers that ask whether a response changed."""
    if kept is None:
        return {}
    headers = {"If-None-Match": kept.origin.etag, "If-Modified-Since": kept.origin.modified}
    return {name: value for name, value in headers.items() if value}


def _with_figures(response: Response, reading: Reading) -> Response:
    from xlmarket.store.records import figures_hash

    return Response(replace(response.origin, figures=figures_hash(reading.observations)), response.content)


def _ending_of(content: bytes) -> str:
    """The ending of a file with this content."""
    head = content[:100].lstrip(b"\xef\xbb\xbf \t\r\n")
    return {b"<": ".xml", b"{": ".json"}.get(head[:1], ".csv")
