"""Vintages that were given one number twice, numbered again: what the migration to schema 5 does before its constraint."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, update

from xlmarket.errors import EnvironmentFault
from xlmarket.store import catalog
from xlmarket.store.engine import place_of
from xlmarket.store.ledger import all_vintages, vintage_of
from xlmarket.store.records import checksum, read_checked


def number_again(connection: Connection, dataset: str) -> None:
    """Keep a number for the vintage that was imported first, and give the others the numbers after the last.

    Figures, dates and the order in which vintages lie over each other stay. Raises `EnvironmentFault` where they would
    not: two vintages published at the same moment lie over each other by their numbers.
    """
    rows = sorted(all_vintages(connection, dataset), key=lambda row: (row.number, row.imported, row.id))
    first = {row.number: row.id for row in reversed(rows)}
    again = [row for row in rows if first[row.number] != row.id]
    if not again:
        return
    numbers = {row.id: int(row.number) for row in rows}
    numbers |= {row.id: max(first) + place for place, row in enumerate(again, 1)}
    _check_order(connection, dataset, rows, numbers)
    for row in again:
        table = read_checked(connection, row)
        vintage = replace(vintage_of(row), number=numbers[row.id])
        values = {"number": vintage.number, "checksum": checksum(vintage, table)}
        connection.execute(update(catalog.vintages).where(catalog.vintages.c.id == row.id).values(values))


def _check_order(connection: Connection, dataset: str, rows: list[Row[Any]], numbers: dict[int, int]) -> None:
    before = [row.id for row in sorted(rows, key=lambda row: (row.published, row.number, row.imported, row.id))]
    after = [row.id for row in sorted(rows, key=lambda row: (row.published, numbers[row.id]))]
    if before == after:
        return
    raise EnvironmentFault(
        f"{dataset} has two vintages of one number that were published at the same moment as a later one",
        where=place_of(connection.engine),
        remedy="take its last import back with the version of xlmarket before this one (data undo), and import it again",
    )
