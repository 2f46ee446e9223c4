"""From a definition to figures: the facts it drafts are imported, and give what a calculation by hand gives."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import duckdb
import pytest

from tests.sources.definitions.specimens import CUBE, DBT, SALES
from xlmarket.cli import run
from xlmarket.store import open_store

pytestmark = pytest.mark.filterwarnings("ignore")  # Ibis and its engine warn of their own ways


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, text in (("sales.csv", SALES), ("sales.yml", DBT), ("cube.yaml", CUBE)):
        Path(name).write_text(text)
    return tmp_path


def figures(source: list[str], mapping: str, metric: str) -> dict[tuple[str, str], float]:
    options = ["--map", mapping, "--metric", metric, "--as", metric]
    assert run(["--store", "store.db", "import", *source, *options]) == 0
    rows = open_store("store.db").read(metric).observations
    assert {row.metric for row in rows} == {metric}
    return {(row.market, row.period.label): round(row.value, 9) for row in rows}


def test_metrics_of_dbt_give_the_figures_of_a_calculation_by_hand(folder: Path) -> None:
    assert run(["import", "sales.yml", "--draft", "sales.toml", "--market", "country"]) == 0
    source = ["sales.csv"]
    first = ("BRA", "2015Q1"), ("BRA", "2015Q2"), ("JPN", "2015Q1")
    by_hand = {
        "turnover": (2 * 10.5 + 3.25, 36, 20 + 6),
        "buyers": (2, 1, 1),
        "named": (2, 1, 1),
        "price": ((10.5 + 3.25) / 2, 12, (20 + 1.5) / 2),
        "middle": ((10.5 + 3.25) / 2, 12, (20 + 1.5) / 2),
        "dear": (3.25 + 0.9 * (10.5 - 3.25), 12, 1.5 + 0.9 * (20 - 1.5)),
    }
    for metric, values in by_hand.items():
        assert figures(source, "sales.toml", metric) == pytest.approx(dict(zip(first, values, strict=True))), metric
    assert figures(source, "sales.toml", "gifts") == {("BRA", "2015Q1"): 1, ("JPN", "2015Q1"): 1}
    assert figures(source, "sales.toml", "dear_in_brazil") == {("BRA", "2015Q1"): 21, ("BRA", "2015Q2"): 36}


def test_measures_of_cube_give_them_from_a_database(folder: Path) -> None:
    with duckdb.connect("warehouse.duckdb") as database:
        database.execute("CREATE SCHEMA shop")
        database.execute("CREATE TABLE shop.fct_sales AS FROM 'sales.csv'")
    assert run(["import", "cube.yaml", "--draft", "cube.toml", "--market", "country"]) == 0
    source = ["duckdb://warehouse.duckdb"]
    assert figures(source, "cube.toml", "sales_count")[("JPN", "2015Q1")] == 2
    assert figures(source, "cube.toml", "sales_turnover")[("BRA", "2015Q1")] == 24.25
    assert figures(source, "cube.toml", "sales_dear_in_brazil") == {("BRA", "2015Q1"): 1, ("BRA", "2015Q2"): 1}


def test_a_market_that_no_one_gave_is_asked_for(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["import", "sales.yml", "--draft", "one.toml", "--metric", "gifts"]) == 0
    printed = capsys.readouterr().err
    assert 'market = ""  # to fill in: the column with the market; the definition has country, is_gift' in printed
    assert run(["import", "sales.csv", "--map", "one.toml"]) == 3
    assert "facts need market" in capsys.readouterr().err


def test_the_draft_is_one_table_for_each_metric_and_says_what_is_left_out(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--json", "import", "cube.yaml", "--draft", "cube.toml"]) == 0
    outcome = json.loads(capsys.readouterr().out)
    assert sorted(outcome["refused"]) == ["sales_each", "sales_so_far"]
    text = Path("cube.toml").read_text()
    assert [*tomllib.loads(text)["facts"]] == [one["name"] for one in outcome["metrics"]]
    line = next(number for number, line in enumerate(CUBE.splitlines(), 1) if "name: each" in line)
    assert f"# Not taken over:\n#   cube.yaml, measure sales.each, row {line}:" in text


@pytest.mark.parametrize(
    ("arguments", "code", "what"),
    [
        (["cube.yaml"], 2, "YAML holds definitions of metrics and no figures"),
        (["cube.yaml", "--draft", "x.toml", "--kind", "flow"], 2, "definitions take no --kind"),
        (["cube.yaml", "--draft", "x.toml", "--metric", "sales_each"], 3, "invalid type of a measure"),
        (["cube.yaml", "--draft", "x.toml", "--metric", "sales_cont"], 3, "did you mean sales_count?"),
        (["cube.yaml", "--draft", "sales.csv"], 2, "the file exists"),
        (["sales.csv", "--map", "two.toml"], 2, "--metric chooses among facts"),
        (["sales.csv", "--map", "two.toml", "--metric", "c"], 2, 'unknown metric of facts "c": choose from a, b'),
        (["sales.csv", "--map", "two.toml", "--metric", "a", "--kind", "stock"], 2, "facts take no --kind"),
        (["sales.csv", "--map", "one.toml", "--metric", "c"], 2, 'unknown metric of the facts "c": choose from a'),
        (["sales.csv", "--map", "one.toml", "--exclude", "Japan"], 2, "facts take no --exclude"),
    ],
)
def test_a_wrong_command_says_what_to_do(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, what: str
) -> None:
    body = 'how = "count"\nmarket = "country"\ndate = "sold_at"\n'
    Path("one.toml").write_text(f'[facts.a]\nmetric = "a"\n{body}')
    Path("two.toml").write_text(f'[facts.a]\nmetric = "a"\n{body}[facts.b]\nmetric = "b"\n{body}')
    assert run(["--store", "store.db", "import", *arguments]) == code
    assert what in capsys.readouterr().err
