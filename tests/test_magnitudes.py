"""Words that multiply a number, in mappings, headers and units."""

from __future__ import annotations

import pytest

from xlmarket.functions.units import magnitude, numerator, scale_unit
from xlmarket.magnitudes import MULTIPLES, NAMES, multiple_of
from xlmarket.sources.units import unit_of


@pytest.mark.parametrize(
    ("word", "multiple"), [("Mio.", 1e6), ("B", 1e9), ("b", None), ("亿", 1e8), ("k", 1e3), ("x", None)]
)
def test_a_word_behind_a_number_multiplies_it(word: str, multiple: float | None) -> None:
    assert multiple_of(word) == multiple


@pytest.mark.parametrize("size", NAMES)
def test_every_name_of_a_magnitude_is_one_of_its_words(size: float) -> None:
    assert MULTIPLES[NAMES[size]] == size


@pytest.mark.parametrize(
    ("header", "unit", "size"),
    [
        ("Sales (USD m)", "USD million", 1e6),
        ("销售额（亿元）".replace("（", "(").replace("）", ")"), "CNY hundred million", 1e8),
        ("人数 (万人)", "ten thousand persons", 1e4),
        ("Sales ('000)", "thousand", 1e3),
        ("Rain (mm)", "", 1.0),
    ],
)
def test_the_unit_of_a_header_has_the_magnitude_that_functions_read(header: str, unit: str, size: float) -> None:
    assert unit_of(header) == unit
    assert magnitude(unit) == size


def test_a_unit_is_scaled_and_stripped_by_the_same_words() -> None:
    assert scale_unit("CNY hundred million", "bn") == "CNY billion"
    assert scale_unit("thousand persons", "m") == "million persons"
    assert numerator("INR crore") == "INR"
