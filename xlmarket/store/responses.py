"""The responses of agencies in the store: compressed bytes with a hash, one for each vintage that was fetched.

`Store` calls it inside its transactions.
"""

from __future__ import annotations

import hashlib
import zlib
from datetime import UTC
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from xlmarket.errors import StoreDamaged
from xlmarket.store import catalog
from xlmarket.store.engine import place_of
from xlmarket.store.holdings import Origin, Response, Vintage
from xlmarket.store.ledger import vintage_of

_TEXTS = ("series", "agency", "query", "url", "etag", "modified", "media", "figures")


def insert_response(connection: Connection, vintage: int, response: Response) -> None:
    """Keep a response with the vintage of this key."""
    origin = response.origin
    values = {name: getattr(origin, name) for name in _TEXTS}
    kept = {"digest": hashlib.sha256(response.content).hexdigest(), "content": zlib.compress(response.content)}
    fetched = origin.fetched.astimezone(UTC).replace(tzinfo=None)
    connection.execute(insert(catalog.responses).values(vintage=vintage, fetched=fetched, **values, **kept))


def last_response(connection: Connection, series: str, dataset: str | None) -> tuple[Vintage, Response] | None:
    """The newest response of a series with its vintage, of those that were not undone."""
    table, vintages = catalog.responses, catalog.vintages
    query = select(table, *_vintage_columns()).join(vintages, vintages.c.id == table.c.vintage)
    query = query.where(table.c.series == series, vintages.c.undone.is_(False))
    if dataset is not None:
        query = query.where(vintages.c.dataset == dataset)
    row = connection.execute(query.order_by(vintages.c.imported.desc(), vintages.c.id.desc()).limit(1)).first()
    return None if row is None else (vintage_of(row), Response(_origin(row), _unpack(connection, row)))


def response_of(connection: Connection, vintage: int) -> Response | None:
    """The response kept with the vintage of this key, compared with its hash."""
    table, vintages = catalog.responses, catalog.vintages
    query = select(table, *_vintage_columns()).join(vintages, vintages.c.id == table.c.vintage)
    row = connection.execute(query.where(table.c.vintage == vintage)).first()
    return None if row is None else Response(_origin(row), _unpack(connection, row))


def origins(connection: Connection, dataset: str) -> dict[int, Origin]:
    """The origin of each fetched vintage of a data set, by its number."""
    table, vintages = catalog.responses, catalog.vintages
    columns: list[Any] = [column for column in table.c if column.name != "content"]
    query = select(*columns, vintages.c.number).join(vintages, vintages.c.id == table.c.vintage)
    rows = connection.execute(query.where(vintages.c.dataset == dataset))
    return {int(row.number): _origin(row) for row in rows}


def check_responses(connection: Connection) -> None:
    """Compare every response with its hash. Raises `StoreDamaged` that names the first that differs."""
    table = catalog.responses
    for key in connection.execute(select(table.c.vintage).order_by(table.c.vintage)).scalars().all():
        response_of(connection, key)


def _vintage_columns() -> list[Any]:
    """The columns of a vintage that `vintage_of` reads."""
    return [column for column in catalog.vintages.c if column.name != "id"]


def _origin(row: Any) -> Origin:
    texts = {name: getattr(row, name) for name in _TEXTS}
    return Origin(fetched=row.fetched.replace(tzinfo=UTC), **texts)


def _unpack(connection: Connection, row: Row[Any]) -> bytes:
    try:
        content = zlib.decompress(row.content)
    except zlib.error:
        content = b""
    if hashlib.sha256(content).hexdigest() != row.digest:
        raise StoreDamaged(
            f"the response kept with {vintage_of(row).label} is not what was fetched",
            where=place_of(connection.engine),
            remedy="put the backup next to it (.backup) in its place, or undo and fetch again",
        )
    return content
