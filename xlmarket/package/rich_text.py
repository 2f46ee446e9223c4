"""Rich text: a text whose parts look different, as Excel keeps it in runs (`r`) with properties (`rPr`).

A run without properties looks as its cell does. A run with some has only these, so they repeat the cell's font.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from xlmarket.package.texts import escape_text

BOLD, ITALIC = "<b/>", "<i/>"


@dataclass(frozen=True, slots=True)
class Rich:
    """A finished rich text: its runs as text and marks (`<b/>`), or as text and all properties of the run."""

    runs: tuple[tuple[str, str], ...]
    is_whole: bool = False

    def __str__(self) -> str:
        return "".join(text for text, _ in self.runs)

    def xml(self, font: str) -> str:
        """The runs. `font` are the properties of the cell's font, which the marks are added to."""
        return "".join(
            f"<r>{_properties(look if self.is_whole else _mark(look, font))}{_text(text)}</r>"
            for text, look in self.runs
            if text
        )


def _mark(look: str, font: str) -> str:
    """The cell's font with a mark where the schema wants it: after rFont, charset and family."""
    if not look:
        return ""
    name = look.strip("</>")
    if re.search(rf"<{name}(?: [^>]*)?/>", font):
        return font
    place = 0
    for element in re.finditer(r"<(\w+)[^>]*/>", font):
        if element[1] in ("rFont", "charset", "family", "b"):
            place = element.end()
    return font[:place] + look + font[place:]


def _properties(look: str) -> str:
    return f"<rPr>{look}</rPr>" if look else ""


def _text(text: str) -> str:
    return f'<t xml:space="preserve">{escape_text(text)}</t>'
