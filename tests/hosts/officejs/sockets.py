"""Bytes over real sockets, as no client library would send them."""

from __future__ import annotations

import os
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from tests.hosts.officejs.running import LIMIT


def plain(port: int, source: str = "127.0.0.1") -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), LIMIT, (source, 0))


def secure(port: int, context: ssl.SSLContext, source: str = "127.0.0.1") -> ssl.SSLSocket:
    return context.wrap_socket(plain(port, source), server_hostname="localhost")


def rest_of(connection: socket.socket) -> bytes:
    """What arrives until the other side ends. Raises `TimeoutError` where it does not."""
    received = b""
    with suppress(ConnectionError, ssl.SSLError, BrokenPipeError):
        while more := connection.recv(65536):
            received += more
    return received


def exchange(port: int, context: ssl.SSLContext, request: bytes) -> bytes:
    """Send bytes, and return what the server says until it ends the connection."""
    with secure(port, context) as connection:
        with suppress(ConnectionError, ssl.SSLError):
            connection.sendall(request)
        return rest_of(connection)


def reply_of(connection: socket.socket) -> tuple[int, bytes]:
    """Status and body of one reply with a length, on a connection that stays open."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += _more(connection)
    head, _, body = received.partition(b"\r\n\r\n")
    fields = [line.partition(b":") for line in head.lower().split(b"\r\n")[1:]]
    [length] = [int(value) for name, _, value in fields if name == b"content-length"]
    while len(body) < length:
        body += _more(connection)
    assert len(body) == length
    return int(head.split()[1]), body


def _more(connection: socket.socket) -> bytes:
    more = connection.recv(65536)
    if not more:
        raise ConnectionResetError("the server ended the connection")
    return more


@contextmanager
def beneath(connection: ssl.SSLSocket) -> Iterator[socket.socket]:
    """The TCP socket under TLS, which sees its end and answers nothing."""
    with socket.socket(fileno=os.dup(connection.fileno())) as tcp:
        tcp.settimeout(LIMIT)
        yield tcp
