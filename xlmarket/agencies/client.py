"""HTTP with an agency: one request at a time, with patience for a busy one and no trust in where it sends on.

requests takes proxies from HTTP(S)_PROXY and NO_PROXY.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import SplitResult, urljoin, urlsplit

import requests
from urllib3.exceptions import HTTPError, ReadTimeoutError
from urllib3.util import Retry

from xlmarket.agencies.address import secure
from xlmarket.agencies.body import read_body
from xlmarket.agencies.faults import broken, elsewhere, late, moved, refused, unreachable
from xlmarket.agencies.limits import USUAL, Limits
from xlmarket.errors import ConfigError, Place

BUSY = (429, 502, 503, 504)
_PORTS = {"https": 443, "http": 80}
_MOST_OF_A_REFUSAL = 20_000


class Watcher(Protocol):
    """Who looks on while a fetch goes on."""

    def receive(self, received: int, total: int | None) -> None:
        """Bytes came."""

    def say(self, sentence: str) -> None:
        """Something takes time."""


class Silence:
    """A watcher that ignores everything."""

    def receive(self, received: int, total: int | None) -> None:
        """Ignore the bytes."""

    def say(self, sentence: str) -> None:
        """Ignore the sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back: the status, the address it came from, the headers, and the body as it is meant."""

    status: int
    url: str
    reason: str
    headers: Any
    content: bytes

    def header(self, name: str) -> str:
        return str(self.headers.get(name, ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A conversation with one agency."""

    limits: Limits = USUAL
    watcher: Watcher = field(default_factory=Silence)
    certificates: str | None = None

    def get(self, url: str, headers: dict[str, str]) -> Reply:
        """Ask for an address, again and later while the agency is busy. A refusal is a reply too.

        Raises `EnvironmentFault` for an agency that cannot be reached, is late, cuts its body off or sends on to another
        host, and `SourceError` for a body that is too large.
        """
        pause = self.limits.pause
        for attempt in range(1, self.limits.attempts + 1):
            with self._open(url, headers) as response:
                wait = _wait_of(response, pause)
                if (
                    response.status_code not in BUSY
                    or attempt == self.limits.attempts
                    or wait > self.limits.longest_wait
                ):
                    return self._reply(response)
            self.watcher.say(f"the agency is busy ({response.status_code}): asking again in {wait:g} seconds")
            time.sleep(wait)
            pause *= 2
        raise AssertionError

    @contextmanager
    def _open(self, url: str, headers: dict[str, str]) -> Iterator[requests.Response]:
        """A response whose body is still to be read."""
        with requests.Session() as session, _name_faults(url):
            session.headers.update(_headers())
            with self._follow(session, url, headers) as response:
                yield response

    def _follow(self, session: requests.Session, url: str, headers: dict[str, str]) -> requests.Response:
        address = secure(url)
        for _ in range(self.limits.redirects + 1):
            response = self._send(session, address, headers)
            if not response.is_redirect:
                return response
            response.close()
            address = _next_address(address, response.headers["Location"])
        raise moved(url, f"it sends on more than {self.limits.redirects} times")

    def _send(self, session: requests.Session, address: str, headers: dict[str, str]) -> requests.Response:
        """One request. requests reads where a response sends on to also when it does not follow."""
        try:
            return session.get(
                address,
                headers=headers,
                stream=True,
                allow_redirects=False,
                timeout=(self.limits.connect, self.limits.read),
                verify=_verify(self.certificates),
            )
        except requests.RequestException:
            raise
        except ValueError:
            raise broken(address, "the agency sends on to an address that cannot be read") from None

    def _reply(self, response: requests.Response) -> Reply:
        ends_well = response.status_code < 300
        content = read_body(response, self.limits, self.watcher.receive) if ends_well else _start_of(response)
        return Reply(
            status=response.status_code,
            url=response.url,
            reason=response.reason or "",
            headers=response.headers,
            content=content,
        )


def accepted(reply: Reply) -> Reply:
    """The reply, if it holds figures or says that they are the same. Raises the error of any other."""
    if reply.status not in (200, 202, 304):
        raise refused(reply.url, reply.status, reply.reason, reply.content)
    head = reply.content[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html")):
        raise moved(reply.url, "a web page came back, not figures")
    if reply.status == 200 and not head:
        raise moved(reply.url, "nothing came back")
    return reply


def _headers() -> dict[str, str]:
    from importlib.metadata import version

    return {"User-Agent": f"xlmarket/{version('xlmarket')}", "Accept-Encoding": "gzip, deflate"}


def _verify(certificates: str | None) -> str | bool:
    """The certificates to trust: those of the settings, else of the environment, else those that come with requests."""
    if certificates is None:
        named = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")
        certificates = next((os.environ[name] for name in named if os.environ.get(name)), None)
    if certificates is None:
        return True
    if not Path(certificates).exists():
        raise ConfigError("the file of certificates is not there", where=Place(file=certificates))
    return certificates


def _wait_of(response: requests.Response, pause: float) -> float:
    """The seconds that a busy agency asks for, else those of the back-off."""
    try:
        asked = Retry().get_retry_after(response.raw)
    except HTTPError:
        asked = None
    return pause if asked is None else float(asked)


def _next_address(url: str, location: str) -> str:
    try:
        target = urljoin(url, location)
        is_same = _origin_of(urlsplit(target)) == _origin_of(urlsplit(url))
    except ValueError:
        target, is_same = location, False
    if not is_same:
        raise elsewhere(url, target)
    return target


def _origin_of(parts: SplitResult) -> tuple[str, str | None, int | None]:
    return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)


def _start_of(response: requests.Response) -> bytes:
    """The beginning of a refusal, for its words."""
    try:
        return bytes(response.raw.read(_MOST_OF_A_REFUSAL, decode_content=True))
    except HTTPError:
        return b""


@contextmanager
def _name_faults(url: str) -> Iterator[None]:
    """Turn errors of the connection into ours."""
    try:
        yield
    except requests.RequestException as fault:
        raise unreachable(url, fault) from None
    except ReadTimeoutError:
        raise late(url, "the agency stopped sending") from None
    except HTTPError as fault:
        raise broken(url, f"the figures are cut off: {type(fault).__name__}") from None
