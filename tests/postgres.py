"""A PostgreSQL server of the tests' own: its data in a folder of its own, ended with the process that started it.

`tests/conftest.py` has the fixtures: `postgres` is one server for all tests of a process, `postgres_url` a fresh database.
"""

from __future__ import annotations

import atexit
import ctypes
import itertools
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

FOLDERS = os.pathsep.join(["/usr/lib/postgresql/15/bin", os.environ.get("PATH", "")])
USER = "owner"
START_SECONDS = 60
PR_SET_PDEATHSIG = 1


class Server:
    """One server on a free port of the loopback and a Unix socket. Every user needs a password.

    `durable` is whether commits are written through to the disk, as they are outside tests.
    """

    def __init__(self, program: str, *, durable: bool = False) -> None:
        self._bin = Path(program).parent
        self._durable = durable
        self._names = itertools.count(1)
        self._process: subprocess.Popen[bytes] | None = None
        self.password = f"pw-{secrets.token_hex(8)}"
        self.port = _free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="xlmarket-postgres-"))
        self._account = _account()
        if self._account:
            os.chown(self.folder, *self._account[:2])
        self._create()

    def _create(self) -> None:
        secret = self.folder / "password"
        secret.write_text(self.password)
        if self._account:
            os.chown(secret, *self._account[:2])
        options = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"]
        command = [self._bin / "initdb", "-D", self.folder / "data", "-U", USER, f"--pwfile={secret}", *options]
        subprocess.run(command, check=True, capture_output=True, cwd="/", **self._identity())
        secret.unlink()

    def _identity(self) -> dict[str, Any]:
        """PostgreSQL refuses to run as root."""
        return {"user": self._account[0], "group": self._account[1], "extra_groups": []} if self._account else {}

    def start(self) -> None:
        """Start the server and return when it takes connections."""
        durability = [] if self._durable else ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
        settings = ["max_connections=60", "listen_addresses=127.0.0.1", "shared_buffers=32MB", *durability]
        options = [word for setting in settings for word in ("-c", setting)]
        folders = ["-D", self.folder / "data", "-k", self.folder, "-p", str(self.port)]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._bin / "postgres", *folders, *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                preexec_fn=_end_with_parent,
                **self._identity(),
            )
        self._wait()

    def _wait(self) -> None:
        import psycopg

        until = time.monotonic() + START_SECONDS
        while True:
            try:
                psycopg.connect(self.url("postgres"), connect_timeout=5).close()
            except psycopg.OperationalError:
                assert self._process is not None
                assert self._process.poll() is None, self.log()
                assert time.monotonic() < until, self.log()
                time.sleep(0.05)
            else:
                return

    def log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")

    def url(self, database: str, user: str = USER, password: str | None = None) -> str:
        """The URL of a database, with the password of its user."""
        return f"postgresql://{user}:{password or self.password}@127.0.0.1:{self.port}/{database}"

    def run(self, statement: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        """Run SQL as the owner of everything, each statement in a transaction of its own."""
        import psycopg

        with psycopg.connect(self.url(database), autocommit=True) as connection:
            cursor = connection.execute(statement)  # type: ignore[call-overload]
            return list(cursor.fetchall()) if cursor.description else []

    def create(self) -> str:
        """Create an empty database and return its name."""
        name = f"db{next(self._names)}"
        self.run(f"CREATE DATABASE {name}")
        return name

    def drop(self, name: str) -> None:
        """Remove a database, also one that is in use."""
        self.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    @contextmanager
    def database(self) -> Iterator[str]:
        """The URL of a fresh database, which is removed afterwards."""
        name = self.create()
        try:
            yield self.url(name)
        finally:
            self.drop(name)

    def kill(self) -> None:
        """Kill every process of the server at once (SIGKILL). `start` brings it back with the same data and port."""
        assert self._process is not None
        os.kill(self._process.pid, signal.SIGSTOP)
        for process in (*_children(self._process.pid), self._process.pid):
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self._process.wait()

    def stop(self) -> None:
        """End the server, without waiting for those connected to it, and remove its files."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()
        self._process = None
        shutil.rmtree(self.folder, ignore_errors=True)


@contextmanager
def serve(program: str, *, durable: bool = False) -> Iterator[Server]:
    """A running server, ended afterwards whatever happens."""
    server = Server(program, durable=durable)
    atexit.register(server.stop)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        atexit.unregister(server.stop)


def _account() -> tuple[int, int] | None:
    """The user and group a server is run as where the tests run as root."""
    if os.geteuid() != 0:
        return None
    import pwd

    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = known.get("postgres") or known["nobody"]
    return entry.pw_uid, entry.pw_gid


def _end_with_parent() -> None:
    """Have the system end the server when the tests are killed."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _children(parent: int) -> list[int]:
    """The processes a process started, from /proc."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            found.append(int(stat.parent.name))
    return found
