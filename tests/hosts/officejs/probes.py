"""Malformed and hostile requests over real TLS sockets: none may get data, none may break the server.

`python -m tests.hosts.officejs.probes` sends all of them to a server of its own and prints tried, held and failed.
`test_probes.py` sends every so many. A probe is bytes with a name; the products of the tables below are more than 1,000.
"""

from __future__ import annotations

import json
import ssl
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from tests.hosts.officejs.running import TOKEN, Running
from tests.hosts.officejs.sockets import exchange

SECRETS = (b'"values"', b'"data"', b'"points"', b'"metrics"', b"<OfficeApp", b"root:", b"Traceback", b'File "')
"""What an answer to one who may not ask never has: figures, the manifest, files, insides."""

BATCH = b'{"calls": [{"function": "MARKET_SHARE", "arguments": ["Brazil"]}]}'
GUARDED = (
    "/api/status", "/api/markets", "/api/series?market=Brazil", "/api/manual", "/manifest.xml", "/api/v1/datasets",
    "/api/v1/datasets/cross-border-2015/figures", "/api/v1/markets", "/api/v1/openapi.json",
    "/api/v1/evaluate?formula=%3DMARKET_SHARE(%22Brazil%22)",
)  # fmt: skip
TOKENS = (
    "", "X-Xlmarket-Token: \r\n", "X-Xlmarket-Token: wrong\r\n", f"X-Xlmarket-Token: {TOKEN}x\r\n",
    f"X-Xlmarket-Token: {TOKEN[:-1]}\r\n", f"X-Xlmarket-Token: {TOKEN.upper()}\r\n", f"X-Xlmarket-Token: {TOKEN}, {TOKEN}\r\n",
    f"X-Xlmarket-Token: {TOKEN}\r\nX-Xlmarket-Token: {TOKEN}\r\n", f"X_Xlmarket_Token: {TOKEN}\r\n", f"Token: {TOKEN}\r\n",
    f"Cookie: token={TOKEN}\r\n", f"Authorization: Basic {TOKEN}\r\n", f"Authorization: Bearer {TOKEN}x\r\n",
    "Authorization: Bearer\r\n", f"X-Xlmarket-Token: é{TOKEN}\r\n", f"X-Xlmarket-Token : {TOKEN}\r\n", f" X-Xlmarket-Token: {TOKEN}\r\n",
    "X-Xlmarket-Token: *\r\n", "X-Xlmarket-Token: null\r\n", f"X-Xlmarket-Token: \x01{TOKEN}\r\n", f"Referer: https://localhost/?token={TOKEN}\r\n",
)  # fmt: skip
"""Lines that are not the token. Each goes to every guarded address."""

