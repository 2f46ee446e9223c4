"""The store: data sets as append-only vintages, each import one transaction, read as they stood on any day."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, inspect, select, update

from xlmarket.errors import EnvironmentFault, InputError, NotAvailable, Place, StoreDamaged, UnknownDataset
from xlmarket.files import write_whole
from xlmarket.observations import FigureStatus, Gap, Metric, MetricKind, Observation, Observations, Qualifier
from xlmarket.periods import CIVIL, Calendar, Frequency, Period, read_calendar
from xlmarket.store import catalog
from xlmarket.store.engine import opened, reading, writing
from xlmarket.store.holdings import Dataset, DatasetState, Holding, Vintage
from xlmarket.store.names import check_new_name
from xlmarket.store.place import sqlite_file
from xlmarket.store.shipped import DATASETS


class Store:
    """One database of vintages; every method is a transaction of its own."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._engine = opened(url)
        with reading(self._engine) as connection:
            is_new = not inspect(connection).has_table(catalog.vintages.name)
            version = 0 if is_new else _layout(connection)
        if is_new:
            with writing(self._engine) as connection:
                catalog.metadata.create_all(connection)
                connection.execute(insert(catalog.layout).values(version=catalog.LAYOUT))
        elif version != catalog.LAYOUT:
            raise EnvironmentFault(
                "the store was made by another version of xlmarket",
                where=self._place,
                found=f"layout {version}",
                allowed=f"layout {catalog.LAYOUT}",
                remedy="use that version, or export its data sets and import them into a new store",
            )

    def add(
        self,
        dataset: str,
        table: Observations,
        *,
        fingerprint: str,
        file: str,
        published: datetime | None = None,
        about: Dataset | None = None,
    ) -> Vintage | None:
        """Import a table as the next vintage of a data set; nothing if this very import is already in.

        `published` (UTC; default now) decides `as_of`. A backup of a SQLite store is made first.
        """
        check_new_name(dataset)
        with reading(self._engine) as connection:
            calendars = _calendars(connection, dataset)
        _refuse_other_calendar(calendars, dataset, table)
        self._back_up()
        now = datetime.now(UTC)
        with writing(self._engine) as connection:
            if self._has(connection, dataset, fingerprint):
                return None
            _name(connection, about or Dataset(name=dataset, title=dataset, status=_usual_status(table)), dataset)
            number = _next_number(connection, dataset)
            vintage = Vintage(
                dataset=dataset,
                number=number,
                published=published or now,
                imported=now,
                file=file,
                fingerprint=fingerprint,
                rows=len(table),
            )
            _insert(connection, vintage, table)
        return vintage

    def datasets(self) -> tuple[Dataset, ...]:
        """The data sets that have a vintage, by name."""
        live = select(catalog.vintages.c.dataset).where(catalog.vintages.c.undone.is_(False))
        query = select(catalog.datasets).where(catalog.datasets.c.name.in_(live)).order_by(catalog.datasets.c.name)
        with reading(self._engine) as connection:
            return tuple(Dataset(**row._mapping) for row in connection.execute(query))

    def history(self, dataset: str, *, with_undone: bool = False) -> tuple[Vintage, ...]:
        """The vintages of a data set, oldest first; those that were undone only if asked for."""
        with reading(self._engine) as connection:
            rows = _all(connection, dataset) if with_undone else _live(connection, dataset)
            return tuple(_vintage(row) for row in rows)

    def vintages(self) -> tuple[Vintage, ...]:
        """The vintages of all data sets that were not undone."""
        live = select(catalog.vintages).where(catalog.vintages.c.undone.is_(False))
        query = live.order_by(catalog.vintages.c.dataset, catalog.vintages.c.number)
        with reading(self._engine) as connection:
            return tuple(_vintage(row) for row in connection.execute(query))

    def undo(self, dataset: str) -> Vintage:
        """Take the last vintage back; its rows stay in the store, marked."""
        with writing(self._engine) as connection:
            live = _live(connection, dataset)
            if not live:
                raise NotAvailable("there is no import to undo", found=dataset)
            last = max(live, key=lambda row: int(row.number))
            mark = update(catalog.vintages).where(catalog.vintages.c.id == last.id).values(undone=True)
            connection.execute(mark)
        return _vintage(last)

    def rename(self, dataset: str, name: str) -> None:
        """Give a data set another name; its vintages, figures and dates stay. A backup of a SQLite store is made first."""
        check_new_name(name)
        if name in self._check_known(dataset):
            raise InputError("there is a data set of this name", found=name, allowed="a new name")
        self._back_up()
        with writing(self._engine) as connection:
            rows = _all(connection, dataset)
            tables = [self._checked(connection, row) for row in rows]
            about = connection.execute(select(catalog.datasets).where(catalog.datasets.c.name == dataset)).one()
            connection.execute(insert(catalog.datasets).values({**about._mapping, "name": name}))
            for row, table in zip(rows, tables, strict=True):
                values = {"dataset": name, "checksum": _checksum(replace(_vintage(row), dataset=name), table)}
                connection.execute(update(catalog.vintages).where(catalog.vintages.c.id == row.id).values(values))
            connection.execute(delete(catalog.datasets).where(catalog.datasets.c.name == dataset))

    def delete(self, dataset: str) -> tuple[int, Path | None]:
        """Remove a data set with all its vintages, undone ones too; gives how many, and the backup made before.

        That backup has a name of its own, so that the next import does not write over it.
        """
        self._check_known(dataset)
        kept = self._back_up(".before-delete")
        with writing(self._engine) as connection:
            numbers = [row.id for row in _all(connection, dataset)]
            for table in (catalog.observations, catalog.gaps, catalog.aggregates, catalog.metrics):
                connection.execute(delete(table).where(table.c.vintage.in_(numbers)))
            connection.execute(delete(catalog.vintages).where(catalog.vintages.c.dataset == dataset))
            connection.execute(delete(catalog.datasets).where(catalog.datasets.c.name == dataset))
        return len(numbers), kept

    def read(self, dataset: str, as_of: DatasetState | None = None) -> Holding:
        """A data set as it stood at the end of a day, or at a vintage (default: all of it).

        Later vintages lie over earlier ones.
        """
        with reading(self._engine) as connection:
            live = _as_it_stood(_live(connection, dataset), dataset, as_of)
            about = connection.execute(select(catalog.datasets).where(catalog.datasets.c.name == dataset)).one()
            table = _overlay([_table(connection, row) for row in live], {row.file for row in _all(connection, dataset)})
        newest, *beneath = map(_vintage, live)
        return Holding(dataset=Dataset(**about._mapping), vintage=newest, observations=table, beneath=tuple(beneath))

    def check(self) -> tuple[str, ...]:
        """Read every vintage against its checksum, and let the database check itself; answers what is sound.

        Raises `StoreDamaged` naming the first import that is not what was written.
        """
        with reading(self._engine) as connection:
            if (
                sqlite_file(self.url)
                and (said := connection.exec_driver_sql("PRAGMA integrity_check").scalar()) != "ok"
            ):
                raise StoreDamaged(f"the store is damaged: {said}", where=self._place)
            sound = []
            for row in connection.execute(select(catalog.vintages)).all():
                self._checked(connection, row)
                sound.append(_vintage(row).label)
        return tuple(sound)

    def _checked(self, connection: Connection, row: Row[Any]) -> Observations:
        """The table of a vintage, if it is what was imported."""
        table = _table(connection, row)
        if _checksum(_vintage(row), table) != row.checksum:
            raise StoreDamaged(
                f"{_vintage(row).label} is not what was imported",
                where=self._place,
                remedy="put the backup next to it (.backup) in its place, or undo and import again",
            )
        return table

    def _check_known(self, dataset: str) -> list[str]:
        """The names of all data sets, if `dataset` is one that can be changed; those without a live vintage count."""
        if dataset in DATASETS:
            raise InputError("this data set comes with xlmarket and stays as it is", found=dataset)
        with reading(self._engine) as connection:
            query = select(catalog.datasets.c.name).order_by(catalog.datasets.c.name)
            known = list(connection.execute(query).scalars())
        if dataset not in known:
            raise UnknownDataset.named(dataset, known)
        return known

    @property
    def _place(self) -> Place:
        return Place(file=str(sqlite_file(self.url) or self.url))

    def _back_up(self, why: str = "") -> Path | None:
        """Keep the state before a change next to a SQLite file, as `NAME.backup`; gives that file."""
        file = sqlite_file(self.url)
        if file is None:
            return None
        with reading(self._engine) as connection:
            raw = connection.connection.driver_connection
            content = raw.serialize()  # type: ignore[union-attr]
        backup = file.with_name(f"{file.name}{why}.backup")
        write_whole(backup, content)
        return backup

    @staticmethod
    def _has(connection: Connection, dataset: str, fingerprint: str) -> bool:
        return any(row.fingerprint == fingerprint for row in _live(connection, dataset))


