"""A history in the height of a line of text: a small SVG without axes, for tables of thousands of rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

WIDTH, HEIGHT = 96, 24
EDGE = 2.5
"""Room for the dot at the end, in pixels."""


def sparkline_svg(
    values: Sequence[float | None], *, alt: str, width: int = WIDTH, height: int = HEIGHT, colour: str = "currentColor"
) -> str:
    """Return a line of values with a dot at its last figure, in the colour of the text around it.

    A missing value (`None`) breaks the line, and a value between two of them is a dot. Its scale is its own, from the
    lowest to the highest value. `alt` is read to who cannot see it. Without any figure it is an empty picture.
    """
    path, end = trace_sparkline(values, width, height)
    dot = "" if not end else '<circle cx="{}" cy="{}" r="2" fill={}/>'.format(*end.split(), quoteattr(colour))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' role="img"><title>{escape(alt)}</title><path d="{path}" fill="none" stroke={quoteattr(colour)}'
        f' stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"/>{dot}</svg>'
    )


def trace_sparkline(values: Sequence[float | None], width: int = WIDTH, height: int = HEIGHT) -> tuple[str, str]:
    """Return the path of the line and the place of its dot, `x y`. Both are empty without any figure.

    A page with thousands of them keeps only these, and draws those that are seen.
    """
    figures = [value for value in values if value is not None]
    low, high = min(figures, default=0.0), max(figures, default=0.0)
    step = (width - 2 * EDGE) / max(len(values) - 1, 1)
    slope = (height - 2 * EDGE) / (high - low) if high > low else 0.0
    middle = 0.0 if slope else height / 2 - EDGE
    points = [
        None if value is None else f"{EDGE + place * step:.1f} {height - EDGE - middle - (value - low) * slope:.1f}"
        for place, value in enumerate(values)
    ]
    path = "".join(f"M{'L'.join(run) if len(run) > 1 else f'{run[0]}h0'}" for run in _runs(points))
    return path, next((point for point in reversed(points) if point), "")


def _runs(points: Iterable[str | None]) -> list[list[str]]:
    """Return the points in pieces without gaps."""
    runs: list[list[str]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return [run for run in runs if run]
