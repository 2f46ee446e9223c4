"""Charts. A series over a repeated row stretches over its copies; its cache holds the values of the finished workbook.

The points of a cache are written as text, as they are many and all alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from lxml import etree

from xlmarket.functions.cells import CellError
from xlmarket.report.cellxml import printed
from xlmarket.report.layout import Layout
from xlmarket.report.package import serialised
from xlmarket.report.references import Area, compile_formula, parse_area, rewrite

C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_F, _PT = f"{{{C}}}f", f"{{{C}}}pt"
_COUNT = f"{{{C}}}ptCount"
_CACHES = ("numCache", "strCache", "multiLvlStrCache")
_HERE = "\ue000"
Values = Callable[[str, Area], list[object]]


def follow(chart: etree._Element, layouts: Mapping[str, Layout], values: Values) -> bytes | None:
    """The chart's part with references rewritten and caches refilled; nothing where there was nothing to follow."""
    caches = _Caches(next((prefix for prefix, uri in chart.nsmap.items() if uri == C and prefix), ""))
    for formula in chart.iter(_F):
        formula.text = rewrite(formula.text or "", "", layouts, stretch_cells=True)
        parent = formula.getparent()
        if parent is not None:
            caches.refill(parent, formula.text, values)
    return caches.written(serialised(chart)) if caches.texts else None


@dataclass
class _Caches:
    """The caches of one chart: each is emptied and marked, its points are kept as text until the part is written."""

    prefix: str
    texts: list[str] = field(default_factory=list)

    def refill(self, holder: etree._Element, reference: str, values: Values) -> None:
        """Fill the cache beside a reference; a reference to several areas or to a name keeps its cache."""
        found = compile_formula(reference).references
        if len(found) != 1 or found[0].text != reference or len(found[0].sheets) != 1:
            return
        area = parse_area(reference.rpartition("!")[2])
        cells = values(found[0].sheets[0], area)
        for tag in _CACHES:
            cache = holder.find(f"{{{C}}}{tag}")
            if cache is not None:
                self._fill(cache, tag, cells, area)
                return

    def written(self, part: bytes) -> bytes:
        """The part with the points in the places marked for them."""
        pieces = part.decode().split(_HERE)
        return "".join(
            [pieces[0], *(text + piece for text, piece in zip(self.texts, pieces[1:], strict=True))]
        ).encode()

    def _fill(self, cache: etree._Element, tag: str, cells: list[object], area: Area) -> None:
        width = area.last_column - area.first_column + 1
        height = area.last_row - area.first_row + 1
        if tag != "multiLvlStrCache":
            self._points(cache, cells, numbers=tag == "numCache", size=width * height)
            return
        levels = cache.findall(f"{{{C}}}lvl")
        count = cache.find(_COUNT)
        if count is not None:
            count.set("val", str(max(width, height) if 1 in (width, height) else height))
        for place, level in enumerate(levels):
            column = len(levels) - 1 - place
            self._points(level, cells[column::width] if width > 1 and height > 1 else cells, numbers=False, size=None)

    def _points(self, cache: etree._Element, cells: list[object], *, numbers: bool, size: int | None) -> None:
        """Mark the place of the points; those that are missing have none."""
        for point in cache.findall(_PT):
            cache.remove(point)
        count = cache.find(_COUNT)
        if count is not None and size is not None:
            count.set("val", str(size))
        if count is None:
            cache.text = _HERE
        else:
            count.tail = _HERE
        self.texts.append(_number_points(cells, self.prefix) if numbers else _text_points(cells, self.prefix))


def _number_points(cells: list[object], prefix: str) -> str:
    pt, v = _tags(prefix)
    texts = printed(cells)
    if texts:
        return "".join([f'<{pt} idx="{place}"><{v}>{text}</{v}></{pt}>' for place, text in enumerate(texts)])
    return "".join(
        [
            f'<{pt} idx="{place}"><{v}>{cell!r}</{v}></{pt}>'
            for place, cell in enumerate(cells)
            if isinstance(cell, (int, float)) and not isinstance(cell, bool)
        ]
    )


def _text_points(cells: list[object], prefix: str) -> str:
    pt, v = _tags(prefix)
    return "".join(
        [
            f'<{pt} idx="{place}"><{v}>{escape(_shown(cell))}</{v}></{pt}>'
            for place, cell in enumerate(cells)
            if cell is not None and cell != "" and not isinstance(cell, CellError)
        ]
    )


def _tags(prefix: str) -> tuple[str, str]:
    return (f"{prefix}:pt", f"{prefix}:v") if prefix else ("pt", "v")


def _shown(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
