"""A scene as a whole SVG: the shapes of `plot`, texts, the description for screen readers, and the colours of a style.

lets-plot numbers its clip paths at random. Here they go, since nothing is drawn outside of the picture, and no other
element has an id, so the same chart gives the same bytes.
"""

from __future__ import annotations

import hashlib
import re
from xml.sax.saxutils import escape, quoteattr

from xlmarket.output.charts.plot import plot
from xlmarket.output.charts.scene import Label, Scene
from xlmarket.output.charts.style import ROLES, Style

_TAG = re.compile(r"<[^>]+>")
_NUMBER = re.compile(r"-?\d+\.\d+")
_COLOUR = re.compile(r"rgb\(1,2,(\d+)\)|#0102([0-9a-fA-F]{2})")
_CLIPS = re.compile(r"<defs>.*?</defs>", re.DOTALL)
_IDLE = re.compile(
    r' (?:clip-path|clip-bounds-jfx|buffered-rendering)="[^"]*"| (?:stroke|fill)-opacity="1\.0"'
    r'| transform="(?:translate\(0\.0 0\.0 ?\))? ?"| fill-rule="evenodd"'
)
"""Attributes that change nothing here."""
_STROKE = re.compile(r' stroke(?:-[a-z]+)?="[^"]*"')
_EMPTY = re.compile(r"<g ?>\s*</g>")
_SPACES = re.compile(r">\s+<")
_FRAME = re.compile(r'<path [^>]*fill="rgb\(0,0,0\)"[^>]*>\s*</path>')
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def write_svg(scene: Scene, style: Style, *, title: str, description: str, inline: bool = False) -> str:
    """Return a scene as SVG. `inline` takes its colours from CSS variables, with those of the style as fallback."""
    shapes = _colour(_clean(plot(scene)), style, inline)
    texts = "".join(_text(text, style, inline) for text in scene.texts)
    width, height = (_short(size) for size in (scene.width, scene.height))
    ground = "" if inline else f'<rect width="{width}" height="{height}" fill={_paint("paper", style, inline)}/>'
    fonts = ", ".join(name if name.isalpha() else f"'{name}'" for name in style.fonts)
    body = f'<g font-family="{fonts}, sans-serif" aria-hidden="true">{ground}{shapes}{texts}</g></svg>'
    key = hashlib.sha256(f"{title}\n{description}\n{body}".encode()).hexdigest()[:10]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' role="img" aria-labelledby="t{key} d{key}"><title id="t{key}">{_safe(title)}</title>'
        f'<desc id="d{key}">{_safe(description)}</desc>{body}'
    )


def _clean(shapes: str) -> str:
    """Return shapes without random ids, without attributes that change nothing, with numbers of two decimals."""
    shapes = _IDLE.sub("", _CLIPS.sub("", _FRAME.sub("", shapes)))
    shapes = _TAG.sub(_clean_tag, shapes)
    shapes = _SPACES.sub("><", shapes).strip()
    while _EMPTY.search(shapes):
        shapes = _EMPTY.sub("", shapes)
    return shapes


def _clean_tag(match: re.Match[str]) -> str:
    tag = _STROKE.sub("", match[0]) if 'stroke-width="0.0"' in match[0] else match[0]
    return _NUMBER.sub(lambda number: _short(float(number[0])), tag)


def _colour(shapes: str, style: Style, inline: bool) -> str:
    def paint(match: re.Match[str]) -> str:
        role = ROLES[int(match[1]) if match[1] else int(match[2], 16)]
        return _paint(role, style, inline)[1:-1]

    return _COLOUR.sub(paint, shapes)


def _paint(role: str, style: Style, inline: bool) -> str:
    colour = f"#{style.colours[role]}"
    return quoteattr(f"var(--chart-{role}, {colour})" if inline else colour)


def _text(text: Label, style: Style, inline: bool) -> str:
    anchor = "" if text.anchor == "start" else f' text-anchor="{text.anchor}"'
    weight = ' font-weight="bold"' if text.bold else ""
    base = text.y + text.size * 0.35
    return (
        f'<text x="{_short(text.x)}" y="{_short(base)}" font-size="{_short(text.size)}"{anchor}{weight}'
        f" fill={_paint(text.colour, style, inline)}>{_safe(text.text)}</text>"
    )


def _safe(text: str) -> str:
    """Return a text as XML takes it: escaped, without characters that XML does not have."""
    return escape(_FORBIDDEN.sub("\ufffd", text))


def _short(number: float) -> str:
    text = f"{number:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