HOSTS = (
    "evil.example", "localhost.evil.example", "evil.example#localhost", "evil.example/localhost", "user@localhost",
    "localhost:443:443", "", " ", "0.0.0.0", "192.168.0.1", "169.254.169.254", "[::]", "[", "[::1", "127.1", "2130706433",
    "0x7f.1", "localhost, evil.example", "localhost%00.evil.example", "localhost\\.evil.example", "l\u00f6calhost", "*", "*.localhost",
    "evil.localhost", "127.0.0.1.evil.example", "xn--localhost-", "localhost..evil", "a" * 300,
)  # fmt: skip
ORIGINS = (
    "null", "https://evil.example", "http://localhost", "https://localhost.evil.example", "https://evil.example#https://localhost",
    "file://", "https://localhost@evil.example", "chrome-extension://abc", "https://127.0.0.1", "", "*", "https://localhost, https://evil.example",
    "https://excel.officeapps.live.com", "https://LOCALHOST.evil",
)  # fmt: skip
METHODS = (
    "PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "PROPFIND", "MKCOL", "MOVE", "SEARCH", "LOCK", "DEBUG", "TRACK", "PURGE", "X",
    "get", "GET\t", "GET\0", "G" * 40, "\u00c4", "PRI",
)  # fmt: skip
PATHS = (
    "/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc%2fpasswd", "/static/../server.py", "/taskpane.html/../../x",
    "/.git/config", "/.env", "/token", "/localhost-key.pem", "/%00", "/taskpane.html%00.png", "//api/status", "/./api/status",
    "/api//status", "/API/STATUS", "/api/status/", "/api/v1/../status", "/%61pi/status", "/api%2fstatus", "/api/status;x=1", "/api/status%20",
    "/api/v1/datasets/..%2f..%2fetc%2fpasswd/figures", "/api/v1/datasets/%00/figures", "/\\..\\..\\windows\\win.ini", "/cgi-bin/test",
    "/wp-login.php", "/server-status", "/metrics", "/debug", "/docs", "/openapi.json", "/redoc", "/?debug=1", "/%ff", "/%", "/%zz", "/" + "a" * 8000,
    "/" + "../" * 500, "http://evil.example/", "https://localhost/api/status", "*", "evil.example:443", "?token=x", "", "/api/status HTTP/1.1\r\nX: y",
)  # fmt: skip
BODIES = (
    b"", b"{", b"null", b"[]", b"1", b'"x"', b"{}", b'{"calls": null}', b'{"calls": {}}', b"[" * 50_000, b'{"a":' * 5_000, b"\xff\xfe", b"\0" * 100,
    b'{"calls": [], "calls": 1}', b"{'calls': []}", b"NaN", b"Infinity", b'{"calls": NaN}', b"calls=1", b"<x/>", b"\xef\xbb\xbf{}", b'{"calls": "x"}',
)  # fmt: skip
FIELDS = (
    "Transfer-Encoding: chunked", "Transfer-Encoding: xchunked", "transfer-encoding:chunked", "Transfer-Encoding: chunked, identity",
    "Transfer-Encoding\t: chunked", "Transfer-Encoding: \x0bchunked", "X: y\r\n Transfer-Encoding: chunked", "Content-Length: -1", "Content-Length: 1e1",
    "Content-Length: 99999999999999999999", "Content-Length: 0, 0", "Content-Length: 0\r\nContent-Length: 0", "Content-Length: 0x0", "Content-Length: +0",
    "Content-Length: \u0661", "Content-Length:", "X: \0", "X: a\rb", "X: a\nb", "X", ": x", "X Y: z", "X(: y", "\u00e9: y", "X: " + "a" * 20_000,
    "\r\n".join(f"X{number}: y" for number in range(200)), "Host: localhost", "Host: evil.example",
)  # fmt: skip
"""Fields that make a head malformed, whoever asks."""


@dataclass(frozen=True, slots=True)
class Probe:
    """Bytes to send. `is_malformed` ones get 400 or 431 and the end of the connection."""

    name: str
    sent: bytes
    is_malformed: bool = False


def probes() -> Iterator[Probe]:
    """All probes."""
    yield from _without_token()
    yield from _malformed()
    yield from _with_token()


def _without_token() -> Iterator[Probe]:
    for path, token in product(GUARDED, TOKENS):
        yield Probe(f"token {token!r} {path}", _head("GET", path, token))
    for path, host in product((*GUARDED, "/taskpane.html"), HOSTS):
        yield Probe(f"host {host!r} {path}", _head("GET", path, _TOKEN, host))
    for path, origin in product(GUARDED, ORIGINS):
        yield Probe(f"origin {origin!r} {path}", _head("GET", path, f"{_TOKEN}Origin: {origin}\r\n"))
    for path, method in product(GUARDED[:6], METHODS):
        yield Probe(f"method {method!r} {path}", _head(method, path, ""))
    for path, method in product(PATHS, ("GET", "POST")):
        yield Probe(f"path {method} {path[:60]!r}", _head(method, path, "X-Xlmarket-Token: wrong\r\n"))
    for body in BODIES:
        yield Probe(f"body without a token {body[:20]!r}", _post(body, ""))


