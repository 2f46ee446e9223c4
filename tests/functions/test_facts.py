"""The shipped data set against the table of facts: all twenty figures can be asked for, with what is known of each."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping

import pytest

from tests.conftest import SHARED, shared
from xlmarket.functions import call, open_snapshot
from xlmarket.observations import Observation, Qualifier

BRIEF = open_snapshot("cross-border-2015")
TABLE = SHARED / "facts" / "brief_facts.csv"
MARKETS = {
    "WORLD": "World",
    "RESIDUAL": "Others",
    "Europe+USA": "Europe and the United States",
    "EU": "European Union",
}
METRICS = {
    "number of countries and regions": "markets",
    "destination share of China cross-border e-commerce": "destination_share",
    "share of parcels": "parcel_share",
    "share of world cross-border online buyers": "online_buyer_share",
    "online shopping users": "online_shoppers",
    "e-commerce contribution to GDP": "ecommerce_to_gdp",
    "e-commerce market size": "ecommerce_sales",
    "e-commerce growth YoY": "ecommerce_growth",
    "e-commerce share of GNP": "ecommerce_to_gnp",
    "number of B2C websites": "b2c_websites",
    "growth of B2C websites": "b2c_website_growth",
    "average annual growth of cross-border B2C e-commerce": "ecommerce_growth",
}
UNITS = {
    "count": ("countries and regions", "sites"),
    "percent": ("percent", "percent per year"),
    "EUR bn": ("EUR billion",),
}
BOUNDS = {
    "exact": Qualifier.EXACT,
    "greater_than": Qualifier.ABOVE,
    "approx": Qualifier.ABOUT,
    "up_to": Qualifier.BELOW,
}
VERDICTS = {
    "rhetorical": "rhetorical",
    "basis_unstated": "basis unstated",
    "typo_double_percent": 'printed "38.4% %"',
    "conflicts_if_same_basis": "if read on the same basis",
    "undated": "undated in the source",
    "rounded_word": "a rounded word",
    "low": "low:",
    "contradicted": "contradicted:",
    "near_source": "near its source:",
    "impossible": "impossible:",
    "plausible": "plausible:",
    "inconsistent": "inconsistent:",
    "average_type_unstated": "kind of average not said",
}
DOUBTFUL = {"contradicted", "impossible", "inconsistent"}

Fact = Mapping[str, str]


def facts() -> list[Fact]:
    if not TABLE.is_file():
        return []
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def asked(fact: Fact) -> tuple[str, int, str]:
    """The arguments that ask for a fact; one that is undated in the source stands in the year of the brief."""
    year = re.search(r"20\d\d", fact["period"])
    dated = int(year[0]) if year and "undated" not in fact["period"] else 2015
    return MARKETS.get(fact["subject"], fact["subject"]), dated, METRICS[fact["metric"]]


def row(fact: Fact) -> Observation:
    market, year, metric = asked(fact)
    key = BRIEF.resolve(market).key
    (found,) = [one for one in BRIEF.observations_of(metric, key) if one.period.year == year]
    return found


def test_the_data_set_holds_the_twenty_figures_and_no_other() -> None:
    shared("facts")
    assert len(facts()) == len(BRIEF.holding.observations) == 20
    assert {row(fact) for fact in facts()} == set(BRIEF.holding.observations)


@pytest.mark.parametrize("fact", facts(), ids=lambda fact: fact["fact_id"])
def test_a_figure_has_the_unit_bound_and_sentence_of_its_fact(fact: Fact) -> None:
    found = row(fact)
    paragraph, sentence = re.findall(r"\d+", fact["sentence"])
    assert found.value == float(fact["value"])
    assert found.unit in UNITS.get(fact["unit"], (fact["unit"],))
    assert found.qualifier is BOUNDS[fact["bound"].split()[0]]
    assert found.source.endswith(f"paragraph {paragraph}, sentence {sentence}")
    assert (found.status.value == "doubtful") == (not DOUBTFUL.isdisjoint(fact["quality_flag"].split(";")))


@pytest.mark.parametrize("fact", facts(), ids=lambda fact: fact["fact_id"])
def test_the_flag_of_a_figure_gives_its_verdict(fact: Fact) -> None:
    flag = str(call(BRIEF, "MARKET_FLAG", *asked(fact)).value)
    assert [word for word in fact["quality_flag"].split(";") if VERDICTS[word] not in flag] == []


@pytest.mark.parametrize("fact", facts(), ids=lambda fact: fact["fact_id"])
def test_a_figure_can_be_asked_for_and_a_bound_is_told_in_words(fact: Fact) -> None:
    value = call(BRIEF, "MARKET_VALUE", *asked(fact), "quality=any").value
    if BOUNDS[fact["bound"].split()[0]].is_bound:
        flag = str(call(BRIEF, "MARKET_FLAG", *asked(fact)).value)
        why = str(call(BRIEF, "MARKET_WHY", "MARKET_VALUE", *asked(fact)).value)
        said = f"{'more than' if fact['bound'].startswith('greater') else 'at most'} {float(fact['value']):,.0f} "
        assert str(value) == "#N/A"
        assert said in flag
        assert said in why
    else:
        assert value == float(fact["value"])


@pytest.mark.parametrize("fact", facts(), ids=lambda fact: fact["fact_id"])
def test_a_doubtful_figure_is_not_given_unless_any_quality_is_asked_for(fact: Fact) -> None:
    value = call(BRIEF, "MARKET_VALUE", *asked(fact)).value
    assert isinstance(value, float) == (row(fact).status.value != "doubtful" and not row(fact).qualifier.is_bound)
