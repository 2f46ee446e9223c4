"""The password of a server's user from the keyring of the system, asked for where the server was given none.

The URL, `PGPASSWORD` and `.pgpass` come first: the driver reads those itself.
"""

from __future__ import annotations

import getpass
import os
from typing import Any

from sqlalchemy import URL, Engine, event

SERVICE = "xlmarket"


def ask_keyring(engine: Engine) -> None:
    """Let connections that a server refuses for want of a password be tried again with that of the keyring."""

    @event.listens_for(engine, "do_connect")
    def connect(dialect: Any, _: object, arguments: Any, settings: Any) -> Any:
        try:
            return dialect.connect(*arguments, **settings)
        except dialect.loaded_dbapi.OperationalError as fault:
            password = stored_password(engine.url) if fault.pgconn and fault.pgconn.needs_password else None
            if password is None:
                raise
        return dialect.connect(*arguments, **{**settings, "password": password})


def stored_password(url: URL) -> str | None:
    """The password kept as `SERVICE` and `account_of` the URL. None where there is no keyring or no such entry."""
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return None
    try:
        return keyring.get_password(SERVICE, account_of(url))
    except KeyringError:
        return None


def account_of(url: URL) -> str:
    """`ana@db.example.com/figures`: the name under which the keyring has the password."""
    user = url.username or os.environ.get("PGUSER") or getpass.getuser()
    return f"{user}@{url.host or 'localhost'}/{url.database or user}"
