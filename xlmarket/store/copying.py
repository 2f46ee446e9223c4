"""Data sets from one store into another, each whole or not at all: `xlmarket data copy` calls it.

Vintages keep number, dates, fingerprint, undone mark, checksum and the response of an agency.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from xlmarket.errors import InputError, StoreDamaged
from xlmarket.observations import Observations
from xlmarket.store import catalog
from xlmarket.store.backup import back_up
from xlmarket.store.database import Store
from xlmarket.store.engine import place_of, reading, writing
from xlmarket.store.holdings import Response
from xlmarket.store.ledger import all_vintages, vintage_of
from xlmarket.store.records import insert_vintage, read_checked
from xlmarket.store.responses import insert_response, response_of

_ALIKE = ("checksum", "published", "imported", "covered_first", "covered_last")
_ABOUT = ("title", "status", "source", "licence")


@dataclass(frozen=True, slots=True)
class CopyCount:
    """How many vintages were copied, were there already, and how many of those were marked as undone."""

    copied: int = 0
    already: int = 0
    marked: int = 0


@dataclass(frozen=True, slots=True)
class _Stored:
    """A vintage of the store that is copied. `table` is None where the other store has the vintage."""

    row: Row[Any]
    table: Observations | None
    response: Response | None


def copy_dataset(
    source: Store, target: Store, dataset: str, begin: Callable[[str], None] = lambda _: None
) -> CopyCount:
    """Copy the vintages of a data set that the other store does not have, in one transaction, and compare checksums.

    `begin` is called with the label of each vintage. Raises `InputError` where the other store has something else under
    the name, and `StoreDamaged` where a vintage is not what was imported. The other store then stays as it was.
    """
    back_up(target.engine)
    with reading(source.engine) as connection:
        about = connection.execute(select(catalog.datasets).where(catalog.datasets.c.name == dataset)).one()._mapping
    count = CopyCount()
    with writing(target.engine, dataset) as connection:
        _register(connection, about)
        there = {int(row.number): row for row in all_vintages(connection, dataset)}
        with closing(_vintages(source, dataset, there)) as vintages:
            for stored in vintages:
                begin(vintage_of(stored.row).label)
                count = _copy(connection, stored, there.get(stored.row.number), count)
    return count


def _vintages(source: Store, dataset: str, there: Mapping[int, Row[Any]]) -> Generator[_Stored, None, None]:
    """All vintages of a data set as they are at one moment, each compared with its checksum before it is copied."""
    with reading(source.engine) as connection:
        for row in all_vintages(connection, dataset):
            if row.number in there:
                yield _Stored(row, None, None)
            else:
                yield _Stored(row, read_checked(connection, row), response_of(connection, row.id))


def _copy(connection: Connection, stored: _Stored, there: Row[Any] | None, count: CopyCount) -> CopyCount:
    if there is not None:
        _check_same(connection, stored.row, there)
        marked = stored.row.undone and not there.undone
        if marked:
            mark = update(catalog.vintages).where(catalog.vintages.c.id == there.id).values(undone=True)
            connection.execute(mark)
        return replace(count, already=count.already + 1, marked=count.marked + marked)
    assert stored.table is not None  # noqa: S101 - only a vintage that is there comes without
    key = insert_vintage(connection, vintage_of(stored.row), stored.table)
    if stored.response is not None:
        insert_response(connection, key, stored.response)
    written = connection.execute(select(catalog.vintages).where(catalog.vintages.c.id == key)).one()
    read_checked(connection, written)
    if written.checksum != stored.row.checksum:
        label = vintage_of(written).label
        raise StoreDamaged(f"{label} was not copied as it is", where=place_of(connection.engine))
    return replace(count, copied=count.copied + 1)


def _register(connection: Connection, about: Mapping[Any, Any]) -> None:
    """Add a data set, or compare it with the one of that name."""
    name = about["name"]
    there = connection.execute(select(catalog.datasets).where(catalog.datasets.c.name == name)).first()
    if there is None:
        connection.execute(insert(catalog.datasets).values(dict(about)))
        return
    for field in _ABOUT:
        if getattr(there, field) != about[field]:
            raise _conflict(connection, f"the {field} of {name}", getattr(there, field), about[field])


def _check_same(connection: Connection, row: Row[Any], there: Row[Any]) -> None:
    """Refuse a vintage of the same number that is another one, or that was undone there only."""
    label = vintage_of(row).label
    for field in _ALIKE:
        if getattr(row, field) != getattr(there, field):
            raise _conflict(connection, f"the {field} of {label}", getattr(there, field), getattr(row, field))
    if there.undone and not row.undone:
        raise _conflict(connection, f"the state of {label}", "undone", "not undone")


def _conflict(connection: Connection, what: str, there: object, here: object) -> InputError:
    return InputError(
        f"{what} is another one in this store, which is not overwritten",
        where=place_of(connection.engine),
        found=there,
        allowed=str(here),
        remedy="rename one of the two data sets (xlmarket data rename), or undo the same imports in both",
    )
