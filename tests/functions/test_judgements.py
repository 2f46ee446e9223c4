"""What the brief judges beside its figures: outlooks, factors and barriers."""

from __future__ import annotations

import pytest

from xlmarket.functions import call, open_snapshot
from xlmarket.functions.judgements import assertions_of, find_outlook

BRIEF = open_snapshot("cross-border-2015")


def outlook(market: str) -> str:
    return str(call(BRIEF, "MARKET_OUTLOOK", market).value)


def test_every_judgement_of_the_brief_is_held_with_its_source() -> None:
    said = {
        kind: [(one.market, one.value) for one in assertions_of(BRIEF, kind)]
        for kind in ("outlook", "factor", "barrier")
    }
    assert said["outlook"] == [
        ("NORTH_AMERICA", "still strong"),
        ("EUROPE", "still strong"),
        ("SOUTHEAST_ASIA", "developing rapidly"),
        ("EASTERN_EUROPE", "developing rapidly"),
        ("MIDDLE_EAST", "developing rapidly"),
        ("LATIN_AMERICA", "growing by more than 40 % a year"),
        ("BRA", "sure to compete"),
        ("RUS", "sure to compete"),
        ("AFRICA", "worth looking forward to"),
        ("IND", "worth looking forward to"),
    ]
    assert [value for _, value in said["factor"]] == ["population", "consumption level", "reach of logistics"]
    assert [value for _, value in said["barrier"]] == ["logistics", "payment", "customs clearance", "law"]
    assert all(one.source.startswith("Brief on China's cross-border e-commerce, ") for one in BRIEF.holding.assertions)


@pytest.mark.parametrize(
    ("market", "word"),
    [
        ("Latin America", "fast-growing"),
        ("North America", "mature"),
        ("Middle East", "fast-growing"),
        ("Africa", "prospective"),
        ("Brazil", "contested"),
        ("Russia", "contested"),
        ("India", "prospective"),
    ],
)
def test_a_market_named_by_the_brief_has_its_own_outlook(market: str, word: str) -> None:
    answer = call(BRIEF, "MARKET_OUTLOOK", market)
    assert answer.value == word
    assert answer.status == "published"
    assert answer.flag == ""


@pytest.mark.parametrize(
    ("market", "word", "region"),
    [
        ("Mexico", "fast-growing", "Latin America"),
        ("Viet Nam", "fast-growing", "Southeast Asia"),
        ("Romania", "fast-growing", "Eastern Europe"),
        ("Egypt", "fast-growing", "Middle East"),
        ("France", "mature", "Europe"),
        ("European Union", "mature", "Europe"),
        ("Northern Africa", "prospective", "Africa"),
    ],
)
def test_any_other_market_takes_that_of_the_smallest_region_it_lies_in(market: str, word: str, region: str) -> None:
    answer = call(BRIEF, "MARKET_OUTLOOK", market)
    assert answer.value == word
    assert answer.status == "derived"
    assert answer.flag == f"by region: {region}"
    assert region in call(BRIEF, "MARKET_WHY", "MARKET_OUTLOOK", market).value


@pytest.mark.parametrize("region", ["Asia", "World", "BRICS"])
def test_a_region_with_outlooks_for_parts_alone_is_told_them(region: str) -> None:
    answer = call(BRIEF, "MARKET_OUTLOOK", region).value
    assert str(answer) == "#N/A"
    assert "India prospective" in call(BRIEF, "MARKET_WHY", "MARKET_OUTLOOK", region).value


def test_a_market_far_from_every_region_named_has_no_outlook() -> None:
    assert outlook("Japan") == "#N/A"
    assert find_outlook(BRIEF, BRIEF.resolve("Canada")).word == "mature"


def test_a_list_of_markets_gets_an_outlook_each() -> None:
    assert [str(row[0]) for row in call(BRIEF, "MARKET_OUTLOOK", [["Mexico"], ["Japan"], ["Brazil"]]).rows] == [
        "fast-growing",
        "#N/A",
        "contested",
    ]
