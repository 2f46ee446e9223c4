"""Units per market, currencies, exchange rates and scales."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.functions.tables import annual, ask, snapshot, why
from xlmarket.cli import run
from xlmarket.functions import Snapshot, call, open_snapshot
from xlmarket.functions.units import magnitude, scale_unit
from xlmarket.observations import Metric, MetricKind, Observation
from xlmarket.periods import Frequency, Period, parse_period

SAMPLE = open_snapshot("sample-quarterly")
SALES = Metric(name="sales", unit="", kind=MetricKind.FLOW, frequency=Frequency.YEAR, default=True)
RATES = [
    Metric(name="exchange_rate", unit="", kind=MetricKind.RATIO, frequency=Frequency.MONTH),
    Metric(name="exchange_rate_end", unit="", kind=MetricKind.RATIO, frequency=Frequency.MONTH),
    Metric(name="exchange_rate_days", unit="", kind=MetricKind.FLOW, frequency=Frequency.MONTH),
]


def own_units(*rates: Observation) -> Snapshot:
    """Sales in the currency of each market."""
    units = {"JPN": "JPY billion", "BRA": "BRL million", "USA": "USD million"}
    rows = [
        Observation(market=market, metric="sales", period=Period.of(year), value=value * (year - 2013), unit=unit)
        for (market, unit), value in zip(units.items(), (12.0, 300.0, 100.0), strict=True)
        for year in (2014, 2015)
    ]
    return snapshot([*rows, *rates], [SALES, *RATES])


def ecb(data: Path) -> pd.DataFrame:
    return pd.read_csv(data / "fx_ecb_monthly_per_eur.csv")


def year_of(table: pd.DataFrame, currency: str, year: int) -> float:
    """The mean of a year's months weighted by days: so many per euro."""
    rows = table[(table.currency == currency) & table.month.str.startswith(str(year))]
    return float(np.average(rows.avg_per_eur, weights=rows.days))


def test_each_market_has_its_own_unit() -> None:
    figures = own_units()
    units = [row[0] for row in ask(figures, "UNIT", [["Japan"], ["Brazil"], ["United States"]], 2015)]
    assert units == ["JPY billion", "BRL million", "USD million"]
    assert call(figures, "MARKET_VALUE", "Japan", 2015).unit == "JPY billion"
    assert ask(figures, "VALUE", "Japan", 2015) == 24
    assert ask(figures, "GROWTH", "Japan", 2015) == 1.0


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("SHARE", ("Japan", 2015)),
        ("VALUE", ("World", 2015)),
        ("VALUE", ("Americas", 2015)),
        ("GROWTH", ("World", 2015)),
        ("RANK", ("Japan", 2015)),
        ("RELATIVE_SHARE", ("Japan", 2015)),
        ("CONCENTRATION", (None, 2015)),
        ("CONTRIBUTION", ("Japan", 2015)),
        ("SHARE_CHANGE", ("Japan", 2014, 2015)),
        ("DECOMP", ("Japan", 2014, 2015)),
    ],
)
def test_figures_in_several_units_are_not_added_up_or_compared(name: str, arguments: tuple[object, ...]) -> None:
    said = why(own_units(), name, *arguments)
    assert said.startswith("#N/A")
    assert "the figures have different units" in said
    assert "BRL million" in said or "several units" in said
    assert "currency=USD" in said or "several units" in said


def test_one_currency_makes_them_one(data: Path) -> None:
    figures, table = own_units(), ecb(data)
    dollars = {
        "JPN": 24.0 * 1000 * year_of(table, "USD", 2015) / year_of(table, "JPY", 2015),
        "BRA": 600.0 * year_of(table, "USD", 2015) / year_of(table, "BRL", 2015),
        "USA": 200.0,
    }
    for market, value in dollars.items():
        assert ask(figures, "VALUE", market, 2015, None, "currency=USD") == pytest.approx(value)
        assert ask(figures, "SHARE", market, 2015, None, None, "currency=usd") == pytest.approx(
            value / sum(dollars.values())
        )
    assert ask(figures, "UNIT", "Japan", 2015, None, "currency=USD") == "USD million"
    assert ask(figures, "UNIT", "Japan", 2015, None, "currency=USD; scale=bn") == "USD billion"
    assert ask(figures, "RANK", "Japan", 2015, None, None, "currency=USD") == 2
    shares = np.array(list(dollars.values())) / sum(dollars.values())
    hhi = ask(figures, "CONCENTRATION", None, 2015, None, None, "currency=EUR")
    assert hhi == pytest.approx((shares**2).sum() * 10_000)
    assert ask(figures, "VALUE", "World", 2015, None, "currency=USD; scale=k") == pytest.approx(
        sum(dollars.values()) * 1000
    )


