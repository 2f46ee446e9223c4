"""Slow, half and malformed requests over real sockets: each ends soon, and healthy clients do not notice."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from tests.hosts.officejs.running import LIMIT, Running
from tests.hosts.officejs.sockets import beneath, exchange, plain, reply_of, rest_of, secure
from xlmarket.hosts.officejs import limits, lookup
from xlmarket.hosts.officejs.connection import Connection
from xlmarket.hosts.officejs.door import network_of

HALF_HEAD = b"GET /taskpane.html HTTP/1.1\r\nHost: loc"
ICON = b"GET /icon-16.png HTTP/1.1\r\nHost: localhost\r\n\r\n"
several_addresses = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has all of 127.0.0.0/8")


@pytest.fixture
def alone(certificate_folder: Path) -> Iterator[Running]:
    """A server that a test may crowd and stop."""
    running = Running(certificate_folder, "cross-border-2015")
    yield running
    running.stop()


@pytest.fixture
def busy(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[threading.Event, threading.Event]]:
    """`/api/markets` says when it has begun, and waits."""
    begun, enough = threading.Event(), threading.Event()

    def wait(snapshot: Any, text: str) -> list[Any]:
        begun.set()
        enough.wait(LIMIT)
        return []

    monkeypatch.setattr(lookup, "markets", wait)
    yield begun, enough
    enough.set()


def asked(running: Running, path: str, more: str = "") -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\nX-Xlmarket-Token: {running.token}\r\n{more}\r\n".encode()


# ------------------------------------------------------------------------------------------------------------- too slow


@pytest.mark.parametrize("sent", [b"", b"\x16\x03\x01\x02\x00\x01\x00\x01"])
def test_a_socket_without_a_handshake_is_closed(server: Running, monkeypatch: pytest.MonkeyPatch, sent: bytes) -> None:
    monkeypatch.setattr(limits, "HANDSHAKE_SECONDS", 0.2)
    with plain(server.port) as connection:
        connection.sendall(sent)
        assert b"HTTP" not in rest_of(connection)


def test_a_socket_that_speaks_no_tls_is_closed_at_once(server: Running) -> None:
    with plain(server.port) as connection:
        connection.sendall(ICON)
        assert b"HTTP" not in rest_of(connection)


def test_a_half_body_ends_the_connection_even_where_the_client_does_not_end_tls(
    server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "BODY_SECONDS", 0.2)
    monkeypatch.setattr(limits, "LINGER_SECONDS", 0.2)
    with secure(server.port, server.context) as connection:
        connection.sendall(asked(server, "/taskpane.html", "Content-Length: 100\r\n") + b"half")
        assert rest_of(connection).startswith(b"HTTP/1.1 408")
        with beneath(connection) as tcp:
            rest_of(tcp)


def test_a_body_has_more_time_the_more_of_it_is_here(server: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BODY_SECONDS", 0.2)
    monkeypatch.setattr(limits, "BODY_RATE", 1)
    with secure(server.port, server.context) as connection:
        connection.sendall(asked(server, "/taskpane.html", "Content-Length: 4\r\n") + b"abc")
        connection.settimeout(0.5)
        with pytest.raises(TimeoutError):
            connection.recv(1)
        connection.settimeout(LIMIT)
        connection.sendall(b"d")
        assert reply_of(connection)[0] == 200


def test_a_client_that_reads_nothing_is_dropped(alone: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SEND_SECONDS", 0.2)
    lost, connection_lost = threading.Event(), Connection.connection_lost

    def lose(connection: Connection, exc: Exception | None) -> None:
        connection_lost(connection, exc)
        lost.set()

    monkeypatch.setattr(Connection, "connection_lost", lose)
    with secure(alone.port, alone.context) as connection:
        connection.sendall(asked(alone, "/api/manual") * 150)
        assert lost.wait(LIMIT)
        assert rest_of(connection).count(b"HTTP/1.1 200") < 150


# ------------------------------------------------------------------------------------------------------------- too many


def test_hundreds_of_half_heads_do_not_keep_a_healthy_client_out(alone: Running) -> None:
    with ExitStack() as slow:
        for _ in range(230):
            slow.enter_context(secure(alone.port, alone.context)).sendall(HALF_HEAD)
        assert [alone.ask("/taskpane.html")[0] for _ in range(20)] == [200] * 20


def test_hundreds_of_sockets_without_a_handshake_do_not_keep_a_healthy_client_out(alone: Running) -> None:
    with ExitStack() as slow:
        for _ in range(230):
            slow.enter_context(plain(alone.port))
        assert [alone.ask("/taskpane.html")[0] for _ in range(20)] == [200] * 20


@several_addresses
def test_one_address_crowds_out_itself_and_no_other(alone: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_OF_ADDRESS", 3)
    with ExitStack() as stack:
        idle = stack.enter_context(secure(alone.port, alone.context, "127.0.0.2"))
        idle.sendall(ICON)
        assert reply_of(idle)[0] == 200
        crowd = [stack.enter_context(secure(alone.port, alone.context, "127.0.0.3")) for _ in range(4)]
        assert rest_of(crowd[0]) == b""
        idle.sendall(ICON)
        assert reply_of(idle)[0] == 200


@several_addresses
def test_where_all_are_too_many_the_slow_one_is_dropped_before_the_idle_one(
    alone: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_CONNECTIONS", 2)
    monkeypatch.setattr(limits, "YOUNG_SECONDS", 0.0)
    with ExitStack() as stack:
        idle = stack.enter_context(secure(alone.port, alone.context, "127.0.0.2"))
        idle.sendall(ICON)
        assert reply_of(idle)[0] == 200
        slow = stack.enter_context(secure(alone.port, alone.context, "127.0.0.3"))
        slow.sendall(HALF_HEAD)
        new = stack.enter_context(secure(alone.port, alone.context, "127.0.0.4"))
        assert rest_of(slow) == b""
        for connection in (idle, new):
            connection.sendall(ICON)
            assert reply_of(connection)[0] == 200


def test_a_running_answer_is_never_dropped(
    alone: Running, monkeypatch: pytest.MonkeyPatch, busy: tuple[threading.Event, threading.Event]
) -> None:
    monkeypatch.setattr(limits, "MOST_CONNECTIONS", 1)
    begun, enough = busy
    with secure(alone.port, alone.context) as running:
        running.sendall(asked(alone, "/api/markets"))
        assert begun.wait(LIMIT)
        with plain(alone.port) as refused:
            assert rest_of(refused) == b""
        enough.set()
        assert reply_of(running) == (200, b'{"markets":[]}')


@pytest.mark.parametrize(
    ("peer", "network"),
    [(("10.0.0.5", 1), "10.0.0.5"), (("2001:db8::1:2", 1, 0, 0), "2001:db8::/64"), (("fe80::1%eth0", 1), "fe80::/64"),
     (("::ffff:10.0.0.5", 1), "10.0.0.5"), (None, ""), ("", "")],
)  # fmt: skip
def test_the_limit_of_one_address_counts_networks_of_ipv6(peer: object, network: str) -> None:
    assert network_of(peer) == network


# ------------------------------------------------------------------------------------------------------------ malformed

HEAD = b"POST /api/calls HTTP/1.1\r\nHost: localhost\r\nX-Xlmarket-Token: a-token-for-the-tests\r\n"
BATCH = b'{"calls": [{"function": "MARKET_SHARE", "arguments": ["Brazil"]}]}'
LENGTH = b"Content-Length: %d\r\n" % len(BATCH)
CHUNKED = b"%x\r\n%s\r\n0\r\n\r\n" % (len(BATCH), BATCH)
SMUGGLING = {
    "both a length and chunks": HEAD + LENGTH + b"Transfer-Encoding: chunked\r\n\r\n" + CHUNKED,
    "chunks": HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + CHUNKED,
    "chunks with an extension": HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + CHUNKED.replace(b"\r\n{", b";a=b\r\n{"),
    "chunks with line feeds": HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + CHUNKED.replace(b"\r\n", b"\n"),
    "chunks with a trailer": HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + CHUNKED[:-2] + b"Host: evil\r\n\r\n",
    "identity": HEAD + LENGTH + b"Transfer-Encoding: identity\r\n\r\n" + BATCH,
    "two codings": HEAD + b"Transfer-Encoding: gzip, chunked\r\n\r\n" + CHUNKED,
    "a hidden coding": HEAD + LENGTH + b"Transfer-Encoding : chunked\r\n\r\n" + BATCH,
    "a coding after a tab": HEAD + LENGTH + b"Transfer-Encoding:\tchunked\r\n\r\n" + BATCH,
    "a coding with a control character": HEAD + LENGTH + b"Transfer-Encoding: \x0bchunked\r\n\r\n" + BATCH,
    "a folded coding": HEAD + LENGTH + b"Transfer-Encoding:\r\n chunked\r\n\r\n" + BATCH,
    "a folded field": HEAD + LENGTH + b"X-A: b\r\n c\r\n\r\n" + BATCH,
    "two lengths": HEAD + LENGTH + b"Content-Length: 0\r\n\r\n" + BATCH,
    "the same length twice": HEAD + LENGTH + LENGTH + b"\r\n" + BATCH,
    "a list of lengths": HEAD + LENGTH.replace(b"\r\n", b", %d\r\n" % len(BATCH)) + b"\r\n" + BATCH,
    "a length with a sign": HEAD + LENGTH.replace(b": ", b": +") + b"\r\n" + BATCH,
    "a hexadecimal length": HEAD + b"Content-Length: 0x42\r\n\r\n" + BATCH,
    "a negative length": HEAD + b"Content-Length: -1\r\n\r\n" + BATCH,
    "an empty length": HEAD + b"Content-Length: \r\n\r\n" + BATCH,
    "a length with an underscore": HEAD + b"Content-Length: 6_6\r\n\r\n" + BATCH,
    "a line feed alone": HEAD.replace(b"\r\n", b"\n") + b"\n",
    "one line feed alone": HEAD + b"X-A: b\n" + LENGTH + b"\r\n" + BATCH,
    "a carriage return alone": HEAD + b"X-A: b\rTransfer-Encoding: chunked\r\n\r\n" + BATCH,
    "a zero byte": HEAD + b"X-A: b\0c\r\n\r\n" + BATCH,
    "two hosts": HEAD + LENGTH + b"Host: evil.example\r\n\r\n" + BATCH,
    "no host": HEAD.replace(b"Host: localhost\r\n", b"") + LENGTH + b"\r\n" + BATCH,
    "two tokens": HEAD + LENGTH + b"X-Xlmarket-Token: another\r\n\r\n" + BATCH,
    "two origins": HEAD + LENGTH + b"Origin: null\r\nOrigin: null\r\n\r\n" + BATCH,
    "a field without a name": HEAD + LENGTH + b": b\r\n\r\n" + BATCH,
    "a field without a colon": HEAD + LENGTH + b"X-A\r\n\r\n" + BATCH,
    "a name outside ASCII": HEAD + LENGTH + "Höst: b\r\n\r\n".encode() + BATCH,
    "a space before the first field": HEAD.replace(b"Host", b" Host") + LENGTH + b"\r\n" + BATCH,
    "an empty first line": b"\r\n" + HEAD + LENGTH + b"\r\n" + BATCH,
    "a whole address": HEAD.replace(b"/api", b"https://localhost/api") + LENGTH + b"\r\n" + BATCH,
    "a tunnel": b"CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a star": b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "HTTP/0.9": b"GET /taskpane.html\r\n\r\n",
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "HTTP/1.2": HEAD.replace(b"HTTP/1.1", b"HTTP/1.2") + LENGTH + b"\r\n" + BATCH,
    "a method in small letters": HEAD.replace(b"POST", b"post") + LENGTH + b"\r\n" + BATCH,
    "two spaces": HEAD.replace(b"POST ", b"POST  ") + LENGTH + b"\r\n" + BATCH,
    "a path outside ASCII": HEAD.replace(b"/api", "/äpi".encode()) + LENGTH + b"\r\n" + BATCH,
}  # fmt: skip


@pytest.mark.parametrize("request_bytes", SMUGGLING.values(), ids=SMUGGLING)
def test_what_two_programs_read_differently_is_400_and_the_end(server: Running, request_bytes: bytes) -> None:
    reply = exchange(server.port, server.context, request_bytes + ICON)
    assert reply.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert reply.count(b"\r\n\r\n") == 1, "the second request is not answered"
    head, _, body = reply.partition(b"\r\n\r\n")
    assert b"connection: close" in head
    assert json.loads(body)["error"] == "request"


@pytest.mark.parametrize("more", [b"X-A: %s\r\n" % (b"a" * limits.MOST_HEAD), b"X-A: a\r\n" * limits.MOST_FIELDS])
def test_a_head_has_a_size(server: Running, more: bytes) -> None:
    assert exchange(server.port, server.context, HEAD + more + b"\r\n").startswith(b"HTTP/1.1 431 ")


def test_requests_of_one_connection_are_answered_in_order_however_they_are_cut(server: Running) -> None:
    call = HEAD + LENGTH + b"\r\n" + BATCH
    sent = ICON + call + ICON + call
    for size in (len(sent), 1000, 7):
        with secure(server.port, server.context) as connection:
            for start in range(0, len(sent), size):
                connection.sendall(sent[start : start + size])
            connection.sendall(ICON.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
            received = rest_of(connection)
        assert received.count(b"HTTP/1.1 200 OK") == 5
        assert received.count(b'"values":[0.022]') == 2


# -------------------------------------------------------------------------------------------------------------- the end


def test_the_end_takes_no_new_connections_and_finishes_the_running_answer(
    certificate_folder: Path, busy: tuple[threading.Event, threading.Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "LINGER_SECONDS", 0.1)
    begun, enough = busy
    running = Running(certificate_folder, "cross-border-2015")
    with ExitStack() as stack:
        slow, unfinished, idle = (stack.enter_context(secure(running.port, running.context)) for _ in range(3))
        unfinished.sendall(asked(running, "/taskpane.html", "Content-Length: 100\r\n"))
        idle.sendall(ICON)
        assert reply_of(idle)[0] == 200
        slow.sendall(asked(running, "/api/markets"))
        assert begun.wait(LIMIT)
        stopping = threading.Thread(target=running.stop)
        stopping.start()
        assert (rest_of(idle), rest_of(unfinished)) == (b"", b"")
        with pytest.raises(OSError), closing(plain(running.port)) as late:  # noqa: PT012 - Linux may still accept
            if not rest_of(late):
                raise ConnectionResetError
        enough.set()
        assert reply_of(slow) == (200, b'{"markets":[]}')
        stopping.join(LIMIT)
        assert not stopping.is_alive()


def test_the_end_waits_for_a_running_answer_no_longer_than_its_limit(
    certificate_folder: Path,
    busy: tuple[threading.Event, threading.Event],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(limits, "DRAIN_SECONDS", 0.2)
    begun, enough = busy
    running = Running(certificate_folder, "cross-border-2015")
    with secure(running.port, running.context) as connection:
        connection.sendall(asked(running, "/api/markets"))
        assert begun.wait(LIMIT)
        stopping = threading.Thread(target=running.stop)
        stopping.start()
        assert b"markets" not in rest_of(connection)
        enough.set()
        stopping.join(LIMIT)
        assert not stopping.is_alive()
