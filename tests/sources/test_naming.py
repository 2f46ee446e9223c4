"""Names of markets in one file."""

from __future__ import annotations

from typing import Any

import pytest

from xlmarket.config import Mapping
from xlmarket.errors import SourceError, UnknownMarket
from xlmarket.markets import standard_markets
from xlmarket.sources.naming import WORLD, MarketNames


def names(**keys: Any) -> MarketNames:
    return MarketNames(Mapping(**keys), standard_markets())


def test_a_known_market_has_its_key_and_another_its_own_name() -> None:
    found = names()
    assert [found.key(text) for text in ("Brazil", " brasil ", "Webshops")] == ["BRA", "BRA", "Webshops"]
    assert found.new == {"Webshops": ""}
    assert found.texts["BRA"] == "Brazil"


@pytest.mark.parametrize(
    ("text", "near"), [("Brazl", "Brazil"), ("Brazil (1)", "Brazil"), ("Japan²", "Japan"), ("Atlantis", "")]
)
def test_a_new_market_has_its_nearest_known_name(text: str, near: str) -> None:
    found = names()
    key = found.key(text)
    assert found.new[key] == near


def test_the_mapping_renames_markets_without_regard_to_case() -> None:
    found = names(names={"BRZ": "Brazil", "shopland": "Peru"})
    assert [found.key(text) for text in ("brz", "Shopland")] == ["BRA", "PER"]
    assert not found.new


def test_an_empty_and_an_ambiguous_name_are_refused() -> None:
    with pytest.raises(SourceError, match="the market is empty"):
        names().key(" ")
    with pytest.raises(UnknownMarket, match="Congo"):
        names().key("Congo")


def test_an_excluded_market_is_left_out_by_any_of_its_names() -> None:
    found = names(exclude=("Brazil", "Shopland", "Nowhere"))
    assert [found.is_excluded(text) for text in ("Brasil", "shopland ", "Peru")] == [True, True, False]
    assert list(found.findings()) == ['exclude: no market of the file has the name "Nowhere"']


def test_many_names_that_the_file_lacks_are_one_finding() -> None:
    found = names(exclude=("Brazil", *(f"Nowhere {number}" for number in range(7))))
    assert found.is_excluded("Brazil")
    listed = ", ".join(f'"Nowhere {number}"' for number in range(5))
    assert list(found.findings()) == [f"exclude: no market of the file has the names {listed} and 2 more"]


def test_a_declared_total_without_members_is_the_world() -> None:
    assert names(aggregates={"Total": ()}).key_of_row("total") == WORLD
    assert list(names(aggregates={"Total": ()}).findings()) == [
        'aggregates: no market of the file has the name "Total"'
    ]


def test_names_of_sums_and_results_are_told_from_other_new_names() -> None:
    found = names()
    keys = [found.key(text) for text in ("Total", "Average", "Shopland")]
    assert [found.means_total(key) for key in keys] == [True, False, False]
    assert [found.means_computed(key) for key in keys] == [False, True, False]
    assert found.is_aggregate("EU")
    assert not found.is_aggregate("BRA")
