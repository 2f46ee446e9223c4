"""Data sets from one store into another: nothing is lost, nothing is overwritten, and twice is as good as once."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from tests.cli.test_cli import Captured, own_store, said
from tests.store.test_responses import ORIGIN
from tests.store.test_store import table
from xlmarket.errors import InputError, StoreDamaged
from xlmarket.store import Response, catalog, open_store, read_dataset
from xlmarket.store.copying import CopyCount, copy_dataset
from xlmarket.store.database import Store
from xlmarket.store.engine import reading
from xlmarket.store.shipped import holding

__all__ = ["own_store"]


@pytest.fixture
def file(tmp_path: Path) -> Store:
    """A store with three vintages of `mine`: one undone, one fetched, and the figures of the sample."""
    store = open_store(str(tmp_path / "figures.sqlite"))
    when = datetime(2024, 5, 1, 12, 30, 15, 123456, tzinfo=UTC)
    store.add("mine", holding("sample-quarterly").observations, fingerprint="a", file="a.csv", published=when)
    store.add("mine", table(1), fingerprint="b", file="b.csv")
    store.undo("mine")
    store.add("mine", table(2), fingerprint="c", file="c.csv", response=Response(ORIGIN, b"<xml/>" * 100))
    return store


@pytest.fixture
def server(postgres_url: str) -> Store:
    return open_store(postgres_url)


def content(store: Store) -> dict[str, list[dict[str, Any]]]:
    """Everything in a store, without the keys that each numbers for itself."""
    tables = [table for table in catalog.metadata.sorted_tables if table.name != "layout"]
    with reading(store.engine) as connection:
        keys = {row.id: (row.dataset, row.number) for row in connection.execute(select(catalog.vintages))}
        return {
            table.name: sorted(
                (
                    {
                        name: keys[value] if name == "vintage" else value
                        for name, value in row._mapping.items()
                        if name != "id"
                    }
                    for row in connection.execute(select(table))
                ),
                key=repr,
            )
            for table in tables
        }


def test_a_data_set_goes_to_a_server_and_back_with_everything_it_has(
    file: Store, server: Store, tmp_path: Path
) -> None:
    again = open_store(str(tmp_path / "again.sqlite"))
    assert copy_dataset(file, server, "mine") == CopyCount(copied=3)
    assert copy_dataset(server, again, "mine") == CopyCount(copied=3)
    assert content(file) == content(server) == content(again)
    assert [(row.number, row.undone) for row in again.history("mine", with_undone=True)] == [
        (1, False),
        (2, True),
        (3, False),
    ]
    assert server.check() == file.check() == again.check()
    assert read_dataset("mine", again.url) == read_dataset("mine", file.url)


def test_a_second_copy_changes_nothing_and_a_later_one_brings_what_is_new(file: Store, server: Store) -> None:
    copy_dataset(file, server, "mine")
    before = content(server)
    assert copy_dataset(file, server, "mine") == CopyCount(already=3)
    assert content(server) == before
    file.undo("mine")
    file.add("mine", table(4), fingerprint="d", file="d.csv")
    assert copy_dataset(file, server, "mine") == CopyCount(copied=1, already=3, marked=1)
    assert content(server) == content(file)


def test_another_vintage_of_the_same_number_is_not_overwritten(file: Store, server: Store) -> None:
    server.add("mine", table(9), fingerprint="z", file="z.csv")
    before = content(server)
    with pytest.raises(InputError, match="is another one in this store, which is not overwritten"):
        copy_dataset(file, server, "mine")
    assert content(server) == before


def test_a_vintage_that_was_undone_only_there_is_not_brought_back(file: Store, server: Store) -> None:
    copy_dataset(file, server, "mine")
    server.undo("mine")
    with pytest.raises(InputError, match=r'the state of mine vintage 3 .* found "undone"; allowed: not undone'):
        copy_dataset(file, server, "mine")


def test_a_copy_that_ends_half_way_leaves_nothing_of_the_data_set(file: Store, server: Store) -> None:
    def stop(label: str) -> None:
        if "vintage 3" in label:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy_dataset(file, server, "mine", stop)
    assert server.names() == ()
    assert copy_dataset(file, server, "mine") == CopyCount(copied=3)


def test_a_damaged_vintage_is_not_copied(file: Store, server: Store) -> None:
    with closing(sqlite3.connect(file.url.removeprefix("sqlite:///"))) as connection, connection:
        connection.execute("UPDATE observations SET value = value + 1 WHERE vintage = 3")
    with pytest.raises(StoreDamaged, match=r"mine vintage 3 .*figures\.sqlite|figures\.sqlite.*mine vintage 3"):
        copy_dataset(file, server, "mine")
    assert server.names() == ()


def test_the_command_copies_all_data_sets_or_one(
    capsys: Captured, own_store: None, file: Store, postgres_url: str, tmp_path: Path
) -> None:
    file.add("other", table(5), fingerprint="e", file="e.csv")
    source = ["data", "copy", "--from", "figures.sqlite"]
    assert said(capsys, *source, "--to", "one.sqlite", "--dataset", "other")[1] == "other: 1 vintage copied\n"
    code, out, _ = said(capsys, *source, "--to", postgres_url, "--json")
    assert (code, json.loads(out)) == (
        0,
        [
            {"dataset": "mine", "copied": 3, "already": 0, "marked": 0},
            {"dataset": "other", "copied": 1, "already": 0, "marked": 0},
        ],
    )
    again = said(capsys, "data", "copy", "--store", "figures.sqlite", "--to", postgres_url)
    assert again == (0, "mine: 3 vintages there already\nother: 1 vintage there already\n", "")
    assert said(capsys, "data", "check", "--store", postgres_url)[1].endswith("4 imports, all sound\n")


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["--from", "none.sqlite", "--to", "x.sqlite"], 3, "no store to copy from"),
        (["--from", "figures.sqlite", "--to", "figures.sqlite"], 2, "the store to copy from is the one to copy into"),
        (["--from", "figures.sqlite", "--to", "x.sqlite", "--dataset", "mien"], 3, "did you mean mine?"),
    ],
)
def test_what_cannot_be_copied_is_said_before_anything_is_made(
    capsys: Captured, own_store: None, file: Store, words: list[str], code: int, message: str
) -> None:
    ended, _, err = said(capsys, "data", "copy", *words)
    assert (ended, message in err) == (code, True), err
    assert not Path("x.sqlite").exists()
