"""A drawing in pixels: rectangles, lines, areas, dots and texts, each in the role of a colour. `svg` writes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Anchor = Literal["start", "middle", "end"]
Position = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar between two corners."""

    left: float
    top: float
    right: float
    bottom: float
    colour: str


@dataclass(frozen=True, slots=True)
class LineMark:
    """A line through points. `dash` is the lengths of its strokes and gaps, empty for a whole one."""

    points: tuple[Position, ...]
    colour: str
    width: float = 1.0
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class AreaMark:
    """A filled outline."""

    points: tuple[Position, ...]
    colour: str


@dataclass(frozen=True, slots=True)
class DotMark:
    """A filled circle."""

    x: float
    y: float
    colour: str
    radius: float = 3.0


@dataclass(frozen=True, slots=True)
class Label:
    """A line of text. `y` is its middle, and `x` where its `anchor` is."""

    x: float
    y: float
    text: str
    colour: str = "text"
    size: float = 12.0
    bold: bool = False
    anchor: Anchor = "start"


@dataclass(slots=True)
class Scene:
    """What is drawn, in the order of its layers: areas, rectangles with the grid first, lines, dots, texts."""

    width: float
    height: float
    areas: list[AreaMark] = field(default_factory=list)
    rects: list[Bar] = field(default_factory=list)
    lines: list[LineMark] = field(default_factory=list)
    dots: list[DotMark] = field(default_factory=list)
    texts: list[Label] = field(default_factory=list)

    def rule(self, left: float, right: float, y: float, colour: str = "rule") -> None:
        """Add a horizontal line of one pixel."""
        self.rects.append(Bar(left, y - 0.5, right, y + 0.5, colour))

    def post(self, x: float, top: float, bottom: float, colour: str = "rule") -> None:
        """Add a vertical line of one pixel."""
        self.rects.append(Bar(x - 0.5, top, x + 0.5, bottom, colour))
