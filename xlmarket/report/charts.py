"""Charts. A series over a repeated row stretches over its copies; its cache holds the values of the finished workbook."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lxml import etree

from xlmarket.functions.cells import CellError
from xlmarket.report.layout import Layout
from xlmarket.report.references import Area, compile_formula, parse_area, rewrite

C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_F, _PT, _V = (f"{{{C}}}{tag}" for tag in ("f", "pt", "v"))
_COUNT, _FORMAT = f"{{{C}}}ptCount", f"{{{C}}}formatCode"
_CACHES = ("numCache", "strCache", "multiLvlStrCache")
Values = Callable[[str, Area], list[object]]


def follow(chart: etree._Element, layouts: Mapping[str, Layout], values: Values) -> bool:
    """Rewrite the references of a chart's series and refill their caches; whether anything was there to follow."""
    followed = False
    for formula in chart.iter(_F):
        before = formula.text or ""
        formula.text = rewrite(before, "", layouts, stretch_cells=True)
        parent = formula.getparent()
        if parent is not None:
            followed = _refill(parent, formula.text, values) or followed
    return followed


def _refill(holder: etree._Element, reference: str, values: Values) -> bool:
    """Fill the cache beside a reference; a reference to several areas or to a name keeps its cache."""
    found = compile_formula(reference).references
    if len(found) != 1 or found[0].text != reference or len(found[0].sheets) != 1:
        return False
    area = parse_area(reference.rpartition("!")[2])
    cells = values(found[0].sheets[0], area)
    for tag in _CACHES:
        cache = holder.find(f"{{{C}}}{tag}")
        if cache is not None:
            _fill(cache, tag, cells, area)
            return True
    return False


def _fill(cache: etree._Element, tag: str, cells: list[object], area: Area) -> None:
    width = area.last_column - area.first_column + 1
    if tag != "multiLvlStrCache":
        _points(cache, cells, numbers=tag == "numCache", size=_size(area))
        return
    levels = cache.findall(f"{{{C}}}lvl")
    across = width > 1 and area.first_row != area.last_row
    for place, level in enumerate(levels):
        column = len(levels) - 1 - place
        mine = cells[column::width] if across else cells
        _points(level, mine, numbers=False, size=None)
    count = cache.find(_COUNT)
    if count is not None:
        count.set("val", str(len(cells) // max(width, 1)))


def _size(area: Area) -> int:
    return (area.last_row - area.first_row + 1) * (area.last_column - area.first_column + 1)


def _points(cache: etree._Element, cells: list[object], *, numbers: bool, size: int | None) -> None:
    """The points of a cache: those that are missing have none."""
    for point in cache.findall(_PT):
        cache.remove(point)
    after = cache.find(_COUNT)
    if after is not None and size is not None:
        after.set("val", str(size))
    start = len(cache) if after is None else list(cache).index(after) + 1
    points = [_point(place, cell, numbers) for place, cell in enumerate(cells)]
    cache[start:start] = [point for point in points if point is not None]


def _point(place: int, cell: object, numbers: bool) -> etree._Element | None:
    if cell is None or isinstance(cell, CellError) or cell == "":
        return None
    if numbers and (isinstance(cell, bool) or not isinstance(cell, (int, float))):
        return None
    point = etree.Element(_PT, idx=str(place))
    value = etree.SubElement(point, _V)
    value.text = _shown(cell)
    return point


def _shown(cell: object) -> str:
    return f"{cell:g}" if isinstance(cell, float) and cell == int(cell) and abs(cell) < 1e15 else str(cell)
