"""The ready series: complete declarations of eight agencies, whose requests sdmx1 spells."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.agencies.messages import message
from tests.agencies.server import Agency
from tests.cli.test_cli import Captured, said
from tests.conftest import shared
from xlmarket.agencies import all_series, find_series, ready_series
from xlmarket.agencies.address import query_of, secure
from xlmarket.config import Config, Mapping, load_config
from xlmarket.config.series import AgencySeries
from xlmarket.errors import ConfigError, EnvironmentFault
from xlmarket.observations import MetricKind
from xlmarket.store import read_dataset

AGENCIES = {"ECB", "ESTAT", "OECD", "IMF_DATA", "WB_WDI", "BIS", "ILO", "UNSD"}


@pytest.mark.parametrize("name", ready_series())
def test_a_ready_series_says_what_it_is_how_it_is_read_and_where_it_was_seen(name: str) -> None:
    series = ready_series()[name]
    assert all((series.title, series.frequency, series.licence, series.seen))
    assert len(series.title) <= 54
    assert isinstance(series.mapping, Mapping)
    assert all((series.mapping.metric, series.mapping.source))
    assert series.mapping.kind in {kind.value for kind in MetricKind}


@pytest.mark.parametrize("name", ready_series())
def test_the_request_of_a_ready_series_has_an_https_address_of_its_agency(name: str) -> None:
    series = ready_series()[name]
    query = query_of(series)
    assert query.url.startswith("https://")
    assert f"/data/{series.dataflow}" in query.url
    assert series.key in query.url


def test_the_catalogue_has_series_of_eight_agencies() -> None:
    assert {series.provider for series in ready_series().values()} >= AGENCIES


def test_requests_are_spelled_as_the_agencies_want_them() -> None:
    urls = {name: query_of(series).url for name, series in ready_series().items()}
    assert urls["exchange-rates"] == "https://data-api.ecb.europa.eu/service/data/EXR/M..EUR.SP00.A?startPeriod=2012"
    assert urls["population"] == "https://api.worldbank.org/v2/sdmx/rest/data/WDI/A.SP_POP_TOTL./?startperiod=2000"
    assert urls["eu-population"].endswith("/eurostat/api/dissemination/sdmx/2.1/data/demo_pjan/A.NR.T.TOTAL.")
    assert urls["population-un"].startswith("https://data.un.org/WS/rest/data/DF_UNData_WPP/")


def test_a_series_of_the_settings_takes_the_rest_from_the_ready_one_of_its_name() -> None:
    config = Config(series={"population": AgencySeries(url="https://example.org/rest", dataset="economy")})
    series = find_series("population", config)
    ready = ready_series()["population"]
    assert (series.url, series.dataset) == ("https://example.org/rest", "economy")
    assert (series.provider, series.key, series.mapping) == (ready.provider, ready.key, ready.mapping)
    assert all_series(config)["population"] == series


def test_half_a_series_is_an_error_that_says_what_to_add() -> None:
    config = Config(series={"mine": AgencySeries(provider="ECB")})
    with pytest.raises(ConfigError, match=r'\[fetch.mine\]: a series needs dataflow; add dataflow = "EXR"'):
        find_series("mine", config)


WRONG = [
    ('[fetch.a]\nprovidor = "ECB"', 'unknown key of a series "providor"'),
    ("[fetch.a]\nkey = 5", "key takes a text"),
    ('[fetch.a.mapping]\nmetrc = "x"', 'unknown key of a mapping "metrc"'),
    ('[fetch.list]\nprovider = "ECB"', 'a series cannot be called "list"'),
    ("fetch = 5", "fetch takes a table"),
    ("[fetch]\na = 5", r"[fetch.a] is a table"),
    ('[fetch.a]\nfrequency = "often"', 'invalid frequency "often"'),
]


@pytest.mark.parametrize(("text", "words"), WRONG)
def test_a_wrong_declaration_is_named_before_anything_is_asked(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "xlmarket.toml"
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load_config(path)
    assert words in str(caught.value)


def test_only_https_is_asked_for_except_on_this_machine() -> None:
    assert secure("http://data.un.org/WS/rest") == "https://data.un.org/WS/rest"
    for url in ("https://example.org", "http://127.0.0.1:1/x", "http://localhost/x", "http://[::1]:5/x"):
        assert secure(url) == url
    for url in ("ftp://example.org", "file:///etc/passwd", "example.org", "https://["):
        with pytest.raises(EnvironmentFault, match="only https"):
            secure(url)


def test_the_settings_name_a_file_of_certificates_beside_them(tmp_path: Path) -> None:
    (tmp_path / "company.pem").write_text("")
    (tmp_path / "xlmarket.toml").write_text('certificates = "company.pem"\n')
    assert load_config(tmp_path / "xlmarket.toml").certificates == str(tmp_path / "company.pem")


def test_the_real_rates_of_the_ecb_are_read_by_the_ready_series(agency: Agency, folder: Path, capsys: Captured) -> None:
    body = (shared("sdmx") / "ECB_EXR" / "1" / "M.USD.EUR.SP00.A.xml").read_bytes()
    agency.play("/data/EXR/M..EUR.SP00.A", body)
    Path("xlmarket.toml").write_text(f'[fetch.exchange-rates]\nurl = "{agency.url}"\n')
    code, out, err = said(capsys, "fetch", "exchange-rates")
    assert code == 0, err
    assert "252 figures of European Central Bank" in out
    rows = {row.period.label: row for row in read_dataset("mine", None).observations}
    assert rows["2019-12"].value == pytest.approx(1.1113, abs=5e-5)
    assert (rows["2019-12"].metric, rows["2019-12"].unit) == ("exchange_rate", "USD per EUR")


def test_an_answer_in_the_shape_of_the_world_bank_is_read_by_the_ready_series(
    agency: Agency, folder: Path, capsys: Captured
) -> None:
    figures = {("BRA", "2014"): "NaN", ("BRA", "2015"): 205188205, ("WLD", "2015"): 7.4e9, ("ARB", "2015"): 4e8}
    agency.play("/data/WDI/A.SP_POP_TOTL./", message(figures, series_code="SP_POP_TOTL"))
    Path("xlmarket.toml").write_text(f'[fetch.population]\nurl = "{agency.url}"\n')
    code, out, err = said(capsys, "fetch", "population", "--json")
    assert code == 0, err
    table = read_dataset("mine", None).observations
    assert {row.market: (row.value, row.unit) for row in table} == {
        "BRA": (205188205, "persons"),
        "WORLD": (7.4e9, "persons"),
    }
    assert [(gap.market, gap.period.label) for gap in table.gaps] == [("BRA", "2014")]
    assert "its market is one that is excluded" in out
