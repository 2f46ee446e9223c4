"""Which names an error offers: those within a few slips, and those with a word that begins with the text."""

from __future__ import annotations

import pytest

from xlmarket.nearest import near, nearest


@pytest.mark.parametrize(
    ("text", "known", "offered"),
    [
        ("YYO", ("YOY", "POP", "LTM"), ["YOY"]),
        ("Qality", ("quality", "currency"), ["quality"]),
        ("SALES ", ("Sales", "Buyers"), ["Sales"]),
        ("region-quartely", ("region-quarterly", "world-overview"), ["region-quarterly"]),
        ("share", ("MARKET_SHARE", "MARKET_RANK"), ["MARKET_SHARE"]),
        ("e-comm", ("Sales", "E-commerce sales"), ["E-commerce sales"]),
        ("1234,56", ("1234.56", "x"), ["1234.56"]),
    ],
)
def test_a_name_within_a_few_slips_is_offered(text: str, known: tuple[str, ...], offered: list[str]) -> None:
    assert nearest(text, known) == offered


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("", ("a", "sales")),
        ("mn", ("k", "m", "bn", "tn")),
        ("are", ("MARKET_SHARE",)),
        ("rank", ("MARKET_SHARE_FRANKLY",)),
        ("orders", ("sales", "buyers", "sites")),
        ("rows", ("periods", "metrics", "markets")),
    ],
)
def test_a_far_name_is_not_offered(text: str, known: tuple[str, ...]) -> None:
    assert nearest(text, known) == []


def test_the_nearest_name_comes_first_and_only_so_many() -> None:
    known = ("region-quarter", "region-quarters", "region-quarterly")
    assert nearest("region-quartrs", known) == ["region-quarters", "region-quarter"]
    assert nearest("region-quartrs", known, limit=1) == ["region-quarters"]


def test_names_that_are_near_count_their_case() -> None:
    assert near("brzail", ["brazil", "BRAZIL"]) == ["brazil"]
