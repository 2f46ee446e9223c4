"""The looks of cells as CSS classes: font, fill, borders, alignment, in the colours of the workbook's theme."""

from __future__ import annotations

import colorsys
from dataclasses import dataclass, field
from typing import Any

from openpyxl.styles.colors import COLOR_INDEX

from xlmarket.output.charts.style import contrast, readable

LINES = {
    "thin": "1px solid", "hair": "1px dotted", "dotted": "1px dotted", "dashed": "1px dashed", "dashDot": "1px dashed",
    "dashDotDot": "1px dashed", "medium": "2px solid", "mediumDashed": "2px dashed", "mediumDashDot": "2px dashed",
    "mediumDashDotDot": "2px dashed", "slantDashDot": "2px dashed", "thick": "3px solid", "double": "3px double",
}  # fmt: skip
ACROSS = {"left": "left", "right": "right", "center": "center", "centerContinuous": "center", "justify": "justify"}
DOWN = {"top": "top", "center": "middle", "bottom": "bottom", "justify": "top", "distributed": "middle"}

_UNSEEN, _CONTRAST = 1.6, 4.6
"""Up to the first contrast a text is meant not to be seen, from the second on it is legible (WCAG 2.2, AA)."""


@dataclass
class Classes:
    """The classes of one page by what they declare, named in the order in which they are first used."""

    names: dict[str, str] = field(default_factory=dict)

    def of(self, declarations: str) -> str:
        """Return the name of the class with these declarations, nothing for none."""
        return self.names.setdefault(declarations, f"x{len(self.names)}") if declarations else ""

    @property
    def css(self) -> str:
        return "".join(f".sheet .{name}{{{declarations}}}" for declarations, name in self.names.items())


@dataclass(frozen=True)
class Looks:
    """The looks of one workbook. `theme` are the colours by number, as cells name them."""

    theme: tuple[str, ...]

    def colour(self, colour: Any) -> str:
        """Return a colour as CSS, nothing where there is none or it follows the system."""
        if colour is None:
            return ""
        base = self._base(colour)
        return f"#{_tint(base, float(colour.tint or 0))}" if base else ""

    def _base(self, colour: Any) -> str:
        if colour.type == "rgb" and isinstance(colour.rgb, str):
            return str(colour.rgb)[-6:]
        if colour.type == "theme" and colour.theme < len(self.theme):
            return self.theme[int(colour.theme)]
        if colour.type == "indexed" and colour.indexed < len(COLOR_INDEX):
            return str(COLOR_INDEX[colour.indexed])[-6:]
        return ""

    def css(self, cell: Any) -> str:
        """Return the look of a cell as declarations."""
        font = self.font(cell.font, self.ground(cell))
        return ";".join([*font, *self.fill(cell.fill), *self.borders(cell.border), *_alignment(cell)])

    def ground(self, cell: Any) -> str:
        """Return the colour behind the text of a cell."""
        return (self.colour(cell.fill.fgColor) if cell.fill.fill_type == "solid" else "") or "#FFFFFF"

    def font(self, font: Any, ground: str = "") -> list[str]:
        """Return the declarations of a font; of one of a rule only those it has.

        A colour that is hard to read on its ground gets more contrast. One that nobody shall see stays unseen.
        """
        if font is None:
            return []
        made = [f'font-family:"{_name(font.name)}",var(--font)'] if font.name else []
        made += [f"font-size:{font.sz:g}pt"] if font.sz else []
        made += ["font-weight:700"] if font.b else []
        made += ["font-style:italic"] if font.i else []
        lines = [word for word, is_set in (("underline", font.u), ("line-through", font.strike)) if is_set]
        made += [f"text-decoration:{' '.join(lines)}"] if lines else []
        colour = self.colour(font.color)
        if colour and ground and contrast(colour[1:], ground[1:]) > _UNSEEN:
            colour = f"#{readable(colour[1:], ground[1:], _CONTRAST)}"
        return [*made, f"color:{colour}"] if colour else made

    def fill(self, fill: Any, *, of_rule: bool = False) -> list[str]:
        """Return the declarations of a fill. A rule names the colour of a solid one as its ground."""
        if fill is None or (getattr(fill, "fill_type", None) in (None, "none") and not of_rule):
            return []
        if getattr(fill, "tagname", "") == "gradientFill":
            stops = [self.colour(stop.color) for stop in fill.stop]
            return [f"background:linear-gradient({90 - (fill.degree or 0) + 90:g}deg,{','.join(filter(None, stops))})"]
        colour = self.colour(fill.bgColor if of_rule else fill.fgColor)
        return [f"background:{colour}"] if colour else []

    def borders(self, border: Any) -> list[str]:
        sides = ((side, getattr(border, side)) for side in ("top", "right", "bottom", "left"))
        return [
            f"border-{side}:{LINES[line.style]} {self.colour(line.color) or '#000'}"
            for side, line in sides
            if line is not None and line.style in LINES
        ]


def _alignment(cell: Any) -> list[str]:
    alignment = cell.alignment
    across = ACROSS.get(alignment.horizontal or "") or ("right" if cell.data_type in ("n", "d") else "")
    made = [f"text-align:{across}"] if across and across != "left" else []
    made += (
        [f"vertical-align:{DOWN[alignment.vertical]}"]
        if alignment.vertical in DOWN and alignment.vertical != "bottom"
        else []
    )
    made += ["white-space:pre-wrap"] if alignment.wrap_text else []
    if alignment.indent:
        made.append(f"padding-{'right' if across == 'right' else 'left'}:{3 + 9 * int(alignment.indent)}px")
    return made


def _name(font: str) -> str:
    return "".join(letter for letter in font if letter.isalnum() or letter in " -_")


def _tint(colour: str, tint: float) -> str:
    """Return a colour lighter or darker, as Excel does: its lightness, hue and saturation kept."""
    if not tint:
        return colour
    hue, light, saturation = colorsys.rgb_to_hls(*(int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)))
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    return "".join(f"{round(part * 255):02X}" for part in colorsys.hls_to_rgb(hue, light, saturation))


def mix(low: str, high: str, part: float) -> str:
    """Return a colour between two, `#RRGGBB` each."""
    pairs = ((int(low[at : at + 2], 16), int(high[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(one + (two - one) * part):02X}" for one, two in pairs)
