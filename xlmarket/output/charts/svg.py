"""A scene as a whole SVG: its shapes and texts in the colours of a style, and the description for screen readers.

The same scene gives the same bytes. No element but title and description has an id, and theirs come from the content.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from functools import partial
from xml.sax.saxutils import escape, quoteattr

from xlmarket.output.charts.scene import AreaMark, Bar, DotMark, Label, LineMark, Position, Scene
from xlmarket.output.charts.style import Style

Paint = Callable[[str], str]
"""Returns the colour of a role as the value of an attribute, in quotation marks."""

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def write_svg(scene: Scene, style: Style, *, title: str, description: str, inline: bool = False) -> str:
    """Return a scene as SVG. `inline` takes its colours from CSS variables, with those of the style as fallback."""
    paint = partial(_paint, style=style, inline=inline)
    width, height = (_short(size) for size in (scene.width, scene.height))
    ground = "" if inline else f'<rect width="{width}" height="{height}" fill={paint("paper")}/>'
    fonts = ", ".join(name if name.isalpha() else f"'{name}'" for name in style.fonts)
    drawn = "".join(_elements(scene, paint))
    body = f'<g font-family="{fonts}, sans-serif" aria-hidden="true">{ground}{drawn}</g></svg>'
    key = hashlib.sha256(f"{title}\n{description}\n{body}".encode()).hexdigest()[:10]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' role="img" aria-labelledby="t{key} d{key}"><title id="t{key}">{_safe(title)}</title>'
        f'<desc id="d{key}">{_safe(description)}</desc>{body}'
    )


def _elements(scene: Scene, paint: Paint) -> Iterator[str]:
    """Yield the elements of a scene in the order of its layers."""
    for area in scene.areas:
        yield _area(area, paint)
    for bar in scene.rects:
        yield _bar(bar, paint)
    for line in scene.lines:
        yield _line(line, paint)
    for dot in scene.dots:
        yield _dot(dot, paint)
    for label in scene.texts:
        yield _text(label, paint)


def _area(area: AreaMark, paint: Paint) -> str:
    return f'<path d="{_path(area.points)}Z" fill={paint(area.colour)}/>'


def _bar(bar: Bar, paint: Paint) -> str:
    place = f'x="{_short(min(bar.left, bar.right))}" y="{_short(min(bar.top, bar.bottom))}"'
    size = f'width="{_short(abs(bar.right - bar.left))}" height="{_short(abs(bar.bottom - bar.top))}"'
    return f"<rect {place} {size} fill={paint(bar.colour)}/>"


def _line(line: LineMark, paint: Paint) -> str:
    dash = f' stroke-dasharray="{" ".join(map(_short, line.dash))}"' if line.dash else ""
    look = f'fill="none" stroke={paint(line.colour)} stroke-width="{_short(line.width)}" stroke-linejoin="round"{dash}'
    return f'<path d="{_path(line.points)}" {look}/>'


def _dot(dot: DotMark, paint: Paint) -> str:
    return f'<circle cx="{_short(dot.x)}" cy="{_short(dot.y)}" r="{_short(dot.radius)}" fill={paint(dot.colour)}/>'


def _path(points: tuple[Position, ...]) -> str:
    return "M" + "L".join(f"{_short(x)} {_short(y)}" for x, y in points)


def _paint(role: str, *, style: Style, inline: bool) -> str:
    colour = f"#{style.colours[role]}"
    return quoteattr(f"var(--chart-{role}, {colour})" if inline else colour)


def _text(text: Label, paint: Paint) -> str:
    anchor = "" if text.anchor == "start" else f' text-anchor="{text.anchor}"'
    weight = ' font-weight="bold"' if text.bold else ""
    base = text.y + text.size * 0.35
    return (
        f'<text x="{_short(text.x)}" y="{_short(base)}" font-size="{_short(text.size)}"{anchor}{weight}'
        f" fill={paint(text.colour)}>{_safe(text.text)}</text>"
    )


def _safe(text: str) -> str:
    """Return a text as XML takes it: escaped, without characters that XML does not have."""
    return escape(_FORBIDDEN.sub("\ufffd", text))


def _short(number: float) -> str:
    text = f"{number:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