def test_a_market_that_changes_its_unit_is_not_compared_with_itself() -> None:
    rows = [
        Observation(market="LTU", metric="sales", period=Period.of(2014), value=100.0, unit="LTL million"),
        Observation(market="LTU", metric="sales", period=Period.of(2015), value=30.0, unit="EUR million"),
    ]
    figures = snapshot(rows, [SALES])
    assert ask(figures, "VALUE", "Lithuania", 2015) == 30
    assert "different units" in why(figures, "GROWTH", "Lithuania", 2015)


def test_annual_rates_are_weighted_by_days_and_the_end_of_a_year_is_its_last(data: Path) -> None:
    figures, table = annual({"FRA": [57.5, 60.0]}, unit="EUR billion"), ecb(data)
    rate = ask(figures, "VALUE", "France", 2014, None, "currency=USD") / 57.5
    assert rate == pytest.approx(year_of(table, "USD", 2014))
    assert rate == pytest.approx(1.3285007, abs=5e-8)
    dollars = annual({"BRA": [1.0, 1.0]}, unit="USD")
    reais = ask(dollars, "VALUE", "Brazil", 2015, None, "currency=BRL")
    assert reais == pytest.approx(3.3351895, abs=5e-8)
    end = ask(figures, "VALUE", "France", 2014, None, "currency=USD; rate=end") / 57.5
    assert end == pytest.approx(1.2141)


def rate(pair: str, month: str, value: float, metric: str = "exchange_rate", market: str = "") -> Observation:
    return Observation(
        market=market or pair.replace(" ", "_"), metric=metric, period=parse_period(month), value=value, unit=pair
    )


@pytest.mark.parametrize(
    "pairs", [("BRL per USD", "JPY per USD"), ("USD per BRL", "USD per JPY"), ("BRL per USD", "USD per JPY")]
)
def test_several_pairs_in_one_file_count_in_both_directions(pairs: tuple[str, str]) -> None:
    worth = {"BRL per USD": 4.0, "USD per BRL": 0.25, "JPY per USD": 120.0, "USD per JPY": 1 / 120}
    months = [f"{year}-{month:02d}" for year in (2014, 2015) for month in range(1, 13)]
    figures = own_units(*(rate(pair, month, worth[pair]) for pair in pairs for month in months))
    assert ask(figures, "VALUE", "Brazil", 2015, None, "currency=USD") == pytest.approx(150)
    assert ask(figures, "VALUE", "Japan", 2015, None, "currency=USD") == pytest.approx(200)
    assert ask(figures, "VALUE", "Brazil", 2015, None, "currency=JPY") == pytest.approx(18.0 * 1000)


def test_a_mean_is_weighted_only_where_every_part_has_its_days() -> None:
    months = [f"2015-{month:02d}" for month in range(1, 13)]
    rates = [rate("BRL per USD", month, 4.0 + n / 10, market="BRL") for n, month in enumerate(months)]
    days = [rate("days", month, 20.0 + n, "exchange_rate_days", "BRL") for n, month in enumerate(months)]
    weighted = np.average([4.0 + n / 10 for n in range(12)], weights=[20.0 + n for n in range(12)])
    asked = ("VALUE", "Brazil", 2015, None, "currency=USD")
    assert ask(own_units(*days, *rates), *asked) == pytest.approx(600 / weighted)
    assert ask(own_units(*days[1:], *rates), *asked) == pytest.approx(600 / np.mean([4.0 + n / 10 for n in range(12)]))


def test_a_missing_rate_is_named_with_its_period() -> None:
    figures = own_units(*(rate("BRL per USD", f"2015-{month:02d}", 4.0) for month in range(1, 12)))
    said = why(figures, "VALUE", "Brazil", 2015, None, "currency=USD")
    assert "exchange_rate has no rate of BRL to USD in 2014, 2015" in said
    assert "exchange_rate_end has no rate" in why(figures, "VALUE", "Brazil", 2015, None, "currency=USD; rate=end")
    assert ask(figures, "VALUE", "United States", 2015, None, "currency=USD") == 200


