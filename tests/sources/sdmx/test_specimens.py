"""Every real answer of an agency is read or refused as `docs/sdmx.md` says, and its figures are those of sdmx1."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tests.conftest import shared
from xlmarket.config.mapping import Mapping, mapping_of
from xlmarket.errors import SourceError
from xlmarket.sources import read

PAGE = Path(__file__).resolve().parents[3] / "docs/sdmx.md"
ROW = re.compile(r"\| `([^`]+\.(?:xml|json|csv))` \| (.*?) \| (refused: .*|\d+ figures.*) \|")
SPECIMENS = [row.groups() for row in map(ROW.fullmatch, PAGE.read_text(encoding="utf-8").splitlines()) if row]


def mapping(text: str) -> Mapping:
    return mapping_of(tomllib.loads("\n".join(re.findall(r"`([^`]+)`", text))), Path("docs/sdmx.md"), "mapping")


@pytest.mark.parametrize(("name", "keys", "outcome"), SPECIMENS)
def test_a_real_answer_is_read_or_refused_as_the_page_says(name: str, keys: str, outcome: str) -> None:
    path = shared("sdmx") / name
    if outcome.startswith("refused: "):
        with pytest.raises(SourceError, match=re.escape(outcome.removeprefix("refused: "))):
            read(path, mapping(keys))
        return
    reading = read(path, mapping(keys))
    rejected = f", {len(reading.rejects)} rejected" if reading.rejects else ""
    assert f"{len(reading.observations)} figures{rejected}" == outcome


def test_no_answer_is_left_out() -> None:
    files = {str(path.relative_to(shared("sdmx"))) for path in shared("sdmx").rglob("*.*")}
    assert {name for name in files if not name.startswith(("README", "recorded"))} == {name for name, _, _ in SPECIMENS}


def test_the_rate_of_december_2019_is_the_known_figure() -> None:
    reading = read(shared("sdmx") / "ECB_EXR/1/M.USD.EUR.SP00.A.xml", Mapping(metric="exchange_rate"))
    figures = {row.period.label: row for row in reading.observations}
    assert (len(figures), round(figures["2019-12"].value, 4), figures["2019-12"].unit) == (252, 1.1113, "USD per EUR")
    assert {row.source for row in reading.observations} == {"ECB, ECB_EXR1"}


@pytest.mark.parametrize("name", ["ng-flat.xml", "ng-ts.xml", "rg-ts.xml", "sg-ts.xml", "sg-ts-gf.xml"])
def test_the_five_layouts_of_one_answer_hold_the_same_figures(name: str) -> None:
    expected = read(shared("sdmx") / "ECB_EXR/ng-flat.xml", Mapping(metric="rate", source="ECB")).observations
    assert read(shared("sdmx") / "ECB_EXR" / name, Mapping(metric="rate", source="ECB")).observations == expected


@pytest.mark.parametrize(
    "name", ["ECB_EXR/1/M.USD.EUR.SP00.A.xml", "ECB_EXR/sg-ts.xml", "INSEE/CNA-2010-CONSO-SI-A17.xml"]
)
def test_figures_are_those_that_sdmx1_reads(name: str) -> None:
    sdmx = pytest.importorskip("sdmx")
    with (shared("sdmx") / name).open("rb") as file:
        series = sdmx.to_pandas(sdmx.read_sdmx(file).data[0])
    expected = sorted(float(value) for value in series)
    assert sorted(row.value for row in read(shared("sdmx") / name).observations) == expected


@pytest.mark.parametrize(
    "name", ["ECB_EXR/ts.json", "ECB_EXR/xs.json", "v3/json/data/exr-flat.json", "v3/json/data/exr-time-series.json"]
)
def test_series_and_observations_of_one_json_answer_hold_the_same_figures(name: str) -> None:
    mapping = Mapping(metric="rate", source="ECB", frequency="M", several="last")
    rows = read(shared("sdmx") / name, mapping).observations.rows
    assert set(rows) == set(read(shared("sdmx") / "ECB_EXR/flat.json", mapping).observations.rows)
    assert {(row.market, row.value, row.unit) for row in rows} == {
        ("NZD", 1.5925, "NZD per EUR"), ("RUB", 40.3, "RUB per EUR"),
    }  # fmt: skip


def test_statuses_of_an_answer_reach_the_figures() -> None:
    rows = read(shared("sdmx") / "ISTAT/22_289.xml", Mapping(kind="stock")).observations.rows
    assert {(row.period.label, row.status.value) for row in rows if row.metric == "SEX 1"} == {
        ("2019", "published"), ("2020", "published"), ("2021", "published"), ("2022", "estimated"),
    }  # fmt: skip
    assert [row.note for row in read(shared("sdmx") / "INSEE/CNA-2010-CONSO-SI-A17.xml").observations] == [
        "provisional", "OBS_STATUS SD",
    ]  # fmt: skip


def test_units_are_multiplied_out_exactly() -> None:
    rows = read(shared("sdmx") / "v3/json/data/agri.json", Mapping(kind="flow")).observations.rows
    assert (rows[0].value, rows[0].unit) == (350154.0, "tonnes")
    luxembourg = read(shared("sdmx") / "ESTAT/NAMA_10_GDP-ss.xml", Mapping(kind="flow")).observations.rows[0]
    assert (luxembourg.market, luxembourg.value, luxembourg.unit) == ("LUX", 46_526_200_000, "EUR")
