"""Accept sockets: bounds on how many are open, and on the time of the TLS handshake."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from ipaddress import ip_address, ip_network
from typing import Any

from xlmarket.hosts.officejs import limits
from xlmarket.hosts.officejs.connection import Below, Connection


class Doors:
    """All open sockets of a server. Where there are too many, the slowest is dropped, and never a running answer."""

    def __init__(self) -> None:
        self._open: dict[Door, None] = {}

    def __len__(self) -> int:
        return len(self._open)

    def admit(self, door: Door) -> bool:
        """Add a socket. False when every other one is busy with an answer, and the new one is dropped."""
        same = [each for each in self._open if each.network == door.network]
        is_full = len(same) >= limits.MOST_OF_ADDRESS
        crowd = same if is_full else list(self._open) if len(self._open) >= limits.MOST_CONNECTIONS else []
        if crowd and not _drop_slowest(crowd):
            door.abort()
            return False
        self._open[door] = None
        return True

    def forget(self, door: Door) -> None:
        self._open.pop(door, None)

    def abort_waiting(self) -> None:
        """Drop every socket that has no running answer."""
        for door in [each for each in self._open if not each.is_answering]:
            door.abort()

    def abort_all(self) -> None:
        for door in list(self._open):
            door.abort()


def _drop_slowest(crowd: list[Door]) -> bool:
    idle = [door for door in crowd if not door.is_answering]
    if idle:
        min(idle, key=lambda door: door.rank).abort()
    return bool(idle)


class Door(asyncio.Protocol):
    """An accepted socket. It speaks TLS first, then passes on to its `Connection`."""

    def __init__(self, doors: Doors, context: ssl.SSLContext, make: Callable[[Below], Connection]) -> None:
        self._doors = doors
        self._context = context
        self._connection = make(self)
        self._loop = asyncio.get_running_loop()
        self._transport: Any = None
        self._greeting: asyncio.Task[None] | None = None
        self._is_greeted = False
        self.network = ""

    @property
    def is_answering(self) -> bool:
        return self._is_greeted and self._connection.is_answering

    @property
    def rank(self) -> tuple[int, float]:
        """The order of dropping: without a whole request for a while, then idle, then young. The oldest first."""
        since = self._connection.since
        if self._is_greeted and self._connection.is_idle:
            return 1, since
        return 0 if self._loop.time() - since > limits.YOUNG_SECONDS else 2, since

    def connection_made(self, transport: Any) -> None:
        transport.pause_reading()
        self._transport = transport
        self.network = network_of(transport.get_extra_info("peername"))
        if self._doors.admit(self):
            self._greeting = self._loop.create_task(self._greet())

    def abort(self) -> None:
        self.forget()
        self._transport.abort()

    def forget(self) -> None:
        self._doors.forget(self)

    def has_unsent(self) -> bool:
        return bool(self._transport.get_write_buffer_size())

    async def _greet(self) -> None:
        try:
            secure = await self._loop.start_tls(
                self._transport,
                self._connection,
                self._context,
                server_side=True,
                ssl_handshake_timeout=limits.HANDSHAKE_SECONDS,
                ssl_shutdown_timeout=limits.SEND_SECONDS,
            )
        except OSError as fault:  # no TLS, too late, or gone
            fault.with_traceback(None)  # it holds 256 kB of buffers until the garbage collector runs
            self.abort()
            return
        if secure is None or secure.is_closing():
            self.abort()
            return
        self._is_greeted = True
        self._connection.connection_made(secure)


def network_of(peer: Any) -> str:
    """Return whom the limit of one address counts: IPv6 gives every customer a /64 network."""
    try:
        address = ip_address(str(peer[0]).partition("%")[0])
    except (TypeError, IndexError, ValueError):
        return ""
    mapped = getattr(address, "ipv4_mapped", None)
    return (
        str(ip_network(f"{address}/64", strict=False))
        if address.version == 6 and mapped is None
        else str(mapped or address)
    )
