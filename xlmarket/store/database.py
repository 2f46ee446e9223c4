"""`Store`: data sets as append-only vintages, each import one transaction, read as they were on any day.

`open_store` makes one. What a vintage holds is in `records`, which vintages count in `ledger`, the tables in `catalog`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, delete, insert, select, update

from xlmarket.errors import InputError, NotAvailable, StoreDamaged, UnknownDataset
from xlmarket.observations import FigureStatus, Gap, Observation, Observations
from xlmarket.periods import Calendar, Period
from xlmarket.store import catalog
from xlmarket.store.backup import back_up
from xlmarket.store.engine import file_of, open_engine, place_of, reading, writing
from xlmarket.store.faults import Right
from xlmarket.store.holdings import Dataset, DatasetState, Holding, Origin, Response, Vintage
from xlmarket.store.ledger import all_vintages, calendars_of, live_vintages, next_number, vintage_of, vintages_at
from xlmarket.store.names import check_new_name
from xlmarket.store.overlay import overlay
from xlmarket.store.records import checksum, insert_vintage, read_checked, read_vintage
from xlmarket.store.responses import check_responses, insert_response, last_response, origins
from xlmarket.store.schema import prepare_schema
from xlmarket.store.server import is_server
from xlmarket.store.shipped import DATASETS


class Store:
    """One database of vintages. Every method is a transaction of its own."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = open_engine(url)
        prepare_schema(self.engine)

    def add(
        self,
        dataset: str,
        table: Observations,
        *,
        fingerprint: str,
        file: str,
        published: datetime | None = None,
        about: Dataset | None = None,
        response: Response | None = None,
    ) -> Vintage | None:
        """Import a table as the next vintage of a data set, and return it. None if this very import is already in.

        A `file` or table that returns to an earlier state is a new vintage where another state of it replaced figures.
        `published` (UTC, default now) decides `as_of`. A `response` of an agency is kept with the vintage. A backup of a
        SQLite store is made first. Raises `InputError` for a name a data set cannot have and for figures that count by
        another calendar than those in the store.
        """
        check_new_name(dataset)
        with reading(self.engine) as connection:
            calendars = calendars_of(connection, dataset)
        _refuse_other_calendar(calendars, dataset, table)
        back_up(self.engine)
        with writing(self.engine, dataset) as connection:
            if _is_in(connection, dataset, table, fingerprint, file):
                return None
            _refuse_other_calendar(calendars_of(connection, dataset), dataset, table)
            now = datetime.now(UTC)
            _register(connection, about or Dataset(name=dataset, title=dataset, status=_usual_status(table)), dataset)
            number = next_number(connection, dataset)
            vintage = Vintage(
                dataset=dataset,
                number=number,
                published=published or now,
                imported=now,
                file=file,
                fingerprint=fingerprint,
                rows=len(table),
            )
            key = insert_vintage(connection, vintage, table)
            if response is not None:
                insert_response(connection, key, response)
        return vintage

    def kind(self) -> str:
        """The database and its version, such as `PostgreSQL 15.9`."""
        with reading(self.engine) as connection:
            numbers = connection.dialect.server_version_info or ()
        return f"{'PostgreSQL' if is_server(self.engine) else 'SQLite'} {'.'.join(map(str, numbers))}"

    def last_response(self, series: str, dataset: str | None = None) -> tuple[Vintage, Response] | None:
        """The newest response of a series, with its vintage, in one data set or in all. None where there is none.

        Vintages that were undone do not count. Raises `StoreDamaged` where the bytes are not what was fetched.
        """
        with reading(self.engine) as connection:
            return last_response(connection, series, dataset)

    def origins(self, dataset: str) -> dict[int, Origin]:
        """Where the fetched vintages of a data set came from, by their numbers."""
        with reading(self.engine) as connection:
            return origins(connection, dataset)

    def datasets(self) -> tuple[Dataset, ...]:
        """The data sets that have a vintage, by name."""
        live = select(catalog.vintages.c.dataset).where(catalog.vintages.c.undone.is_(False))
        query = select(catalog.datasets).where(catalog.datasets.c.name.in_(live))
        with reading(self.engine) as connection:
            rows = [Dataset(**row._mapping) for row in connection.execute(query)]
        return tuple(sorted(rows, key=lambda row: row.name))

    def names(self) -> tuple[str, ...]:
        """The names of all data sets, with those whose vintages were all undone."""
        with reading(self.engine) as connection:
            return tuple(_names(connection))

    def history(self, dataset: str, *, with_undone: bool = False) -> tuple[Vintage, ...]:
        """The vintages of a data set, oldest first. Those that were undone are left out unless asked for."""
        with reading(self.engine) as connection:
            rows = all_vintages(connection, dataset) if with_undone else live_vintages(connection, dataset)
            return tuple(vintage_of(row) for row in rows)

    def vintages(self) -> tuple[Vintage, ...]:
        """The vintages of all data sets that were not undone."""
        query = select(catalog.vintages).where(catalog.vintages.c.undone.is_(False))
        with reading(self.engine) as connection:
            rows = [vintage_of(row) for row in connection.execute(query)]
        return tuple(sorted(rows, key=lambda row: (row.dataset, row.number)))

    def undo(self, dataset: str) -> Vintage:
        """Take the last vintage back and return it. Its rows stay in the store, marked.

        Raises `NotAvailable` if there is none.
        """
        with writing(self.engine, dataset) as connection:
            live = live_vintages(connection, dataset)
            if not live:
                raise NotAvailable("no import to undo", found=dataset)
            last = max(live, key=lambda row: int(row.number))
            mark = update(catalog.vintages).where(catalog.vintages.c.id == last.id).values(undone=True)
            connection.execute(mark)
        return vintage_of(last)

    def rename(self, dataset: str, name: str) -> None:
        """Give a data set another name. Its vintages, figures and dates stay. A backup of a SQLite store is made first.

        Raises `InputError` for a name that is taken or that a data set cannot have, `UnknownDataset` for an unknown one.
        """
        check_new_name(name)
        known = list(self.names())
        _check_known(dataset, known)
        _check_free(name, known)
        back_up(self.engine)
        with writing(self.engine, dataset, name, right=Right.ADMIN) as connection:
            known = _names(connection)
            _check_known(dataset, known)
            _check_free(name, known)
            rows = all_vintages(connection, dataset)
            tables = [read_checked(connection, row) for row in rows]
            about = connection.execute(select(catalog.datasets).where(catalog.datasets.c.name == dataset)).one()
            connection.execute(insert(catalog.datasets).values({**about._mapping, "name": name}))
            for row, table in zip(rows, tables, strict=True):
                values = {"dataset": name, "checksum": checksum(replace(vintage_of(row), dataset=name), table)}
                connection.execute(update(catalog.vintages).where(catalog.vintages.c.id == row.id).values(values))
            connection.execute(delete(catalog.datasets).where(catalog.datasets.c.name == dataset))

    def delete(self, dataset: str) -> tuple[int, Path | None]:
        """Remove a data set with all its vintages, undone ones too. Return their number and the backup made before.

        That backup has a name of its own, so that the next import does not write over it. Raises `UnknownDataset`, and
        `InputError` for a data set that comes with xlmarket.
        """
        known = list(self.names())
        _check_known(dataset, known)
        kept = back_up(self.engine, ".before-delete")
        with writing(self.engine, dataset, right=Right.ADMIN) as connection:
            numbers = [row.id for row in all_vintages(connection, dataset)]
            tables = (catalog.observations, catalog.gaps, catalog.aggregates, catalog.metrics, catalog.responses)
            for table in tables:
                connection.execute(delete(table).where(table.c.vintage.in_(numbers)))
            connection.execute(delete(catalog.vintages).where(catalog.vintages.c.dataset == dataset))
            connection.execute(delete(catalog.datasets).where(catalog.datasets.c.name == dataset))
        return len(numbers), kept

    def read(self, dataset: str, as_of: DatasetState | None = None) -> Holding:
        """Return a data set as it stood at the end of a day, or at a vintage (default: all of it).

        Later vintages lie over earlier ones. Raises `NotAvailable` if there was no vintage then.
        """
        with reading(self.engine) as connection:
            live = vintages_at(live_vintages(connection, dataset), dataset, as_of)
            about = connection.execute(select(catalog.datasets).where(catalog.datasets.c.name == dataset)).one()
            files = {row.file for row in all_vintages(connection, dataset)}
            table = overlay([read_vintage(connection, row) for row in live], files)
        newest, *beneath = map(vintage_of, live)
        return Holding(dataset=Dataset(**about._mapping), vintage=newest, observations=table, beneath=tuple(beneath))

    def check(self) -> tuple[str, ...]:
        """Compare every vintage with its checksum, let the database check itself, and return the labels of the vintages.

        Raises `StoreDamaged` that names the first import that is not what was written.
        """
        with reading(self.engine) as connection:
            _check_file(connection)
            sound = []
            for row in connection.execute(select(catalog.vintages)).all():
                read_checked(connection, row)
                sound.append(vintage_of(row).label)
            check_responses(connection)
        return tuple(sound)


