"""The shapes of a scene as SVG, drawn by lets-plot: the plot fills the whole picture, so data are pixels.

Texts are not among them. lets-plot reads links and formulas in a text, and the name of a market is neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from xlmarket.errors import EnvironmentFault, XlmarketError
from xlmarket.output.charts.scene import AreaMark, Bar, DotMark, LineMark, Scene
from xlmarket.output.charts.style import ROLES

REMEDY = "pip install 'xlmarket[outputs]'"
_WIDTH, _RADIUS = 2.2, 1.1
"""Pixels of the width of a line and of the radius of a dot of size 1."""
_MARK = "#0102{:02X}"
"""The colour that stands for a role until `svg` puts in the one of the style."""
_BODY = re.compile(r'<g id="[^"]*">(.*)</g>\s*<g id="[^"]*">', re.DOTALL)
_FAULT = re.compile(r"<text[^>]*>(\w+\(\) - Exception[^<]*)<")


def need_plots() -> None:
    """Raise `EnvironmentFault` where lets-plot is not installed."""
    try:
        import lets_plot  # noqa: F401
    except ImportError:
        raise EnvironmentFault("charts need the package lets-plot", remedy=REMEDY) from None


def plot(scene: Scene) -> str:
    """Return the shapes of a scene as SVG elements. Raises `EnvironmentFault` without lets-plot."""
    need_plots()
    import lets_plot as lp

    void = dict.fromkeys(("axis_text", "axis_title", "axis_ticks", "axis_line", "plot_background"), "blank")
    spec = lp.ggplot() + lp.ggsize(scene.width, scene.height) + lp.theme_void()
    spec += lp.theme(legend_position="none", plot_margin=0, plot_inset=0, panel_inset=0, **void)
    spec += lp.scale_x_continuous(limits=[0, scene.width], expand=[0, 0])
    spec += lp.scale_y_continuous(limits=[scene.height, 0], expand=[0, 0], trans="reverse")
    for aesthetic in ("fill", "color", "size", "linetype"):
        spec += getattr(lp, f"scale_{aesthetic}_identity")()
    for layer in _layers(scene):
        spec += layer
    return _body(spec.to_svg())


def _body(svg: str) -> str:
    """Return the elements that lets-plot drew. It draws the message of a fault in place of the plot."""
    match = _BODY.search(svg)
    if match is None or _FAULT.search(svg):
        fault = _FAULT.search(svg)
        raise XlmarketError("lets-plot could not draw a chart", found=fault[1] if fault else svg[:80])
    return match[1]


def _layers(scene: Scene) -> Iterator[Any]:
    """Yield one layer for each sort of mark: a layer costs lets-plot more than the marks in it."""
    import lets_plot as lp

    if scene.areas:
        rows = _outlines(scene.areas)
        yield lp.geom_polygon(lp.aes("x", "y", group="group", fill="mark"), data=rows, size=0, tooltips="none")
    if scene.rects:
        yield _rects(scene.rects)
    if scene.lines:
        rows = _outlines(scene.lines) | {
            "size": _array(line.width / _WIDTH for line in scene.lines for _ in line.points),
            "dash": [_strokes(line) for line in scene.lines for _ in line.points],
        }
        look = lp.aes("x", "y", group="group", color="mark", size="size", linetype="dash")
        yield lp.geom_path(look, data=rows, tooltips="none")
    if scene.dots:
        yield _dots(scene.dots)


def _rects(rects: Sequence[Bar]) -> Any:
    import lets_plot as lp

    sides = ("left", "right", "top", "bottom")
    data = {side: _array(getattr(rect, side) for rect in rects) for side in sides}
    marks = {"mark": [_mark(rect.colour) for rect in rects]}
    names = dict(zip(("xmin", "xmax", "ymin", "ymax"), sides, strict=True))
    return lp.geom_rect(lp.aes(**names, fill="mark"), data=data | marks, size=0, tooltips="none")


def _dots(dots: Sequence[DotMark]) -> Any:
    import lets_plot as lp

    data = {"x": _array(dot.x for dot in dots), "y": _array(dot.y for dot in dots)}
    looks = {"mark": [_mark(dot.colour) for dot in dots], "size": _array(dot.radius / _RADIUS for dot in dots)}
    return lp.geom_point(lp.aes("x", "y", color="mark", size="size"), data=data | looks, shape=16, tooltips="none")


def _strokes(line: LineMark) -> str:
    """Return strokes and gaps in widths of the line, as lets-plot takes them: a digit each."""
    return "".join(f"{min(max(round(length / line.width), 1), 9)}" for length in line.dash) or "solid"


def _outlines(shapes: Sequence[AreaMark | LineMark]) -> dict[str, Any]:
    """Return the points of several shapes as columns, with the number of the shape."""
    rows = [(x, y, number) for number, shape in enumerate(shapes) for x, y in shape.points]
    columns = {name: _array(row[place] for row in rows) for place, name in enumerate(("x", "y", "group"))}
    return columns | {"mark": [_mark(shape.colour) for shape in shapes for _ in shape.points]}


def _array(values: Iterable[float]) -> Any:
    """Return floats as an array, which lets-plot takes as a whole."""
    import numpy as np

    return np.fromiter(values, dtype=np.float64)


def _mark(role: str) -> str:
    return _MARK.format(ROLES.index(role))
