"""Opening the database and its two kinds of transaction: one that reads one state, one that writes all or nothing.

SQLite before 3.51.3 can lose data in WAL mode, so those keep the rollback journal. A writer takes its lock at
the start (BEGIN IMMEDIATE), so that a reader waits for no more than a commit. On PostgreSQL a reader waits for nobody.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool

from xlmarket.addresses import mask
from xlmarket.errors import Place
from xlmarket.files import name_faults
from xlmarket.store.faults import Right, damage, translate_errors
from xlmarket.store.place import sqlite_file
from xlmarket.store.server import BACKEND, is_server, server_engine, take_locks

WAIT_SECONDS = 10
_WAL_IS_SAFE = sqlite3.sqlite_version_info >= (3, 51, 3)


def open_engine(url: str) -> Engine:
    """Return an engine for the URL of a store, and make the folder of a SQLite file.

    Raises `EnvironmentFault` if the folder cannot be made or the driver of the database is not installed, and
    `InputError` for a URL that is not one of a store.
    """
    file = sqlite_file(url)
    if file is None:
        return server_engine(url)
    with name_faults(file):
        file.parent.mkdir(parents=True, exist_ok=True)
    # No pool: a connection kept open holds the file, which Windows then neither renames nor removes.
    engine = create_engine(url, connect_args={"timeout": WAIT_SECONDS}, poolclass=NullPool)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None
    journal = "WAL" if _WAL_IS_SAFE else "DELETE"
    for pragma in (f"journal_mode={journal}", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one state of the store. Rows that cannot be read are `StoreDamaged`."""
    options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True} if is_server(engine) else {}
    with (
        translate_errors(place_of(engine)),
        engine.connect().execution_options(**options) as connection,
        connection.begin(),
    ):
        try:
            yield connection
        except ValueError as fault:
            raise damage(str(fault), place_of(engine)) from fault


@contextmanager
def writing(engine: Engine, *datasets: str, right: Right = Right.IMPORTER) -> Iterator[Connection]:
    """A connection whose changes are there all together or not at all.

    One run at a time writes to a data set. Without the names of any it has the store for itself. `right` is what a
    server must have granted.
    """
    with (
        translate_errors(place_of(engine), right),
        engine.connect().execution_options(writing=True) as connection,
        connection.begin(),
    ):
        if is_server(engine):
            take_locks(connection, datasets, WAIT_SECONDS)
        yield connection


def file_of(engine: Engine) -> Path | None:
    """The file of a SQLite store. None for a database server."""
    url = engine.url
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def place_of(engine: Engine) -> Place:
    """The store as errors name it: its file, or its URL without the password."""
    file = file_of(engine)
    return Place(file=str(file) if file else mask(engine.url.set(drivername=BACKEND).render_as_string()))
