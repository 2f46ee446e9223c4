"""The styles of a template's cells: which of them show a date, and the font of each for rich text."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.sax.saxutils import quoteattr

from lxml import etree

from xlmarket.package.archive import MAIN, Package
from xlmarket.package.dates import shows_date
from xlmarket.package.looks import Looks


@dataclass(frozen=True, slots=True)
class TemplateStyles:
    """Which cell styles show a date, the font of each as the properties of a run of rich text, and their looks."""

    dates: frozenset[int]
    fonts: tuple[str, ...] = ()
    looks: Looks = field(default_factory=Looks)

    def font(self, style: int) -> str:
        """The font of a style as the properties of a run."""
        return self.fonts[style] if style < len(self.fonts) else ""

    @classmethod
    def read(cls, package: Package) -> TemplateStyles:
        """The styles of a workbook, none if it has no part for them."""
        part = package.of_workbook("styles")
        if not part:
            return cls(frozenset())
        styles = package.parse(part)
        codes = {int(f.get("numFmtId") or 0): f.get("formatCode") for f in styles.iter(f"{{{MAIN}}}numFmt")}
        cells = styles.find(f"{{{MAIN}}}cellXfs")
        formats = [int(cell.get("numFmtId") or 0) for cell in cells] if cells is not None else []
        dates = (style for style, number in enumerate(formats) if shows_date(number, codes.get(number)))
        fonts = [_run_properties(font) for font in styles.iterfind(f"{{{MAIN}}}fonts/{{{MAIN}}}font")]
        numbers = [int(cell.get("fontId") or 0) for cell in cells] if cells is not None else []
        return cls(frozenset(dates), tuple(fonts[n] if n < len(fonts) else "" for n in numbers), Looks.read(styles))


_RUN_ORDER = (
    "rFont", "charset", "family", "b", "i", "strike", "outline", "shadow", "condense", "extend", "color", "sz", "u",
    "vertAlign", "scheme",
)  # fmt: skip


def _run_properties(font: etree._Element) -> str:
    """A font as the properties of a run: the same elements, its name called rFont, in the order of the schema."""
    properties = {}
    for child in font:
        if isinstance(child.tag, str):
            name = str(etree.QName(child).localname)
            name = "rFont" if name == "name" else name
            properties[name] = f"<{name}{_attributes(child)}/>"
    return "".join(properties[name] for name in _RUN_ORDER if name in properties)


def _attributes(element: etree._Element) -> str:
    return "".join(f" {key!s}={quoteattr(str(value))}" for key, value in element.attrib.items())
