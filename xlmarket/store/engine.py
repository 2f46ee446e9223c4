"""Opening the database: full sync, one writer at a time, and its errors told as ours.

SQLite before 3.51.3 can lose data in WAL mode, so those keep the rollback journal; a writer takes its lock at the
start (BEGIN IMMEDIATE), so that a reader waits for no more than a commit.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, OperationalError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from xlmarket.errors import Busy, EnvironmentFault, InputError, Place, StoreDamaged, XlmarketError
from xlmarket.files import faults_named
from xlmarket.store.place import sqlite_file

WAIT_SECONDS = 10
_WAL_IS_SAFE = sqlite3.sqlite_version_info >= (3, 51, 3)


def opened(url: str) -> Engine:
    """An engine for a store's URL; the folder of a SQLite file is made."""
    file = sqlite_file(url)
    if file is None:
        with told(url):
            return create_engine(url)
    with faults_named(file):
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
    with told(str(engine.url)), engine.begin() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A connection whose changes are there all together or not at all."""
    with told(str(engine.url)), engine.connect().execution_options(writing=True) as connection, connection.begin():
        yield connection


@contextmanager
def told(url: str) -> Iterator[None]:
    """Turn what the database says into our errors."""
    try:
        yield
    except SQLAlchemyError as fault:
        raise _error(fault, url) from fault
    except (ValueError, InputError) as fault:
        raise _damaged(str(fault), Place(file=str(sqlite_file(url) or url))) from fault


def _error(fault: SQLAlchemyError, url: str) -> XlmarketError:
    place = Place(file=str(sqlite_file(url) or url))
    words = str(getattr(fault, "orig", fault))
    if "locked" in words or "busy" in words:
        return Busy("another run writes to the store", where=place, remedy="wait for it to end")
    if any(sign in words for sign in ("malformed", "not a database", "corrupt", "disk image")):
        return _damaged(words, place)
    if isinstance(fault, OperationalError):
        return EnvironmentFault(f"the store cannot be used: {words}", where=place)
    if isinstance(fault, DatabaseError):
        return _damaged(words, place)
    return EnvironmentFault(f"the store cannot be opened: {words}", where=place)


def _damaged(words: str, place: Place) -> StoreDamaged:
    remedy = "put the backup beside it (.backup) in its place"
    return StoreDamaged(f"the store is damaged: {words}", where=place, remedy=remedy)
