"""Files of facts, credentials, and what the command line makes of a table that changes."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb
import pytest

from tests.sources.facts.engines import figures
from xlmarket.cli import run
from xlmarket.config import Facts
from xlmarket.errors import EnvironmentFault, SourceError, UsageError
from xlmarket.observations import MetricKind
from xlmarket.sources import Reading, read_facts
from xlmarket.sources.facts import NO_FACTS
from xlmarket.sources.facts.address import with_credentials
from xlmarket.store import open_store

pytestmark = pytest.mark.filterwarnings("ignore")  # Ibis and its engine warn of their own ways

TEXT = """country,day,amount,customer
Brazil,2015-01-05,10,a
Brasil,2015-02-06,5,a
076,2015-04-07,7,b
Shopland,2015-12-09,1,c
"""


def read(folder: Path, text: str = TEXT, **keys: Any) -> Reading:
    (folder / "orders.csv").write_text(text)
    return read_facts(folder / "orders.csv", Facts(**{"market": "country", "date": "day", "value": "amount", **keys}))


def test_codes_of_a_csv_stay_texts_and_its_file_is_the_source(tmp_path: Path) -> None:
    found = read(tmp_path)
    assert figures(found) == {("BRA", "2015Q1"): 15, ("BRA", "2015Q2"): 7, ("Shopland", "2015Q4"): 1}
    assert {row.source for row in found.observations} == {"orders.csv"}


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("2015-04-07", "05/04/2015", "day is a text"),
        ("-0", "/0", "date"),
        (",7,", ',"7.000,5",', "amount is a text"),
    ],
)
def test_days_and_numbers_that_could_mean_two_things_are_refused(tmp_path: Path, old: str, new: str, what: str) -> None:
    with pytest.raises(SourceError, match=what):
        read(tmp_path, TEXT.replace(old, new))


def test_a_complete_file_has_zeros_with_a_note(tmp_path: Path) -> None:
    found = read(tmp_path, complete=True, names={"Shopland": "Peru"}).observations
    zeros = [(row.market, row.period.label, row.note) for row in found if not row.value]
    assert sorted(zeros) == [("BRA", "2015Q4", NO_FACTS), ("PER", "2015Q1", NO_FACTS), ("PER", "2015Q2", NO_FACTS)]


def test_names_of_one_market_are_one_before_they_are_counted_and_a_distinct_count_is_no_flow(tmp_path: Path) -> None:
    found = read(tmp_path, how="distinct", value="customer", frequency="A")
    assert figures(found)["BRA", "2015"] == 2
    assert found.observations.metrics[0].kind is MetricKind.RATIO


def test_a_lookup_lies_next_to_the_file_and_has_each_key_once(tmp_path: Path) -> None:
    (tmp_path / "lands.csv").write_text("key,land\nBrazil,Peru\nBrasil,Chile\n")
    lookup = {"table": "lands.csv", "column": "country", "key": "key"}
    found = read(tmp_path, market="land", lookup=lookup)
    assert figures(found) == {("PER", "2015Q1"): 10, ("CHL", "2015Q1"): 5}
    assert str(found.rejects[0]).startswith("orders.csv, column land: 2 rows without a market")
    (tmp_path / "lands.csv").write_text("key,land\nBrazil,Peru\nBrazil,Chile\n")
    with pytest.raises(SourceError, match=r'a key has several rows, .*found "Brazil"'):
        read(tmp_path, market="land", lookup=lookup)


def test_a_database_reads_no_other_file(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text(TEXT)
    with duckdb.connect(tmp_path / "shop.duckdb") as database:
        database.execute(f"CREATE VIEW orders AS SELECT * FROM read_csv('{tmp_path / 'secret.csv'}')")
    with pytest.raises(SourceError, match="file system operations are disabled"):
        read_facts(
            f"duckdb://{tmp_path}/shop.duckdb", Facts(market="country", date="day", value="amount", table="orders")
        )


@pytest.mark.parametrize(
    ("source", "error", "what"),
    [
        ("duckdb://nothing.duckdb", SourceError, "database not found"),
        ("mysql://host/db", UsageError, 'invalid engine "mysql"'),
        ("orders.xlsx", SourceError, "not a kind of file"),
        ("orders.parquet", EnvironmentFault, "file not found"),
    ],
)
def test_what_is_no_engine_is_an_error(source: str, error: type[Exception], what: str) -> None:
    with pytest.raises(error, match=what):
        read_facts(source, Facts(market="a", date="b", value="c", table="d"))


def test_a_password_comes_from_the_environment_or_a_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_PASSWORD", "p@ss/word")
    url = "postgres://reader:${SHOP_PASSWORD}@db.example:5433/shop"
    assert with_credentials(url) == "postgres://reader:p%40ss%2Fword@db.example:5433/shop"
    with pytest.raises(EnvironmentFault, match="the environment variable OTHER is not set"):
        with_credentials("postgres://reader:${OTHER}@db/shop")
    assert with_credentials("postgres://reader@db/shop") == "postgres://reader@db/shop"
    ring, errors = ModuleType("keyring"), ModuleType("keyring.errors")
    ring.get_password = lambda service, user: {"xlmarket reader@db": "s:1"}.get(f"{service} {user}")  # type: ignore[attr-defined]
    errors.KeyringError = OSError  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "keyring", ring)
    monkeypatch.setitem(sys.modules, "keyring.errors", errors)
    assert with_credentials("postgres://reader@db/shop?a=1") == "postgres://reader:s%3A1@db/shop?a=1"


def test_a_table_that_changes_is_a_vintage_for_each_state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "orders").write_text("a file of the same name")
    (tmp_path / "shop.toml").write_text(
        '[facts.shop]\nconnection = "duckdb://shop.duckdb"\ntable = "orders"\nmarket = "country"\ndate = "day"\n'
        'value = "amount"\n'
    )
    outcomes = []
    for amount in (5, 5, 6, 5):
        with duckdb.connect("shop.duckdb") as database:
            database.execute(
                f"CREATE OR REPLACE TABLE orders AS SELECT 'Brazil' AS country, DATE '2015-01-05' AS day, {amount} AS amount"
            )
        assert run(["--store", "store.db", "import", "--map", "shop.toml", "--as", "shop"]) == 0
        outcomes.append("vintage" in capsys.readouterr().out)
    assert outcomes == [True, False, True, True]


def test_a_figure_whose_rows_moved_to_another_market_does_not_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shop.toml").write_text('[facts.shop]\nmarket = "country"\ndate = "day"\nvalue = "amount"\n')
    for country in ("Brazil", "Peru", "Brazil"):
        (tmp_path / "orders.csv").write_text(f"country,day,amount\n{country},2015-01-05,5\nJapan,2015-01-05,1\n")
        assert run(["--store", "store.db", "import", "orders.csv", "--map", "shop.toml", "--as", "shop"]) == 0
        held = open_store("store.db").read("shop").observations
        assert {row.market for row in held} == {"JPN", "BRA" if country == "Brazil" else "PER"}
    assert {(gap.market, gap.reason) for gap in held.gaps} == {("PER", "no facts any more")}


def test_a_wrong_password_or_table_is_an_error_that_does_not_print_the_password(
    postgres_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "orders.toml").write_text('[facts.a]\nmarket = "country"\ndate = "day"\nvalue = "amount"\n')
    options = ["--table", "orders", "--map", str(tmp_path / "orders.toml")]
    for url in (postgres_url.replace(":pw-", ":not-pw-"), postgres_url):
        assert run(["import", url, *options]) == 3
    printed = "".join(capsys.readouterr())
    assert "password authentication failed" in printed
    assert 'unknown table "orders"' in printed
    assert "pw-" not in printed