def _malformed() -> Iterator[Probe]:
    for field, (method, path), ends in product(
        FIELDS, (("GET", "/api/status"), ("POST", "/api/calls")), ("", "Z: z\r\n")
    ):
        yield Probe(f"field {field[:40]!r} {method} {ends!r}", _head(method, path, f"{_TOKEN}{field}\r\n{ends}"), True)
    for path in GUARDED:
        whole = _head("GET", path, _TOKEN)
        for name, sent in (
            ("line feeds", whole.replace(b"\r\n", b"\n")), ("carriage returns", whole.replace(b"\r\n", b"\r")),
            ("an empty line", b"\r\n" + whole), ("HTTP/0.9", f"GET {path}\r\n\r\n".encode()), ("HTTP/2", whole.replace(b"/1.1", b"/2.0")),
            ("HTTP/1.10", whole.replace(b"/1.1", b"/1.10")), ("http", whole.replace(b"HTTP", b"http")), ("two spaces", whole.replace(b"GET ", b"GET  ")),
            ("a tab", whole.replace(b"GET ", b"GET\t")), ("a trailing space", whole.replace(b"1.1\r", b"1.1 \r")), ("no host", whole.replace(b"Host", b"Hest")),
        ):  # fmt: skip
            yield Probe(f"{name} {path}", sent, True)


def _with_token() -> Iterator[Probe]:
    """Those of one who may ask, but not so: without an answer that has figures."""
    for body in BODIES:
        if body != b'{"calls": [], "calls": 1}':
            yield Probe(f"body {body[:20]!r}", _post(body, _TOKEN))
    for path in (
        "?size=0",
        "?page=-1",
        "?size=x",
        "?as_of=%00",
        "?markt=Brazil",
        "?market=" + "a" * 5000,
        "?period=%F0%9F%98%80",
        "?from=1&from=2",
        "?snapshot=x",
    ):
        yield Probe(f"query {path[:30]}", _head("GET", f"/api/v1/markets{path}", _TOKEN))


_TOKEN = f"X-Xlmarket-Token: {TOKEN}\r\n"


def _head(method: str, path: str, fields: str, host: str = "localhost") -> bytes:
    return f"{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{fields}\r\n".encode()


def _post(body: bytes, fields: str) -> bytes:
    return _head("POST", "/api/calls", f"{fields}Content-Length: {len(body)}\r\n") + body


def fault_of(probe: Probe, reply: bytes) -> str:
    """What is wrong with the answer to a probe, or nothing."""
    if not reply:
        return "no answer"
    head, _, body = reply.partition(b"\r\n\r\n")
    status = int(head.split()[1])
    if not 400 <= status < 500:
        return f"status {status}"
    if probe.is_malformed and status not in (400, 431):
        return f"status {status} to a malformed head"
    if reply.count(b"HTTP/1.1 ") != 1 and b"\r\nHTTP/1." in body:
        return "two answers"
    if TOKEN.encode() in reply:
        return "the token in the answer"
    return next((f"{secret!r} in the answer" for secret in SECRETS if secret in body), "")


def send(running: Running, asked: Sequence[Probe]) -> list[str]:
    """Send probes, and return the faults of their answers. The server has to answer a healthy request after all."""
    faults = []
    for probe in asked:
        try:
            fault = fault_of(probe, exchange(running.port, running.context, probe.sent))
        except (TimeoutError, ssl.SSLError, ValueError, IndexError) as error:
            fault = f"{type(error).__name__}: {error}"
        if fault:
            faults.append(f"{probe.name}: {fault}")
    if json.loads(running.ask("/api/calls", BATCH)[2])["values"] != [0.022]:
        faults.append("a healthy request afterwards: wrong")
    return faults


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        running = Running(Path(folder), "cross-border-2015")
        try:
            asked = list(probes())
            faults = send(running, asked)
        finally:
            running.stop()
    print(*faults, sep="\n")
    print(f"probes of the server: tried {len(asked):,}, held {len(asked) - len(faults):,}, failed {len(faults):,}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
