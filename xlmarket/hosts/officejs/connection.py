"""One connection after its TLS handshake: uvicorn's protocol, with limits on time and stricter reading of heads."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Protocol

import orjson
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from xlmarket.hosts.officejs import limits
from xlmarket.hosts.officejs.framing import Framing
from xlmarket.hosts.officejs.refusals import RequestRefusal


class Alarm:
    """A timer that is set once, until it is cleared."""

    _timer: asyncio.TimerHandle | None = None

    def set(self, seconds: float, act: Callable[[], None]) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(seconds, act)

    def clear(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None


class Below(Protocol):
    """The socket under TLS. The transport of TLS does not abort once it was closed twice, so this one does."""

    def abort(self) -> None: ...

    def forget(self) -> None: ...

    def has_unsent(self) -> bool: ...


class Connection(H11Protocol):
    """Closes when a head is late, a client reads nothing, or a request is malformed. uvicorn has none of these limits.

    One request is read at a time: bytes after it wait until it is answered.
    """

    def __init__(self, config: Config, server_state: ServerState, below: Below) -> None:
        super().__init__(config, server_state, {})
        self.since = self.loop.time()
        self._below = below
        self._framing = Framing()
        self._is_open = False
        self._late, self._unread = Alarm(), Alarm()

    @property
    def is_answering(self) -> bool:
        """Whether a whole request is here, and its client reads the answer."""
        return not self._is_waiting() and not self.cycle.more_body and not self.flow.write_paused

    @property
    def is_idle(self) -> bool:
        """Whether a request was answered and nothing of the next is here."""
        return self._is_waiting() and self.cycle is not None and not self._framing.held

    def connection_made(self, transport: Any) -> None:
        """Begin. With TLS the first bytes may be here before this call."""
        super().connection_made(transport)
        self._is_open = True
        self._advance()

    def data_received(self, data: bytes) -> None:
        self._framing.receive(data)
        if self._is_open and not self.transport.is_closing():
            self._advance()

    def on_response_complete(self) -> None:
        """Read the next request. Where this was the last, wait no longer than needed for the client's end of TLS."""
        super().on_response_complete()
        self.since = self.loop.time()
        if not self.transport.is_closing():
            self._advance()
        elif self.cycle.more_body or not self._below.has_unsent():
            self._end()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._unread.set(limits.SEND_SECONDS, self._below.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._unread.clear()

    def timeout_keep_alive_handler(self) -> None:
        self._end()

    def shutdown(self) -> None:
        """Finish an answer when the server ends. Drop the connection without one, for browsers close idle ones late."""
        if self.is_answering:
            super().shutdown()
        else:
            self._below.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """End. A connection lost before it was made is unknown to uvicorn.

        Lets go of the transport, whose TLS has 256 kB of buffers: else they stay until the garbage collector runs.
        """
        self._late.clear()
        self._unread.clear()
        if self._is_open:
            super().connection_lost(exc)
            self._unset_keepalive_if_required()
        self._is_open = False
        self._below.forget()
        del self._below, self.transport, self.flow

    def _is_waiting(self) -> bool:
        """Whether the head of a request is still missing."""
        return self.cycle is None or self.cycle.response_complete

    def _advance(self) -> None:
        try:
            while not self.transport.is_closing() and (piece := self._framing.take(next_head=self._is_waiting())):
                super().data_received(piece)
        except RequestRefusal as fault:
            self._refuse(fault)
        if self._framing.held > limits.MOST_HEAD:
            self.flow.pause_reading()
        self._watch_head()

    def _watch_head(self) -> None:
        if not self._is_waiting() or self.is_idle or self.transport.is_closing():
            self._late.clear()
        else:
            self._late.set(limits.HEAD_SECONDS, self._below.abort)

    def _refuse(self, fault: RequestRefusal) -> None:
        """Send a refusal as plain bytes, for h11 has not seen the request, and close."""
        content = orjson.dumps({"error": fault.error, "why": fault.why})
        head = (
            f"HTTP/1.1 {fault.status} {HTTPStatus(fault.status).phrase}\r\ncontent-type: application/json\r\n"
            f"content-length: {len(content)}\r\ncache-control: no-store\r\nx-content-type-options: nosniff\r\n"
            "content-security-policy: default-src 'none'\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode("ascii") + content)
        self._end()

    def _end(self) -> None:
        """Close, and drop the connection where the client does not end TLS within `LINGER_SECONDS`."""
        if not self.transport.is_closing():
            self.transport.close()
        self.loop.call_later(limits.LINGER_SECONDS, self._below.abort)
