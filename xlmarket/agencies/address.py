"""The address of a request: sdmx1 knows where each agency is and how it spells a query."""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib.util import find_spec
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from xlmarket.agencies.faults import insecure, without_secrets
from xlmarket.errors import EnvironmentFault, Place, UsageError

if TYPE_CHECKING:
    from xlmarket.config import AgencySeries

EXTRA = 'pip install "xlmarket[agencies]"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A request for one series. `text` is what is asked for, without the address of the agency, which may move.

    `shown` is the address as it is kept and printed, without keys and passwords.
    """

    agency: str
    url: str
    shown: str
    accept: str
    text: str


def query_of(series: AgencySeries) -> Query:
    """The request for a series. Raises `UsageError` for an unknown agency and `EnvironmentFault` without sdmx1."""
    client = _client(series.provider)
    base = secure(series.url or client.source.url).rstrip("/")
    client.source = replace(client.source, url=base)
    request = client.get("data", series.dataflow, key=series.key or None, dry_run=True)
    path = str(request.url).removeprefix(base)
    path += f"?{urlencode(series.parameters)}" if series.parameters else ""
    accept = series.accept or str(request.headers.get("Accept", "*/*"))
    url = base + path
    return Query(agency=client.source.name, url=url, shown=without_secrets(url), accept=accept, text=text_of(series))


def text_of(series: AgencySeries) -> str:
    """What is asked for, without the address of the agency: two requests of one text mean the same figures."""
    parameters = f"?{urlencode(series.parameters)}" if series.parameters else ""
    return without_secrets(f"{series.provider}/{series.dataflow}/{series.key}{parameters}")


def secure(url: str) -> str:
    """An address with https in place of http, except on this machine. Raises `EnvironmentFault` for another scheme."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise insecure(url) from None
    if parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or "")):
        return url
    if parts.scheme == "http":
        return parts._replace(scheme="https").geturl()
    raise insecure(url)


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _client(provider: str) -> Any:
    if find_spec("sdmx") is None:
        raise EnvironmentFault("fetching from agencies needs sdmx1", remedy=EXTRA)
    import sdmx

    known = sdmx.list_sources()
    if provider not in known:
        raise UsageError.unknown("agency", provider, known, where=Place(key="provider"))
    return sdmx.Client(provider)
