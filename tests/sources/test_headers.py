"""Usual headers and the fields they mean."""

from __future__ import annotations

import pytest

from xlmarket.sources.headers import METRIC_HEADERS, SYNONYMS, plain_header


@pytest.mark.parametrize(("text", "plain"), [
    ("OBS_VALUE", "obs value"), (" Country  Name: ", "country name"), ("Geo", "geo"), ("指标", "指标"),
])  # fmt: skip
def test_a_header_counts_without_case_underscores_and_spaces(text: str, plain: str) -> None:
    assert plain_header(text) == plain


def test_no_header_means_two_fields_and_all_are_plain() -> None:
    headers = [header for names in SYNONYMS.values() for header in names]
    assert len(set(headers)) == len(headers)
    assert list(map(plain_header, headers)) == headers
    assert set(METRIC_HEADERS) <= set(SYNONYMS["value"])
