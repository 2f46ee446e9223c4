"""Responses of agencies are kept with the vintage made of them, bytes and origin, and are checked when they are read."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.store.test_store import table
from xlmarket.errors import StoreDamaged
from xlmarket.store import Origin, Response, open_store, origins_of
from xlmarket.store.database import Store

ORIGIN = Origin(
    series="usd",
    agency="ECB",
    query="EXR/M.USD.EUR.SP00.A",
    url="https://example.org/data/EXR/M.USD.EUR.SP00.A",
    fetched=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    figures="f" * 64,
    etag='"a"',
    modified="Fri, 02 Jan 2026 03:04:05 GMT",
    media="application/xml",
)
RESPONSE = Response(ORIGIN, b"<data/>" * 1000)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(str(tmp_path / "figures.sqlite"))


def add(store: Store, value: int, response: Response | None = RESPONSE, dataset: str = "mine") -> None:
    assert store.add(dataset, table(value), fingerprint=str(value), file="usd", response=response)


def test_a_response_comes_out_as_it_went_in_with_its_vintage(store: Store) -> None:
    add(store, 1)
    kept = store.last_response("usd", "mine")
    assert kept is not None
    assert kept[0].label.startswith("mine vintage 1 ")
    assert kept[1] == RESPONSE


def test_the_newest_response_of_a_series_is_the_one_that_was_not_undone(store: Store) -> None:
    add(store, 1)
    add(store, 2, Response(replace(ORIGIN, etag='"b"'), b"later"))
    kept = store.last_response("usd")
    assert kept is not None
    assert kept[1].content == b"later"
    store.undo("mine")
    kept = store.last_response("usd")
    assert kept is not None
    assert kept[1] == RESPONSE


def test_a_series_or_data_set_without_a_response_has_none(store: Store) -> None:
    add(store, 1)
    add(store, 2, None, "other")
    assert store.last_response("eur") is None
    assert store.last_response("usd", "other") is None


def test_origins_are_those_of_the_fetched_vintages(store: Store) -> None:
    add(store, 1, None)
    add(store, 2)
    assert store.origins("mine") == {2: ORIGIN}
    assert origins_of("mine", store.url) == {2: ORIGIN}
    assert origins_of("sample-quarterly", store.url) == {}


def test_a_renamed_data_set_keeps_its_responses_and_a_deleted_one_has_none(store: Store) -> None:
    add(store, 1)
    store.rename("mine", "yours")
    assert store.origins("yours") == {1: ORIGIN}
    store.delete("yours")
    assert store.last_response("usd") is None


@pytest.mark.parametrize("content", [b"x", b"\x78\x9c\x03\x00\x00\x00\x00\x01"])
def test_a_response_that_is_not_what_was_fetched_is_found(store: Store, content: bytes) -> None:
    add(store, 1)
    with closing(sqlite3.connect(store.url.removeprefix("sqlite:///"))) as connection, connection:
        connection.execute("UPDATE responses SET content = ?", (content,))
    for read in (store.check, lambda: store.last_response("usd")):
        with pytest.raises(StoreDamaged, match=r"kept with mine vintage 1 of .* is not what was fetched"):
            read()
