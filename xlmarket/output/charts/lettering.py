"""Texts of a chart: how wide they are, where they wrap, and how a long name is cut."""

from __future__ import annotations

from xlmarket.package.fonts.faces import find_face

SLACK = 1.04
"""A reader's program may show a text a little wider than the metrics of the font say."""
_LEAST = 0.55
"""A name is cut at a word if this part of it stays."""


def width_of(text: str, size: float, font: str, *, bold: bool = False) -> float:
    """Return the width of a text in pixels."""
    advances = find_face(font, bold=bold).advances
    return sum(map(advances.__getitem__, text)) * size * SLACK


def cut(text: str, width: float, size: float, font: str, *, bold: bool = False) -> str:
    """Return a text that fits a width: cut after a word where most of it stays, else after a letter."""
    if width_of(text, size, font, bold=bold) <= width:
        return text
    kept = text
    while kept and width_of(kept + "…", size, font, bold=bold) > width:
        kept = kept[:-1]
    word = kept.rpartition(" ")[0]
    return (word if len(word) >= _LEAST * len(kept) else kept).rstrip(" ,;:-·") + "…"


def wrap(text: str, width: float, size: float, font: str, *, bold: bool = False) -> list[str]:
    """Return the lines of a text. A word that is wider than the line is cut."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if width_of(longer, size, font, bold=bold) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return [cut(line, width, size, font, bold=bold) for line in lines]
