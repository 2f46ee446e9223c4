"""The cell styles of a workbook: the number format of each, and those that centre a label across empty cells."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from xlmarket.package.archive import MAIN
from xlmarket.sources.workbook.formats import BUILT_IN, GENERAL, NumberFormat, parse_format


@dataclass(frozen=True, slots=True)
class CellStyles:
    """Formats by the number of the style (`s` of a cell), and the styles "Center Across Selection"."""

    formats: tuple[NumberFormat, ...] = ()
    across: frozenset[int] = frozenset()

    def format(self, style: int) -> NumberFormat:
        """A style that the workbook does not have shows a number as it is."""
        return self.formats[style] if 0 <= style < len(self.formats) else GENERAL


def parse_styles(root: etree._Element) -> CellStyles:
    """The styles of the part `styles.xml`."""
    codes = dict(BUILT_IN)
    codes |= {_number(one.get("numFmtId")): str(one.get("formatCode") or "") for one in root.iter(f"{{{MAIN}}}numFmt")}
    cells = root.find(f"{{{MAIN}}}cellXfs")
    used = [] if cells is None else list(cells.iterchildren(f"{{{MAIN}}}xf"))
    formats = tuple(parse_format(codes.get(_number(one.get("numFmtId")), "General")) for one in used)
    return CellStyles(formats, frozenset(n for n, one in enumerate(used) if _is_across(one)))


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0


def _is_across(style: etree._Element) -> bool:
    alignment = style.find(f"{{{MAIN}}}alignment")
    return alignment is not None and alignment.get("horizontal") == "centerContinuous"