def _calendars(connection: Connection, dataset: str) -> dict[str, Calendar]:
    """The calendar of each metric of a data set."""
    live = [row.id for row in _live(connection, dataset)]
    query = select(catalog.metrics.c.name, catalog.metrics.c.calendar).where(catalog.metrics.c.vintage.in_(live))
    return {row.name: read_calendar(row.calendar) for row in connection.execute(query)}


def _refuse_other_calendar(known: Mapping[str, Calendar], dataset: str, table: Observations) -> None:
    """Figures of one metric count their years one way; those of another calendar would not lie over them."""
    for metric in table.metrics:
        if known.get(metric.name, metric.calendar) != metric.calendar:
            raise InputError(
                f'the metric "{metric.name}" of {dataset} has another calendar',
                found=metric.calendar,
                allowed=str(known[metric.name]),
                remedy="declare the same fiscal_start, or import into another data set",
            )


def _name(connection: Connection, about: Dataset, name: str) -> None:
    known = connection.execute(select(catalog.datasets.c.name).where(catalog.datasets.c.name == name)).first()
    if known is None:
        values = {"title": about.title, "status": about.status, "source": about.source, "licence": about.licence}
        connection.execute(insert(catalog.datasets).values(name=name, **values))


def _usual_status(table: Observations) -> str:
    """The status of most figures: what sums of them are too."""
    counted = Counter(row.status.value for row in table)
    return counted.most_common(1)[0][0] if counted else FigureStatus.PUBLISHED.value


