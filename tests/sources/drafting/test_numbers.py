"""How a foreign file writes its numbers."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlmarket.config import Mapping
from xlmarket.sources.cells import Absent, Figure, FigureReader
from xlmarket.sources.drafting.numbers import flags_of, writing_of


@pytest.mark.parametrize(("texts", "keys"), [
    (["1.5", "2.25"], {}), (["1,234.5", "7"], {"thousands": ","}), (["1.234,5", "7"], {"decimal": ",", "thousands": "."}),
    (["1 234,5"], {"decimal": ",", "thousands": " "}), (["5", ":"], {"missing": {":": "not available"}}),
    (["5 p", "6"], {"flags": {"p": "provisional"}}), (["5-", "6"], {"minus": "trailing"}), (["$5", "6"], {"signs": ["$"]}),
    (["5", ": c"], {"missing": {":": "not available"}, "flags": {"c": "confidential"}}),
])  # fmt: skip
def test_the_keys_are_those_that_the_texts_need(texts: list[str], keys: dict[str, Any]) -> None:
    assert writing_of(texts).keys == keys


def test_texts_that_two_dialects_read_otherwise_are_doubted() -> None:
    (doubt,) = writing_of(["1.234", "5.678"]).doubts
    assert doubt == '1.234 is read as 1.234; it could be 1234 (decimal = ",", thousands = ".")'


def test_multiples_and_several_currencies_are_doubted() -> None:
    writing = writing_of(["$5 m", "€6 m"])
    assert writing.keys["multiples"] == {"m": 1e6}
    assert ["several currencies" in doubt or "multiplies it by 1,000,000" in doubt for doubt in writing.doubts] == [
        True,
        True,
    ]


@given(st.lists(st.sampled_from(["1234.5", "7", ":", "(D)", "12 p", "-3", "8.25 b", "0"]), min_size=1))
def test_all_texts_are_read_under_the_keys_that_are_proposed(texts: list[str]) -> None:
    reader = FigureReader(Mapping(**writing_of(texts).keys))
    assert all(isinstance(reader.read(text), (Figure, Absent)) for text in texts)


def test_marks_of_headers_are_flags() -> None:
    assert flags_of(["2015", "2016p", "2017*", "2018 (est.)", "Growth", "2015Q4"]) == {
        "p": "provisional", "*": "footnote", "(est.)": "estimated",
    }  # fmt: skip