def test_the_sample_can_be_had_in_euros_and_yuan(data: Path) -> None:
    table = ecb(data)
    quarter = table[(table.currency == "USD") & table.month.isin(["2015-10", "2015-11", "2015-12"])]
    dollars = float(np.average(quarter.avg_per_eur, weights=quarter.days))
    assert ask(SAMPLE, "VALUE", "Brazil", "2015Q4", None, "currency=EUR") == pytest.approx(684.452 / dollars)
    assert ask(SAMPLE, "VALUE", "World", 2015, None, "currency=CNY") > ask(SAMPLE, "VALUE", "World", 2015) * 6
    share = ask(SAMPLE, "SHARE", "Brazil", "2015Q4")
    assert ask(SAMPLE, "SHARE", "Brazil", "2015Q4", None, None, "currency=EUR") == pytest.approx(share)


def test_constant_currency_takes_the_rates_of_the_year_before(data: Path) -> None:
    figures = annual({"FRA": [100.0, 110.0], "DEU": [50.0, 60.0]}, unit="EUR million", first=2014)
    assert ask(figures, "GROWTH", "France", 2015, "CC", None, "currency=USD") == pytest.approx(0.10)
    assert ask(figures, "GROWTH", "Europe", 2015, "CC", None, "currency=USD") == pytest.approx(170 / 150 - 1)
    assert ask(figures, "GROWTH", "World", 2015, "CC", None, "currency=USD") == pytest.approx(170 / 150 - 1)
    table = ecb(data)
    nominal = 110 * year_of(table, "USD", 2015) / (100 * year_of(table, "USD", 2014)) - 1
    assert ask(figures, "GROWTH", "France", 2015, None, None, "currency=USD") == pytest.approx(nominal)
    assert why(figures, "GROWTH", "France", 2015, "CC").startswith("#VALUE! CC, growth in constant currency, needs")


def test_a_figure_that_is_not_money_has_no_currency() -> None:
    assert "not an amount of money" in why(SAMPLE, "VALUE", "Brazil", "2015Q4", "parcels", "currency=EUR")
    assert "not an amount of money" in why(SAMPLE, "VALUE", "Brazil", 2015, "law_index", "currency=EUR")


def test_a_scale_knows_the_unit() -> None:
    value = ask(SAMPLE, "VALUE", "Brazil", "2015Q4")
    expected = {
        "1": (1e6, "USD"),
        "k": (1e3, "USD thousand"),
        "m": (1.0, "USD million"),
        "bn": (1e-3, "USD billion"),
        "tn": (1e-6, "USD trillion"),
    }
    for scale, (factor, unit) in expected.items():
        option = f"scale={scale}"
        answer = call(SAMPLE, "MARKET_VALUE", "Brazil", "2015Q4", None, option)
        assert (answer.value, answer.unit) == (pytest.approx(value * factor), unit)
        assert ask(SAMPLE, "UNIT", "Brazil", "2015Q4", None, option) == unit
    assert call(SAMPLE, "MARKET_VALUE", "Brazil", "2015Q4").value == value


@pytest.mark.parametrize(
    ("unit", "scale", "shown"),
    [
        ("USD million", "bn", "USD billion"),
        ("USD", "m", "USD million"),
        ("thousand persons", "m", "million persons"),
        ("thousand persons", "1", "persons"),
        ("persons", "k", "thousand persons"),
        ("thousand", "m", "million"),
        ("thousand", "1", "units"),
        ("", "k", "thousand"),
        ("million USD", "bn", "USD billion"),
        ("EUR m", "bn", "EUR billion"),
        ("USD million", "", "USD million"),
    ],
)
def test_units_after_a_scale(unit: str, scale: str, shown: str) -> None:
    assert scale_unit(unit, scale) == shown


def test_sizes_of_units() -> None:
    sizes = {
        "USD million": 1e6,
        "USD bn": 1e9,
        "tn EUR": 1e12,
        "thousand persons": 1e3,
        "persons": 1.0,
        "Millions of USD": 1e6,
    }
    assert {unit: magnitude(unit) for unit in sizes} == sizes


