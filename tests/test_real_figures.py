"""Real published figures, from the file to the answer, against computations of our own made another way."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from xlmarket.cli import run
from xlmarket.functions import call, evaluate, open_snapshot
from xlmarket.package.values import CellError

QUARTERS = ("2010Q4", "2011Q1", "2011Q2", "2011Q3", "2011Q4")
SHOP = """
[mapping.shop]
columns = {market = "Country", period = "Quarter", value = "Value"}
only = {Measure = "%s"}
metric = "%s"
unit = "%s"
complete = true
covered = ["2010-12-01", "2011-12-09"]
source = "Chen, Sain and Guo (2012), Online Retail, UCI"
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> tuple[pd.DataFrame, Path]:
    """The order lines of the shop grouped by pandas, and a store they were imported into from a CSV of those groups."""
    from tests.conftest import shared

    folder = tmp_path_factory.mktemp("shop")
    lines = pd.read_csv(
        shared("data") / "uci_online_retail.csv.gz",
        keep_default_na=False,
        na_values=[""],
        dtype={"InvoiceNo": str},
        parse_dates=["InvoiceDate"],
    )
    assert len(lines) == 541_909
    lines = lines[~lines.InvoiceNo.str.startswith("A")]
    lines["Value"] = lines.Quantity * lines.UnitPrice
    lines["Quarter"] = lines.InvoiceDate.dt.to_period("Q").astype(str)
    sold = lines[~lines.InvoiceNo.str.startswith("C")]
    by = ["Country", "Quarter"]
    measures = {
        "value": lines.groupby(by).Value.sum(),
        "orders": sold.groupby(by).InvoiceNo.nunique(),
        "lines": sold.groupby(by).size(),
    }
    wide = pd.DataFrame(measures).fillna(0.0)
    tidy = wide.reset_index().melt(id_vars=by, var_name="Measure", value_name="Value")
    tidy.to_csv(folder / "shop.csv", index=False)
    for name, unit in (("value", "GBP"), ("orders", "orders"), ("lines", "lines")):
        (folder / f"{name}.toml").write_text(SHOP % (name, name, unit))
        assert (
            run(
                [
                    "import",
                    str(folder / "shop.csv"),
                    "--as",
                    "shop",
                    "--map",
                    str(folder / f"{name}.toml"),
                    *store(folder),
                ]
            )
            == 0
        )
    return wide, folder


def store(folder: Path) -> list[str]:
    return ["--store", str(folder / "figures.sqlite"), "--quiet"]


def answered(capsys: pytest.CaptureFixture[str], folder: Path, formula: str, *more: str) -> Any:
    capsys.readouterr()
    code = run(["eval", formula, "--json", "--dataset", "shop", *store(folder), *more])
    assert code in (0, 3)
    return json.loads(capsys.readouterr().out)["value"]


@pytest.mark.parametrize("measure", ["value", "orders", "lines"])
def test_the_shares_of_the_shop_are_right_by_value_by_orders_and_by_lines(
    shop: tuple[pd.DataFrame, Path], capsys: pytest.CaptureFixture[str], measure: str
) -> None:
    wide, folder = shop
    countries = sorted(wide.index.get_level_values(0).unique())
    assert len(countries) == 38
    names = ";".join(f'"{name}"' for name in countries)
    periods = ",".join(f'"{quarter}"' for quarter in QUARTERS)
    shares = answered(capsys, folder, f'=MARKET_SHARE({{{names}}},{{{periods}}},,"{measure}")')
    values = answered(capsys, folder, f'=MARKET_VALUE({{{names}}},{{{periods}}},"{measure}")')
    expected = wide[measure].unstack(fill_value=0.0).loc[countries, list(QUARTERS)]
    for row, name in enumerate(countries):
        for column, quarter in enumerate(QUARTERS):
            money = expected.loc[name, quarter]
            assert round(values[row][column], 2) == round(money, 2), (name, quarter)
            assert shares[row][column] == pytest.approx(money / expected[quarter].sum(), rel=1e-12, abs=1e-15)


