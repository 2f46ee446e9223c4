"""Calls answered from a plane, all markets and periods at once, are the answers of the calls alone."""

from __future__ import annotations

import datetime as dt

import pytest

from xlmarket.errors import XlmarketError
from xlmarket.functions import Snapshot, call, open_snapshot
from xlmarket.functions.call import call_strictly
from xlmarket.functions.planes import FEWEST_CALLS, MOST_PLANES, Planes

OTHERS = {
    "MARKET_VALUE": (None, "scale=k"),
    "MARKET_SHARE": (),
    "MARKET_RELATIVE_SHARE": ("European Union",),
    "MARKET_GROWTH": ("YOY",),
    "MARKET_CONTRIBUTION": (),
    "MARKET_INDEX": ("2013Q1",),
    "MARKET_RANK": (None, "parcels"),
    "MARKET_PENETRATION": ("GDP",),
    "MARKET_SOURCE": (),
    "MARKET_UNIT": (),
    "MARKET_FLAG": (),
    "MARKET_PERIOD": (),
}
WITHOUT_PERIODS = {
    "MARKET_SHARE_CHANGE": (2014, 2015),
    "MARKET_CAGR": (2013, 2015),
    "MARKET_VOLATILITY": (),
    "MARKET_DECOMP": (2014, 2015),
}
PERIODS = (
    None,
    "",
    0,
    "2015Q3",
    "Q4 2014",
    2015,
    -2,
    dt.date(2014, 5, 1),
    "LTM 2015Q4",
    "2013Q1",
    "2014Q1:2014Q2",
    "x",
)


@pytest.fixture
def figures() -> Snapshot:
    return open_snapshot("sample-quarterly")


def planes(figures: Snapshot) -> Planes:
    return figures.derive(Planes)


def names(figures: Snapshot) -> list[str]:
    held = [figures.markets[key].name for key in figures.panel("sales").markets]
    return [*held, "European Union", "World", "nowhere", "Congo"]


def alone(figures: Snapshot, name: str, *arguments: object) -> object:
    try:
        return call_strictly(figures, name, *arguments)
    except XlmarketError as fault:
        return str(fault)


@pytest.mark.parametrize("name", OTHERS)
def test_every_cell_of_a_market_and_a_period_is_the_answer_of_its_own_call(name: str, figures: Snapshot) -> None:
    for market in names(figures):
        for period in PERIODS:
            arguments = (market, period, *OTHERS[name])
            expected, found = alone(figures, name, *arguments), call(figures, name, *arguments)
            assert found == expected or found.value.sentence == expected
    assert any(planes(figures).made.values())


@pytest.mark.parametrize("name", WITHOUT_PERIODS)
def test_every_cell_of_a_market_alone_is_the_answer_of_its_own_call(name: str, figures: Snapshot) -> None:
    for market in names(figures):
        arguments = (market, *WITHOUT_PERIODS[name])
        expected, found = alone(figures, name, *arguments), call(figures, name, *arguments)
        assert found == expected or found.value.sentence == expected
    assert any(planes(figures).made.values()) == (name != "MARKET_DECOMP")  # which answers two cells a market


def test_a_few_calls_make_no_plane(figures: Snapshot) -> None:
    for market in names(figures)[:FEWEST_CALLS]:
        call(figures, "MARKET_SHARE", market)
    assert not planes(figures).made


def test_other_figures_are_not_taken_from_the_plane_of_these(figures: Snapshot) -> None:
    option = "dataset=cross-border-2015"
    for market in names(figures):
        call(figures, "MARKET_SHARE", market, None, None, None, option)
    assert call(figures, "MARKET_SHARE", "Brazil", None, None, None, option).value == pytest.approx(0.022)
    assert not any(planes(figures).made.values())


def test_a_call_that_fails_for_all_markets_is_not_tried_again_and_again(figures: Snapshot) -> None:
    for market in names(figures):
        call(figures, "MARKET_FORECAST", market, "2016Q1")
    assert planes(figures).made == {("market_forecast", (None,) * 3, (type(None),) * 3): None}


def test_a_limited_number_of_planes_is_kept() -> None:
    snapshot = open_snapshot("sample-quarterly")
    for number in range(MOST_PLANES + 5):
        for quarter in range(12):
            label = f"{2013 + quarter // 4}Q{quarter % 4 + 1}"
            call(snapshot, "MARKET_VALUE", "Brazil", label, None, f"fill=none {number}")
    assert 0 < len(planes(snapshot).made) <= MOST_PLANES
