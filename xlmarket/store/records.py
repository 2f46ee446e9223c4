"""The rows of one vintage: how a table of observations goes into the tables of the store and comes out again.

`Store` calls it inside its transactions, and a migration does to rewrite checksums.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from datetime import UTC
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from xlmarket.errors import InputError, StoreDamaged
from xlmarket.observations import FigureStatus, Gap, Metric, MetricKind, Observation, Observations, Qualifier
from xlmarket.periods import CIVIL, Calendar, Frequency, Period, read_calendar
from xlmarket.store import catalog
from xlmarket.store.bulk import insert_rows
from xlmarket.store.engine import place_of
from xlmarket.store.faults import damage
from xlmarket.store.holdings import Vintage
from xlmarket.store.ledger import vintage_of


def insert_vintage(connection: Connection, vintage: Vintage, table: Observations) -> int:
    """Write a vintage with its rows, and return its key."""
    first, last = table.covered or (None, None)
    values = {
        "dataset": vintage.dataset,
        "number": vintage.number,
        "published": vintage.published.astimezone(UTC).replace(tzinfo=None),
        "imported": vintage.imported.astimezone(UTC).replace(tzinfo=None),
        "file": vintage.file,
        "fingerprint": vintage.fingerprint,
        "rows": vintage.rows,
        "checksum": checksum(vintage, table),
        "covered_first": first,
        "covered_last": last,
        "undone": vintage.undone,
    }
    key = connection.execute(insert(catalog.vintages).values(values)).inserted_primary_key
    assert key is not None  # noqa: S101 - an insert of one row has a key
    insert_rows(connection, catalog.metrics, [_metric_values(metric, key[0]) for metric in table.metrics])
    rows = [_row_values(row, number, key[0]) for number, row in enumerate(table.rows)]
    insert_rows(connection, catalog.observations, rows)
    gaps = [_gap_values(gap, number, key[0]) for number, gap in enumerate(table.gaps)]
    insert_rows(connection, catalog.gaps, gaps)
    insert_rows(connection, catalog.aggregates, [{"vintage": key[0], **values} for values in _member_values(table)])
    return int(key[0])


def read_vintage(connection: Connection, row: Row[Any]) -> Observations:
    """One vintage as it was imported. Raises `StoreDamaged` for rows that no import could have written."""
    try:
        return _read(connection, row)
    except (ValueError, InputError) as fault:
        raise damage(f"{vintage_of(row).label}: {fault}", place_of(connection.engine)) from fault


def _read(connection: Connection, row: Row[Any]) -> Observations:
    metrics = tuple(_metrics(connection, row.id))
    calendars = {metric.name: metric.calendar for metric in metrics}
    return Observations(
        rows=tuple(_rows(connection, row.id, calendars)),
        metrics=metrics,
        covered=(row.covered_first, row.covered_last) if row.covered_first and row.covered_last else None,
        gaps=tuple(_gaps(connection, row.id, calendars)),
        aggregates=_aggregates(connection, row.id),
    )


def read_checked(connection: Connection, row: Row[Any], leave_out: Collection[str] = ()) -> Observations:
    """Return the table of a vintage. Raises `StoreDamaged` where its checksum shows that it is not what was imported."""
    table, vintage = read_vintage(connection, row), vintage_of(row)
    if checksum(vintage, table, leave_out) != row.checksum:
        raise StoreDamaged(
            f"{vintage.label} is not what was imported",
            where=place_of(connection.engine),
            remedy="put the backup next to it (.backup) in its place, or undo and import again",
        )
    return table


def checksum(vintage: Vintage, table: Observations, leave_out: Collection[str] = ()) -> str:
    """Return a SHA-256 hash of all that an import wrote, the same for every kind of database.

    `leave_out` names columns of metrics that were not there when an older schema computed its checksum.
    """
    digest = hashlib.sha256(repr((vintage.dataset, vintage.number, f"{vintage.published:%F %T.%f}")).encode())
    digest.update(repr((vintage.file, vintage.fingerprint, vintage.rows)).encode())
    _feed(digest, table, leave_out)
    return digest.hexdigest()


def figures_hash(table: Observations) -> str:
    """Return a SHA-256 hash of figures alone: two imports of the same figures have the same."""
    digest = hashlib.sha256()
    _feed(digest, table, ())
    return digest.hexdigest()


def _feed(digest: Any, table: Observations, leave_out: Collection[str]) -> None:
    for metric in sorted(table.metrics, key=lambda metric: metric.name):
        values = {name: value for name, value in _metric_values(metric, 0).items() if name not in leave_out}
        digest.update(repr(sorted(values.items())).encode())
    for row in table.rows:
        digest.update(repr(list(_row_values(row, 0, 0).values())).encode())
    for gap in table.gaps:
        digest.update(repr(list(_gap_values(gap, 0, 0).values())).encode())
    digest.update(repr(_member_values(table)).encode())


def _metric_values(metric: Metric, vintage: int) -> dict[str, object]:
    kept = {"name": metric.name, "unit": metric.unit, "default": metric.default, "title": metric.title}
    counted = {"frequency": metric.frequency.value, "calendar": metric.calendar.text}
    return {"vintage": vintage, "kind": metric.kind.value, **counted, **kept}


def _row_values(row: Observation, number: int, vintage: int) -> dict[str, object]:
    texts = {"market": row.market, "metric": row.metric, "unit": row.unit, "source": row.source, "note": row.note}
    when = {"frequency": row.period.frequency.value, "ordinal": row.period.ordinal}
    quality = {"qualifier": row.qualifier.value, "status": row.status.value}
    return {"vintage": vintage, "row": number, "value": float(row.value), **texts, **when, **quality}


def _gap_values(gap: Gap, number: int, vintage: int) -> dict[str, object]:
    when = {"frequency": gap.period.frequency.value, "ordinal": gap.period.ordinal}
    texts = {"market": gap.market, "metric": gap.metric, "symbol": gap.symbol, "reason": gap.reason}
    return {"vintage": vintage, "row": number, **texts, **when, "source": gap.source}


def _member_values(table: Observations) -> list[dict[str, object]]:
    pairs = [(market, member) for market, members in table.aggregates.items() for member in members or ("",)]
    return [{"row": number, "market": market, "member": member} for number, (market, member) in enumerate(pairs)]


def _rows(connection: Connection, vintage: int, calendars: Mapping[str, Calendar]) -> list[Observation]:
    table = catalog.observations
    query = select(table).where(table.c.vintage == vintage).order_by(table.c.row)
    return [
        Observation(
            market=row.market,
            metric=row.metric,
            period=_period(row, calendars),
            value=row.value,
            unit=row.unit,
            qualifier=Qualifier(row.qualifier),
            status=FigureStatus(row.status),
            source=row.source,
            note=row.note,
        )
        for row in connection.execute(query)
    ]


def _gaps(connection: Connection, vintage: int, calendars: Mapping[str, Calendar]) -> list[Gap]:
    query = select(catalog.gaps).where(catalog.gaps.c.vintage == vintage).order_by(catalog.gaps.c.row)
    return [
        Gap(
            market=row.market,
            metric=row.metric,
            period=_period(row, calendars),
            symbol=row.symbol,
            reason=row.reason,
            source=row.source,
        )
        for row in connection.execute(query)
    ]


def _period(row: Row[Any], calendars: Mapping[str, Calendar]) -> Period:
    frequency = Frequency(row.frequency)
    return Period(frequency, row.ordinal, calendars.get(row.metric, CIVIL).of(frequency))


def _aggregates(connection: Connection, vintage: int) -> dict[str, tuple[str, ...]]:
    table = catalog.aggregates
    members: dict[str, tuple[str, ...]] = {}
    for row in connection.execute(select(table).where(table.c.vintage == vintage).order_by(table.c.row)):
        members[row.market] = (*members.get(row.market, ()), *filter(None, (row.member,)))
    return members


def _metrics(connection: Connection, vintage: int) -> list[Metric]:
    query = select(catalog.metrics).where(catalog.metrics.c.vintage == vintage)
    return [
        Metric(
            name=row.name,
            unit=row.unit,
            kind=MetricKind(row.kind),
            frequency=Frequency(row.frequency),
            default=row.default,
            title=row.title,
            calendar=read_calendar(row.calendar),
        )
        for row in connection.execute(query)
    ]
