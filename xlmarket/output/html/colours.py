"""The colours of a page as CSS variables, on a light and on a dark ground, from the theme of the report.

The charts have the same style. Colours of text have a contrast of at least 4.5 to the grounds they stand on, whatever the
theme is (WCAG 2.2, AA).
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from xlmarket.output.charts.style import Style, contrast, mix, readable, style_of

_CONTRAST = 4.6
"""A little above the 4.5 that WCAG asks for, because colours are rounded."""


@lru_cache(maxsize=32)
def page_colours(theme: Path, _: int) -> str:
    """Return the variables as CSS. The second argument is the time of the file, so that a changed theme is read again."""
    light, dark = style_of(theme), style_of(theme, dark=True)
    family = ", ".join(name if name.isalpha() else f'"{name}"' for name in light.fonts)
    print_light = f"@media print{{:root{{{_variables(light)}}}}}"
    chosen = (
        f":root[data-theme=light]{{color-scheme:light}}:root[data-theme=dark]{{color-scheme:dark;{_variables(dark)}}}"
    )
    return (
        f":root{{--font:{family}, system-ui, sans-serif;{_variables(light)}}}"
        f"@media screen{{@media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{_variables(dark)}}}}}{chosen}}}"
        f"{print_light}"
    )


def _variables(style: Style) -> str:
    colours = style.colours
    paper, tint = colours["paper"], colours["tint"]
    warm_tint = mix(paper, colours["warm"], 0.14)
    page = {
        "paper": paper,
        "tint": tint,
        "rule": colours["rule"],
        "accent": colours["accent"],
        "warm": colours["warm"],
        "warm-tint": warm_tint,
        "text": _legible(colours["text"], paper, tint),
        "ink": _legible(colours["ink"], paper, tint),
        "grey": _legible(colours["grey"], paper, tint),
        "link": _legible(colours["accent"], paper, tint),
        "warm-text": _legible(colours["warm"], paper, tint, warm_tint),
    }
    for step in range(1, 6):
        page[f"up{step}"] = _shade(paper, colours["accent"], page["text"], step / 5)
        page[f"fall{step}"] = _shade(paper, colours["warm"], page["text"], step / 5)
    pairs = {f"--{name}": f"#{colour}" for name, colour in page.items()} | style.variables
    return ";".join(f"{name}:{colour}" for name, colour in pairs.items())


def _shade(paper: str, colour: str, text: str, part: float) -> str:
    """Return a part of the strongest shade of a colour on which the text is still legible."""
    strongest = next(
        most / 20 for most in range(12, 0, -1) if contrast(text, mix(paper, colour, most / 20)) >= _CONTRAST
    )
    return mix(paper, colour, strongest * part)


def _legible(colour: str, *grounds: str) -> str:
    """Return a colour that is legible on all these grounds."""
    for ground in grounds:
        colour = readable(colour, ground, _CONTRAST)
    return colour
