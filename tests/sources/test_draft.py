"""A mapping is drafted for a foreign file, reads it when accepted unchanged, and says what is not sure."""

from __future__ import annotations

import tomllib
from pathlib import Path

import openpyxl
import pytest

from tests.conftest import shared
from xlmarket.config.mapping import mapping_of
from xlmarket.errors import SourceError
from xlmarket.sources import Reading, draft, read
from xlmarket.sources.drafting import Proposal
from xlmarket.sources.drafting.toml import to_toml
from xlmarket.sources.units import name_of, unit_of


def drafted(path: Path, **given: object) -> tuple[Proposal, Reading]:
    """The proposal, and what the file it is written to reads."""
    proposal = draft(path, given)
    (keys,) = tomllib.loads(to_toml(proposal, path.stem, path.name, "m.toml"))["mapping"].values()
    return proposal, read(path, mapping_of(keys, path, "mapping.m"))


def file(folder: Path, text: str, name: str = "sales.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def figures(reading: Reading) -> dict[tuple[str, str], float]:
    return {(row.market, row.period.label): row.value for row in reading.observations}


def test_a_wide_table_with_titles_units_and_notes_is_read(tmp_path: Path) -> None:
    text = (
        "Table 3: online sales by market\n(in USD million)\n\nMarket;2014;2015p;2016 (est.)\n"
        "Brazil;1.234,5;1.300,0;1.450,2\nPeru;120,0;:;140,9\nTotal;1.354,5;1.300,0;1.591,1\n\nSource: the agency\n"
    )
    proposal, reading = drafted(file(tmp_path, text))
    assert proposal.keys["wide"] == "periods"
    assert proposal.keys["skip_rows"] == 3
    assert (proposal.keys["decimal"], proposal.keys["thousands"], proposal.keys["delimiter"]) == (",", ".", ";")
    assert proposal.keys["aggregates"] == ["Total"]
    assert not reading.rejects
    assert not reading.questions
    assert figures(reading)["BRA", "2014"] == 1234.5
    assert figures(reading)["WORLD", "2016"] == 1591.1
    assert {row.unit for row in reading.observations} == {"USD million"}
    assert [(gap.market, gap.symbol) for gap in reading.observations.gaps] == [("PER", ":")]
    assert reading.observations.rows[1].note == "provisional"


def test_headers_that_are_markets_make_a_wide_table(tmp_path: Path) -> None:
    text = "Quarter,Brazil,Japan,India\n1Q2015,1,2,3\n2Q2015,4,5,6\n"
    proposal, reading = drafted(file(tmp_path, text, "orders.csv"))
    assert proposal.keys["wide"] == "markets"
    assert figures(reading)["JPN", "2015Q2"] == 5
    assert reading.observations.metrics[0].name == "orders"


def test_several_columns_of_figures_are_metrics_with_the_units_of_their_headers(tmp_path: Path) -> None:
    text = "Country,Year,Sales (USD m),Parcels ('000),Share (%)\nBrazil,2015,10.5,7,12.5\nJapan,2015,20.5,8,30\n"
    proposal, reading = drafted(file(tmp_path, text))
    metrics = {metric.name: (metric.unit, metric.kind.value) for metric in reading.observations.metrics}
    assert metrics == {"sales": ("USD million", "flow"), "parcels": ("thousand", "flow"), "share": ("percent", "ratio")}
    assert proposal.keys["default"] == "sales"


def test_days_are_read_in_the_periods_they_are_apart(tmp_path: Path) -> None:
    quarters = "DATE,ECOM\n" + "".join(f"{m}/1/{y},{y}.5\n" for y in (2013, 2014) for m in (1, 4, 7, 10))
    proposal, reading = drafted(file(tmp_path, quarters), market="Peru")
    assert (proposal.keys["dates"], proposal.keys["frequency"]) == ("M/D/YYYY", "Q")
    assert figures(reading)["PER", "2014Q4"] == 2014.5
    daily = "date,rate\n" + "".join(f"2024-01-{day:02d},{day}\n" for day in range(1, 11))
    proposal, reading = drafted(file(tmp_path, daily, "rate.csv"), market="Peru")
    assert proposal.keys["several"] == "mean"
    assert figures(reading) == {("PER", "2024-01"): 5.5}
    assert reading.observations.rows[0].note == "mean of 10 figures"


def test_rows_that_would_meet_in_one_cell_are_told_apart_or_filtered_with_a_word(tmp_path: Path) -> None:
    rows = [
        f"{c},{y},{a},{v}"
        for c in ("Brazil", "Japan", "India")
        for y in (2014, 2015)
        for a, v in (("SA", 1), ("NSA", 2))
    ]
    proposal, reading = drafted(file(tmp_path, "\n".join(["Country,Year,Adjustment,Sales", *rows])))
    assert not reading.rejects
    assert len(reading.observations) in (6, 12)
    assert "metric" in proposal.keys["columns"] or proposal.doubts  # type: ignore[operator]


def test_numbers_that_two_conventions_read_are_a_doubt(tmp_path: Path) -> None:
    proposal, _ = drafted(file(tmp_path, "Country;Year;Sales\nBrazil;2015;1,234\nJapan;2015;5,678\n"))
    assert any("could be" in doubt for doubt in proposal.doubts)


def test_a_kind_that_nothing_says_is_never_one_that_adds_up(tmp_path: Path) -> None:
    proposal, reading = drafted(file(tmp_path, "Country,Year,Zeta\nBrazil,2015,1\nJapan,2015,5\n"))
    assert reading.observations.metrics[0].kind == "ratio"
    assert any("zeta" in doubt for doubt in proposal.doubts)


def rows_of(names: tuple[str, ...], metric: str, figures: dict[int, tuple[float, ...]]) -> list[str]:
    return [f"{n},{metric},{y},{v}" for y, values in figures.items() for n, v in zip(names, values, strict=True)]


@pytest.mark.parametrize(
    ("figures", "unit"),
    [
        ({2014: (91, 95, 97), 2015: (100, 100, 100)}, "index 2015=100"),
        ({2014: (100.1, 99.9, 100), 2015: (104, 101, 107)}, "index 2014=100"),
        ({2014: (100, 100, 101), 2015: (100, 90, 100)}, ""),
        ({2014: (91, 95, 97), 2015: (910, 950, 970)}, ""),
    ],
)
def test_figures_that_are_100_in_one_year_in_every_market_are_an_index(
    tmp_path: Path, figures: dict[int, tuple[float, ...]], unit: str
) -> None:
    rows = rows_of(("Brazil", "Japan", "Peru"), "Retail sales", figures)
    _, reading = drafted(file(tmp_path, "\n".join(["Country,Measure,Year,Value", *rows]) + "\n"))
    (metric,) = reading.observations.metrics
    assert (metric.unit, metric.kind.value) == (unit, "ratio" if unit else "flow")


def test_a_title_of_averages_makes_no_figure_one_that_adds_up(tmp_path: Path) -> None:
    for title in ("Average weekly value of sales", "Share of all sales", "Index of sales"):
        text = f"{title}\n\nMonth,Food stores,Retail\n2015-01,5,7\n2015-02,6,8\n"
        _, reading = drafted(file(tmp_path, text), market="Peru")
        assert {metric.kind.value for metric in reading.observations.metrics} == {"ratio"}


def test_a_kind_by_name_alone_beside_unknown_ones_is_a_doubt(tmp_path: Path) -> None:
    proposal, _ = drafted(file(tmp_path, "Country,Year,Customs,Shipments\nBrazil,2015,3.1,2.9\nJapan,2015,4.1,3.9\n"))
    assert "kind: shipments taken for a flow by name alone" in proposal.doubts


def test_words_are_markets_before_codes_and_never_the_sources(tmp_path: Path) -> None:
    rows = [
        f"MZ{n},{name},{y},{n},page {n}{y}" for n, name in enumerate(("Food", "Toys", "Other")) for y in (2014, 2015)
    ]
    _, reading = drafted(file(tmp_path, "\n".join(["cdid,series,Year,Sales,source", *rows]) + "\n"))
    assert {row.market for row in reading.observations} >= {"Food", "Toys"}


def test_a_column_of_one_bound_is_read_and_one_of_one_number_is_told(tmp_path: Path) -> None:
    rows = [f"{name},{n}%,<1%,7" for n, name in enumerate(("Brazil", "Japan", "Peru"), 5)]
    proposal, reading = drafted(file(tmp_path, "\n".join(["Country,tea,cup,pot", *rows]) + "\n"), period="2015")
    assert {row.metric for row in reading.observations} == {"tea", "cup"}
    assert any(doubt.endswith("left out: pot") for doubt in proposal.doubts)


def test_rejects_of_a_draft_are_something_to_look_at(tmp_path: Path) -> None:
    rows = [f"{name},{year},{n}" for n, name in enumerate(("Brazil", "Japan", "Congo")) for year in (2014, 2015)]
    proposal, reading = drafted(file(tmp_path, "\n".join(["Country,Year,Sales", *rows]) + "\n"))
    assert len(reading.rejects) == 2
    assert any(
        doubt.startswith("rejects: 2 values are not read; the first: means several markets (Congo)")
        for doubt in proposal.doubts
    )


def test_windows_text_is_read_with_its_encoding_declared(tmp_path: Path) -> None:
    path = file(tmp_path, "Country,Year,Sales\nCôte d'Ivoire,2015,1\nPérou,2015,5\n", encoding="cp1252")
    proposal, reading = drafted(path)
    assert proposal.keys["encoding"] == "cp1252"
    assert {row.market for row in reading.observations} == {"CIV", "PER"}


def test_the_first_sheet_with_a_table_is_drafted_with_its_codes_left_out(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Cover"
    book.active["A1"] = "Tables of the agency"
    sheet = book.create_sheet("Data")
    for row in (
        ["Sales by market"],
        [None],
        ["Year", "Brazil", "Japan", "Peru"],
        ["code", "B1", "J1", "P1"],
        [2014, 1, 2, 3],
        [2015, 4, 5, 6],
    ):
        sheet.append(row)
    path = tmp_path / "book.xlsx"
    book.save(path)
    proposal, reading = drafted(path)
    assert (proposal.keys["sheet"], proposal.keys["skip_rows"], proposal.keys["skip"]) == ("Data", 2, [4])
    assert figures(reading)["PER", "2015"] == 6
    assert not reading.rejects


def test_a_file_without_a_table_is_refused_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no row of headers") as caught:
        draft(file(tmp_path, "just\nsome\nwords\n"))
    assert caught.value.where is not None
    assert caught.value.where.file == "sales.csv"


@pytest.mark.parametrize(
    ("header", "unit", "name"),
    [
        ("Sales (USD m)", "USD million", "sales"),
        ("Turnover in thousands of euros", "EUR thousand", "turnover"),
        ("Retail sales, £bn", "GBP billion", "retail_sales"),
        ("GDP (current US$)", "USD", "gdp"),
        ("Parcels ('000)", "thousand", "parcels"),
        ("Online buyers (million persons)", "million persons", "online_buyers"),
        ("E-commerce share [%]", "percent", "e_commerce_share"),
        ("财政支出 (亿元)", "CNY hundred million", "财政支出"),
        ("Sales [Note 1]", "", "sales"),
        ("Spot rate (YC.B.U2.EUR.4F)", "", "spot_rate_yc_b_u2_eur_4f"),
    ],
)
def test_units_and_scales_are_read_from_headers(header: str, unit: str, name: str) -> None:
    assert (unit_of(header), name_of(header)) == (unit, name)


@pytest.mark.parametrize(
    ("name", "given", "count", "spot"),
    [
        ("presets/ga4/ga4.csv", {}, 110, ("GBR", "2026-02", 5)),
        ("presets/google_trends/multiTimeline.csv", {"market": "United States"}, 786, ("USA", "2020W48", 3)),
        ("presets/google_trends/geoMap.csv", {"period": "2025"}, 153, ("Louisiana", "2025", 79)),
        ("presets/nbs_cn/fensheng_annual.csv", {"market": "China"}, 169, ("CHN", "2024", 8396.49)),
        ("presets/comtrade/comtrade_legacy.csv", {}, 11, ("ALB", "2017", 5826322393)),
        ("presets/worldbank/API_NY.GDP.MKTP.CD_DS2_en_csv_v2.csv", {}, 2853, ("AFG", "1960", 537777811.111111)),
        ("data/worldbank_gdp_current_usd.csv", {}, 13979, ("BRA", "2015", None)),
        ("data/worldbank_lpi_2010_2016.csv", {}, 4410, ("DEU", "2010", 4.11)),
        ("data/us_census_ecomsa_vintage2024-11.csv", {"market": "United States"}, 100, ("USA", "1999Q4", 4476)),
        ("data/us_census_ecompctsa_vintage2024-10.csv", {"market": "United States"}, 99, ("USA", "1999Q4", 0.6)),
        ("data/fx_annual_per_usd.csv", {}, 993, ("AUS", "1971", 0.8803)),
        ("data/fx_monthly_per_usd.csv", {}, 17237, ("AUS", "1971-01", 0.8944)),
        ("data/uk_ons_rsi_v44_tidy.csv", {}, 13200, None),
        ("data/uk_ons_internet_sales_tidy.csv", {}, 8520, ("Predominantly food stores", "2008-01", 36.9)),
        ("data/us_census_published_releases.csv", {}, 21, ("ecommerce", "2016Q3", 99870)),
        ("data/us_census_ecomsa_vintage2025-02.csv", {"market": "United States"}, 101, ("USA", "1999Q4", 4476)),
        ("data/worldbank_population.csv", {}, 17195, ("ABW", "1960", 54922)),
        ("presets/comtrade/TradeData_new.csv", {}, 29, ("WORLD", "2014", 9680795326)),
        ("data/uk_ons_rsi_v44_original.xlsx", {}, 13200, None),
        ("data/uk_ons_internet_sales_original.xlsx", {"market": "United Kingdom"}, 1704, ("GBR", "2008-01", 219.5)),
    ],
)
def test_the_drafts_of_real_files_read_them_unchanged(
    name: str, given: dict[str, object], count: int | None, spot: tuple[str, str, float | None] | None
) -> None:
    folder, _, rest = name.partition("/")
    _, reading = drafted(shared(folder) / rest, **given)
    assert not reading.rejects
    assert not reading.questions
    assert count in (None, len(reading.observations))
    if spot is not None:
        market, period, value = spot
        rows = [row for row in reading.observations if (row.market, row.period.label) == (market, period)]
        assert value in (None, rows[0].value)
        assert rows


@pytest.mark.parametrize(("days", "first", "doubt"), [
    (("03/04/2014", "04/05/2014", "13/06/2014"), "2014-04", False),
    (("03/04/2014", "04/05/2014", "05/06/2014"), "2014-03", True),
    (("01/01/2014", "01/04/2014", "01/07/2014", "01/10/2014"), "2014Q1", True),
    (("01-02-2014", "01-03-2014", "01-04-2014"), "2014-02", True),
])  # fmt: skip
def test_an_order_of_day_and_month_that_is_a_guess_is_a_doubt(
    tmp_path: Path, days: tuple[str, ...], first: str, doubt: bool
) -> None:
    text = "country,date,sales\n" + "".join(f"Germany,{day},5\n" for day in days)
    proposal, reading = drafted(file(tmp_path, text))
    assert reading.observations.rows[0].period.label == first
    assert any("dates = " in line for line in proposal.doubts) is doubt


def test_days_in_the_headers_of_either_order_are_a_doubt(tmp_path: Path) -> None:
    proposal, _ = drafted(file(tmp_path, "country,01/02/2014,01/03/2014\nGermany,5,6\nFrance,7,8\n"))
    assert any("dates = " in line for line in proposal.doubts)


def test_words_that_multiply_are_drafted_as_such_and_told(tmp_path: Path) -> None:
    proposal, reading = drafted(
        file(tmp_path, "Country,Year,Sales\nGermany,2015,1.2M\nFrance,2015,3bn\nItaly,2015,12k\n")
    )
    assert [row.value for row in reading.observations] == [1.2e6, 3e9, 12000]
    assert "flags" not in proposal.keys
    assert sum("multiplies" in line for line in proposal.doubts) == 3


def test_signs_of_several_currencies_are_a_doubt(tmp_path: Path) -> None:
    proposal, _ = drafted(file(tmp_path, "Country,Year,Sales\nGermany,2015,€5\nFrance,2015,€6\nJapan,2015,¥7\n"))
    assert any("several currencies" in line for line in proposal.doubts)


@pytest.mark.parametrize("rows", ["\nParcels\nItaly,2014,5\n", "Italy\n", "\nNote\nSpain,2015\n"])
def test_rows_that_end_early_do_not_stop_a_draft(tmp_path: Path, rows: str) -> None:
    text = f"Country,Year,Sales\nGermany,2015,5\nFrance,2015,6\n{rows}"
    assert draft(file(tmp_path, text), {}).keys["columns"] == {"market": "Country", "period": "Year", "value": "Sales"}


def test_what_a_person_says_is_kept_over_the_preset(tmp_path: Path) -> None:
    path = file(tmp_path, "partnerDesc,flowDesc,period,primaryValue\nBrazil,Export,2015,12.5\nJapan,Export,2015,7.5\n")
    assert draft(path).keys["kind"] == "flow"
    assert draft(path, {"kind": "ratio"}).keys["kind"] == "ratio"


def test_columns_of_figures_between_the_periods_are_left_out_and_told(tmp_path: Path) -> None:
    text = "Country,2013,2014,2015,Average,YoY %\nGermany,1,2,3,2,50\nFrance,3,4,5,4,25\n"
    proposal, reading = drafted(file(tmp_path, text))
    assert proposal.keys["skip_columns"] == ["Average", "YoY %"]
    assert any("left out: Average, YoY %" in line for line in proposal.doubts)
    assert not reading.rejects


def test_days_in_headers_are_periods_of_their_usual_distance(tmp_path: Path) -> None:
    _, reading = drafted(file(tmp_path, "Country,2015-01-01,2015-04-01,2015-07-01\nGermany,5,6,7\nFrance,7,8,9\n"))
    assert [row.period.label for row in reading.observations][:3] == ["2015Q1", "2015Q2", "2015Q3"]


@pytest.mark.parametrize(("header", "rule", "value"), [("Sales", "sum", 12), ("Users", "last", 7), ("Rate", "mean", 6)])
def test_days_of_a_month_are_joined_as_their_kind_adds_up(tmp_path: Path, header: str, rule: str, value: float) -> None:
    text = f"country,date,{header}\nGermany,2015-01-03,5\nGermany,2015-01-04,7\nFrance,2015-01-04,7\n"
    proposal, reading = drafted(file(tmp_path, text))
    assert proposal.keys["several"] == rule
    assert reading.observations.rows[0].value == value
    assert any(line.startswith(f"several = {rule}") for line in proposal.doubts)


@pytest.mark.parametrize(("name", "values"), [("West", (33, 45)), ("Average", (11, 15)), ("of which online", (1, 2))])
def test_a_sum_that_is_not_called_one_is_a_doubt(tmp_path: Path, name: str, values: tuple[int, int]) -> None:
    text = f"Country,2014,2015\nGermany,10,14\nFrance,11,15\nJapan,12,16\n{name},{values[0]},{values[1]}\n"
    proposal, _ = drafted(file(tmp_path, text))
    assert proposal.keys["aggregates"] == [name]
    assert any(line.startswith(f'"{name}" ') for line in proposal.doubts)
    plain, _ = drafted(file(tmp_path, text.replace(name, "Total"), "other.csv"))
    assert not any("Total" in line for line in plain.doubts)


@pytest.mark.parametrize("name", ["Brazil (1)", "Brazil²", "Brasil [a]"])
def test_a_name_that_is_near_a_known_one_is_a_doubt(tmp_path: Path, name: str) -> None:
    proposal, _ = drafted(file(tmp_path, f"Country,Year,Sales\nGermany,2014,5\nFrance,2014,6\n{name},2014,7\n"))
    assert any(line.startswith(f'"{name}" is not a known market') for line in proposal.doubts)
