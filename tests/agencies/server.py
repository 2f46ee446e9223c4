"""An agency on this machine: a real HTTP or HTTPS server that plays replies, one after the other for each path."""

from __future__ import annotations

import gzip
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Played:
    """One reply. `announced` is a Content-Length that is not that of the body, `stalls` never sends the end of it."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    etag: str = ""
    announced: int | None = None
    stalls: bool = False

    @classmethod
    def packed(cls, body: bytes) -> Played:
        return cls(body=gzip.compress(body), headers={"Content-Encoding": "gzip"})


@dataclass
class Asked:
    """One request as it came."""

    path: str
    headers: dict[str, str]


class Agency:
    """The replies by path, and the requests that came. The last reply of a path is played again."""

    def __init__(self) -> None:
        self.replies: dict[str, list[Played]] = {}
        self.asked: list[Asked] = []
        self.ended = threading.Event()
        self.came = threading.Event()
        self.url = ""

    def play(self, path: str, *replies: Played | bytes) -> None:
        self.replies[path] = [Played(body=reply) if isinstance(reply, bytes) else reply for reply in replies]

    def reply_to(self, path: str) -> Played:
        replies = self.replies.get(path.partition("?")[0], [])
        if not replies:
            return Played(status=404, body=b"no such dataflow")
        return replies.pop(0) if len(replies) > 1 else replies[0]

    @property
    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]


def handler_of(agency: Agency) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            agency.asked.append(Asked(self.path, dict(self.headers.items())))
            agency.came.set()
            reply = agency.reply_to(self.path)
            same = reply.etag and self.headers.get("If-None-Match") == reply.etag
            self.send_response(304 if same else reply.status)
            body = b"" if same else reply.body
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if reply.etag:
                self.send_header("ETag", reply.etag)
            if not same:
                self.send_header("Content-Length", str(len(body) if reply.announced is None else reply.announced))
            self.end_headers()
            self.wfile.write(body)
            self.wfile.flush()
            if reply.stalls:
                agency.ended.wait(20)
            if reply.announced is not None:
                self.close_connection = True

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Nothing."""

    return Handler


@contextmanager
def serving(certificate: Path | None = None, key: Path | None = None) -> Iterator[Agency]:
    """A running agency, over https where a certificate is given."""
    agency = Agency()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(agency))
    scheme = "http"
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        scheme = "https"
    server.handle_error = lambda *_: None  # type: ignore[method-assign] - clients that go away are part of the play
    agency.url = f"{scheme}://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield agency
    finally:
        agency.ended.set()
        server.shutdown()
        thread.join()
        server.server_close()
