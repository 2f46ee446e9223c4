"""A chart as PNG, by resvg. It takes the fonts of this machine, and a text without a font would be left out silently.

So the font is looked for first: that of the style, or the first of its fallbacks that is here. Its metrics lay the chart
out. A character that no font here has is refused.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from xlmarket.errors import EnvironmentFault
from xlmarket.output.charts.style import Style

REMEDY = "pip install 'xlmarket[outputs]'"
SCALE = 2.0
"""Dots of a picture to a pixel of the drawing, so that it is sharp on screens and in slides."""
_BOX = "\U000f0000"
"""A character that no font has: it is drawn as the box of a missing one."""
_PROBE = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><text y="20" font-family="{}">{}</text></svg>'


def need_pictures() -> None:
    """Raise `EnvironmentFault` where resvg_py is not installed."""
    try:
        import resvg_py  # noqa: F401
    except ImportError:
        raise EnvironmentFault("PNG pictures need the package resvg_py", remedy=f"{REMEDY}, or write an .svg") from None


def find_font(style: Style) -> Style:
    """Return the style with a font that is on this machine. Raises `EnvironmentFault` where none of its fonts is."""
    need_pictures()
    font = next((name for name in style.fonts if _is_here(name)), None)
    if font is None:
        raise EnvironmentFault(
            "no font for the texts of a picture",
            allowed=style.fonts,
            remedy="install one (Debian and Ubuntu: apt install fonts-crosextra-carlito), or write an .svg",
        )
    return replace(style, font=font)


def write_png(svg: str, font: str, scale: float = SCALE) -> bytes:
    """Return an SVG as PNG, its texts in a font of this machine.

    Raises `EnvironmentFault` without resvg_py or for characters that no font here has.
    """
    need_pictures()
    import resvg_py

    missing = [character for character in sorted(set(svg)) if not _is_drawn(character, font)]
    if missing:
        raise EnvironmentFault(
            "no font on this machine has some characters of the picture",
            found="".join(missing[:20]),
            remedy="install one that has them (Debian and Ubuntu: apt install fonts-noto-core fonts-noto-cjk), or write an .svg",
        )
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=scale, font_family=font, sans_serif_family=font))


def _is_here(font: str) -> bool:
    return _draw(font, "A") != _draw(font, "")


def _is_drawn(character: str, font: str) -> bool:
    """Whether a font of this machine has a character. Those of English are in every one."""
    return (
        character.isascii() or character.isspace() or _draw(font, character) not in (_draw(font, _BOX), _draw(font, ""))
    )


@lru_cache(maxsize=1024)
def _draw(font: str, text: str) -> bytes:
    """Return the picture of a short text in one font, or in one that resvg takes for the characters it lacks."""
    import resvg_py

    return bytes(resvg_py.svg_to_bytes(svg_string=_PROBE.format(font, text)))
