"""Opening the database: full sync, one writer at a time, and its errors as ours.

SQLite before 3.51.3 can lose data in WAL mode, so those keep the rollback journal. A writer takes its lock at
the start (BEGIN IMMEDIATE), so that a reader waits for no more than a commit.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, OperationalError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from xlmarket.errors import Busy, EnvironmentFault, InputError, Place, StoreDamaged, XlmarketError
from xlmarket.files import name_faults
from xlmarket.store.place import sqlite_file

WAIT_SECONDS = 10
_WAL_IS_SAFE = sqlite3.sqlite_version_info >= (3, 51, 3)


def open_engine(url: str) -> Engine:
    """Return an engine for the URL of a store, and make the folder of a SQLite file.

    Raises `EnvironmentFault` if the folder cannot be made or the driver of the database is not installed.
    """
    file = sqlite_file(url)
    if file is None:
        with translate_errors(url):
            return create_engine(url)
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
    """A connection that sees one state of the store."""
    with translate_errors(_address(engine)), engine.begin() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A connection whose changes are there all together or not at all."""
    with (
        translate_errors(_address(engine)),
        engine.connect().execution_options(writing=True) as connection,
        connection.begin(),
    ):
        yield connection


def file_of(engine: Engine) -> Path | None:
    """The file of a SQLite store. None for a database server."""
    url = engine.url
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def place_of(engine: Engine) -> Place:
    """The store as errors name it: its file, or its URL without the password."""
    return Place(file=_address(engine))


def _address(engine: Engine) -> str:
    return str(file_of(engine) or engine.url)


@contextmanager
def translate_errors(address: str) -> Iterator[None]:
    """Turn errors of the database into ours.

    Raises `Busy` where another run writes, `StoreDamaged` where rows or the file are not what was written, and
    `EnvironmentFault` for anything else.
    """
    try:
        yield
    except SQLAlchemyError as fault:
        raise _error(fault, Place(file=address)) from fault
    except (ValueError, InputError) as fault:
        raise _damage(str(fault), Place(file=address)) from fault


def _error(fault: SQLAlchemyError, place: Place) -> XlmarketError:
    words = str(getattr(fault, "orig", fault))
    if "locked" in words or "busy" in words:
        return Busy("another run writes to the store", where=place, remedy="wait for it to end")
    if any(sign in words for sign in ("malformed", "not a database", "corrupt", "disk image")):
        return _damage(words, place)
    if isinstance(fault, OperationalError):
        return EnvironmentFault(f"the store cannot be used: {words}", where=place)
    if isinstance(fault, DatabaseError):
        return _damage(words, place)
    return EnvironmentFault(f"the store cannot be opened: {words}", where=place)


def _damage(words: str, place: Place) -> StoreDamaged:
    remedy = "put the backup next to it (.backup) in its place"
    return StoreDamaged(f"the store is damaged: {words}", where=place, remedy=remedy)
