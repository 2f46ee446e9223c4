"""Units in headers and titles."""

from __future__ import annotations

import pytest

from xlmarket.sources.units import name_of, unit_of


@pytest.mark.parametrize(("header", "unit", "name"), [
    ("Sales (USD m)", "USD million", "sales"), ("Sales ('000)", "thousand", "sales"), ("Sales, EUR bn", "EUR billion", "sales"),
    ("Sales in millions of dollars", "USD million", "sales"), ("Share [%]", "percent", "share"), ("零售额 (亿元)", "CNY hundred million", "零售额"),
    ("Sales (JPY)", "JPY", "sales"), ("Sales (2)", "", "sales"), ("Sales (online)", "", "sales_online"), ("Sales", "", "sales"),
    ("Users (persons, million)", "million persons", "users"), ("Index (2015=100)", "", "index_2015_100"), ("Sales (CHF k)", "CHF thousand", "sales"),
])  # fmt: skip
def test_a_header_has_a_unit_and_a_name(header: str, unit: str, name: str) -> None:
    assert (unit_of(header), name_of(header)) == (unit, name)
