"""The version of the tables: a new store gets the newest, an older one is migrated when it is opened.

`Store` calls `prepare_schema` before anything else. A change of the tables is one more entry of `MIGRATIONS`.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, Engine, insert, inspect, select, text, update

from xlmarket.errors import EnvironmentFault
from xlmarket.store import catalog
from xlmarket.store.backup import back_up
from xlmarket.store.engine import place_of, reading, writing
from xlmarket.store.faults import Right
from xlmarket.store.ledger import vintage_of
from xlmarket.store.numbering import number_again
from xlmarket.store.records import checksum, read_checked

Migration = Callable[[Connection], None]


def _add_calendars(connection: Connection) -> None:
    """Give metrics a calendar. Version 2 was written both with and without that column."""
    columns = {column["name"] for column in inspect(connection).get_columns(catalog.metrics.name)}
    if "calendar" in columns:
        return
    connection.execute(text("ALTER TABLE metrics ADD COLUMN calendar VARCHAR(40) DEFAULT '' NOT NULL"))
    for row in connection.execute(select(catalog.vintages)).all():
        table = read_checked(connection, row, leave_out=("calendar",))
        values = {"checksum": checksum(vintage_of(row), table)}
        connection.execute(update(catalog.vintages).where(catalog.vintages.c.id == row.id).values(values))


def _add_responses(connection: Connection) -> None:
    """Keep what agencies return with the vintages made of it."""
    catalog.responses.create(connection, checkfirst=True)


def _number_once(connection: Connection) -> None:
    """Let no data set have two vintages of one number. Two imports at once gave the same to both on a server."""
    for dataset in connection.execute(select(catalog.datasets.c.name)).scalars().all():
        number_again(connection, dataset)
    catalog.numbers.create(connection, checkfirst=True)


MIGRATIONS: dict[int, Migration] = {3: _add_calendars, 4: _add_responses, 5: _number_once}
"""What makes the tables of each version out of those of the version before."""

VERSION = max(MIGRATIONS)
"""The version of the tables in `catalog`."""

OLDEST = min(MIGRATIONS) - 1
"""The oldest version that can be migrated. Version 1 kept neither gaps nor aggregates, which cannot be restored."""


def prepare_schema(engine: Engine) -> None:
    """Make the tables of a new store, or migrate those of an older one in one transaction after a backup.

    Raises `EnvironmentFault` for a store that a newer xlmarket made or that is too old to migrate, and `StoreDamaged`
    where the figures are not what was imported. The store then stays as it was.
    """
    with reading(engine) as connection:
        version = _version(connection)
    if version == VERSION:
        return
    _check_version(engine, version)
    if version is not None:
        back_up(engine, f".version-{version}")
    with writing(engine, right=Right.ADMIN) as connection:
        _bring_up(connection)


def _bring_up(connection: Connection) -> None:
    """Create or migrate the tables. The version is read again, as another run may have done it meanwhile."""
    version = _version(connection)
    if version is None:
        catalog.metadata.create_all(connection)
        connection.execute(insert(catalog.layout).values(version=VERSION))
        return
    for number in range(version + 1, VERSION + 1):
        MIGRATIONS[number](connection)
    connection.execute(update(catalog.layout).values(version=VERSION))


def _check_version(engine: Engine, version: int | None) -> None:
    if version is None or OLDEST <= version <= VERSION:
        return
    newer = version > VERSION
    raise EnvironmentFault(
        f"the store was made by {'a newer' if newer else 'too old a'} version of xlmarket",
        where=place_of(engine),
        found=f"schema {version}",
        allowed=f"schema {OLDEST} to {VERSION}",
        remedy="update xlmarket"
        if newer
        else "export its data sets with that version and import them into a new store",
    )


def _version(connection: Connection) -> int | None:
    """The version of the tables. None for a store without tables. The first stores, without a version, have 1."""
    if not inspect(connection).has_table(catalog.vintages.name):
        return None
    if not inspect(connection).has_table(catalog.layout.name):
        return 1
    return int(connection.execute(select(catalog.layout.c.version)).scalar_one())
