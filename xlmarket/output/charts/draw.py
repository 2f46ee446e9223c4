"""A chart as a picture: `draw_svg` and `draw_png`."""

from __future__ import annotations

from typing import Any

from xlmarket.output.charts.scene import Scene
from xlmarket.output.charts.shapes import bars, lines, stack
from xlmarket.output.charts.sheet import open_sheet
from xlmarket.output.charts.style import Style, style_of
from xlmarket.output.charts.svg import write_svg
from xlmarket.report.charts import Chart

WIDTH = 640.0
SHAPES: dict[str, Any] = {"bars": bars, "stack": stack, "lines": lines}
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

    Raises `EnvironmentFault` without lets-plot and `UsageError` for a size that is too small.
    """
    look = style or style_of()
    scene = draw_scene(chart, look.font, width, height)
    return write_svg(scene, look, title=chart.title, description=chart.alt, inline=inline)


def draw_scene(chart: Chart, font: str, width: float = WIDTH, height: float | None = None) -> Scene:
    """Return a chart as a scene, laid out for a font."""
    shape = SHAPES[chart.shape]
    sheet = open_sheet(chart, font, width, height, shape.body_height(chart))
    shape.draw(chart, sheet)
    return sheet.scene
