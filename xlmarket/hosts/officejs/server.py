"""Run the application over HTTPS until it is stopped, for `xlmarket serve`."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import signal
import socket
import ssl
import threading
from collections.abc import Callable, Generator
from dataclasses import replace
from typing import Any

import uvicorn
from uvicorn.server import HANDLED_SIGNALS

from xlmarket.errors import EnvironmentFault, UsageError
from xlmarket.hosts.officejs import limits
from xlmarket.hosts.officejs.application import application
from xlmarket.hosts.officejs.certificate import Certificate
from xlmarket.hosts.officejs.connection import Connection
from xlmarket.hosts.officejs.door import Door, Doors
from xlmarket.hosts.officejs.figures import ServedFigures
from xlmarket.hosts.officejs.settings import Serving, in_url, is_loopback

ANYWHERE = ("0.0.0.0", "::", "")  # noqa: S104 - compared with, not bound to


class _Listener(uvicorn.Server):
    """uvicorn's server, with our sockets, and an end by a signal that is no failure."""

    def __init__(self, config: uvicorn.Config, context: ssl.SSLContext) -> None:
        super().__init__(config)
        self._context = context
        self._doors = Doors()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        loop = asyncio.get_running_loop()
        self.servers = [await loop.create_server(self._door, sock=each, backlog=128) for each in sockets or []]
        self.started = True

    def _door(self) -> Door:
        return Door(self._doors, self._context, lambda below: Connection(self.config, self.server_state, below))

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no new connections and finish the running answers, within `DRAIN_SECONDS`."""
        for each in self.servers:
            each.close()
        self._doors.abort_waiting()
        await super().shutdown(sockets)
        self._doors.abort_all()
        await asyncio.sleep(0)  # their sockets close in the next turn of the loop

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        """End after SIGTERM and Ctrl-C. uvicorn raises the signal again, so that a service manager sees a failure."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {each: signal.signal(each, self.handle_exit) for each in HANDLED_SIGNALS}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)


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
        self._uvicorn = _Listener(_config(application(figures, self.serving)), context)

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


def _config(app: Any) -> uvicorn.Config:
    config = uvicorn.Config(
        app,
        ws="none",
        lifespan="off",
        loop="asyncio",
        log_config=None,
        log_level="error",  # below it, a line for every malformed request
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=limits.IDLE_SECONDS,
        timeout_graceful_shutdown=limits.DRAIN_SECONDS,
    )
    config.load()
    return config


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
