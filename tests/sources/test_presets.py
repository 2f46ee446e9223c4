"""Every preset reads a file of its publisher, or one with the publisher's documented header, to the right figures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import shared
from xlmarket.sources import Reading, read, read_facts
from xlmarket.sources.presets import preset, preset_for, preset_names, preset_text

REAL = [
    (
        "worldbank-csv",
        "presets/worldbank/API_NY.GDP.MKTP.CD_DS2_en_csv_v2.csv",
        {},
        2853,
        ("AFG", "1960", 537777811.111111),
    ),
    (
        "worldbank-tidy",
        "data/worldbank_gdp_current_usd.csv",
        {"metric": "gdp", "unit": "USD"},
        13979,
        ("AFG", "2000", 3521418059.923445),
    ),
    ("comtrade-legacy", "presets/comtrade/comtrade_legacy.csv", {}, 11, ("ALB", "2017", 5826322393)),
    ("comtrade", "presets/comtrade/TradeData_new.csv", {}, 29, ("WORLD", "2014", 9680795326)),
    (
        "google-trends",
        "presets/google_trends/multiTimeline.csv",
        {"market": "United States"},
        786,
        ("USA", "2020W48", 3),
    ),
    ("google-trends-map", "presets/google_trends/geoMap.csv", {"period": "2025"}, None, ("Louisiana", "2025", 79)),
    ("ga4", "presets/ga4/ga4.csv", {"period": "2026-02"}, 110, ("GBR", "2026-02", 5)),
    ("nbs-cn", "presets/nbs_cn/fensheng_annual.csv", {"market": "China"}, 169, ("CHN", "2024", 8396.49)),
    ("us-census", "data/us_census_ecomsa_vintage2024-11.csv", {}, 100, ("USA", "1999Q4", 4476)),
    ("us-census", "data/us_census_ecomsa_vintage2025-02.csv", {}, 101, ("USA", "1999Q4", 4476)),
    (
        "us-census-monthly",
        "data/us_census_retail_mrtssm44000uss_vintage2024-11.csv",
        {},
        393,
        ("USA", "1992-01", 146925),
    ),
    ("us-census-percent", "data/us_census_ecompctsa_vintage2024-10.csv", {}, 99, ("USA", "1999Q4", 0.6)),
    (
        "uk-ons",
        "data/uk_ons_rsi_v44_original.xlsx",
        {},
        13200,
        ("All retailing excluding automotive fuel", "2015-01", 2.2),
    ),
    ("eurostat-tsv", "cases/eurostat-tsv/a.tsv", {}, 2, ("GRC", "2019", 183.4)),
    ("ecb-csv", "presets/ecb/ecb_data_portal_yield.csv", {}, 6, ("EURO_AREA", "2004-09", None)),
]
DOCUMENTED = {
    "oecd-csv": (
        (
            "STRUCTURE,STRUCTURE_ID,REF_AREA,MEASURE,UNIT_MEASURE,TIME_PERIOD,OBS_VALUE,OBS_STATUS\n"
            "DATAFLOW,X,FRA,sales,USD,2015-Q4,12.5,A\nDATAFLOW,X,DEU,sales,USD,2015-Q4,20,P\n"
        ),
        ("FRA", "2015Q4", 12.5),
    ),
    "sdmx-csv": (
        "DATAFLOW,FREQ,REF_AREA,INDICATOR,TIME_PERIOD,OBS_VALUE\nA:B(1.0),Q,BR,sales,2015-Q4,12.5\n",
        ("BRA", "2015Q4", 12.5),
    ),
    "imf-weo": (
        (
            "WEO Country Code\tISO\tCountry\tSubject Descriptor\tUnits\t2014\t2015\n"
            '512\tAFG\tAfghanistan\tGross domestic product\tU.S. dollars\t"1,234.5"\tn/a\n'
        ),
        ("AFG", "2014", 1234.5),
    ),
}
ORDERS = {
    "shopify-orders": (
        (
            "Name,Financial Status,Created at,Total,Shipping Country,Lineitem name\n"
            "#1,paid,2024-01-05 12:00:00,30.50,FR,Cup\n#1,,,,,Pan\n#2,refunded,2024-01-06 12:00:00,99,FR,Cup\n"
            "#3,paid,2024-02-07 12:00:00,5,DE,Cup\n"
        ),
        ".csv",
    ),
    "amazon-orders": (
        (
            "amazon-order-id\tpurchase-date\torder-status\titem-price\tship-country\n"
            "1\t2024-01-05T12:00:00+00:00\tShipped\t30.50\tFR\n2\t2024-01-06T12:00:00+00:00\tCancelled\t99\tFR\n"
            "3\t2024-02-07T12:00:00+00:00\tShipped\t5\tDE\n"
        ),
        ".tsv",
    ),
}


def value(reading: Reading, market: str, period: str) -> float:
    return next(row.value for row in reading.observations if (row.market, row.period.label) == (market, period))


@pytest.mark.parametrize(("name", "file", "given", "count", "spot"), REAL, ids=[Path(one[1]).stem for one in REAL])
def test_a_preset_reads_a_real_file(
    name: str, file: str, given: dict[str, str], count: int | None, spot: tuple[str, str, float | None]
) -> None:
    folder, _, rest = file.partition("/")
    mapping = replace(preset(name).mappings[name], **given)  # type: ignore[arg-type]
    reading = read(shared(folder) / rest, mapping)
    assert count in (None, len(reading.observations))
    assert not reading.rejects
    assert {question.topic for question in reading.questions} <= ({"kind"} if name == "eurostat-tsv" else set())
    assert spot[2] in (None, value(reading, *spot[:2]))


def test_the_month_of_a_daily_rate_is_the_mean_of_its_days_and_never_their_sum() -> None:
    path = shared("presets") / "ecb" / "ecb_data_portal_yield.csv"
    reading = read(path, preset("ecb-csv").mappings["ecb-csv"])
    days = [
        float(line.split('","')[2].rstrip('"')) for line in path.read_text().splitlines() if line.startswith('"2004-09')
    ]
    assert days[0] == 3.457222
    assert value(reading, "EURO_AREA", "2004-09") == pytest.approx(sum(days) / len(days))
    assert {metric.kind.value for metric in reading.observations.metrics} == {"ratio"}


@pytest.mark.parametrize("name", DOCUMENTED)
def test_a_preset_reads_the_documented_header(tmp_path: Path, name: str) -> None:
    text, spot = DOCUMENTED[name]
    mapping = preset(name).mappings[name]
    path = tmp_path / ("a.tsv" if "\t" in text else "a.csv")
    path.write_bytes(text.encode(mapping.encoding or "utf-8"))
    mapping = mapping if mapping.metric or "metric" in mapping.columns else replace(mapping, metric="sales")
    reading = read(path, mapping)
    assert not reading.rejects
    assert value(reading, *spot[:2]) == spot[2]


@pytest.mark.filterwarnings("ignore")  # Ibis and its engine warn of their own ways
@pytest.mark.parametrize("name", ORDERS)
def test_orders_are_grouped_by_country_and_month_without_those_that_came_to_nothing(tmp_path: Path, name: str) -> None:
    text, ending = ORDERS[name]
    path = tmp_path / f"orders{ending}"
    path.write_text(text)
    reading = read_facts(path, preset(name).facts[name])
    figures = {(row.market, row.period.label): row.value for row in reading.observations if row.value}
    assert figures == {("FRA", "2024-01"): 30.5, ("DEU", "2024-02"): 5}


def test_the_congo_of_comtrade_is_the_republic() -> None:
    reading = read(shared("presets") / "comtrade" / "TradeData_new.csv", preset("comtrade").mappings["comtrade"])
    assert {"COG", "CCK"} <= {row.market for row in reading.observations}
    assert not reading.new_names


def test_every_preset_is_tested_and_holds_one_mapping_of_its_name() -> None:
    assert set(preset_names()) == {*(one[0] for one in REAL), *DOCUMENTED, *ORDERS}
    for name in preset_names():
        assert [*preset(name).mappings, *preset(name).facts] == [name]
        assert preset_text(name).startswith("# ")


def test_a_preset_is_known_by_the_columns_it_names() -> None:
    header = ["Country Name", "Country Code", "Indicator Name", "Indicator Code", "1960"]
    assert preset_for(header) == "worldbank-csv"
    assert preset_for(["Country Name", "Sales"]) == ""
    assert preset_for(["Week", "a"]) == ""


def test_the_manual_lists_every_preset() -> None:
    manual = (Path(__file__).resolve().parents[2] / "docs" / "import.md").read_text(encoding="utf-8")
    assert [name for name in preset_names() if f"`{name}`" not in manual] == []