def _next_number(connection: Connection, dataset: str) -> int:
    newest = select(func.max(catalog.vintages.c.number)).where(catalog.vintages.c.dataset == dataset)
    return int(connection.execute(newest).scalar() or 0) + 1


def _all(connection: Connection, dataset: str) -> list[Row[Any]]:
    query = select(catalog.vintages).where(catalog.vintages.c.dataset == dataset)
    return list(connection.execute(query.order_by(catalog.vintages.c.number)))


def _live(connection: Connection, dataset: str) -> list[Row[Any]]:
    return [row for row in _all(connection, dataset) if not row.undone]


def _as_it_stood(live: list[Row[Any]], dataset: str, as_of: DatasetState | None) -> list[Row[Any]]:
    """The vintages that make up a data set at a day or a vintage, the newest first."""
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


def _vintage(row: Row[Any]) -> Vintage:
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


def _insert(connection: Connection, vintage: Vintage, table: Observations) -> None:
    first, last = table.covered or (None, None)
    values = {
        "dataset": vintage.dataset,
        "number": vintage.number,
        "published": vintage.published.astimezone(UTC).replace(tzinfo=None),
        "imported": vintage.imported.replace(tzinfo=None),
        "file": vintage.file,
        "fingerprint": vintage.fingerprint,
        "rows": vintage.rows,
        "checksum": _checksum(vintage, table),
        "covered_first": first,
        "covered_last": last,
        "undone": False,
    }
    key = connection.execute(insert(catalog.vintages).values(values)).inserted_primary_key
    assert key is not None  # noqa: S101 - an insert of one row has a key
    if table.metrics:
        connection.execute(insert(catalog.metrics), [_metric_values(metric, key[0]) for metric in table.metrics])
    if table.rows:
        rows = [_row_values(row, number, key[0]) for number, row in enumerate(table.rows)]
        connection.execute(insert(catalog.observations), rows)
    if table.gaps:
        gaps = [_gap_values(gap, number, key[0]) for number, gap in enumerate(table.gaps)]
        connection.execute(insert(catalog.gaps), gaps)
    if members := _member_values(table):
        connection.execute(insert(catalog.aggregates), [{"vintage": key[0], **values} for values in members])


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


