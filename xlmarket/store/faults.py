"""Errors of a database as ours, by the codes of SQLite and of PostgreSQL (SQLSTATE), never by the words of a message."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from xlmarket.addresses import mask_text
from xlmarket.errors import Busy, EnvironmentFault, InputError, Place, StoreDamaged, XlmarketError


class Right(StrEnum):
    """What a user of a team's store may do. Each right includes the one before: `docs/team-store.md` grants them."""

    READER = "reader"
    IMPORTER = "importer"
    ADMIN = "admin"


_SQLITE_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_SQLITE_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT, sqlite3.SQLITE_CONSTRAINT}

# unique and foreign keys, serialization, deadlock, lock timeout, object in use: what another run does to this one
_SERVER_BUSY = {"23505", "23503", "40001", "40P01", "55P03", "55006"}
_SERVER_DAMAGED = {"XX001", "XX002"}
_REFUSED = "42501"
_LOST = ("08", "57P", "25P03")
_UNFIT = ("22", "54")


@contextmanager
def translate_errors(place: Place, right: Right = Right.READER) -> Iterator[None]:
    """Turn errors of the database into ours. `right` is the one that a server must have granted for what is done.

    Raises `Busy` where another run writes, `StoreDamaged` where the file is not what was written, `InputError` for a
    value that the store cannot hold, and `EnvironmentFault` for anything else.
    """
    try:
        yield
    except UnicodeEncodeError as fault:
        raise _unfit(f"a text has a character that is not one ({fault.reason})", place) from fault
    except _database_errors() as fault:
        raise _error(fault, place, right) from fault


def damage(words: str, place: Place) -> StoreDamaged:
    """The error of a store whose content is not what was written."""
    remedy = "put the backup next to it (.backup) in its place"
    return StoreDamaged(f"the store is damaged: {words}", where=place, remedy=remedy)


def _database_errors() -> tuple[type[Exception], ...]:
    return (SQLAlchemyError, *_driver_errors())


def _driver_errors() -> tuple[type[Exception], ...]:
    """The errors of psycopg, where it is in use: COPY runs without SQLAlchemy."""
    psycopg = sys.modules.get("psycopg")
    return (psycopg.Error,) if psycopg else ()


def _error(fault: Exception, place: Place, right: Right) -> XlmarketError:
    cause = fault.orig if isinstance(fault, DBAPIError) and fault.orig else fault
    words = mask_text(" ".join(str(cause).split()))
    if isinstance(cause, sqlite3.Error):
        return _of_file(cause, words, place)
    if isinstance(cause, _driver_errors()):
        return _of_server(cause, words, place, right)
    return EnvironmentFault(f"the store cannot be used: {words}", where=place)


def _of_file(cause: sqlite3.Error, words: str, place: Place) -> XlmarketError:
    """An error of SQLite. Its driver gives no code to a text that is not UTF-8, which only damage leaves there."""
    code = getattr(cause, "sqlite_errorcode", None)
    if code is None or code & 0xFF in _SQLITE_DAMAGED:
        return damage(words, place)
    if code & 0xFF in _SQLITE_BUSY:
        return Busy("another run writes to the store", where=place, remedy="wait for it to end")
    return EnvironmentFault(f"the store cannot be used: {words}", where=place)


def _of_server(cause: BaseException, words: str, place: Place, right: Right) -> XlmarketError:
    state = getattr(cause, "sqlstate", None) or ""
    if state in _SERVER_BUSY:
        return Busy("another run writes to the store", where=place, remedy="wait for it to end, then run this again")
    if state == _REFUSED:
        remedy = f'needs the right "{right}": ask an admin of the store'
        return EnvironmentFault(f"the store refuses this user: {words}", where=place, remedy=remedy)
    if state in _SERVER_DAMAGED:
        return StoreDamaged(f"the store is damaged: {words}", where=place, remedy="restore it from a backup (pg_dump)")
    if state.startswith(_UNFIT) or type(cause).__name__ == "DataError":
        return _unfit(words, place)
    if not state or state.startswith(_LOST):
        return _unreachable(cause, words, place)
    return EnvironmentFault(f"the store cannot be used: {words}", where=place)


def _unfit(words: str, place: Place) -> InputError:
    return InputError(f"the store cannot hold a value: {words}", where=place)


def _unreachable(cause: BaseException, words: str, place: Place) -> EnvironmentFault:
    """The server is not there, does not let this user in, or went away. Only a new connection has a `pgconn`."""
    attempt = getattr(cause, "pgconn", None)
    if attempt is None:
        remedy = "run the command again when the server is back: an import is there whole or not at all"
        return EnvironmentFault(f"the connection to the store was lost: {words}", where=place, remedy=remedy)
    if attempt.needs_password:
        remedy = "set PGPASSWORD, or write the password to .pgpass or to the keyring"
        return EnvironmentFault("the store wants a password", where=place, remedy=remedy)
    remedy = "check that the server runs, and host, port, database, user and password"
    return EnvironmentFault(f"the store cannot be reached: {words}", where=place, remedy=remedy)
