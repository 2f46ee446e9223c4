"""What every chart has around its plot: title, subtitle and note, the room that is left, axes and labels of periods."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xlmarket.errors import UsageError
from xlmarket.output.charts.lettering import cut, width_of, wrap
from xlmarket.output.charts.plot_area import PlotArea, choose_ticks
from xlmarket.output.charts.scene import Anchor, Label, Scene
from xlmarket.report.charts import Chart, print_tick

MARGIN = 16.0
TITLE, SUBTITLE, LABEL, AXIS, NOTE = 17.0, 12.0, 12.0, 11.0, 10.0
"""The sizes of texts in pixels."""
LEADING = 1.3
LEAST_BODY = 80.0
"""What a plot needs at least of the height."""
GAP = 8.0


@dataclass(frozen=True, slots=True)
class Canvas:
    """A picture with its title, subtitle and note, and the room for the plot between them."""

    scene: Scene
    font: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    def room(self, text: str, size: float = LABEL, *, bold: bool = False) -> float:
        """Return the width of a text in pixels."""
        return width_of(text, size, self.font, bold=bold)

    def write(
        self,
        x: float,
        y: float,
        text: str,
        colour: str = "text",
        *,
        size: float = LABEL,
        anchor: Anchor = "start",
        bold: bool = False,
        most: float = 0.0,
    ) -> None:
        """Put a text in a line, cut to `most` pixels if that is given."""
        shown = cut(text, most, size, self.font, bold=bold) if most else text
        self.scene.texts.append(Label(x, y, shown, colour, size, bold, anchor))


def open_canvas(chart: Chart, font: str, width: float, height: float | None, body: float) -> Canvas:
    """Return the canvas of a chart, by default as high as its plot of `body` pixels needs.

    Raises `UsageError` where the plot would be too small.
    """
    inner = width - 2 * MARGIN
    blocks = [
        [Label(0, 0, line, "ink", TITLE, bold=True) for line in wrap(chart.title, inner, TITLE, font, bold=True)],
        [Label(0, 0, line, "grey", SUBTITLE) for line in wrap(chart.subtitle, inner, SUBTITLE, font)],
    ]
    note = [Label(0, 0, line, "grey", NOTE) for line in wrap(chart.note, inner, NOTE, font)]
    top = MARGIN + sum(text.size * LEADING for block in blocks for text in block) + 12
    foot = len(note) * NOTE * LEADING + MARGIN
    whole = height or top + body + 12 + foot
    if inner < 2 * LEAST_BODY or (height is not None and height - top - foot - 12 < min(body, LEAST_BODY)):
        raise UsageError(
            "the picture is too small for its chart", found=f"{width:.0f}x{whole:.0f}", allowed=["640x360"]
        )
    scene = Scene(width, whole)
    scene.texts += _stack([text for block in blocks for text in block], MARGIN)
    scene.texts += _stack(note, whole - foot)
    return Canvas(scene, font, MARGIN, top, width - MARGIN, whole - foot - 12)


def _stack(texts: Sequence[Label], top: float) -> Iterator[Label]:
    for text in texts:
        height = text.size * LEADING
        yield Label(MARGIN, top + height / 2, text.text, text.colour, text.size, text.bold)
        top += height


def draw_scale(canvas: Canvas, chart: Chart, low: float, high: float, *, right: float, foot: float = 22.0) -> PlotArea:
    """Draw the grid of a vertical axis with its values, and return the area: its ends are marks of the axis."""
    ticks = choose_ticks(low, high)
    texts = [print_tick(tick, chart.form, ticks) for tick in ticks]
    left = canvas.left + max(canvas.room(text, AXIS) for text in texts) + GAP
    area = PlotArea(left, canvas.top + 6, canvas.right - right, canvas.bottom - foot, ticks[0], ticks[-1])
    for tick, text in zip(ticks, texts, strict=True):
        y = area.y(tick)
        colour = "grey" if tick == 0 and ticks[0] < 0 else "rule"
        canvas.scene.rule(left, area.right, y, colour)
        canvas.write(left - GAP, y, text, "grey", size=AXIS, anchor="end")
    return area


def write_periods(canvas: Canvas, area: PlotArea, labels: Sequence[str], places: Sequence[float]) -> None:
    """Write the periods below a plot, each or every second, third …, so that they do not touch. The last is there."""
    if len(places) > 1:
        widest = max(canvas.room(label, AXIS) for label in labels) + 6
        step = next((n for n in range(1, len(places)) if (places[n] - places[0]) >= widest), len(places))
    else:
        step = 1
    for place in range(len(labels) - 1, -1, -step):
        half = canvas.room(labels[place], AXIS) / 2
        x = min(places[place], canvas.right - half)
        canvas.write(x, area.bottom + 13, labels[place], "grey", size=AXIS, anchor="middle")
