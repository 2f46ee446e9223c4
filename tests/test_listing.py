"""Names and numbers in sentences."""

from __future__ import annotations

import pytest

from xlmarket.listing import count_of, list_names


@pytest.mark.parametrize(
    ("names", "text"),
    [
        ([], ""),
        (["Brazil"], "Brazil"),
        (["Brazil", "Japan", "India"], "Brazil, Japan, India"),
        (["Brazil", "Japan", "India", "China"], "Brazil, Japan, India and 1 more"),
        ([*"abc", *["x"] * 2000], "a, b, c and 2,000 more"),
    ],
)
def test_it_lists_the_first_names_and_counts_the_others(names: list[str], text: str) -> None:
    assert list_names(names) == text


def test_the_last_of_all_names_may_follow_an_and() -> None:
    assert list_names(["Brazil", "Japan", "India"], last=" and ") == "Brazil, Japan and India"
    assert list_names(["Brazil"], last=" and ") == "Brazil"


def test_the_others_may_have_a_noun_of_their_own() -> None:
    assert list_names(["2014", "2015"], 1, noun="more periods") == "2014 and 1 more periods"


def test_a_number_has_its_noun_in_the_singular_or_plural() -> None:
    assert [count_of(number, "cell") for number in (0, 1, 2000)] == ["0 cells", "1 cell", "2,000 cells"]
    assert count_of(2, "country", "countries") == "2 countries"
