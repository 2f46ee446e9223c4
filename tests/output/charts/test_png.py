"""Charts as PNG: the texts are in them, and where they could not be, the picture is refused."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from PIL import Image

from tests.output.charts.test_draw import chart
from xlmarket.errors import EnvironmentFault
from xlmarket.output.charts import draw_png, draw_svg, style_of
from xlmarket.output.charts.png import find_font, write_png


def dots(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


def test_a_png_has_two_dots_to_a_pixel_and_is_the_same_each_time() -> None:
    png = draw_png(chart("share"), width=640, height=400)
    assert dots(png).size == (1280, 800)
    assert png == draw_png(chart("share"), width=640, height=400)


def test_the_title_is_in_the_picture() -> None:
    title = dots(draw_png(chart("share"))).crop((0, 0, 600, 80))
    assert len(title.getcolors(1 << 20) or ()) > 10


def test_a_dark_picture_has_a_dark_ground() -> None:
    light, dark = (dots(draw_png(chart("share"), style_of(dark=ground))).getpixel((2, 2)) for ground in (False, True))
    assert light == (255, 255, 255)
    assert isinstance(dark, tuple)
    assert max(dark) < 60


def test_a_font_that_is_not_here_gives_way_to_one_that_is() -> None:
    style = replace(style_of(), font="Nobody Has This Font")
    font = find_font(style).font
    assert font in style.fonts[1:]
    assert len(set(dots(draw_png(chart("share"), style)).crop((0, 0, 600, 80)).tobytes())) > 10


def test_characters_that_no_font_has_are_refused() -> None:
    svg = draw_svg(replace(chart("share"), title="Share of \U0010ff42"))
    with pytest.raises(EnvironmentFault, match="\U0010ff42"):
        write_png(svg, find_font(style_of()).font)
