"""The functions through xlwings itself: what a cell alone can hand over, and what xlwings makes of them."""

from __future__ import annotations

import pytest

from tests.conformance.calls import CALLS
from tests.hosts.desktop.through_xlwings import HANDED, received, through_xlwings
from xlmarket.functions import registry
from xlmarket.hosts.desktop.crossing import MARK


@pytest.mark.parametrize("place", range(len(HANDED)), ids=lambda place: HANDED[place].what)
def test_what_only_a_cell_can_hand_over_has_its_meaning(place: int) -> None:
    assert received(through_xlwings()["answers"][len(CALLS) + 1 + place]) == HANDED[place].call.rows


def test_figures_that_were_not_opened_are_asked_for() -> None:
    assert through_xlwings()["answers"][0] == f"{MARK}unopened"


def test_xlwings_knows_every_function_of_the_registry_and_none_is_volatile() -> None:
    said = through_xlwings()
    assert set(said["functions"]) == {*registry(), "XLMARKET_OPEN"}
    assert not said["volatile"]
    for name, spec in registry().items():
        assert [argument.rstrip("_") for argument in said["functions"][name]] == [one.name for one in spec.parameters]


def test_xlwings_itself_would_make_a_wrapper_of_them() -> None:
    wrapper = through_xlwings()["wrapper"]
    for name in [*registry(), "XLMARKET_OPEN"]:
        assert wrapper.count(f"Function {name}(") == 1


def test_nothing_of_the_paid_part_is_asked_for() -> None:
    assert not through_xlwings()["paid"]
