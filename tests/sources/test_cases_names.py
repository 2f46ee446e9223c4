"""The shared cases about names of markets, imported as an analyst would."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.conftest import shared
from xlmarket.config import Mapping
from xlmarket.markets import standard_markets
from xlmarket.sources import read


def keys(path: Path, mapping: Mapping | None = None) -> list[str]:
    reading = read(path, mapping)
    assert reading.rejects == ()
    return [row.market for row in reading.observations.rows]


def test_codes_of_eurostat_are_countries_and_groups() -> None:
    mapping = Mapping(
        columns={"market": "geo", "period": "TIME_PERIOD", "value": "OBS_VALUE"}, metric="sales", kind="flow"
    )
    assert keys(shared("cases") / "eurostat-codes" / "a.csv", mapping) == ["GRC", "GBR", "EA19", "EU27", "XKX"]


def test_variants_of_korea_congo_and_china_are_the_countries_meant() -> None:
    found = keys(shared("cases") / "names-a" / "a.csv", Mapping(kind="flow"))
    assert found == ["PRK", "COD", "KOR", "MAC", "KGZ", "GRC"]


def test_england_and_norfolk_are_markets_of_the_file_itself() -> None:
    reading = read(shared("cases") / "england" / "a.csv", Mapping(kind="flow"))
    assert [row.market for row in reading.observations.rows] == ["GBR", "England", "Norfolk", "GEO", "MYT"]
    assert reading.new_names == {"England": "", "Norfolk": ""}


def written(tmp_path: Path, names: list[str]) -> Path:
    path = tmp_path / "a.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["market", "metric", "period", "value"])
        rows.writerows([name, "sales", 2015, number] for number, name in enumerate(names, start=1))
    return path


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["076", "156", "840"], ["BRA", "CHN", "USA"]),
        (["100", "101", "102"], ["100", "101", "102"]),
        (["BRA", "DEU", "CHN", "SSA", "AFE"], ["BRA", "DEU", "CHN", "WB_SSA", "WB_AFE"]),
        (["COFFEE", "TEA"], ["COFFEE", "TEA"]),
        (["Scotland", "Wales", "Northern Ireland"], ["Scotland", "Wales", "Northern Ireland"]),
    ],
)
def test_a_column_says_what_its_codes_mean(names: list[str], found: list[str], tmp_path: Path) -> None:
    assert keys(written(tmp_path, names), Mapping(kind="flow")) == found


def test_numbers_that_may_be_codes_are_rejects_that_name_the_way_out(tmp_path: Path) -> None:
    reading = read(written(tmp_path, ["76", "156", "840"]), Mapping(kind="flow"))
    assert [reject.found for reject in reading.rejects] == ["76", "156", "840"]
    assert "076 for Brazil" in reading.rejects[0].offered
    named = Mapping(kind="flow", names={"76": "Brazil", "156": "China", "840": "Depot 840"})
    assert keys(written(tmp_path, ["76", "156", "840"]), named) == ["BRA", "CHN", "Depot 840"]


def test_the_file_of_the_world_bank_has_the_same_markets_by_name_and_by_code(data: Path) -> None:
    path = data / "worldbank_gdp_current_usd.csv"
    columns = {"period": "Year", "value": "Value"}
    by_name, by_code = (
        keys(path, Mapping(columns={**columns, "market": f"Country {column}"}, metric="gdp", kind="flow"))
        for column in ("Name", "Code")
    )
    assert by_name == by_code
    assert {standard_markets()[key].kind.value for key in by_name} == {"country", "group", "world", "custom"}


@pytest.mark.parametrize(("name", "market"), [("oland", "NLD"), ("Uholandhi", "NLD"), ("Hublazili", "BRA")])
def test_a_name_of_a_rarely_used_language_is_told(tmp_path: Path, name: str, market: str) -> None:
    (tmp_path / "f.csv").write_text(f"market,metric,period,value\n{name},sales,2015,5\n", encoding="utf-8")
    found = read(tmp_path / "f.csv")
    assert [row.market for row in found.observations] == [market]
    assert any(finding.startswith(f'"{name}" is read as ') and "its name in" in finding for finding in found.findings)


@pytest.mark.parametrize(
    "name", ["Brasilien", "巴西", "Holland", "Poland", "UK", "BR", "Br\u00e9sil", "Etats-Unis", "Oland Ltd"]
)
def test_usual_names_and_own_names_are_not_told_so(tmp_path: Path, name: str) -> None:
    (tmp_path / "f.csv").write_text(f"market,metric,period,value\n{name},sales,2015,5\n", encoding="utf-8")
    assert not read(tmp_path / "f.csv").findings
