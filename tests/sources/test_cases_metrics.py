"""Kinds, units and totals: read from the file or declared, and asked for where nothing says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import shared
from tests.sources.test_cases_columns import reading
from xlmarket.config import Mapping
from xlmarket.errors import SourceError
from xlmarket.observations import Metric, MetricKind
from xlmarket.sources import Reading, read
from xlmarket.sources.kinds import is_money, kind_of

FLOW, STOCK, RATIO = MetricKind.FLOW, MetricKind.STOCK, MetricKind.RATIO
COUNTRIES = ("Germany", "France", "Brazil", "Japan")


@pytest.mark.parametrize(("metric", "unit", "kind"), [
    ("sales", "", FLOW), ("sales", "USD million", FLOW), ("x", "JPY", FLOW), ("x", "EUR thousand", FLOW), ("x", "€", FLOW),
    ("x", "parcels", FLOW), ("e-commerce", "", FLOW), ("retail_sales", "", FLOW), ("GDP (current US$)", "", FLOW),
    ("population", "", STOCK), ("x", "thousand persons", STOCK), ("online_buyers", "", STOCK), ("sites", "", STOCK),
    ("x", "percent", RATIO), ("x", "%", RATIO), ("x", "index 2015=100", RATIO), ("x", "USD per capita", RATIO), ("x", "USD/kg", RATIO),
    ("sales", "percent", RATIO), ("exchange_rate", "", RATIO), ("sales growth", "", RATIO), ("price", "USD", RATIO),
    ("GDP per capita", "USD", RATIO), ("export share", "", RATIO), ("x", "BRL per USD", RATIO), ("sales index", "USD", RATIO),
    ("sales", "2015=100", RATIO), ("Sales (2010 = 100)", "", RATIO), ("Cumulative sales", "USD", None), ("Sales YTD", "", None),
    ("LTM revenue", "EUR million", None), ("sales rank", "", None), ("Sales SAAR", "", None), ("cumulative growth", "%", RATIO),
    ("x", "", None), ("v", "", None), ("x", "days", None), ("debt", "USD", None), ("sales", "persons", None), ("users of sales", "", None),
])  # fmt: skip
def test_the_kind_is_that_of_the_unit_or_of_the_name(metric: str, unit: str, kind: MetricKind | None) -> None:
    assert kind_of(metric, unit) is kind


@pytest.mark.parametrize(("unit", "money"), [
    ("USD", True), ("JPY billion", True), ("million euros", True), ("£ m", True), ("BRL per USD", False), ("percent", False),
    ("parcels", False), ("", False), ("USD per head", False), ("TEU", False),
])  # fmt: skip
def test_money_is_an_amount_of_one_currency(unit: str, money: bool) -> None:
    assert is_money(unit) is money


def metrics(found: Reading) -> dict[str, Metric]:
    return {metric.name: metric for metric in found.observations.metrics}


def test_a_kind_of_the_file_wins_over_the_mapping_and_that_over_the_unit(tmp_path: Path) -> None:
    text = "market,metric,period,value,unit,kind\nBrazil,a,2015,1,percent,flow\nBrazil,b,2015,1,percent,\nBrazil,c,2015,1,percent,\n"
    found = metrics(reading(tmp_path, text, Mapping(kind={"a": "stock", "b": "stock"})))
    assert {name: metric.kind for name, metric in found.items()} == {"a": FLOW, "b": STOCK, "c": RATIO}


def test_two_kinds_of_one_metric_or_a_word_that_is_none_are_rejected(tmp_path: Path) -> None:
    text = "market,metric,period,value,kind\nBrazil,a,2015,1,flow\nJapan,a,2015,1,stock\nPeru,a,2015,1,flows\n"
    assert [
        "is a flow in other rows" in reject.why or "invalid kind" in reject.why
        for reject in reading(tmp_path, text).rejects
    ] == [True, True]


def test_a_metric_of_unknown_kind_is_a_question_and_never_added_up(tmp_path: Path) -> None:
    found = reading(tmp_path, "market,metric,period,value\nBrazil,x,2015,1\nBrazil,sales,2015,1\n")
    assert [(one.topic, one.name) for one in found.questions] == [("kind", "x")]
    assert "--kind flow, stock or ratio" in found.questions[0].remedy
    assert metrics(found)["x"].kind is RATIO


def test_the_default_metric_comes_from_the_file_or_the_mapping(tmp_path: Path) -> None:
    text = "market,metric,period,value,default\nBrazil,sales,2015,1,\nBrazil,orders,2015,1,true\n"
    assert [name for name, one in metrics(reading(tmp_path, text)).items() if one.default] == ["orders"]
    plain = text.replace(",true", ",")
    assert [name for name, one in metrics(reading(tmp_path, plain)).items() if one.default] == []
    for default, name in ((True, "sales"), ("orders", "orders")):
        found = metrics(reading(tmp_path, plain, Mapping(default=default)))
        assert [one for one in found if found[one].default] == [name]
    two = text + "Peru,sales,2015,1,yes\nPeru,orders,2015,1,maybe\n"
    assert ["default" in reject.why for reject in reading(tmp_path, two).rejects] == [True, True]


def test_markets_may_have_units_of_their_own_where_all_are_money(tmp_path: Path) -> None:
    text = "market,metric,period,value,unit\nJapan,sales,2014,1,JPY\nBrazil,sales,2014,1,BRL\nJapan,sales,2015,1,JPY\nBrazil,sales,2015,1,USD\nPeru,sales,2015,1,parcels\n"
    found = reading(tmp_path, text)
    assert [(row.market, row.unit) for row in found.observations] == [("JPN", "JPY"), ("BRA", "BRL"), ("JPN", "JPY")]
    assert [(reject.found, "has the unit" in reject.why) for reject in found.rejects] == [
        ("USD", True),
        ("parcels", True),
    ]
    assert (metrics(found)["sales"].unit, metrics(found)["sales"].kind) == ("", FLOW)


@pytest.mark.parametrize("entry", ["Japan", "sales", "value"])
def test_units_are_declared_by_market_metric_or_column(tmp_path: Path, entry: str) -> None:
    found = reading(
        tmp_path, "market,metric,period,value\nJapan,sales,2014,1\n", Mapping(units={entry: "JPY"}, unit="USD")
    )
    assert [row.unit for row in found.observations] == ["JPY"]


def test_a_scale_by_column_counts_for_it_alone_and_unknown_entries_are_told(tmp_path: Path) -> None:
    mapping = Mapping(wide="metrics", scale={"Sales ": 1000.0}, units={"sales": "USD", "order": "x"})
    found = reading(tmp_path, "market,period,sales,orders\nJapan,2014,1,2\n", mapping)
    assert {row.metric: (row.value, row.unit) for row in found.observations} == {
        "sales": (1000, "USD"),
        "orders": (2, ""),
    }
    assert [finding for finding in found.findings if '"order"' in finding] == list(found.findings)


def test_a_scale_for_a_column_the_file_lacks_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"column for the scale.*salse.*did you mean sales"):
        reading(tmp_path, "market,period,sales\nJapan,2014,1\n", Mapping(wide="metrics", scale={"salse": 5.0}))


def table(*rows: tuple[str, float, float], years: int = 2) -> str:
    lines = ["market," + ",".join(str(2014 + n) for n in range(years))]
    return (
        "\n".join([*lines, *(f"{name},{','.join(f'{value:g}' for value in values)}" for name, *values in rows)]) + "\n"
    )


PARTS = (("Germany", 10.0, 12.0), ("France", 20.0, 19.0), ("Brazil", 33.0, 37.0), ("Japan", 41.0, 40.0))
SUM = (104.0, 108.0)
WIDE = Mapping(wide="periods", metric="sales")


def asked(found: Reading) -> list[tuple[str, str]]:
    return [(one.topic, one.name) for one in found.questions]


@pytest.mark.parametrize("name", ["Total", "All shops", "Gesamtmarkt", "X", "Western world"])
@pytest.mark.parametrize("position", [0, 2, 4])
def test_a_row_that_is_the_sum_of_all_others_is_a_question(tmp_path: Path, name: str, position: int) -> None:
    rows = [*PARTS[:position], (name, *SUM), *PARTS[position:]]
    found = reading(tmp_path, table(*rows), WIDE)
    assert asked(found) == [("aggregate", name)]
    assert f'--aggregate "{name}"' in found.questions[0].remedy


@pytest.mark.parametrize("name", ["Total", "Grand total", "Summe", "合计", "Total Europe"])
def test_a_row_that_is_a_sum_by_its_name_is_a_question_in_one_period_too(tmp_path: Path, name: str) -> None:
    found = reading(tmp_path, f"market,2015\nGermany,10\nFrance,20\n{name},31\n", WIDE)
    assert asked(found) == [("aggregate", name)]


def test_subtotals_and_their_total_are_found_and_none_is_a_part_of_another(tmp_path: Path) -> None:
    rows = [
        *PARTS[:3],
        ("West", 63.0, 68.0),
        ("Chile", 1.0, 2.0),
        ("Peru", 3.0, 5.0),
        ("Mali", 5.0, 8.0),
        ("South", 9.0, 15.0),
        ("Both", 72.0, 83.0),
    ]
    found = reading(tmp_path, table(*rows), WIDE)
    assert asked(found) == [("aggregate", "West"), ("aggregate", "South"), ("aggregate", "Both")]
    assert "sum of Germany, France, Brazil" in found.questions[0].what


@pytest.mark.parametrize("total", [(105.0, 108.0), (104.0, 109.0), (0.0, 0.0), (103.0, 108.0)])
def test_a_row_that_is_no_sum_in_every_period_is_a_market(tmp_path: Path, total: tuple[float, float]) -> None:
    assert asked(reading(tmp_path, table(*PARTS, ("X", *total)), WIDE)) == []


def test_few_digits_are_too_few_to_call_a_market_a_sum(tmp_path: Path) -> None:
    assert asked(reading(tmp_path, table(*PARTS[:2], ("X", 30.0, 31.0)), WIDE)) == []
    assert asked(reading(tmp_path, "market,2015\nGermany,1\nFrance,2\nBrazil,3\nX,6\n", WIDE)) == []
    assert asked(reading(tmp_path, "market,2015\nGermany,3000\nFrance,1000\nX,2000\n", WIDE)) == []


@pytest.mark.parametrize("text", [
    "market,2013,2014,2015\nGermany,10,20,30\nFrance,11,21,32\nX,21,41,62\nBrazil,5,6,8\n",
    "market,2015\nGermany,12345.6\nFrance,2345.7\nX,14691.3\nBrazil,8\n",
    "market,2015\nGermany,10\nFrance,11\nBrazil,7.5\nJapan,8.25\nX,36.75\n",
])  # fmt: skip
def test_many_digits_that_agree_make_a_sum_of_two_parts_or_in_one_period(tmp_path: Path, text: str) -> None:
    assert asked(reading(tmp_path, text, WIDE)) == [("aggregate", "X")]


@pytest.mark.parametrize(
    "name", ["Average", "Median", "YoY %", "of which online", "davon online", "EU without UK", "平均"]
)
def test_a_row_that_is_by_its_name_computed_from_others_is_a_question(tmp_path: Path, name: str) -> None:
    found = reading(tmp_path, f"market,2015\nGermany,10\nFrance,20\n{name},17\n", WIDE)
    assert asked(found) == [("aggregate", name)]
    assert "computed" in found.questions[0].what


@pytest.mark.parametrize("name", ["Meanwood", "Medianas", "Growth Hackers", "Sanssouci", "Check Point"])
def test_a_name_that_only_contains_such_a_word_is_a_market(tmp_path: Path, name: str) -> None:
    assert asked(reading(tmp_path, f"market,2015\nGermany,10\nFrance,20\n{name},17\n", WIDE)) == []


@pytest.mark.parametrize("header", ["Sales (thousands)", "Sales (USD m)", "Sales, EUR million"])
def test_a_header_with_a_unit_that_nothing_declares_is_told(tmp_path: Path, header: str) -> None:
    text = f'Country,Year,"{header}"\nGermany,2015,5\n'
    named = Mapping(columns={"value": header}, metric="sales")
    assert any(header in finding for finding in reading(tmp_path, text, named).findings)
    for keys in ({"unit": "USD"}, {"units": {header: "USD"}}, {"scale": 1000.0}):
        known = reading(tmp_path, text, replace(named, **keys))  # type: ignore[arg-type]
        assert not any(header in finding for finding in known.findings)


def test_a_column_of_currencies_is_the_unit(tmp_path: Path) -> None:
    found = reading(tmp_path, "Country,Year,Sales,Currency\nGermany,2015,5,EUR\nJapan,2015,6,JPY\n", Mapping())
    assert [row.unit for row in found.observations] == ["EUR", "JPY"]


@pytest.mark.parametrize("name", ["Brazil (1)", "Brazil²", "Brazil [a]", "Brazil 2)"])
def test_a_name_with_a_footnote_is_near_the_market_without_it(tmp_path: Path, name: str) -> None:
    assert reading(tmp_path, f"market,2015\n{name},5\n", WIDE).new_names == {name: "Brazil"}


def test_rounded_parts_may_miss_their_sum_by_their_rounding(tmp_path: Path) -> None:
    years = 8
    rows = [(name, *(100.0 + 7 * n + 3 * year + 0.1 for year in range(years))) for n, name in enumerate(COUNTRIES)]
    total = ("X", *(sum(row[1 + year] for row in rows) + 0.1 for year in range(years)))
    assert asked(reading(tmp_path, table(*rows, total, years=years), WIDE)) == [("aggregate", "X")]  # type: ignore[arg-type]
    wrong = ("X", *(value + 1 for value in total[1:]))  # type: ignore[operator]
    assert asked(reading(tmp_path, table(*rows, wrong, years=years), WIDE)) == []  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["World", "European Union", "EU", "Europe & Central Asia"])
def test_groups_that_everybody_knows_need_no_declaration(tmp_path: Path, name: str) -> None:
    assert asked(reading(tmp_path, table(*PARTS, (name, *SUM)), WIDE)) == []


def declared(**keys: object) -> Mapping:
    return Mapping(wide="periods", metric="sales", **keys)  # type: ignore[arg-type]


def test_a_declared_total_is_the_world_and_other_aggregates_have_their_members(tmp_path: Path) -> None:
    found = reading(tmp_path, table(*PARTS, ("Total", *SUM)), declared(aggregates={"Total": ()}))
    assert (asked(found), found.observations.aggregates) == ([], {})
    assert {row.market for row in found.observations} >= {"WORLD"}
    for keys in (
        {"aggregates": {"X": ()}},
        {"aggregates": {"X": COUNTRIES}},
        {"parent": dict.fromkeys(COUNTRIES, "X")},
    ):
        found = reading(tmp_path, table(*PARTS, ("X", *SUM)), declared(**keys))
        assert (asked(found), found.observations.aggregates) == ([], {"X": ("DEU", "FRA", "BRA", "JPN")})


def test_a_sum_can_be_excluded_or_declared_a_market(tmp_path: Path) -> None:
    text = table(*PARTS, ("X", *SUM))
    found = reading(tmp_path, text, declared(exclude=("x",)))
    assert ({row.market for row in found.observations}, asked(found)) == ({"DEU", "FRA", "BRA", "JPN"}, [])
    found = reading(tmp_path, text, declared(aggregates={"X": None}))
    assert ("X" in {row.market for row in found.observations}, asked(found), found.observations.aggregates) == (
        True,
        [],
        {},
    )


def test_a_country_with_its_parts_is_a_question_and_parent_answers_it(tmp_path: Path) -> None:
    parts = (("England", 84.0, 85.0), ("Scotland", 8.0, 9.0), ("Wales", 5.0, 4.0))
    text = table(("United Kingdom", 97.0, 98.0), *parts, ("Brazil", 7.0, 9.0))
    assert asked(reading(tmp_path, text, WIDE)) == [("aggregate", "United Kingdom")]
    found = reading(tmp_path, text, declared(parent={name: "United Kingdom" for name, *_ in parts}))
    assert (asked(found), found.observations.aggregates) == ([], {"GBR": ("England", "Scotland", "Wales")})


@pytest.mark.parametrize(("name", "sums"), [
    ("worldbank_gdp_current_usd.csv", []),
    ("uk_ons_internet_sales_tidy.csv", ["All retailing excluding automotive fuel", "Total of predominantly non-food stores"]),
])  # fmt: skip
def test_the_sums_of_real_files_are_found_and_no_country_is_one(name: str, sums: list[str]) -> None:
    mapping = {
        "worldbank_gdp_current_usd.csv": Mapping(columns={"market": "Country Name", "period": "Year"}, metric="gdp", unit="USD"),
        "uk_ons_internet_sales_tidy.csv": Mapping(columns={"market": "series"}, metric="sales", only={"sheet": ("IntValSA",), "block": ("level",)}),
    }[name]  # fmt: skip
    found = read(shared("data") / name, mapping)
    assert sorted(one.name for one in found.questions if one.topic == "aggregate") == sums


@pytest.mark.parametrize("name", ["World", "world", "WORLD"])
def test_a_market_is_excluded_by_any_of_its_names(tmp_path: Path, name: str) -> None:
    found = reading(tmp_path, table(*PARTS, (name, *SUM)), declared(exclude=("World",)))
    assert {row.market for row in found.observations} == {"DEU", "FRA", "BRA", "JPN"}
    assert not found.findings


def test_names_that_the_file_does_not_have_are_told(tmp_path: Path) -> None:
    found = reading(tmp_path, table(*PARTS), declared(exclude=("Tootal",), aggregates={"Totl": ()}, default="sale"))
    assert [finding.partition(":")[0] for finding in found.findings] == ["default", "exclude", "aggregates"]


def test_a_metric_in_other_letters_is_the_same_metric_and_told(tmp_path: Path) -> None:
    text = "market,metric,period,value\nGermany,Sales,2015,5\nFrance,sales,2015,6\nItaly,SALES,2015,7\n"
    found = reading(tmp_path, text, Mapping())
    assert {row.metric for row in found.observations} == {"Sales"}
    assert [finding for finding in found.findings if "is read as the metric" in finding] == [
        '"sales" is read as the metric "Sales"', '"SALES" is read as the metric "Sales"',
    ]  # fmt: skip
    second = reading(tmp_path, f"{text}Germany,sales,2015,6\n", Mapping())
    assert [reject.found for reject in second.rejects] == ["6"]
