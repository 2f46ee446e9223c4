"""The look of charts: the colours and the font of a theme, for a light or a dark ground. The reports have the same.

A drawing names the role of a colour. What the role is here comes from the theme, so that a drawing in a page can take its
colours from CSS variables and change with the page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from xlmarket.report.shipped import PALETTES
from xlmarket.report.themes import find_theme, read_theme, theme_colours

SERIES = ("dk2", "accent1", "accent4", "accent3", "accent2", "accent5", "left")
"""The colours of series in the order of the templates. The last is for what is left over."""
ROLES = (
    "paper", "text", "ink", "grey", "rule", "accent", "warm", "tint", "band",
    *(f"series{number}" for number in range(1, len(SERIES) + 1)), *(f"label{number}" for number in range(1, len(SERIES) + 1)),
)  # fmt: skip
"""The roles of colours. `seriesN` fills, `labelN` is the same for texts, with more contrast."""
FALLBACK = ("Calibri", "Carlito", "Helvetica Neue", "Arial", "Liberation Sans", "DejaVu Sans")
"""Fonts that a reader's program takes where it does not have that of the theme."""
TEXT_CONTRAST, MARK_CONTRAST = 4.5, 2.0
"""The least contrast to the ground: of texts after WCAG, of bars and lines as the palettes of the reports have it."""
_UNSAFE = re.compile(r"[^\w \-]+")


@dataclass(frozen=True, slots=True)
class Style:
    """The colours by role, six hexadecimal digits each, and the font of a chart."""

    colours: Mapping[str, str]
    font: str
    dark: bool = False

    @property
    def fonts(self) -> tuple[str, ...]:
        """The font with its fallbacks."""
        return tuple(dict.fromkeys((self.font, *FALLBACK)))

    @property
    def variables(self) -> dict[str, str]:
        """The CSS variables of the colours: `--chart-ink` is `#14323F`."""
        return {f"--chart-{role}": f"#{colour}" for role, colour in self.colours.items()}


def style_of(theme: str | Path | None = None, *, dark: bool = False) -> Style:
    """Return the style of a palette or theme file, by default of the first palette.

    Raises `InputError` for a file that is missing, damaged or without a theme.
    """
    return _style(find_theme(theme or PALETTES[0]), dark)


@lru_cache(maxsize=32)
def _style(path: Path, dark: bool) -> Style:
    theme = read_theme(path)
    slots = theme_colours(theme)
    paper = mix(slots["dk2"], "000000", 0.45) if dark else slots["lt1"]
    text, grey = (
        (slots["lt1"], mix(slots["dk1"], paper, 0.35)) if dark else (slots["dk1"], mix(slots["dk1"], "FFFFFF", 0.35))
    )
    slots["left"] = mix(paper, "FFFFFF", 0.3) if dark else mix(slots["lt2"], "000000", 0.25)
    slots["dk2"] = mix(slots["dk2"], "FFFFFF", 0.75) if dark else slots["dk2"]
    colours = {
        "paper": paper,
        "text": mix(text, paper, 0.1) if dark else text,
        "ink": "FFFFFF" if dark else slots["dk2"],
        "grey": readable(grey, paper, TEXT_CONTRAST),
        "rule": mix(paper, slots["lt1"], 0.18) if dark else mix(slots["lt2"], "000000", 0.1),
        "accent": readable(slots["accent1"], paper, 3.0),
        "warm": readable(slots["accent2"], paper, 3.0),
        "band": mix(paper, slots["accent1"], 0.45 if dark else 0.22),
        "tint": mix(paper, slots["lt1"], 0.08) if dark else slots["lt2"],
    }
    for number, slot in enumerate(SERIES, 1):
        colours[f"series{number}"] = readable(slots[slot], paper, 3.0 if dark else MARK_CONTRAST)
        colours[f"label{number}"] = readable(slots[slot], paper, TEXT_CONTRAST)
    return Style(colours, _UNSAFE.sub("", theme.minor) or FALLBACK[0], dark)


def readable(colour: str, paper: str, least: float) -> str:
    """Return a colour, lighter or darker where its contrast to the paper is less than `least`."""
    towards = "000000" if luminance(paper) > 0.4 else "FFFFFF"
    shades = (mix(colour, towards, step / 20) for step in range(21))
    return next((shade for shade in shades if contrast(shade, paper) >= least), towards)


def mix(colour: str, other: str, part: float) -> str:
    """Return a colour with a part of another in it."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "".join(f"{round(one + (two - one) * part):02X}" for one, two in pairs)


def contrast(one: str, two: str) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2.2)."""
    low, high = sorted((luminance(one), luminance(two)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, 0 to 1 (WCAG 2.2)."""
    parts = (channel / 255 for channel in _channels(colour))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[:2], 16), int(colour[2:4], 16), int(colour[4:], 16)
