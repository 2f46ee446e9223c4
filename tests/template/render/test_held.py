"""Drawings that do not size with their cells keep their size next to what grows."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.template.specimens import drawn, result

TEXT = "Brazil leads the region with a share of 28.8 %, and its growth is the fastest of all its members today. "


def ends(template: Path) -> list[tuple[int, int, int, int]]:
    """Column, offset, row and offset of both ends."""
    drawing = result(template, text=TEXT, name="m" * 30).text("xl/drawings/drawing1.xml")
    places = re.findall(
        r"<xdr:col>(\d+)</xdr:col><xdr:colOff>(\d+)</xdr:colOff><xdr:row>(\d+)</xdr:row><xdr:rowOff>(\d+)</xdr:rowOff>",
        drawing,
    )
    return [tuple(map(int, place)) for place in places]  # type: ignore[misc]


def template(folder: Path, position: int, *, wraps: bool) -> Path:
    """A box of 100 × 50 pixels in C1, next to a text and a name."""

    def more(book: Any, page: Any) -> None:
        page.set_column("A:D", 10)
        page.write("A1", "{{ text }}", book.add_format({"text_wrap": wraps}))
        page.write("C2", "{{ name }}{%width fit %}" if wraps else "{{ name }}")
        page.insert_textbox("C1", "Logo", {"width": 100, "height": 50, "object_position": position})

    return drawn(folder, more=more)


@pytest.mark.parametrize("position", [2, 3], ids=["move", "stay"])
def test_a_drawing_that_does_not_size_ends_where_its_size_ends(tmp_path: Path, position: int) -> None:
    start, end = ends(template(tmp_path, position, wraps=True))
    assert start == (2, 0, 0, 0)
    assert end == (2, 100 * 9525, 0, 50 * 9525), "row and column are now larger than the box"


def test_a_drawing_that_sizes_with_its_cells_is_left(tmp_path: Path) -> None:
    assert ends(template(tmp_path, 1, wraps=True)) == ends(template(tmp_path, 1, wraps=False))


def test_nothing_grows_nothing_changes(tmp_path: Path) -> None:
    path = template(tmp_path, 2, wraps=False)
    assert ends(path)[1] == (3, 25 * 9525, 2, 10 * 9525)


@pytest.mark.parametrize("periods", [["a"], ["a", "b"]])
def test_rows_grow_by_the_values_of_repeated_columns(tmp_path: Path, periods: list[str]) -> None:
    def more(book: Any, page: Any) -> None:
        wraps = book.add_format({"text_wrap": True})
        page.write_row("A1", ["{%col for p in periods %}{{ p }}{%col endfor %}", "end"])
        page.write_row("A2", ["{{ p }}", "{{ text }}"], wraps)
        page.insert_textbox("D2", "Logo", {"width": 100, "height": 50, "object_position": 3})

    made = result(drawn(tmp_path, more=more), text=TEXT, periods=periods).text("xl/drawings/drawing1.xml")
    assert re.findall(r"<xdr:row>(\d+)</xdr:row><xdr:rowOff>(\d+)", made) == [("1", "0"), ("1", str(50 * 9525))]
