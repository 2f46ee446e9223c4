"""Files become observations; what cannot be read is told with its place."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.conftest import SHARED
from xlmarket.config import Mapping, load_config
from xlmarket.errors import ConfigError, SourceError, XlmarketError
from xlmarket.sources import read, write_rejects

TIDY = "market,metric,period,value,unit\nBrazil,sales,2015Q4,10.5,USD million\nNA,sales,2015Q4,3,USD million\n"


def figures(path: Path, mapping: Mapping | None = None) -> dict[tuple[str, str, str], float]:
    found = read(path, mapping)
    assert not found.rejects
    return {(row.market, row.metric, row.period.label): row.value for row in found.observations}


def put(folder: Path, text: str | bytes, name: str = "figures.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_tidy_file_is_read_as_it_is_and_namibia_is_a_country(tmp_path: Path) -> None:
    expected = {("BRA", "sales", "2015Q4"): 10.5, ("NAM", "sales", "2015Q4"): 3.0}
    assert figures(put(tmp_path, TIDY)) == expected


@pytest.mark.parametrize("content", [
    b"\xef\xbb\xbf" + TIDY.encode(), TIDY.encode("utf-16"), gzip.compress(TIDY.encode(), mtime=0),
    TIDY.replace(",", ";").encode(), TIDY.replace(",", "\t").encode(), TIDY.replace("\n", "\r\n").encode(),
])  # fmt: skip
def test_encoding_delimiter_and_compression_are_found_out(tmp_path: Path, content: bytes) -> None:
    assert len(figures(put(tmp_path, content, "f.gz" if content[:2] == b"\x1f\x8b" else "f.csv"))) == 2


@pytest.mark.parametrize(
    ("mapping", "text", "value"),
    [
        (Mapping(decimal=",", thousands="."), "1.234,56", 1234.56),
        (Mapping(thousands=","), '"1,234.56"', 1234.56),
        (Mapping(thousands=" "), "1 234\u00a0567", 1234567.0),
        (Mapping(), "(12.5)", -12.5),
        (Mapping(), "16.5%", 16.5),
        (Mapping(), "> 70 %", 70.0),
        (Mapping(scale=1000), "2", 2000.0),
        (Mapping(), "1e3", 1000.0),
    ],
)
def test_numbers_are_read_as_the_mapping_says(tmp_path: Path, mapping: Mapping, text: str, value: float) -> None:
    path = put(tmp_path, f"market\tmetric\tperiod\tvalue\nBrazil\tsales\t2015\t{text.strip(chr(34))}\n", "f.tsv")
    assert list(figures(path, mapping).values()) == [value]


@pytest.mark.parametrize("text", ["1.234,56", "NA", "1,234", "12a", "--1", "1.2.3", "٣", "nan", "inf", "0x10", "1_000"])
def test_a_number_that_does_not_fit_is_rejected_and_never_a_plausible_wrong_one(tmp_path: Path, text: str) -> None:
    path = put(tmp_path, f"market\tmetric\tperiod\tvalue\nBrazil\tsales\t2015\t{text}\n", "f.tsv")
    found = read(path)
    assert not found.observations.rows
    assert (found.rejects[0].found, found.rejects[0].place.row, found.rejects[0].place.column) == (text, 2, "value")


def test_every_rejected_value_is_told_with_its_place_and_the_nearest(tmp_path: Path) -> None:
    path = put(
        tmp_path,
        "market,metric,period,value\nBrazil,s,2015Q9,1\nCongo,s,2015Q4,1\nBrazil,s,2015Q4,x\n,s,2015Q4,1\nBrazil,s,2015Q4,1\nBrasil,s,2015Q4,2\n",
    )
    told = [str(reject) for reject in read(path).rejects]
    assert ["row 2, column period" in told[0], "row 3, column market" in told[1], "row 4, column value" in told[2]] == [
        True
    ] * 3
    assert "Congo, Democratic Republic" in told[1]
    assert "the market is empty" in told[3]
    assert "given before, in row 6, as 1" in told[4]
    write_rejects(read(path), tmp_path / "rejects.csv")
    assert len((tmp_path / "rejects.csv").read_text().splitlines()) == 6


def test_names_nobody_knows_are_markets_of_the_users_own_with_a_hint(tmp_path: Path) -> None:
    path = put(tmp_path, "market,metric,period,value\nBrzail,s,2015,1\nShop Berlin,s,2015,1\n")
    assert read(path).new_names == {"Brzail": "Brazil", "Shop Berlin": ""}


@pytest.mark.parametrize(
    ("mapping", "header", "row"),
    [
        (Mapping(wide="periods", metric="s"), "market,2014Q4,2015Q4,note 1", "Brazil,1,2,"),
        (Mapping(wide="metrics", columns={"period": "Year"}, values={"A": "s", "B": "t"}), "market,Year,A,B", "Brazil,2015,1,2"),
        (Mapping(wide="markets", metric="s"), "period,Brazil,Japan", "2015Q4,1,2"),
        (Mapping(columns={"market": "Land", "period": "Jahr", "value": "Wert"}, metric="s", only={"Art": ("x",)}), "Land,Jahr,Wert,Art", "Brasilien,2015,1,x\nBrasilien,2014,2,x\nJapan,2014,2,y"),
    ],
)  # fmt: skip
def test_wide_and_foreign_tables_are_read_through_a_mapping(
    tmp_path: Path, mapping: Mapping, header: str, row: str
) -> None:
    assert sorted(figures(put(tmp_path, f"{header}\n{row}\n"), mapping).values()) == [1.0, 2.0]


def test_a_complete_book_has_zeros_where_it_has_no_rows(tmp_path: Path) -> None:
    path = put(tmp_path, "market,metric,period,value\nBrazil,s,2015Q1,1\nBrazil,s,2015Q3,1\nJapan,s,2015Q2,5\n")
    found = figures(path, Mapping(complete=True))
    assert len(found) == 6
    assert found["JPN", "s", "2015Q3"] == 0.0


@pytest.mark.parametrize(("content", "what"), [
    (b"", "empty"), (b"\n\n", "empty"), (b"a,b\n1,2\n", "no column for the market, metric, period, value"), (b"market,metric,period,value\n", "no figures"),
    (b"market,metric,period,value\nBr\xe9sil,s,2015,1\n", "not UTF-8"), (b"market,market,value\n", "two columns"),
])  # fmt: skip
def test_a_file_of_which_nothing_can_be_read_says_so(tmp_path: Path, content: bytes, what: str) -> None:
    with pytest.raises(SourceError, match=what):
        read(put(tmp_path, content))


def test_a_file_that_is_not_there_offers_its_neighbour(tmp_path: Path) -> None:
    put(tmp_path, TIDY, "figures.csv")
    with pytest.raises(SourceError, match=r"did you mean figures\.csv\?"):
        read(tmp_path / "figurs.csv")
    with pytest.raises(SourceError, match=r'unknown kind of file "\.doc": choose from \.csv'):
        read(put(tmp_path, b"x", "f.doc"))


def workbook(folder: Path, draw: Any) -> Path:
    book = openpyxl.Workbook()
    draw(book, book.active)
    book.save(folder / "figures.xlsx")
    return folder / "figures.xlsx"


def test_a_sheet_with_merged_headers_and_mixed_cells_is_read(tmp_path: Path) -> None:
    def draw(book: Any, sheet: Any) -> None:
        sheet.append(["Sales by market"])
        sheet.append([None, 2014, None, 2015, None])
        sheet.append(["market", "Q3", "Q4", "Q3", "Q4"])
        sheet.append(["Brazil", 1, "2", 3.0, "n/a"])
        sheet.merge_cells("B2:C2")
        sheet.merge_cells("D2:E2")

    path = workbook(tmp_path, draw)
    found = figures(path, Mapping(wide="periods", metric="s", skip_rows=1, header_rows=2, missing={"n/a": ""}))
    assert found == {("BRA", "s", "2014Q3"): 1, ("BRA", "s", "2014Q4"): 2, ("BRA", "s", "2015Q3"): 3}


def test_a_table_or_range_of_a_workbook_is_read_and_bad_cells_are_named(tmp_path: Path) -> None:
    def draw(book: Any, sheet: Any) -> None:
        sheet.title = "Figures"
        for row in (
            ["market", "metric", "period", "value"],
            ["Brazil", "s", "2015", 1],
            ["Japan", "s", "2015", "many"],
        ):
            sheet.append([None, *row])
        sheet.add_table(openpyxl.worksheet.table.Table(displayName="Sales", ref="B1:E3"))

    path = workbook(tmp_path, draw)
    for mapping in (Mapping(table="sales"), Mapping(range="B1:E3"), Mapping(sheet="figures")):
        found = read(path, mapping)
        assert [row.market for row in found.observations] == ["BRA"]
        assert str(found.rejects[0].place).startswith("figures.xlsx!Figures!E3")
    with pytest.raises(SourceError, match=r"did you mean Sales\?"):
        read(path, Mapping(table="Sale"))
    with pytest.raises(SourceError, match=r"did you mean Figures\?"):
        read(path, Mapping(sheet="Figure"))


def test_parquet_and_json_lines_are_read(tmp_path: Path) -> None:
    import duckdb

    target = str(tmp_path / "f.parquet")
    duckdb.sql(
        "SELECT 'Brazil' market, 's' metric, DATE '2015-12-31' period, 2.5::DECIMAL(9,2) AS \"value\""
    ).write_parquet(target)
    assert figures(tmp_path / "f.parquet", Mapping(frequency="Q")) == {("BRA", "s", "2015Q4"): 2.5}
    rows = [
        {"market": "Brazil", "metric": "s", "period": "2015Q4", "value": 1},
        {"market": "Japan", "metric": "s", "period": "2015Q4", "value": 2.5, "note": "x"},
    ]
    assert len(figures(put(tmp_path, "\n".join(map(json.dumps, rows)), "f.jsonl"))) == 2
    with pytest.raises(SourceError, match="row 1: the line is not JSON"):
        read(put(tmp_path, "{", "f.jsonl"))
    with pytest.raises(SourceError, match="Parquet"):
        read(put(tmp_path, b"PAR1nonsense", "g.parquet"))


REAL = [
    ("us_census_ecomsa_vintage2024-11.csv", Mapping(columns={"period": "DATE", "value": "ECOMSA"}, market="United States", metric="e", frequency="Q"), 100),
    ("us_census_ecomsa_vintage2025-02.csv", Mapping(columns={"period": "observation_date", "value": "ECOMSA"}, market="United States", metric="e", frequency="Q"), 101),
    ("us_census_ecompctsa_vintage2024-10.csv", Mapping(columns={"period": "DATE", "value": "ECOMPCTSA"}, market="United States", metric="e", frequency="Q", dates="M/D/YYYY"), 99),
    ("us_census_retail_mrtssm44000uss_vintage2024-11.csv", Mapping(columns={"period": "DATE", "value": "MRTSSM44000USS"}, market="United States", metric="e", frequency="M"), 393),
    ("us_census_published_releases.csv", Mapping(columns={"market": "series", "value": "level_musd"}, metric="e", only={"release": ("2017Q3",)}), 10),
    ("worldbank_gdp_current_usd.csv", Mapping(columns={"market": "Country Name", "period": "Year"}, metric="gdp"), 13_979),
    ("worldbank_population.csv", Mapping(columns={"market": "Country Name", "period": "Year"}, metric="population", kind="stock"), 17_195),
    ("worldbank_lpi_2010_2016.csv", Mapping(columns={"market": "Country", "period": "Year"}, wide="metrics", values={"Overall LPI Score": "lpi"}, kind="ratio"), 630),
    ("fx_annual_per_usd.csv", Mapping(columns={"market": "Country", "period": "Date", "value": "Exchange rate"}, metric="exchange_rate", kind="ratio", frequency="A"), 993),
    ("fx_monthly_per_usd.csv", Mapping(columns={"market": "Country", "period": "Date", "value": "Exchange rate"}, metric="exchange_rate", kind="ratio", frequency="M"), 17_237),
    ("fx_ecb_monthly_per_eur.csv", Mapping(columns={"market": "currency", "period": "month", "value": "avg_per_eur"}, metric="exchange_rate", kind="ratio"), 10_219),
    ("uk_ons_rsi_v44_tidy.csv", Mapping(columns={"market": "industry", "period": "date", "metric": "measure"}, frequency="M", kind="ratio"), 13_200),
    ("uk_ons_internet_sales_tidy.csv", Mapping(columns={"market": "series", "unit": "measure"}, metric="level", only={"sheet": ("IntValSA",), "block": ("level",)}), 1_704),
]  # fmt: skip


@pytest.mark.parametrize(("name", "mapping", "count"), REAL, ids=lambda one: one if isinstance(one, str) else "")
def test_real_published_files_are_read_whole(data: Path, name: str, mapping: Mapping, count: int) -> None:
    found = read(data / name, mapping)
    assert (len(found.observations), found.rejects) == (count, ())


def test_the_ons_workbook_as_published_holds_the_figures_of_its_tidy_copy(data: Path) -> None:
    """Headers stand in row 4, two rows of codes under them; those two are told, everything else is read."""
    mapping = Mapping(sheet="IntValSA", skip_rows=3, wide="markets", metric="level", columns={"period": "Time Period"})
    book = read(data / "uk_ons_internet_sales_original.xlsx", mapping)
    tidy = read(data / "uk_ons_internet_sales_tidy.csv", REAL[-1][1])
    expected = {(row.market, row.period.label): row.value for row in tidy.observations}
    found = {(row.market.partition(" [Note")[0], row.period.label): row.value for row in book.observations}
    assert found == pytest.approx(expected)
    assert {reject.place.cell for reject in book.rejects} == {"A5", "A6"}


HOSTILE = SHARED / "hostile" / "index.json"
WANTED = {name: want for name, (_, want) in json.loads(HOSTILE.read_text()).items()} if HOSTILE.exists() else {}


@pytest.mark.parametrize("name", sorted(WANTED))
def test_a_hostile_workbook_gets_a_clear_error_or_is_read_within_limits(hostile: Path, name: str) -> None:
    """Whatever is wrong with it, reading ends quickly, with figures, rejects, or one error that names the file."""
    told, found = "", None
    try:
        found = read(hostile / name, Mapping(metric="m", wide="periods", columns={"market": "market"}))
    except XlmarketError as error:
        told = str(error)
    if WANTED[name].startswith("reject-say-"):
        assert WANTED[name].removeprefix("reject-say-") in told.lower()
    assert name in told or (found is not None and WANTED[name] != "reject")


@pytest.mark.parametrize(("text", "what"), [
    ("[mapping.a]\ncolums = {}", "did you mean columns"), ("[mapping.a]\nwide = 'rows'", 'invalid wide "rows"'),
    ("x = 1", "unknown setting"), ("a = ", "not TOML"), ("[mapping.a]\ncovered = ['x', 'y']", "two days"), ("[regions]\nR = 3", "list of texts"),
])  # fmt: skip
def test_a_wrong_setting_is_told_with_the_nearest(tmp_path: Path, text: str, what: str) -> None:
    (tmp_path / "xlmarket.toml").write_text(text)
    with pytest.raises(ConfigError) as told:
        load_config(tmp_path / "xlmarket.toml")
    assert what in str(told.value)