def _is_in(connection: Connection, dataset: str, table: Observations, fingerprint: str, file: str) -> bool:
    """Whether an import is in and its file has not been imported with other figures of the same cells since."""
    live = sorted(live_vintages(connection, dataset), key=lambda row: int(row.number))
    same = [place for place, row in enumerate(live) if row.fingerprint == fingerprint]
    if not same:
        return False
    later = [row for row in live[same[-1] + 1 :] if row.file == file]
    cells = _cells(table)
    return all(cells.isdisjoint(_cells(read_vintage(connection, row))) for row in later)


def _cells(table: Observations) -> set[tuple[str, str, Period]]:
    cells: tuple[Observation | Gap, ...] = (*table.rows, *table.gaps)
    return {(cell.market, cell.metric, cell.period) for cell in cells}


def _names(connection: Connection) -> list[str]:
    """The names of all data sets, with those that have no live vintage."""
    return sorted(connection.execute(select(catalog.datasets.c.name)).scalars())


def _check_known(dataset: str, known: list[str]) -> None:
    """Refuse a data set that cannot be changed or is unknown."""
    if dataset in DATASETS:
        raise InputError("this data set comes with xlmarket and stays as it is", found=dataset)
    if dataset not in known:
        raise UnknownDataset.named(dataset, known)


