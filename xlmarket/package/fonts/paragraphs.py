"""Lines of text in a cell that wraps: where they break, and how high they are together.

Excel breaks after spaces and hyphens and between the characters of Chinese, Japanese and Korean. A word that is wider
than its cell breaks anywhere. A row of Excel is some pixels higher than the font: 20 pixels (15 points) for Calibri 11.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from xlmarket.package.fonts.faces import FontFace, find_face

PIXELS_PER_POINT = 96 / 72
CELL_PADDING = 5
"""Pixels of a column that no text uses: two at each side, and one for the grid."""

_LINE_PADDING = 2
_WIDE = (
    "\u1100-\u115f\u2e80-\u303f\u3040-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\U00020000-\U0003ffff"
)
_NEVER_FIRST = "、。，．）」』】〕〉》！？：；ー々"
_BREAK = re.compile(
    "(?<=[ \t\u200b])(?=[^ \t])"
    "|(?<=[^\\W\\d_][-–—])(?=[^\\W\\d_])"
    f"|(?<=[{_WIDE}])(?=[^ \t{_NEVER_FIRST}])"
    f"|(?<=[^ \t])(?=[{_WIDE}])(?=[^{_NEVER_FIRST}])"
)
"""Where a line may end: before each match."""

_SPECIAL = re.compile(f"[-–—\t\u200b{_WIDE}]")
_SPACES = re.compile(" +(?=[^ ])")
"""Where the lines of a text end that has nothing special."""


@dataclass(frozen=True, slots=True)
class Font:
    """A font of a cell or of a part of its text. `size` is in points."""

    family: str = "Calibri"
    size: float = 11.0
    bold: bool = False
    italic: bool = False

    @property
    def face(self) -> FontFace:
        """Its metrics."""
        return find_face(self.family, bold=self.bold, italic=self.italic)

    @property
    def pixels(self) -> float:
        """Its size in pixels of a screen, of which Excel's columns are made."""
        return self.size * PIXELS_PER_POINT

    def line_height(self) -> int:
        """The height of a line in pixels, as Excel makes a row for it."""
        face, size = self.face, self.pixels
        return round(face.ascent * size) + math.ceil(face.descent * size) + _LINE_PADDING

    def digit_width(self) -> int:
        """The width of the widest digit in whole pixels: the unit of Excel's column widths."""
        advances = self.face.advances
        return max(round(max(advances[digit] for digit in "0123456789") * self.pixels), 1)

    def width(self, text: str) -> float:
        """The width of a text in one line, in pixels."""
        return sum(map(self.face.advances.__getitem__, text)) * self.pixels


Runs = Sequence[tuple[str, Font]]
"""A text in parts, each in a font of its own."""


@lru_cache(maxsize=256)
def text_height(runs: tuple[tuple[str, Font], ...], width: float) -> int:
    """The height of a text in pixels if its lines are at most `width` pixels wide."""
    height = 0
    for paragraph in _paragraphs(runs):
        height += _paragraph_height(paragraph, width)
    return height


def text_width(runs: Runs) -> float:
    """The width in pixels of the longest line of a text that does not wrap."""
    return max(sum(font.width(text) for text, font in paragraph) for paragraph in _paragraphs(runs))


def _paragraphs(runs: Runs) -> list[list[tuple[str, Font]]]:
    """The parts of each line that the text itself breaks. An empty line has the font it stands in."""
    paragraphs: list[list[tuple[str, Font]]] = [[]]
    for text, font in runs:
        for number, piece in enumerate(text.replace("\r\n", "\n").split("\n")):
            if number:
                paragraphs.append([])
            paragraphs[-1].append((piece, font))
    return paragraphs


def _paragraph_height(runs: Runs, width: float) -> int:
    if len(runs) == 1:
        ((text, font),) = runs
        edges = list(accumulate(map(font.face.advances.__getitem__, text), initial=0.0))
        return font.line_height() * len(_line_ends(text, edges, width / font.pixels))
    text = "".join(piece for piece, _ in runs)
    edges = [0.0]
    for piece, font in runs:
        advances, pixels = font.face.advances, font.pixels
        edges.extend(list(accumulate((advances[character] * pixels for character in piece), initial=edges[-1]))[1:])
    heights = [(font.line_height(), len(piece)) for piece, font in runs]
    total, start = 0, 0
    for end in _line_ends(text, edges, width):
        total += _highest(heights, start, end)
        start = end
    return total


def _highest(heights: Sequence[tuple[int, int]], start: int, end: int) -> int:
    """The height of the line from one character to another: that of its highest part."""
    highest, at = 0, 0
    for height, length in heights:
        if at <= start < at + length or start < at < end or not end:
            highest = max(highest, height)
        at += length
    return highest


def _line_ends(text: str, edges: Sequence[float], width: float) -> list[int]:
    """Where each line ends, as a number of characters from the start. `edges` are the left edges of all characters."""
    if edges[-1] <= width:
        return [len(text)]
    ends: list[int] = []
    start = here = 0
    limit = width
    for seen, stop in _stops(text):
        if edges[seen] > limit:
            if here > start:
                ends.append(here)
                start, limit = here, edges[here] + width
            while edges[seen] > limit:
                start = max(bisect_right(edges, limit, start + 1, seen + 1) - 1, start + 1)
                limit = edges[start] + width
                ends.append(start)
        here = stop
    return [*ends, len(text)] if start < len(text) or not ends else ends


def _stops(text: str) -> Iterator[tuple[int, int]]:
    """Where a line may end: the end of what is seen of it, and the beginning of the next line, also those of the last."""
    if _SPECIAL.search(text):
        here = 0
        for match in _BREAK.finditer(text):
            yield here + len(text[here : match.start()].rstrip(" \t")), match.start()
            here = match.start()
        yield here + len(text[here:].rstrip(" \t")), len(text)
        return
    for match in _SPACES.finditer(text):
        yield match.span()
    yield len(text.rstrip(" ")), len(text)
