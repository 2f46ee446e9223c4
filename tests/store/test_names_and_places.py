"""Names of data sets, the address of the store, states of a data set, and its backup."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.store.test_store import table
from xlmarket.errors import EnvironmentFault, InputError
from xlmarket.store import Vintage, open_store, parse_as_of, read_dataset
from xlmarket.store.backup import back_up
from xlmarket.store.engine import open_engine, place_of
from xlmarket.store.names import LONGEST, check_new_name
from xlmarket.store.place import address, exists, sqlite_file
from xlmarket.store.rates import COLUMNS, cut, rows


@pytest.mark.parametrize("name", ["", " ", " mine", "mine ", "a;b", "a=b", 'a"b', "a\nb", "x" * (LONGEST + 1)])
def test_a_name_that_options_of_a_function_could_not_hold_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="a data set cannot have this name"):
        check_new_name(name)


def test_other_names_are_taken_but_for_those_of_shipped_data_sets() -> None:
    for name in ("mine", "my sales 2015", "北京", "x" * LONGEST):
        check_new_name(name)
    with pytest.raises(InputError, match="comes with xlmarket"):
        check_new_name("sample-quarterly")


def test_the_store_is_where_it_is_said_to_be(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XLMARKET_STORE", str(tmp_path / "b.sqlite"))
    assert address(str(tmp_path / "a.sqlite")) == f"sqlite:///{tmp_path / 'a.sqlite'}"
    assert address() == f"sqlite:///{tmp_path / 'b.sqlite'}"
    assert address("postgresql://host/figures") == "postgresql://host/figures"
    assert sqlite_file(address()) == tmp_path / "b.sqlite"
    assert sqlite_file("postgresql://host/figures") is None


@pytest.mark.skipif(sys.platform != "linux", reason="the folder of a user's data on Linux")
def test_without_a_word_the_store_is_in_the_folder_of_a_users_data(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("XLMARKET_STORE", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert sqlite_file(address()) == tmp_path / "xlmarket" / "xlmarket.sqlite"
    assert not exists()


def test_a_server_is_taken_to_be_there(tmp_path: Path) -> None:
    assert exists("postgresql://host/figures")
    assert not exists(str(tmp_path / "none.sqlite"))


@pytest.mark.parametrize("url", ["nosuchdatabase://user:secret@host/figures", "sqlite://user:secret@/figures"])
def test_a_store_of_an_unknown_kind_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(InputError, match=r"not supported.*allowed: a file") as refused:
        open_engine(url)
    assert "secret" not in str(refused.value.fields())


@pytest.mark.parametrize(
    "url", ["postgresql://user:se@cret@host/figures", "postgresql://user:secret@host:port/figures"]
)
def test_a_url_that_cannot_be_read_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(InputError, match="write @ in a user or password as %40") as refused:
        open_engine(url)
    assert "cret" not in str(refused.value.fields())


def test_the_place_of_a_store_has_no_password() -> None:
    pytest.importorskip("psycopg")
    for url in ("postgresql://user:secret@host/figures", "postgresql://host/figures?user=user&password=secret"):
        assert "secret" not in str(place_of(open_engine(url)))


def test_every_spelling_of_a_server_is_one_store() -> None:
    spellings = ("postgres://host/figures", "postgresql://host/figures", "postgresql+psycopg://host/figures")
    assert {address(url) for url in spellings} == {"postgresql://host/figures"}


def test_a_server_without_its_driver_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(EnvironmentFault, match=r"pip install .xlmarket\[postgres\]") as refused:
        open_engine("postgresql://user:secret@nodriver/figures")
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "state"), [("3", 3), ("2025-01-31", date(2025, 1, 31)), ("20250131", date(2025, 1, 31))]
)
def test_a_state_is_a_day_or_the_number_of_a_vintage(text: str, state: date | int) -> None:
    assert parse_as_of(text) == state


@pytest.mark.parametrize("text", ["", "soon", "2025-02-30", "٣"])
def test_any_other_state_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_as_of(text)


def test_a_vintage_is_named_by_its_data_set_number_and_day() -> None:
    moment = datetime(2025, 1, 31, tzinfo=UTC)
    vintage = Vintage(
        dataset="mine", number=2, published=moment, imported=moment, file="a.csv", fingerprint="a", rows=1
    )
    assert vintage.label == "mine vintage 2 of 2025-01-31"


def test_a_backup_opens_as_a_store(tmp_path: Path) -> None:
    file = tmp_path / "figures.sqlite"
    open_store(str(file)).add("mine", table(1), fingerprint="a", file="a.csv")
    backup = back_up(open_engine(f"sqlite:///{file}"), ".why")
    assert backup == tmp_path / "figures.sqlite.why.backup"
    assert read_dataset("mine", str(backup)).observations == table(1)


def test_rates_are_pairs_with_averages_ends_and_days() -> None:
    text = "month,currency,avg_per_eur,eop_per_eur,days\n2015-11,BRL,4.05,4.1,21\n"
    assert [(row.market, row.metric, row.period.label, row.value, row.unit) for row in rows(text, "ECB")] == [
        ("BRL per EUR", "exchange_rate", "2015-11", 4.05, "BRL per EUR"),
        ("BRL per EUR", "exchange_rate_end", "2015-11", 4.1, "BRL per EUR"),
        ("BRL per EUR", "exchange_rate_days", "2015-11", 21, "days"),
    ]


def test_shipped_rates_are_those_of_the_years_around_the_figures() -> None:
    line = "BRL,4.05,4.1,21,unused"
    months = ("2011-12", "2012-01", "2016-12", "2017-01")
    text = "month,currency,avg_per_eur,eop_per_eur,days,more\n" + "".join(f"{month},{line}\n" for month in months)
    lines = cut(text).splitlines()
    assert lines[0] == ",".join(COLUMNS)
    assert [shipped[:7] for shipped in lines[1:]] == ["2012-01", "2016-12"]
