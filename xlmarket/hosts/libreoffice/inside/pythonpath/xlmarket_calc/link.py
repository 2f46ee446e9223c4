"""The process in the user's own Python that answers: started when first asked, again when it died, never waited for long.

It connects back to a port of this machine, proves that it is ours with a token, and then each line of JSON we send
gets one line back. It ends when the connection does.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

MODULE = "xlmarket.hosts.libreoffice.service"
START_LIMIT = 30.0
ANSWER_LIMIT = 20.0
REST = 10.0
"""Seconds it may take to start and to answer; after a fault, seconds in which nothing new is tried."""

_GLANCE = 0.2
_REMEDY = "xlmarket addin install --host libreoffice mends it"
_NOT_OURS = ("PYTHONHOME", "PYTHONPATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
"""Variables that LibreOffice sets for its own Python."""


class Fault(Exception):
    """The reason for a missing answer, as a sentence."""


class Connection:
    """Exchange lines of JSON. Raises `OSError` where the other end is gone, `socket.timeout` where it is silent."""

    def __init__(self, end: socket.socket, limit: float) -> None:
        end.settimeout(limit)
        end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._end = end
        self._lines = end.makefile("rb")

    def exchange(self, line: bytes) -> Any:
        """The answer to a line."""
        self._end.sendall(line)
        return self._read()

    def greeting(self, token: str) -> dict[str, str] | None:
        """The first message of our own process, or None from a process that does not have the token."""
        try:
            said = self._read()
            known = secrets.compare_digest(said["token"], token)
        except (OSError, ValueError, LookupError, TypeError):
            return None
        self._end.settimeout(ANSWER_LIMIT)
        return said if known else None

    def close(self) -> None:
        self._lines.close()
        self._end.close()

    def _read(self) -> Any:
        line = self._lines.readline()
        if not line.endswith(b"\n"):
            raise ConnectionError
        return json.loads(line)


class ServiceLink:
    """One service process, used by one thread at a time.

    `settings` are those of the extension: the interpreter and the figures. `version` is that of the figures it
    opened last, and `opened` is called after each opening.
    """

    def __init__(self, settings: Mapping[str, Any], opened: Callable[[str], None]) -> None:
        self.settings = settings
        self.version = ""
        self.fault = ""
        self._opened = opened
        self._lock = threading.RLock()
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None
        self._rests_until = 0.0

    def ask(self, request: object) -> Any:
        """The answer to a request. A process that died is started again, once. Raises `Fault`."""
        line = json.dumps(request, ensure_ascii=False, separators=(",", ":")).encode(errors="replace") + b"\n"
        with self._lock:
            if time.monotonic() < self._rests_until:
                raise Fault(self.fault)
            try:
                return self._exchange(line)
            except Fault as fault:
                self.close()
                self.fault = str(fault)
                self._rests_until = time.monotonic() + REST
                raise

    def rouse(self) -> None:
        """Allow the next request to try again at once."""
        self._rests_until = 0.0

    def note(self, version: str) -> None:
        """Remember which figures are open."""
        self.version = version
        self._opened(version)

    def close(self) -> None:
        """End the process. The next request starts another."""
        if self._connection is not None:
            self._connection.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._process = self._connection = None

    def _exchange(self, line: bytes) -> Any:
        try:
            if self._connection is not None:
                with contextlib.suppress(ConnectionError):
                    return self._connection.exchange(line)
                self.close()
            return self._start().exchange(line)
        except socket.timeout:
            raise Fault(f"no answer within {ANSWER_LIMIT:.0f} seconds") from None
        except OSError:
            raise Fault("the process that answers ended while it was asked") from None

    def _start(self) -> Connection:
        token = secrets.token_hex(16)
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            listener.listen(1)
            self._process = self._launch(listener.getsockname()[1], token)
            connection, greeting = self._accept(self._process, listener, token)
        self._connection = connection
        if "fault" in greeting:
            raise Fault(greeting["fault"])
        self.fault = ""
        self.note(greeting["version"])
        return connection

    def _launch(self, port: int, token: str) -> subprocess.Popen[bytes]:
        python = self.settings["python"]
        try:
            process = subprocess.Popen(  # noqa: S603 - the interpreter the extension was installed with
                [python, "-E", "-P", "-m", MODULE],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={name: value for name, value in os.environ.items() if name not in _NOT_OURS},
                cwd=Path(python).parent,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as fault:
            raise Fault(f"{python} does not start ({fault.strerror}); {_REMEDY}") from None
        told = {"port": port, "token": token, "figures": self.settings["figures"]}
        if process.stdin is not None:
            with contextlib.suppress(OSError), process.stdin as stdin:  # `_greeted` finds one that ended at once
                stdin.write(json.dumps(told).encode() + b"\n")
        return process

    def _accept(
        self, process: subprocess.Popen[bytes], listener: socket.socket, token: str
    ) -> tuple[Connection, dict[str, str]]:
        """The connection of our process with its first message. Other connections are closed."""
        deadline = time.monotonic() + START_LIMIT
        listener.settimeout(_GLANCE)
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise Fault(f"{self.settings['python']} ended at once; xlmarket doctor says why")
            try:
                connection = Connection(listener.accept()[0], START_LIMIT)
            except socket.timeout:
                continue
            greeting = connection.greeting(token)
            if greeting is not None:
                return connection, greeting
            connection.close()
        raise Fault(f"the process that answers did not start within {START_LIMIT:.0f} seconds")
