"""Columns keep their widths and looks in every copy."""

from __future__ import annotations

import pytest

from tests.template.follow.finished import ACROSS, REPEATED, Finished, lines
from xlmarket.template.follow import widths
from xlmarket.template.layout.axes import Layout

COLUMNS = (
    '<cols><col min="1" max="1" width="9"/><col min="2" max="2" width="20"/><col min="3" max="5" hidden="1"/></cols>'
)


@pytest.mark.parametrize(
    ("layout", "expected"),
    [
        (ACROSS, [("1", "1", "9"), ("2", "4", "20"), ("5", "7", None)]),
        (Layout(columns=lines(0)), [("1", "1", "9"), ("2", "4", None)]),
        (REPEATED, [("1", "1", "9"), ("2", "2", "20"), ("3", "5", None)]),
    ],
)
def test_a_repeated_column_is_as_wide_in_every_copy(
    finished: Finished, layout: Layout, expected: list[tuple[str, str, str | None]]
) -> None:
    (columns,) = finished.follow(widths.follow, finished.sheet(COLUMNS), layout)
    assert [(one.get("min"), one.get("max"), one.get("width")) for one in columns] == expected


def test_the_widths_of_dropped_columns_take_their_holder_along(finished: Finished) -> None:
    sheet = finished.sheet('<cols><col min="2" max="2" width="20"/></cols>')
    assert not len(finished.follow(widths.follow, sheet, Layout(columns=lines(0))))
