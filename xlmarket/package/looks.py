"""How the cells of a workbook look, as far as it decides what room their contents take: font, format, alignment."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml import etree

from xlmarket.package.archive import MAIN
from xlmarket.package.fonts.paragraphs import CELL_PADDING, Font
from xlmarket.package.number_text import BUILT_IN, number_text
from xlmarket.package.rich_text import Rich
from xlmarket.package.sizes import column_pixels

_INDENT_PADDING = 2
_STYLE = re.compile(r' s="(\d+)"')
_WRAPPING = ("justify", "distributed")
_GENERAL = "General"


@dataclass(frozen=True, slots=True)
class CellLook:
    """One cell style. `code` is its number format ("" where the file has only a number that means one), `indent` counts.

    `wraps`: its text may have several lines. `is_turned`: its text is rotated or stands upright. `shrinks`: its text
    gets smaller until it fits.
    """

    font: Font = field(default_factory=Font)
    number: int = 0
    code: str = _GENERAL
    wraps: bool = False
    indent: int = 0
    is_turned: bool = False
    shrinks: bool = False

    @property
    def number_code(self) -> str:
        """Its number format as a code, "" where that is not known."""
        return self.code or BUILT_IN.get(self.number, "")

    def shown(self, number: float) -> str | None:
        """What a cell of this look shows of a number, or nothing where its format is not read here."""
        if self.number_code == _GENERAL:
            return f"{number:.11g}"
        return number_text(number, self.number_code) if self.number_code else None


@dataclass(frozen=True, slots=True)
class Looks:
    """The cell styles of a workbook by their number. The digits of the `normal` font are the unit of column widths."""

    cells: Sequence[CellLook] = (CellLook(),)
    normal: Font = field(default_factory=Font)

    @classmethod
    def read(cls, styles: etree._Element) -> Looks:
        """Read the styles part of a workbook."""
        fonts = [_font(font) for font in styles.iterfind(f"{{{MAIN}}}fonts/{{{MAIN}}}font")]
        normal = fonts[0] if fonts else Font()
        codes = {int(f.get("numFmtId") or 0): f.get("formatCode") for f in styles.iter(f"{{{MAIN}}}numFmt")}
        cells = [_look(cell, fonts, codes) for cell in styles.iterfind(f"{{{MAIN}}}cellXfs/{{{MAIN}}}xf")]
        return cls(tuple(cells) or (CellLook(font=normal),), normal)

    def of(self, attributes: str) -> CellLook:
        """The look of a cell by its attributes as XML."""
        return self.numbered(self.style_of(attributes))

    @staticmethod
    def style_of(attributes: str) -> int:
        """The number of a cell's style by its attributes as XML."""
        style = _STYLE.search(attributes)
        return int(style[1]) if style else 0

    def numbered(self, style: int) -> CellLook:
        """The look of a style. A number that the workbook does not have looks like the first."""
        return self.cells[style] if style < len(self.cells) else self.cells[0]

    def pixels(self, characters: float) -> int:
        """The width of a column in pixels, of one as wide as so many digits of the normal font."""
        return column_pixels(characters, self.normal.digit_width())

    def characters(self, pixels: float) -> float:
        """The width of a column as Excel states it: digits of the normal font, in steps of 1/256."""
        return int(pixels / self.normal.digit_width() * 256) / 256

    def room(self, pixels: int, look: CellLook) -> int:
        """The pixels that the content of a cell has in a column."""
        return pixels - CELL_PADDING - self.indent(look)

    def screen_width(self, text: str, look: CellLook) -> float:
        """The pixels of a text beside columns whose digits have whole pixels."""
        digit = self.normal.width("0") or 1.0
        return look.font.width(text) * self.normal.digit_width() / digit

    def indent(self, look: CellLook) -> int:
        """The pixels by which the content of a cell is indented."""
        return look.indent * (self.normal.digit_width() + _INDENT_PADDING)


def text_runs(text: str | Rich, look: CellLook) -> tuple[tuple[str, Font], ...]:
    """The runs of a text with their fonts."""
    if isinstance(text, str):
        return ((text, look.font),)
    marks = ("b", look.font.bold), ("i", look.font.italic)
    own = "".join(f"<{name}/>" for name, is_set in marks if is_set and not text.is_whole)
    return tuple((piece, run_font(own + properties, look.font)) for piece, properties in text.runs)


def run_font(properties: str, font: Font) -> Font:
    """The font of a run of rich text by its properties as XML. One without a name has that of its cell."""
    name, size = re.search(r'rFont val="([^"]*)"', properties), re.search(r'\bsz val="([\d.]+)"', properties)
    return Font(
        family=name[1] if name else font.family,
        size=(float(size[1]) if size else 0.0) or font.size,
        bold=_is_set(properties, "b"),
        italic=_is_set(properties, "i"),
    )


def _is_set(properties: str, name: str) -> bool:
    found = re.search(rf'<(?:\w+:)?{name}(?: val="(\w+)")?\s*/>', properties)
    return found is not None and found[1] not in ("0", "false")


def _font(font: etree._Element) -> Font:
    values = {etree.QName(child).localname: child.get("val") for child in font if isinstance(child.tag, str)}
    return Font(
        family=values.get("name") or Font().family,
        size=float(values.get("sz") or 0.0) or Font().size,
        bold=values.get("b", "0") not in ("0", "false"),
        italic=values.get("i", "0") not in ("0", "false"),
    )


def _look(cell: etree._Element, fonts: Sequence[Font], codes: dict[int, str | None]) -> CellLook:
    number, font = int(cell.get("numFmtId") or 0), int(cell.get("fontId") or 0)
    alignment = cell.find(f"{{{MAIN}}}alignment")
    aligned = {} if alignment is None else {str(key): str(value) for key, value in alignment.attrib.items()}
    spread = aligned.get("horizontal") in _WRAPPING or aligned.get("vertical") in _WRAPPING
    return CellLook(
        font=fonts[font] if font < len(fonts) else Font(),
        number=number,
        code=codes.get(number) or (_GENERAL if number == 0 else ""),
        wraps=spread or _holds(aligned, "wrapText"),
        indent=int(aligned.get("indent") or 0),
        is_turned=aligned.get("textRotation", "0") != "0",
        shrinks=_holds(aligned, "shrinkToFit"),
    )


def _holds(attributes: dict[str, str], name: str) -> bool:
    return attributes.get(name) in ("1", "true")
