"""The cell styles of a workbook: the number format of each, and those that centre a label across empty cells."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from xlmarket.package.archive import MAIN
from xlmarket.sources.workbook.formats import BUILT_IN, GENERAL, NumberFormat, parse_format


@dataclass(frozen=True, slots=True)
class CellStyles:
    """Formats by the number of the style (`s` of a cell), and the styles with "Center Across Selection"."""

    formats: tuple[NumberFormat, ...] = ()
    across: frozenset[int] = frozenset()

    def format(self, style: int) -> NumberFormat:
        """Return the format of a style, or General for one that the workbook lacks."""
        return self.formats[style] if 0 <= style < len(self.formats) else GENERAL


def parse_styles(root: etree._Element) -> CellStyles:
    """Return the styles of the part `styles.xml`."""
    codes = dict(BUILT_IN)
    codes |= {
        _number(item.get("numFmtId")): str(item.get("formatCode") or "") for item in root.iter(f"{{{MAIN}}}numFmt")
    }
    cells = root.find(f"{{{MAIN}}}cellXfs")
    used = [] if cells is None else list(cells.iterchildren(f"{{{MAIN}}}xf"))
    formats = tuple(parse_format(codes.get(_number(style.get("numFmtId")), "General")) for style in used)
    return CellStyles(formats, frozenset(n for n, style in enumerate(used) if _is_across(style)))


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0


def _is_across(style: etree._Element) -> bool:
    alignment = style.find(f"{{{MAIN}}}alignment")
    return alignment is not None and alignment.get("horizontal") == "centerContinuous"
