"""Areas and cells of a sheet as a whole: its extent, selection, panes, filter, sorting, scenarios, protected ranges."""

from __future__ import annotations

from lxml import etree

from xlmarket.package.archive import MAIN
from xlmarket.package.areas import Area, parse_area
from xlmarket.template.follow.context import FollowContext, OpenPart
from xlmarket.template.follow.spread import spread
from xlmarket.template.layout.axes import Axis, Layout

_AREAS = ("autoFilter", "sortState", "sortCondition")
_LISTS = ("ignoredError", "protectedRange", "selection")
_CELLS = (("sheetView", "topLeftCell"), ("selection", "activeCell"))


def follow(part: OpenPart, context: FollowContext) -> None:
    """Move them all."""
    sheet, layout = part.xml, context.layout
    for element in list(sheet.iter(*(f"{{{MAIN}}}{tag}" for tag in ("dimension", *_AREAS)))):
        _move_area(element, layout)
    for element in list(sheet.iter(*(f"{{{MAIN}}}{tag}" for tag in _LISTS))):
        _spread_areas(element, layout)
    for tag, attribute in _CELLS:
        for element in sheet.iter(f"{{{MAIN}}}{tag}"):
            if element.get(attribute):
                element.set(attribute, _first_cell(parse_area(str(element.get(attribute))), layout))
    for pane in sheet.iter(f"{{{MAIN}}}pane"):
        _move_pane(pane, layout)
    for scenarios in list(sheet.iter(f"{{{MAIN}}}scenarios")):
        _move_scenarios(scenarios, layout)


def _move_pane(pane: etree._Element, layout: Layout) -> None:
    """Move the frozen lines and the first cell that scrolls: the one below them where its own row vanished with a tag."""
    frozen = str(pane.get("state")).startswith("frozen")
    if frozen:
        _freeze(pane, "ySplit", layout.rows)
        _freeze(pane, "xSplit", layout.columns)
    if not pane.get("topLeftCell"):
        return
    first = parse_area(str(pane.get("topLeftCell")))
    if frozen and layout.area(first) is None:
        row, column = (int(float(pane.get(split) or 0)) + 1 for split in ("ySplit", "xSplit"))
        pane.set("topLeftCell", str(Area(column, row, column, row)))
    else:
        pane.set("topLeftCell", _first_cell(first, layout))


def _move_scenarios(scenarios: etree._Element, layout: Layout) -> None:
    """Move the cells that a scenario sets. One without any goes, and with it the numbers of the last one shown."""
    for scenario in list(scenarios):
        for cell in list(scenario.iter(f"{{{MAIN}}}inputCells")):
            moved = layout.area(parse_area(str(cell.get("r"))))
            if moved is None:
                scenario.remove(cell)
            else:
                cell.set("r", str(moved.first_cell))
        count = sum(1 for _ in scenario.iter(f"{{{MAIN}}}inputCells"))
        if not count:
            scenarios.remove(scenario)
            for attribute in ("current", "show"):
                scenarios.attrib.pop(attribute, "")
        elif scenario.get("count"):
            scenario.set("count", str(count))
    if not len(scenarios):
        _remove(scenarios)


def _first_cell(area: Area, layout: Layout) -> str:
    moved = layout.area(area)
    return str(moved.first_cell) if moved else "A1"


def _freeze(pane: etree._Element, split: str, axis: Axis) -> None:
    """Freeze the copies of the lines that were frozen."""
    count = int(float(pane.get(split) or 0))
    span = axis.span(1, count) if count else None
    if span is not None:
        pane.set(split, str(span[1]))


def _spread_areas(element: etree._Element, layout: Layout) -> None:
    """An element whose areas were all dropped goes. A selection, which a sheet must have, becomes its first cell."""
    if not element.get("sqref"):
        return
    moved = spread(str(element.get("sqref")), layout)
    if moved or element.tag == f"{{{MAIN}}}selection":
        element.set("sqref", moved or "A1")
    else:
        _remove(element)


def _remove(element: etree._Element) -> None:
    """Take an element out, and what held it if it held nothing else."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
        if not len(parent) and parent.tag in (f"{{{MAIN}}}protectedRanges", f"{{{MAIN}}}ignoredErrors"):
            _remove(parent)


def _move_area(element: etree._Element, layout: Layout) -> None:
    if element.get("ref"):
        moved = layout.area(parse_area(str(element.get("ref"))))
        if moved is None and element.tag != f"{{{MAIN}}}dimension":
            _remove(element)
            return
        element.set("ref", str(moved or "A1"))