def _table(connection: Connection, row: Row[Any]) -> Observations:
    """One vintage as it was imported."""
    metrics = tuple(_metrics(connection, row.id))
    calendars = {metric.name: metric.calendar for metric in metrics}
    return Observations(
        rows=tuple(_rows(connection, row.id, calendars)),
        metrics=metrics,
        covered=(row.covered_first, row.covered_last) if row.covered_first and row.covered_last else None,
        gaps=tuple(_gaps(connection, row.id, calendars)),
        aggregates=_aggregates(connection, row.id),
    )


def _layout(connection: Connection) -> int:
    """The version of the tables; stores made before there was one have 1."""
    if not inspect(connection).has_table(catalog.layout.name):
        return 1
    return int(connection.execute(select(catalog.layout.c.version)).scalar_one())


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


def _overlay(newest_first: Sequence[Observations], files: Collection[str]) -> Observations:
    """Several vintages as one table: for each figure the newest one, be it a value or a gap.

    A figure whose source is the name of a file of the data set has no source of its own: `sales-v2.csv` replaces what
    `sales-v1.csv` says.
    """
    kept: dict[tuple[str, str, Period, str], Observation | Gap] = {}
    for table in newest_first:
        cells: tuple[Observation | Gap, ...] = (*table.rows, *table.gaps)
        for cell in cells:
            source = "" if cell.source in files else cell.source
            kept.setdefault((cell.market, cell.metric, cell.period, source), cell)
    days = [day for table in newest_first for day in table.covered or ()]
    oldest_first = newest_first[::-1]
    return Observations(
        rows=tuple(cell for cell in kept.values() if isinstance(cell, Observation)),
        metrics=_overlay_metrics(newest_first),
        covered=(min(days), max(days)) if days else None,
        gaps=tuple(cell for cell in kept.values() if isinstance(cell, Gap)),
        aggregates={market: members for table in oldest_first for market, members in table.aggregates.items()},
    )


def _overlay_metrics(newest_first: Sequence[Observations]) -> tuple[Metric, ...]:
    """The metrics of several vintages, each as the newest has it; the default is the one declared last."""
    metrics = {metric.name: metric for table in newest_first[::-1] for metric in table.metrics}
    declared = (metric.name for table in newest_first for metric in table.metrics if metric.default)
    default = next(declared, None)
    return tuple(replace(metric, default=metric.name == default) for metric in metrics.values())


def _checksum(vintage: Vintage, table: Observations) -> str:
    """A hash of all that an import wrote, the same whatever database it was read from."""
    digest = hashlib.sha256(repr((vintage.dataset, vintage.number, f"{vintage.published:%F %T.%f}")).encode())
    digest.update(repr((vintage.file, vintage.fingerprint, vintage.rows)).encode())
    for metric in sorted(table.metrics, key=lambda metric: metric.name):
        digest.update(repr(sorted(_metric_values(metric, 0).items())).encode())
    for row in table.rows:
        digest.update(repr(list(_row_values(row, 0, 0).values())).encode())
    for gap in table.gaps:
        digest.update(repr(list(_gap_values(gap, 0, 0).values())).encode())
    digest.update(repr(_member_values(table)).encode())
    return digest.hexdigest()
