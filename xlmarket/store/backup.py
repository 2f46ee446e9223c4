"""The backup next to a SQLite store: its state before an import, a deletion or a migration."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine

from xlmarket.files import write_whole
from xlmarket.store.engine import file_of, reading


def back_up(engine: Engine, why: str = "") -> Path | None:
    """Keep the state of a SQLite store next to its file, as `NAME.backup` or `NAME.WHY.backup`, and return that path.

    Return None for a database server, whose backups are its own. Raises `EnvironmentFault` if it cannot be written.
    """
    file = file_of(engine)
    if file is None:
        return None
    with reading(engine) as connection:
        raw = connection.connection.driver_connection
        content = raw.serialize()  # type: ignore[union-attr]
    backup = file.with_name(f"{file.name}{why}.backup")
    write_whole(backup, content)
    return backup