def _check_free(name: str, known: list[str]) -> None:
    if name in known:
        raise InputError("there is a data set of this name", found=name, allowed="a new name")


def _check_file(connection: Connection) -> None:
    """Let SQLite check its own pages."""
    if file_of(connection.engine) is None:
        return
    verdict = connection.exec_driver_sql("PRAGMA integrity_check").scalar()
    if verdict != "ok":
        raise StoreDamaged(f"the store is damaged: {verdict}", where=place_of(connection.engine))


def _refuse_other_calendar(known: Mapping[str, Calendar], dataset: str, table: Observations) -> None:
    """Figures of one metric count their years one way. Those of another calendar would not lie over them."""
    for metric in table.metrics:
        if known.get(metric.name, metric.calendar) != metric.calendar:
            raise InputError(
                f'the metric "{metric.name}" of {dataset} has another calendar',
                found=metric.calendar,
                allowed=str(known[metric.name]),
                remedy="declare the same fiscal_start, or import into another data set",
            )


def _register(connection: Connection, about: Dataset, name: str) -> None:
    known = connection.execute(select(catalog.datasets.c.name).where(catalog.datasets.c.name == name)).first()
    if known is None:
        values = {"title": about.title, "status": about.status, "source": about.source, "licence": about.licence}
        connection.execute(insert(catalog.datasets).values(name=name, **values))


def _usual_status(table: Observations) -> str:
    """The status of most figures: what sums of them are too."""
    counted = Counter(row.status.value for row in table)
    return counted.most_common(1)[0][0] if counted else FigureStatus.PUBLISHED.value
