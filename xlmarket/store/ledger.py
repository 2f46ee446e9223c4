"""The list of vintages in the store: which there are, which make up a data set at a day, and their calendars."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from sqlalchemy import Connection, Row, func, select

from xlmarket.errors import InputError, NotAvailable
from xlmarket.periods import Calendar, read_calendar
from xlmarket.store import catalog
from xlmarket.store.engine import place_of
from xlmarket.store.faults import damage
from xlmarket.store.holdings import DatasetState, Vintage


def all_vintages(connection: Connection, dataset: str) -> list[Row[Any]]:
    query = select(catalog.vintages).where(catalog.vintages.c.dataset == dataset)
    return list(connection.execute(query.order_by(catalog.vintages.c.number)))


def live_vintages(connection: Connection, dataset: str) -> list[Row[Any]]:
    return [row for row in all_vintages(connection, dataset) if not row.undone]


def vintages_at(live: list[Row[Any]], dataset: str, as_of: DatasetState | None) -> list[Row[Any]]:
    """Return the vintages that make up a data set at a day or a vintage, the newest first.

    Raises `NotAvailable` where there is none.
    """
    ordered = sorted(live, key=lambda row: (row.published, row.number), reverse=True)
    if isinstance(as_of, int):
        numbers = [int(row.number) for row in ordered]
        if as_of not in numbers:
            allowed = [str(number) for number in sorted(numbers)]
            raise NotAvailable(f"{dataset} has no vintage of this number", found=as_of, allowed=allowed)
        return ordered[numbers.index(as_of) :]
    ordered = [row for row in ordered if as_of is None or row.published.date() <= as_of]
    if not ordered:
        raise NotAvailable("the data set has no vintage of that time", found=as_of or dataset)
    return ordered


def vintage_of(row: Row[Any]) -> Vintage:
    published, imported = (moment.replace(tzinfo=UTC) for moment in (row.published, row.imported))
    return Vintage(
        dataset=row.dataset,
        number=row.number,
        published=published,
        imported=imported,
        file=row.file,
        fingerprint=row.fingerprint,
        rows=row.rows,
        undone=row.undone,
    )


def next_number(connection: Connection, dataset: str) -> int:
    newest = select(func.max(catalog.vintages.c.number)).where(catalog.vintages.c.dataset == dataset)
    return int(connection.execute(newest).scalar() or 0) + 1


def calendars_of(connection: Connection, dataset: str) -> dict[str, Calendar]:
    """The calendar of each metric of a data set. Raises `StoreDamaged` for one that no import could have written."""
    live = [row.id for row in live_vintages(connection, dataset)]
    query = select(catalog.metrics.c.name, catalog.metrics.c.calendar).where(catalog.metrics.c.vintage.in_(live))
    try:
        return {row.name: read_calendar(row.calendar) for row in connection.execute(query)}
    except InputError as fault:
        raise damage(f"{dataset}: {fault}", place_of(connection.engine)) from fault
