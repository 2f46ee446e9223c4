"""The version of the tables: new stores get the newest, older ones are migrated whole, others refused."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from tests.store.test_store import table
from xlmarket.errors import EnvironmentFault, StoreDamaged
from xlmarket.store import open_store, read_dataset, schema
from xlmarket.store.engine import open_engine, reading
from xlmarket.store.ledger import all_vintages, vintage_of
from xlmarket.store.records import checksum, read_vintage


@pytest.fixture
def url(tmp_path: Path) -> str:
    return str(tmp_path / "figures.sqlite")


@contextmanager
def database(url: str) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(url)) as connection, connection:
        yield connection


def version(url: str) -> int:
    with database(url) as connection:
        return int(connection.execute("SELECT version FROM layout").fetchone()[0])


@pytest.fixture
def old(url: str) -> str:
    """A store of version 2 with one figure, whose metrics have no calendar."""
    open_store(url).add("mine", table(1), fingerprint="a", file="a.csv")
    with reading(open_engine(f"sqlite:///{url}")) as connection:
        row = all_vintages(connection, "mine")[0]
        before = checksum(vintage_of(row), read_vintage(connection, row), leave_out=("calendar",))
    with database(url) as connection:
        connection.execute("ALTER TABLE metrics DROP COLUMN calendar")
        connection.execute("UPDATE vintages SET checksum = ?", (before,))
        connection.execute("UPDATE layout SET version = 2")
    return url


def test_a_new_store_has_the_newest_version(url: str) -> None:
    open_store(url)
    assert version(url) == schema.VERSION


def test_a_store_of_an_older_version_is_migrated_when_it_is_opened(old: str) -> None:
    store = open_store(old)
    assert version(old) == schema.VERSION
    assert store.check()
    assert read_dataset("mine", old).observations == table(1)


def test_the_state_before_a_migration_is_kept(old: str) -> None:
    before = Path(old).read_bytes()
    open_store(old)
    assert Path(f"{old}.version-2.backup").read_bytes() == before


def test_a_store_of_the_newest_version_is_not_backed_up_when_it_is_opened(url: str) -> None:
    open_store(url)
    open_store(url)
    assert not list(Path(url).parent.glob("*.backup"))


def test_a_store_that_has_the_newest_tables_already_only_gets_the_version(url: str) -> None:
    open_store(url).add("mine", table(1), fingerprint="a", file="a.csv")
    with database(url) as connection:
        connection.execute("UPDATE layout SET version = 2")
    assert open_store(url).check()
    assert version(url) == schema.VERSION


def test_a_migration_that_fails_half_way_changes_nothing(old: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(connection: Connection) -> None:
        connection.execute(text("ALTER TABLE metrics ADD COLUMN half VARCHAR(1)"))
        raise RuntimeError("killed")

    monkeypatch.setitem(schema.MIGRATIONS, 3, fail)
    with pytest.raises(RuntimeError):
        open_store(old)
    monkeypatch.undo()
    assert version(old) == 2
    assert open_store(old).check()


def test_a_damaged_figure_is_found_before_its_checksum_is_written_again(old: str) -> None:
    with database(old) as connection:
        connection.execute("UPDATE observations SET value = 7")
    with pytest.raises(StoreDamaged, match="is not what was imported"):
        open_store(old)
    assert version(old) == 2


def test_a_migrated_store_is_left_alone_when_it_is_opened_again(old: str) -> None:
    engine = open_engine(f"sqlite:///{old}")
    schema.prepare_schema(engine)
    schema.prepare_schema(engine)
    assert open_store(old).check()


def test_a_store_of_a_newer_version_is_refused_in_one_line(url: str) -> None:
    open_store(url)
    with database(url) as connection:
        connection.execute("UPDATE layout SET version = 99")
    with pytest.raises(EnvironmentFault, match=r"a newer version of xlmarket.*99.*update xlmarket") as refused:
        open_store(url)
    assert "\n" not in str(refused.value)
    assert str(Path(url).resolve()) in str(refused.value)


def test_a_store_of_the_first_version_is_refused_with_what_to_do(url: str) -> None:
    open_store(url)
    with database(url) as connection:
        connection.execute("DROP TABLE layout")
    with pytest.raises(EnvironmentFault, match=r"too old.*export its data sets"):
        open_store(url)


def test_versions_are_numbered_without_a_gap() -> None:
    assert sorted(schema.MIGRATIONS) == list(range(schema.OLDEST + 1, schema.VERSION + 1))
