"""A store on PostgreSQL: how its URL is read, the connections kept open to it, and the locks of its writers."""

from __future__ import annotations

import atexit
import hashlib
import os
from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, make_url, text
from sqlalchemy.exc import ArgumentError

from xlmarket.addresses import mask
from xlmarket.errors import EnvironmentFault, InputError, Place
from xlmarket.store.passwords import ask_keyring

BACKEND = "postgresql"
CONNECT_SECONDS = 10
KEPT_CONNECTIONS = 2
MOST_CONNECTIONS = 10
RENEWED_SECONDS = 300
IDLE_LIMIT = "10min"
"""How long a writer may hold its locks without a word to the server."""

_STORE_LOCK = 7_215_490_113
_DATASET_LOCK = 721_549_011
_SPELLING = "postgresql://USER@HOST:PORT/DATABASE"


def is_server(engine: Engine) -> bool:
    return engine.dialect.name == BACKEND


@cache
def server_engine(url: str) -> Engine:
    """The connections of this process to a server, kept for all that is done with it.

    A connection is tested before it is used, so that a server that was started again is reached. Raises `InputError`
    for a URL that cannot be read, and `EnvironmentFault` where the driver is not installed.
    """
    parsed = _parse(url)
    try:
        engine = create_engine(
            parsed.set(drivername=f"{BACKEND}+psycopg"),
            pool_size=KEPT_CONNECTIONS,
            max_overflow=MOST_CONNECTIONS - KEPT_CONNECTIONS,
            pool_timeout=CONNECT_SECONDS,
            pool_recycle=RENEWED_SECONDS,
            pool_pre_ping=True,
            pool_use_lifo=True,
            connect_args=_settings(parsed),
        )
    except ImportError:
        remedy = 'pip install "xlmarket[postgres]"'
        raise EnvironmentFault("PostgreSQL needs a driver", where=Place(file=mask(url)), remedy=remedy) from None
    ask_keyring(engine)
    atexit.register(engine.dispose)
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=lambda: engine.dispose(close=False))
    return engine


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        parsed = None
    if parsed is None or "@" in (parsed.host or ""):
        remedy = "write @ in a user or password as %40, / as %2F, : as %3A and % as %25"
        raise InputError("the URL of a store cannot be read", found=mask(url), allowed=_SPELLING, remedy=remedy)
    if parsed.get_backend_name() != BACKEND:
        allowed = ("a file", "sqlite:///FILE", _SPELLING)
        raise InputError("a store of this kind is not supported", found=mask(url), allowed=allowed)
    return parsed


def _settings(parsed: URL) -> dict[str, Any]:
    """What the driver is told. Statements are not prepared, as a pooler between may hand each to another server."""
    settings = {"application_name": "xlmarket", "connect_timeout": CONNECT_SECONDS, "prepare_threshold": None}
    return {name: value for name, value in settings.items() if name not in parsed.query}


def take_locks(connection: Connection, datasets: Collection[str], seconds: float) -> None:
    """Wait until no other run writes to these data sets, or to the store where none are named, until the commit.

    Raises the error of the driver that means `Busy` after `seconds`.
    """
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = {max(1, int(seconds * 1000))}")
    connection.exec_driver_sql(f"SET LOCAL idle_in_transaction_session_timeout = '{IDLE_LIMIT}'")
    shared = "_shared" if datasets else ""
    connection.execute(text(f"SELECT pg_advisory_xact_lock{shared}({_STORE_LOCK})"))
    for key in sorted({_key(name) for name in datasets}):
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_DATASET_LOCK}, {key})"))


def _key(dataset: str) -> int:
    return int.from_bytes(hashlib.sha256(dataset.encode()).digest()[:4], signed=True)
