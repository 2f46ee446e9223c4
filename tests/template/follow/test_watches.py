"""Watched cells move, and a watch of a repeated cell stays with its first copy."""

from __future__ import annotations

import pytest

from tests.template.follow.finished import ACROSS, DROPPED, REPEATED, Finished, values
from xlmarket.template.follow import watches
from xlmarket.template.layout.axes import Layout

WATCHED = '<cellWatches><cellWatch r="A1"/><cellWatch r="B2"/><cellWatch r="C3"/></cellWatches>'


@pytest.mark.parametrize(
    ("layout", "expected"),
    [(REPEATED, ["A1", "B2", "C5"]), (ACROSS, ["A1", "B2", "E3"]), (DROPPED, ["A1", "C2"])],
    ids=["repeated", "across", "dropped"],
)
def test_a_watch_moves_stays_with_the_first_copy_or_goes(
    finished: Finished, layout: Layout, expected: list[str]
) -> None:
    sheet = finished.follow(watches.follow, finished.sheet(WATCHED), layout)
    assert values(sheet, "cellWatch", "r") == expected


def test_the_last_watch_takes_its_holder_along(finished: Finished) -> None:
    watched = '<cellWatches><cellWatch r="B2"/></cellWatches>'
    assert not len(finished.follow(watches.follow, finished.sheet(watched), DROPPED))


def test_a_sheet_without_watches_stays_as_it_is(finished: Finished) -> None:
    assert not len(finished.follow(watches.follow, finished.sheet("")))
