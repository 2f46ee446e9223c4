"""Wholes: the world by any metric, and markets that are no member."""

from __future__ import annotations

import pytest

from tests.formulas.names.awkward import awkward
from xlmarket.functions import call, open_snapshot

SAMPLE = open_snapshot("sample-quarterly")


def test_the_world_is_summed_up_by_the_metric_it_is_set_against() -> None:
    sales, buyers = (call(SAMPLE, "MARKET_VALUE", "World", 2015, metric).value for metric in ("sales", "online_buyers"))
    assert isinstance(sales, float)
    assert isinstance(buyers, float)
    answer = call(SAMPLE, "MARKET_PENETRATION", "World", 2015, "BUYERS").value
    assert answer == pytest.approx(sales * 1e6 / (buyers * 1e3))


def test_a_market_outside_the_whole_has_no_rank_to_fill_in() -> None:
    answer = call(SAMPLE, "MARKET_RANK", "Brazil", 2015, "ASEAN", None, "fill=none").value
    assert str(answer) == "#N/A"


def test_sums_that_are_equal_on_paper_share_a_rank() -> None:
    years = [call(SAMPLE, "MARKET_VALUE", one, 2015).value for one in ("Austria", "Belgium", "Poland", "Sweden")]
    ranks = {call(SAMPLE, "MARKET_RANK", one, 2015).value for one in ("Austria", "Belgium", "Poland", "Sweden")}
    assert years == [426.643] * 4
    assert len(ranks) == 1


def test_a_screen_leaves_out_countries_without_any_indicator() -> None:
    rows = call(awkward(1), "MARKET_SCREEN", "FACTORS").rows
    assert rows[0][0] == "Market"
    assert all(isinstance(row[1], float) for row in rows[1:])