def test_the_three_measures_of_the_shop_give_three_answers(
    shop: tuple[pd.DataFrame, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    _, folder = shop
    found = {
        answered(capsys, folder, f'=MARKET_SHARE("Germany","2011Q3",,"{m}")') for m in ("value", "orders", "lines")
    }
    assert len(found) == 3


def test_odd_labels_of_the_shop_are_what_they_are(
    shop: tuple[pd.DataFrame, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    wide, folder = shop
    labels = '"EIRE";"RSA";"Channel Islands";"European Community";"Unspecified"'
    codes = answered(capsys, folder, f'=MARKET_CODE({{{labels}}},"key")')
    assert [code for (code,) in codes] == ["IRL", "ZAF", "CHANNEL_ISLANDS", "EU_UNSPECIFIED", "UNSPECIFIED"]
    total = wide["value"].xs("2011Q3", level=1).sum()
    assert answered(capsys, folder, '=MARKET_SHARE("Ireland","2011Q3",,"value")') == pytest.approx(
        wide["value"]["EIRE", "2011Q3"] / total
    )
    for residual in ("European Community", "Unspecified"):
        assert answered(capsys, folder, f'=MARKET_RANK("{residual}","2011Q3",,"value")')["error"] == "#N/A"


def test_the_partial_december_has_a_value_and_no_growth(
    shop: tuple[pd.DataFrame, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    _, folder = shop
    assert answered(capsys, folder, '=MARKET_VALUE("EIRE","2011Q4","value")') > 0
    for kind in ("YOY", "POP"):
        refused = answered(capsys, folder, f'=MARKET_GROWTH("EIRE","2011Q4","{kind}","value")')
        assert refused["error"] == "#N/A"
        assert "partly covered" in refused["why"]
    growth = answered(capsys, folder, '=MARKET_GROWTH("EIRE","2011Q3","POP","value")')
    wide = shop[0]["value"]
    assert growth == pytest.approx(wide["EIRE", "2011Q3"] / wide["EIRE", "2011Q2"] - 1)


def test_a_region_report_is_made_from_the_shop_and_its_csv_holds_the_same_figures(
    shop: tuple[pd.DataFrame, Path], tmp_path: Path
) -> None:
    import openpyxl

    wide, folder = shop
    arguments = ["--dataset", "shop", "--region", "Europe", "--period", "2011Q3", "-f", "xlsx,csv", "-o", str(tmp_path)]
    assert run(["export", *arguments, "--metric", "value", *store(folder)]) == 0
    (book,) = tmp_path.glob("*.xlsx")
    (table,) = tmp_path.glob("*.csv")
    rows = list(csv.DictReader(table.read_text(encoding="utf-8-sig").splitlines()))
    found = {row["name"]: float(row["value"]) for row in rows}
    assert round(found["Ireland"], 2) == round(wide["value"]["EIRE", "2011Q3"], 2)
    texts = {cell.value for row in openpyxl.load_workbook(book).worksheets[0].iter_rows() for cell in row}
    assert {"Europe", "Ireland", "France"} <= texts


@pytest.mark.filterwarnings("ignore")  # Ibis warns of its own use of its engine
def test_facts_are_grouped_where_they_lie_and_agree_with_pandas(shop: tuple[pd.DataFrame, Path], data: Path) -> None:
    from xlmarket.config import Facts
    from xlmarket.sources import read_facts

    wide, _ = shop
    said = Facts(
        market="Country", date="InvoiceDate", value="Quantity*UnitPrice", where="InvoiceNo NOT LIKE 'A%'", unit="GBP"
    )
    sparse = read_facts(data / "uci_online_retail.csv.gz", said).observations
    sold = {key for key, lines in wide["lines"].items() if lines} | {key for key, sum_ in wide["value"].items() if sum_}
    assert len(sparse) == len(sold) < 38 * 5
    said = replace(said, complete=True)
    table = read_facts(data / "uci_online_retail.csv.gz", said).observations
    found = {(row.market, row.period.label): row.value for row in table}
    assert table.covered is not None
    assert [str(day) for day in table.covered] == ["2010-12-01", "2011-12-09"]
    assert len(found) == 38 * 5
    assert round(found["DEU", "2011Q3"], 2) == round(wide["value"]["Germany", "2011Q3"], 2)
    assert round(sum(found.values()), 2) == round(wide["value"].sum(), 2)


CENSUS = """
[mapping.census]
columns = {market = "series", period = "period", value = "level_musd"}
only = {release = "%s", adjustment = "%s"}
metric = "sales"
unit = "USD million"
aggregates = {total = false}
"""


def published(data: Path) -> list[dict[str, str]]:
    with (data / "us_census_published_releases.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def imported(data: Path, folder: Path, release: str, adjustment: str) -> Any:
    (folder / "census.toml").write_text(CENSUS % (release, adjustment))
    file = str(data / "us_census_published_releases.csv")
    assert run(["import", file, "--as", "census", "--map", str(folder / "census.toml"), *store(folder)]) == 0
    return open_snapshot("census", store=str(folder / "figures.sqlite"))


def test_the_census_release_of_2017q3_is_reproduced_at_the_printed_decimal(data: Path, tmp_path: Path) -> None:
    figures = imported(data, tmp_path, "2017Q3", "SA")
    rows = [row for row in published(data) if row["release"] == "2017Q3"]
    counted = {"POP": 0, "YOY": 0, "share": 0}
    for row in rows:
        if row["period"] != "2016Q3":
            rate = evaluate(figures, f'=MARKET_GROWTH("{row["series"]}","{row["period"]}","POP")').value
            assert f"{rate * 100:.1f}" == f"{float(row['qoq_pct']):.1f}"
            counted["POP"] += 1
        if row["period"] == "2017Q3":
            rate = evaluate(figures, f'=MARKET_GROWTH("{row["series"]}","2017Q3")').value
            assert f"{rate * 100:.1f}" == f"{float(row['yoy_pct']):.1f}"
            counted["YOY"] += 1
        if row["ecom_share_pct"]:
            share = evaluate(figures, f'=MARKET_SHARE("ecommerce","{row["period"]}","total")').value
            assert f"{share * 100:.1f}" == row["ecom_share_pct"]
            counted["share"] += 1
    assert counted == {"POP": 8, "YOY": 2, "share": 5}


@pytest.mark.parametrize("release", ["2024Q1", "2015Q3", "2013Q2", "2010Q2"])
def test_the_other_census_releases_hold_within_the_rounding_of_their_levels(
    data: Path, tmp_path: Path, release: str
) -> None:
    figures = imported(data, tmp_path, release, "SA")
    (row,) = [
        r for r in published(data) if (r["release"], r["adjustment"], r["series"]) == (release, "SA", "ecommerce")
    ]
    share = evaluate(figures, f'=MARKET_SHARE("ecommerce","{release}","total")').value
    level, total = (call(figures, "MARKET_VALUE", name, release).value for name in ("ecommerce", "total"))
    rounding = 50.0  # levels are printed to 0.1 billion
    low, high = (level - rounding) / (total + rounding), (level + rounding) / (total - rounding)
    assert low <= share <= high
    printed = float(row["ecom_share_pct"]) / 100
    assert low - 0.0005 <= printed <= high + 0.0005


ONS = """
[mapping.ons]
columns = {market = "industry", period = "date", value = "value", metric = "measure"}
frequency = "M"
kind = "ratio"
aggregates = ["All retailing excluding automotive fuel", "Total of predominantly non-food stores"]
source = "Office for National Statistics, Retail Sales Index"
"""


def test_every_printed_growth_rate_of_the_ons_holds_within_the_rounding_of_its_levels(
    data: Path, tmp_path: Path
) -> None:
    """Levels and rates are printed to one decimal: a rate must lie where some unrounded levels would put it."""
    (tmp_path / "ons.toml").write_text(ONS)
    file = str(data / "uk_ons_rsi_v44_tidy.csv")
    assert run(["import", file, "--as", "ons", "--map", str(tmp_path / "ons.toml"), *store(tmp_path)]) == 0
    figures = open_snapshot("ons", store=str(tmp_path / "figures.sqlite"))
    levels = {
        "Chained volume": "Chained volume of retail sales",
        "Current prices": "Value of retail sales at current prices",
    }
    kinds = {"on previous month": "POP", "on same month a year earlier": "YOY"}
    markets = [[key] for key in figures.panel(levels["Current prices"]).markets]
    months = [period.label for period in figures.panel(levels["Current prices"]).periods]
    checked = 0
    for family, level in levels.items():
        values = call(figures, "MARKET_VALUE", markets, [months], level).rows
        for words, kind in kinds.items():
            printed = call(figures, "MARKET_VALUE", markets, [months], f"{family} - Percentage change {words}").rows
            rates = call(figures, "MARKET_GROWTH", markets, [months], kind, level).rows
            back = 1 if kind == "POP" else 12
            for row in range(len(markets)):
                for column in range(back, len(months)):
                    now, before = values[row][column], values[row][column - back]
                    low, high = (now - 0.05) / (before + 0.05) - 1, (now + 0.05) / (before - 0.05) - 1
                    assert low <= rates[row][column] <= high
                    assert low * 100 - 0.05 <= printed[row][column] + 1e-9, (markets[row], months[column], words)
                    assert printed[row][column] - 1e-9 <= high * 100 + 0.05, (markets[row], months[column], words)
                    checked += 1
    assert checked == 2 * 10 * (131 + 120)


ECOMSA = """
[mapping.ecomsa]
columns = {period = "%s", value = "ECOMSA"}
market = "United States"
metric = "ecommerce"
unit = "USD million"
frequency = "Q"
source = "US Census Bureau through FRED"
"""


def test_two_vintages_of_ecomsa_answer_by_their_day_and_an_old_report_is_rebuilt_byte_for_byte(
    data: Path, tmp_path: Path
) -> None:
    def bring(file: str, column: str, day: str) -> None:
        (tmp_path / "ecomsa.toml").write_text(ECOMSA % column)
        arguments = ["--as", "ecomsa", "--map", str(tmp_path / "ecomsa.toml"), "--published", day]
        assert run(["import", str(data / file), *arguments, *store(tmp_path)]) == 0

    def report(name: str, *more: str) -> bytes:
        arguments = [
            "report",
            "market-profile",
            "--dataset",
            "ecomsa",
            "--region",
            "United States",
            "--period",
            "2024Q3",
        ]
        assert run([*arguments, "-o", str(tmp_path / name), *more, *store(tmp_path)]) == 0
        return (tmp_path / name).read_bytes()

    bring("us_census_ecomsa_vintage2024-11.csv", "DATE", "2024-11-20")
    before = report("before.xlsx")
    bring("us_census_ecomsa_vintage2025-02.csv", "observation_date", "2025-02-20")
    old = call(
        open_snapshot("ecomsa", store=str(tmp_path / "figures.sqlite")),
        "MARKET_VALUE",
        "United States",
        "2024Q3",
        None,
        "as_of=2024-12-31",
    )
    new = call(
        open_snapshot("ecomsa", store=str(tmp_path / "figures.sqlite")), "MARKET_VALUE", "United States", "2024Q3"
    )
    assert old.value != new.value
    expected = {}
    for file in ("us_census_ecomsa_vintage2024-11.csv", "us_census_ecomsa_vintage2025-02.csv"):
        with (data / file).open() as lines:
            expected[file] = {row[0]: float(row[1]) for row in list(csv.reader(lines))[1:]}["2024-07-01"]
    assert [old.value, new.value] == list(expected.values())
    assert report("again.xlsx", "--as-of", "2024-12-31") == before
    assert report("newer.xlsx") != before


def test_a_country_total_of_the_world_bank_is_not_counted_twice(data: Path, tmp_path: Path) -> None:
    (tmp_path / "wb.toml").write_text(
        '[mapping.wb]\ncolumns = {market = "Country Name", period = "Year", value = "Value"}\n'
        'metric = "gdp"\nunit = "USD"\nsource = "World Bank"\n'
    )
    file = str(data / "worldbank_gdp_current_usd.csv")
    assert run(["import", file, "--as", "wb", "--map", str(tmp_path / "wb.toml"), *store(tmp_path)]) == 0
    figures = open_snapshot("wb", store=str(tmp_path / "figures.sqlite"))
    share = call(figures, "MARKET_SHARE", "United States", 2015).value
    with (data / "worldbank_gdp_current_usd.csv").open() as lines:
        rows = {(r["Country Code"], r["Year"]): float(r["Value"]) for r in csv.DictReader(lines)}
    assert share == pytest.approx(rows["USA", "2015"] / rows["WLD", "2015"])
    assert call(figures, "MARKET_RANK", "United States", 2015).value == 1
    assert call(figures, "MARKET_RANK", "China", 2015).value == 2
    assert not isinstance(call(figures, "MARKET_VALUE", "Namibia", 2015).value, CellError)


INTERNET = """
[mapping.internet]
columns = {market = "series", period = "period", value = "value"}
only = {sheet = "%s", block = "level"}
metric = "%s"
kind = "ratio"
aggregates = ["All retailing excluding automotive fuel", "Total of predominantly non-food stores"]
source = "Office for National Statistics, Internet sales"
"""


def test_printed_growth_of_internet_sales_holds_within_the_rounding_of_its_index(data: Path, tmp_path: Path) -> None:
    for sheet, metric in (("ISCPSA", "index"), ("ISCPSA1", "yoy"), ("ISCPSA2", "mom")):
        (tmp_path / f"{metric}.toml").write_text(INTERNET % (sheet, metric))
        arguments = ["--as", "internet", "--map", str(tmp_path / f"{metric}.toml"), *store(tmp_path)]
        assert run(["import", str(data / "uk_ons_internet_sales_tidy.csv"), *arguments]) == 0
    figures = open_snapshot("internet", store=str(tmp_path / "figures.sqlite"))
    markets = [[key] for key in figures.panel("index").markets]
    months = [period.label for period in figures.panel("index").periods]
    levels = call(figures, "MARKET_VALUE", markets, [months], "index").rows
    checked = outside = 0
    for metric, kind, back in (("yoy", "YOY", 12), ("mom", "POP", 1)):
        printed = call(figures, "MARKET_VALUE", markets, [months], metric).rows
        rates = call(figures, "MARKET_GROWTH", markets, [months], kind, "index").rows
        for row in range(len(markets)):
            for column in range(back, len(months)):
                now, before, said = levels[row][column], levels[row][column - back], printed[row][column]
                if isinstance(said, CellError):
                    continue
                low, high = (now - 0.05) / (before + 0.05) - 1, (now + 0.05) / (before - 0.05) - 1
                assert low <= rates[row][column] <= high
                outside += not low * 100 - 0.05 <= said + 1e-9 <= high * 100 + 0.05 + 2e-9
                checked += 1
    assert checked > 3_000
    assert outside == 0


SECTORS = """
[mapping.sectors]
columns = {market = "series", period = "period", value = "value"}
only = {sheet = "IntValSA", block = "level"}
metric = "internet_sales"
unit = "GBP million"
kind = "flow"
source = "Office for National Statistics, Internet sales"
aggregates = ["All retailing excluding automotive fuel", "Total of predominantly non-food stores"]
"""


def test_the_sectors_of_the_ons_are_not_counted_with_their_totals(data: Path, tmp_path: Path) -> None:
    (tmp_path / "sectors.toml").write_text(SECTORS)
    file = data / "uk_ons_internet_sales_tidy.csv"
    assert run(["import", str(file), "--as", "ons", "--map", str(tmp_path / "sectors.toml"), *store(tmp_path)]) == 0
    figures = open_snapshot("ons", store=str(tmp_path / "figures.sqlite"))
    table = pd.read_csv(file)
    table = table[(table.sheet == "IntValSA") & (table.block == "level") & (table.period == "2015-06")]
    values = table.set_index("series").value
    whole, nonfood = "All retailing excluding automotive fuel", "Total of predominantly non-food stores"
    sectors = values.drop([whole, nonfood])
    assert sectors.sum() == pytest.approx(values[whole], abs=0.35)  # seven figures rounded to 0.1
    shares = sectors / sectors.sum()
    assert call(figures, "MARKET_CONCENTRATION", None, "2015-06").value == pytest.approx((shares**2).sum() * 10_000)
    assert call(figures, "MARKET_VALUE", "World", "2015-06").value == pytest.approx(sectors.sum())
    for name, rank in sectors.rank(ascending=False, method="min").items():
        assert call(figures, "MARKET_RANK", name, "2015-06").value == rank
        assert call(figures, "MARKET_SHARE", name, "2015-06").value == pytest.approx(shares[name])
    assert call(figures, "MARKET_SHARE", nonfood, "2015-06", whole).value == pytest.approx(
        values[nonfood] / values[whole]
    )
    assert isinstance(call(figures, "MARKET_RANK", whole, "2015-06").value, CellError)
