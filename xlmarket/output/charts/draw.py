"""A chart as a picture: `draw_svg`, `draw_png` and, by the ending of a file, `draw_file`."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

from xlmarket.errors import UsageError
from xlmarket.output.charts.canvas import MARGIN, open_canvas
from xlmarket.output.charts.png import find_font, need_pictures, write_png
from xlmarket.output.charts.scene import Scene
from xlmarket.output.charts.shapes import bars, clusters, fan, lines, panels, ranks, slope, stack, waterfall
from xlmarket.output.charts.style import Style, style_of
from xlmarket.output.charts.svg import write_svg
from xlmarket.report.charts import Chart

WIDTH = 640.0
ENDINGS = (".svg", ".png")
SHAPES: dict[str, ModuleType] = {
    "bars": bars,
    "stack": stack,
    "lines": lines,
    "slope": slope,
    "waterfall": waterfall,
    "ranks": ranks,
    "panels": panels,
    "fan": fan,
    "clusters": clusters,
}
"""The module that draws each shape."""


def draw_svg(
    chart: Chart,
    style: Style | None = None,
    *,
    width: float = WIDTH,
    height: float | None = None,
    inline: bool = False,
) -> str:
    """Return a chart as SVG, with its alternative text as title and description. The same chart gives the same text.

    `style` are its colours and font (default: the first palette on a light ground), `width` and `height` pixels, where
    no height is what the chart needs. `inline` leaves out the ground and takes each colour from a CSS variable
    (`Style.variables`), so that a chart in a page is light or dark with the page.

    Raises `UsageError` for a size that is too small.
    """
    look = style or style_of()
    scene = draw_scene(chart, look.font, width, height)
    return write_svg(scene, look, title=chart.title, description=chart.alt, inline=inline)


def draw_png(chart: Chart, style: Style | None = None, *, width: float = WIDTH, height: float | None = None) -> bytes:
    """Return a chart as PNG with two dots to a pixel. It is laid out in a font that this machine has.

    Raises `EnvironmentFault` without resvg_py or a font, and `UsageError` for a size that is too small.
    """
    look = find_font(style or style_of())
    return write_png(draw_svg(chart, look, width=width, height=height), look.font)


def draw_file(
    chart: Chart, path: Path, style: Style | None = None, *, width: float = WIDTH, height: float | None = None
) -> bytes:
    """Return the bytes of a chart for a file, SVG or PNG by its ending. Raises `UsageError` for another ending."""
    if choose_ending(path) == ".png":
        return draw_png(chart, style, width=width, height=height)
    return f"{draw_svg(chart, style, width=width, height=height)}\n".encode()


def choose_ending(path: Path) -> str:
    """Return the ending of the file of a picture, once its packages are there.

    Raises `UsageError` for another ending, and `EnvironmentFault` without the packages that it needs.
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise UsageError.invalid("ending", path.suffix or path.name, ENDINGS)
    if ending == ".png":
        need_pictures()
    return ending


def draw_scene(chart: Chart, font: str, width: float = WIDTH, height: float | None = None) -> Scene:
    """Return a chart as a scene, laid out for a font."""
    shape = SHAPES[chart.shape]
    canvas = open_canvas(chart, font, width, height, shape.body_height(chart, width - 2 * MARGIN))
    shape.draw(chart, canvas)
    return canvas.scene
