"""Run the application over HTTPS until it is stopped, for `xlmarket serve`."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import secrets
import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from xlmarket.errors import EnvironmentFault, UsageError
from xlmarket.hosts.officejs import limits
from xlmarket.hosts.officejs.application import application
from xlmarket.hosts.officejs.certificate import Certificate, write_secret
from xlmarket.hosts.officejs.figures import ServedFigures
from xlmarket.hosts.officejs.settings import Serving, in_url, is_loopback

ANYWHERE = ("0.0.0.0", "::", "")  # noqa: S104 - compared with, not bound to


class _Impatient(H11Protocol):
    """A connection that closes where a request head takes longer than `HEAD_SECONDS`. uvicorn itself has no limit."""

    _alarm: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        self._wait()
        super().data_received(data)
        if not self._is_waiting():
            self._stop_waiting()

    def on_response_complete(self) -> None:
        """The start of the next request may already be here."""
        super().on_response_complete()
        if self.conn.trailing_data[0]:
            self._wait()

    def shutdown(self) -> None:
        """Drop an idle connection when the server ends, for browsers close them late."""
        super().shutdown()
        if self._is_waiting():
            self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def _is_waiting(self) -> bool:
        """Whether the head of a request is still missing."""
        return self.cycle is None or self.cycle.response_complete

    def _wait(self) -> None:
        if self._alarm is None and self._is_waiting():
            self._alarm = self.loop.call_later(limits.HEAD_SECONDS, self._give_up)

    def _stop_waiting(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None

    def _give_up(self) -> None:
        self._alarm = None
        if self._is_waiting() and not self.transport.is_closing():
            self.transport.abort()


class Server:
    """A bound socket with the application. `run` blocks until `stop`, an interrupt or the end of the process.

    Raises `UsageError` without a token for other machines, and `EnvironmentFault` where the port is taken.
    """

    def __init__(
        self,
        figures: ServedFigures,
        certificate: Certificate,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        prefix: str = "",
        token: str = "",
    ) -> None:
        if not is_loopback(host) and not token:
            raise UsageError("a server for other machines needs a token", found=host, allowed="--token TEXT")
        context = certificate.context()
        serving = Serving("", certificate.names, prefix, token)  # refuses before a port is taken
        self._socket = _bind(host, port)
        self.port: int = self._socket.getsockname()[1]
        self.serving = replace(serving, base=_base(host, self.port, certificate))
        self._uvicorn = uvicorn.Server(_config(application(figures, self.serving), context))

    def run(self, started: Callable[[], None] = lambda: None) -> None:
        """Serve until stopped. Calls `started` once the port is open."""
        try:
            with contextlib.suppress(KeyboardInterrupt):
                asyncio.run(self._serve(started))
        finally:
            self.close()

    async def _serve(self, started: Callable[[], None]) -> None:
        serving = asyncio.ensure_future(self._uvicorn.serve(sockets=[self._socket]))
        while not self._uvicorn.started and not serving.done():
            await asyncio.sleep(0.01)
        if self._uvicorn.started:
            started()
        await serving

    def stop(self) -> None:
        """End after the running requests. May be called from another thread."""
        self._uvicorn.should_exit = True

    def close(self) -> None:
        self._socket.close()


def _config(app: Any, context: Any) -> uvicorn.Config:
    config = uvicorn.Config(
        app,
        http=_Impatient,
        ws="none",
        lifespan="off",
        loop="asyncio",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=limits.MOST_CONNECTIONS,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=5,
    )
    config.load()
    config.ssl = context
    return config


def load_token(folder: Path) -> str:
    """The token of this user, created once, so that a sideloaded manifest stays valid."""
    path = folder / "token"
    with contextlib.suppress(OSError, UnicodeDecodeError):
        if kept := path.read_text(encoding="ascii").strip():
            return kept
    token = secrets.token_urlsafe(24)
    write_secret(path, token.encode("ascii"))
    return token


def certificate_names(host: str) -> tuple[str, ...]:
    """The names that our certificate needs besides the local ones. Raises `UsageError`."""
    if is_loopback(host):
        return ()
    return (_in_ascii(socket.gethostname() if host in ANYWHERE else host),)


def _in_ascii(name: str) -> str:
    """A host name as in certificates."""
    with contextlib.suppress(UnicodeError):
        if "*" not in name:
            return name.encode("idna").decode("ascii")
    raise UsageError("not the name of a machine", found=name, allowed="a name or address of this machine")


def _base(host: str, port: int, certificate: Certificate) -> str:
    """The address for Excel: the given host, or the first name of the certificate."""
    plain = [name for name in certificate.names if "*" not in name]
    if is_loopback(host) and "localhost" in plain:
        name = "localhost"
    elif host in plain:
        name = host
    else:
        name = next((one for one in plain if not is_loopback(one)), plain[0] if plain else host)
    return f"https://{in_url(name)}:{port}"


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":  # on Windows it would let two programs share the port
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(("127.0.0.1" if host == "localhost" else host, port))
        made.listen(128)
    except (OSError, UnicodeError) as fault:
        made.close()
        raise _bind_error(fault, host, port) from fault
    return made


def _bind_error(fault: Exception, host: str, port: int) -> EnvironmentFault:
    where = f"{in_url(host)}:{port}"
    number = getattr(fault, "errno", None)
    if number == errno.EADDRINUSE:
        return EnvironmentFault("another program listens on this port", found=where, remedy="choose another: --port")
    if number == errno.EACCES:
        return EnvironmentFault("this port needs more rights", found=where, remedy="choose one from 1024: --port")
    return EnvironmentFault("not an address of this machine", found=where, remedy="choose another: --host")
