"""The items that a pivot table shows. Over a template's rows they are tags, as its source is: the report has none.

Excel and LibreOffice write the cells of a pivot table again when they open the report.
"""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from xlmarket.package.archive import MAIN
from xlmarket.package.areas import Area, parse_area
from xlmarket.template.read.rows import RowReader


def empty_pivot_items(sheet: etree._Element, pivots: Iterable[etree._Element], reader: RowReader) -> bool:
    """Empty the cells below the first row of pivot tables that hold tags. Return whether there were some.

    The first row has captions, which the designer types: they are filled as all texts.
    """
    areas = [parse_area(str(place.get("ref"))) for pivot in pivots for place in pivot.iterfind(f"{{{MAIN}}}location")]
    if not areas:
        return False
    cells = [cell for cell in sheet.iter(f"{{{MAIN}}}c") if _is_item(cell, areas) and reader.holds_tags(cell)]
    for cell in cells:
        cell.attrib.pop("t", "")
        for child in list(cell):
            cell.remove(child)
    return bool(cells)


def _is_item(cell: etree._Element, areas: list[Area]) -> bool:
    if not cell.get("r"):
        return False
    here = parse_area(str(cell.get("r")))
    return any(area.holds(here) and here.first_row > area.first_row for area in areas)
