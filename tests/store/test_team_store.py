"""A store that several write to at once: numbers without gaps, whole vintages whatever is killed, readers never wait."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import psycopg
import pytest
from sqlalchemy import insert, make_url, select

from tests.cli.test_cli import Captured, said
from tests.conftest import program
from tests.postgres import FOLDERS, Server, serve
from tests.store.test_store import table
from tests.store.writers import assert_whole, kill_clients, kill_server, write_together
from xlmarket.errors import Busy, EnvironmentFault, InputError, StoreDamaged
from xlmarket.observations import Observations
from xlmarket.store import catalog, engine, open_store, read_dataset, schema
from xlmarket.store.engine import open_engine, reading, writing
from xlmarket.store.passwords import account_of
from xlmarket.store.records import insert_vintage
from xlmarket.store.shipped import holding


@pytest.fixture(params=["file", "postgres_url"])
def url(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(request.param))


@pytest.fixture
def file(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'figures.sqlite'}"


@contextmanager
def holding_the_lock(url: str, dataset: str) -> Iterator[None]:
    with writing(open_engine(url), dataset):
        yield


def test_many_rows_come_back_as_they_were_imported_from_a_server(postgres_url: str) -> None:
    figures = holding("sample-quarterly").observations
    open_store(postgres_url).add("mine", figures, fingerprint="a", file="a.csv")
    assert read_dataset("mine", postgres_url).observations.rows == figures.rows
    assert len(open_store(postgres_url).check()) == 1


def test_a_second_writer_of_a_data_set_is_busy_and_one_of_another_is_not(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_store(postgres_url).add("mine", table(1), fingerprint="a", file="a.csv")
    monkeypatch.setattr(engine, "WAIT_SECONDS", 0.1)
    with holding_the_lock(postgres_url, "mine"):
        with pytest.raises(Busy, match="another run writes to the store"):
            open_store(postgres_url).add("mine", table(2), fingerprint="b", file="b.csv")
        open_store(postgres_url).add("other", table(2), fingerprint="b", file="b.csv")
        assert read_dataset("mine", postgres_url).observations.rows[0].value == 1
        assert open_store(postgres_url).check()


def test_a_reader_sees_one_state_while_others_write(postgres_url: str) -> None:
    store = open_store(postgres_url)
    store.add("mine", table(1), fingerprint="a", file="a.csv")
    with reading(open_engine(postgres_url)) as connection:
        assert len(connection.execute(select(catalog.vintages)).all()) == 1
        store.add("mine", table(2), fingerprint="b", file="b.csv")
        assert len(connection.execute(select(catalog.vintages)).all()) == 1


def test_commands_read_while_an_import_is_half_done(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, postgres_url: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XLMARKET_STORE", postgres_url)
    open_store(postgres_url).add("mine", table(1), fingerprint="a", file="a.csv")
    half = replace(open_store(postgres_url).history("mine")[0], number=2, fingerprint="b")
    with writing(open_engine(postgres_url), "mine") as connection:
        insert_vintage(connection, half, table(2))
        assert said(capsys, "eval", '=MARKET_VALUE("Brazil", "2015Q4")', "--dataset", "mine")[1] == "1\n"
        assert said(capsys, "data", "check")[1].endswith("1 import, all sound\n")
        assert said(capsys, "data", "export", "mine")[1].count("\n") == 2
        assert said(capsys, "data", "copy", "--to", "copy.sqlite")[1] == "mine: 1 vintage copied\n"
    assert len(open_store(postgres_url).history("mine")) == 2


def test_one_number_twice_is_refused_by_the_database_as_a_race(url: str) -> None:
    open_store(url).add("mine", table(1), fingerprint="a", file="a.csv")
    with reading(open_engine(url)) as connection:
        row = connection.execute(select(catalog.vintages)).one()._mapping
    again = {name: value for name, value in row.items() if name != "id"}
    with pytest.raises(StoreDamaged if "sqlite" in url else Busy), writing(open_engine(url), "mine") as connection:
        connection.execute(insert(catalog.vintages).values(again))
    assert len(open_store(url).history("mine")) == 1


def number_alike(url: str, *, published: str) -> None:
    """A store as two imports at once left it before schema 5: three vintages, the last two both with the number 2."""
    store = open_store(url)
    for value in (1, 2, 3):
        when = datetime(2024, 1, value, tzinfo=UTC) if published == "apart" else datetime(2024, 1, 1, tzinfo=UTC)
        store.add("mine", table(value), fingerprint=str(value), file=f"{value}.csv", published=when)
    with writing(open_engine(url)) as connection:
        catalog.numbers.drop(connection)
        connection.exec_driver_sql("UPDATE layout SET version = 4")


def renumber(url: str, number: int, other: int) -> None:
    """Give a vintage another number, as if it had been imported with it."""
    from xlmarket.store.ledger import vintage_of
    from xlmarket.store.records import checksum, read_vintage

    with writing(open_engine(url)) as connection:
        row = connection.execute(select(catalog.vintages).where(catalog.vintages.c.number == number)).one()
        mark = checksum(replace(vintage_of(row), number=other), read_vintage(connection, row))
        connection.exec_driver_sql(f"UPDATE vintages SET number = {other}, checksum = '{mark}' WHERE id = {row.id}")


def test_vintages_with_one_number_get_numbers_of_their_own_and_lose_nothing(url: str) -> None:
    number_alike(url, published="apart")
    renumber(url, 2, 1)
    store = open_store(url)
    assert [(row.number, row.fingerprint) for row in store.history("mine")] == [(1, "1"), (3, "3"), (4, "2")]
    assert len(store.check()) == 3
    assert read_dataset("mine", url).observations.rows[0].value == 3
    assert read_dataset("mine", url, 4).observations.rows[0].value == 2


def test_vintages_that_new_numbers_would_put_in_another_order_are_refused(url: str) -> None:
    number_alike(url, published="together")
    renumber(url, 2, 1)
    with pytest.raises(EnvironmentFault, match="mine has two vintages of one number"):
        open_store(url)
    with reading(open_engine(url)) as connection:
        assert connection.execute(select(catalog.layout.c.version)).scalar() == 4


def test_a_store_of_an_older_version_on_a_server_is_migrated(postgres_url: str) -> None:
    open_store(postgres_url).add("mine", table(1), fingerprint="a", file="a.csv")
    with writing(open_engine(postgres_url)) as connection:
        catalog.responses.drop(connection)
        catalog.numbers.drop(connection)
        connection.exec_driver_sql("UPDATE layout SET version = 3")
    assert open_store(postgres_url).check()
    with reading(open_engine(postgres_url)) as connection:
        assert connection.execute(select(catalog.layout.c.version)).scalar() == schema.VERSION


def test_many_open_a_new_store_at_once(postgres_url: str) -> None:
    faults: list[Exception] = []

    def create() -> None:
        try:
            open_store(postgres_url)
        except Exception as fault:  # noqa: BLE001 - whatever it is, the test shows it
            faults.append(fault)

    threads = [Thread(target=create) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert open_store(postgres_url).check() == ()


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b"])
def test_a_text_that_the_database_cannot_hold_is_wrong_input(postgres_url: str, text: str) -> None:
    wrong = Observations(rows=(replace(table(1).rows[0], note=text),), metrics=table(1).metrics)
    with pytest.raises(InputError, match="the store cannot hold a value"):
        open_store(postgres_url).add("mine", wrong, fingerprint="a", file="a.csv")
    assert open_store(postgres_url).history("mine") == ()


def test_whatever_keeps_a_user_from_the_store_is_one_line_without_the_password(
    postgres: Server, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = postgres_url.replace(f":{postgres.port}/", ":1/")
    missing = postgres.url("nosuchdatabase")
    stranger = postgres.url("postgres", "nobody")
    for url in (elsewhere, missing, stranger):
        with pytest.raises(EnvironmentFault, match="check that the server runs, and host, port") as refused:
            open_store(url)
        assert postgres.password not in str(refused.value)
        assert "\n" not in str(refused.value)
    monkeypatch.delenv("PGPASSWORD", raising=False)
    monkeypatch.setenv("PGPASSFILE", "/nonexistent")
    with pytest.raises(EnvironmentFault, match="set PGPASSWORD"):
        open_store(postgres_url.replace(f":{postgres.password}@", "@"))


def test_the_password_may_come_from_the_environment_or_from_pgpass(
    postgres: Server, postgres_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    bare = postgres_url.replace(f":{postgres.password}@", "@")
    passwords = tmp_path / "pgpass"
    passwords.write_text(f"127.0.0.1:*:*:owner:{postgres.password}\n")
    passwords.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(passwords))
    assert open_store(bare).datasets() == ()
    open_engine(bare).dispose()
    monkeypatch.setenv("PGPASSFILE", "/nonexistent")
    monkeypatch.setenv("PGPASSWORD", postgres.password)
    assert open_store(bare).datasets() == ()


def test_the_password_may_come_from_the_keyring(
    postgres: Server, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyring = pytest.importorskip("keyring", reason="needs the Python package keyring")
    bare = postgres_url.replace(f":{postgres.password}@", "@")
    monkeypatch.delenv("PGPASSWORD", raising=False)
    monkeypatch.setenv("PGPASSFILE", "/nonexistent")
    kept = {("xlmarket", account_of(make_url(bare))): postgres.password}

    class Backend(keyring.backend.KeyringBackend):  # type: ignore[misc, name-defined]
        priority = 1

        def get_password(self, service: str, username: str) -> str | None:
            return kept.get((service, username))

        def set_password(self, service: str, username: str, password: str) -> None:
            kept[service, username] = password

    before = keyring.get_keyring()
    keyring.set_keyring(Backend())
    try:
        assert open_store(bare).datasets() == ()
        open_engine(bare).dispose()
        kept.clear()
        with pytest.raises(EnvironmentFault, match="set PGPASSWORD"):
            open_store(bare)
    finally:
        keyring.set_keyring(before)


def test_a_connection_that_the_server_ended_is_made_again_and_one_in_use_is_an_environment_fault(
    postgres: Server, postgres_url: str
) -> None:
    store = open_store(postgres_url)
    end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'xlmarket'"
    postgres.run(end)
    assert store.datasets() == ()

    def read_while_it_ends() -> None:
        with reading(store.engine) as used:
            postgres.run(end)
            used.exec_driver_sql("SELECT 1")

    with pytest.raises(EnvironmentFault, match="the connection to the store was lost"):
        read_while_it_ends()


def test_a_connection_is_no_longer_open_after_it_was_used_and_closed(postgres: Server, postgres_url: str) -> None:
    open_store(postgres_url).datasets()
    open_engine(postgres_url).dispose()
    name = psycopg.conninfo.conninfo_to_dict(postgres_url)["dbname"]
    assert postgres.run(f"SELECT count(*) FROM pg_stat_activity WHERE datname = '{name}'") == [(0,)]


@pytest.mark.slow
def test_eight_writers_number_their_vintages_without_gap_or_double(url: str) -> None:
    tally = write_together(url, writers=8, imports=6)
    assert assert_whole(url, tally) == 48 == len(tally.acknowledged)


@pytest.mark.slow
def test_writers_that_are_killed_at_random_leave_whole_vintages(postgres_url: str) -> None:
    tally = kill_clients(postgres_url, writers=5, imports=12, chance=random.Random(5))
    assert 12 <= len(tally.acknowledged) <= assert_whole(postgres_url, tally) < 60


@pytest.mark.slow
def test_a_server_that_is_killed_at_random_keeps_every_import_it_acknowledged() -> None:
    with serve(program("postgres", "postgresql-15", FOLDERS), durable=True) as server:
        url = server.url(server.create())
        open_store(url)
        tally = kill_server(server, url, writers=4, imports=12, kills=3, chance=random.Random(7))
        assert assert_whole(url, tally) == 48
        assert tally.repeated > 0
        open_engine(url).dispose()