@pytest.mark.parametrize("unit", ["percent", "index 2010 = 100", "score 1 to 5", "% of GDP"])
def test_a_scale_has_no_meaning_for_figures_that_are_not_amounts(unit: str) -> None:
    figures = annual({"FRA": [1.0, 2.0]}, unit=unit)
    assert "scale has no meaning for sales" in why(figures, "VALUE", "France", 2015, None, "scale=k")


def test_penetration_over_gdp_takes_both_in_one_currency() -> None:
    plain = ask(SAMPLE, "PENETRATION", "Japan", 2015, "GDP")
    assert ask(SAMPLE, "PENETRATION", "Japan", 2015, "GDP", None, "currency=EUR") == pytest.approx(plain, rel=1e-2)
    answer = call(SAMPLE, "MARKET_PENETRATION", "Japan", 2015, "BUYERS", None, "currency=EUR")
    assert answer.unit == "EUR per person"


RATES_FILE = """
[mapping.rates]
columns = {period = "month", market = "currency"}
wide = "metrics"
values = {avg_per_eur = "exchange_rate", eop_per_eur = "exchange_rate_end", days = "exchange_rate_days"}
units = {exchange_rate = "per EUR", exchange_rate_end = "per EUR", exchange_rate_days = "days"}
kind = {exchange_rate = "ratio", exchange_rate_end = "ratio", exchange_rate_days = "flow"}
frequency = "M"
source = "European Central Bank"
"""


def test_a_file_of_rates_is_imported_as_the_page_says_and_converts_the_figures_beside_it(
    data: Path, tmp_path: Path
) -> None:
    page = (Path(__file__).parents[2] / "docs" / "measures.md").read_text(encoding="utf-8")
    assert RATES_FILE.strip() in page
    (tmp_path / "rates.toml").write_text(RATES_FILE)
    (tmp_path / "sales.csv").write_text("market,metric,period,value,unit\nBrazil,sales,2018,100,BRL million\n")
    store = ["--store", str(tmp_path / "s.sqlite"), "--quiet"]
    rates = ["import", str(data / "fx_ecb_monthly_per_eur.csv"), "--map", str(tmp_path / "rates.toml")]
    assert run([*rates, "--as", "mine", *store]) == 0
    assert run(["import", str(tmp_path / "sales.csv"), "--as", "mine", *store]) == 0
    figures, table = open_snapshot("mine", store=str(tmp_path / "s.sqlite")), ecb(data)
    expected = 100 * year_of(table, "USD", 2018) / year_of(table, "BRL", 2018)
    assert ask(figures, "VALUE", "Brazil", 2018, "sales", "currency=USD") == pytest.approx(expected)
    last = table[table.month == "2018-12"].set_index("currency").eop_per_eur
    end = ask(figures, "VALUE", "Brazil", 2018, "sales", "currency=USD; rate=end")
    assert end == pytest.approx(100 * last["USD"] / last["BRL"])
    assert ask(figures, "VALUE", "Brazil", 2018, "sales", "currency=CAD") == pytest.approx(
        100 * year_of(table, "CAD", 2018) / year_of(table, "BRL", 2018)
    )  # CAD is a code of Chad too
    assert "no rate of BRL to VEF" in why(figures, "VALUE", "Brazil", 2018, "sales", "currency=VEF")


def test_several_pairs_are_imported_from_one_file(tmp_path: Path) -> None:
    rows = [
        f"{market},exchange_rate,2015,{value},{pair}"
        for market, value, pair in (("a", 4, "BRL per USD"), ("b", 0.9, "EUR per USD"), ("c", 0.0083, "USD per JPY"))
    ]
    sales = ["Brazil,sales,2015,600,BRL million", "Japan,sales,2015,24,JPY billion", "France,sales,2015,90,EUR million"]
    (tmp_path / "all.csv").write_text("\n".join(["market,metric,period,value,unit", *rows, *sales]) + "\n")
    store = ["--store", str(tmp_path / "s.sqlite"), "--quiet"]
    assert run(["import", str(tmp_path / "all.csv"), "--as", "mine", *store]) == 0
    figures = open_snapshot("mine", store=str(tmp_path / "s.sqlite"))
    total = 600 / 4 + 24_000 * 0.0083 + 90 / 0.9
    assert ask(figures, "VALUE", "World", 2015, "sales", "currency=USD") == pytest.approx(total)
    assert ask(figures, "UNIT", "Japan", 2015, "sales") == "JPY billion"
    assert "different units" in why(figures, "VALUE", "World", 2015, "sales")
