"""The one list of all that follows cells that were repeated, dropped or moved. Called by render for each finished sheet.

To follow another kind of part, write a module with one function `follow(part, context)`, list it here, and give it a
test: see "Adding a follower" in `docs/internals/following.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import accumulate

from lxml import etree

from xlmarket.errors import TemplateError
from xlmarket.package.sheet_texts import PROPERTIES, TEXT_PARTS
from xlmarket.template.follow import (
    asides,
    breaks,
    calculation,
    chartex,
    charts,
    comments,
    conditional,
    controls,
    copies,
    drawings,
    hyperlinks,
    labels,
    linked,
    merges,
    names,
    pivots,
    properties,
    sheettexts,
    sheetwide,
    sparklines,
    styles,
    tables,
    threads,
    unused,
    validations,
    vml,
    watches,
    widths,
    workbook,
)
from xlmarket.template.follow.context import FinishedBook, FollowContext, OpenPart
from xlmarket.template.layout.axes import Home

Follow = Callable[[OpenPart, FollowContext], None]
SHEET, CHART_SHEET = "sheet", "officeDocument/chartsheet"
SHAPES = ("drawing", "drawing/chart/chartUserShapes")
"""The parts of a sheet that hold shapes."""

DRAWINGS = (
    "drawing", "drawing/chart", "drawing/chartEx", "drawing/chart/chartUserShapes", "drawing/diagramData",
    "drawing/diagramDrawing",
)  # fmt: skip
"""The parts of a sheet that hold what is drawn over it."""


def _always(_: FollowContext) -> bool:
    return True


def _is_copy(context: FollowContext) -> bool:
    return context.sheet.is_copy


def _sheet_changed(context: FollowContext) -> bool:
    return context.sheet.is_changed


def _own_cells_moved(context: FollowContext) -> bool:
    return not context.layout.is_still


def _any_cells_moved(context: FollowContext) -> bool:
    return bool(context.layouts)


def _has_look(context: FollowContext) -> bool:
    return bool(context.sheet.look)


def _has_asides(context: FollowContext) -> bool:
    return bool(context.sheet.asides.sources)


@dataclass(frozen=True, slots=True)
class Follower:
    """One thing that follows.

    `path` is where its part hangs: the kinds of the relations that lead to it, from a sheet (`sheet/drawing/chart`) or
    from the package (`officeDocument/pivotCacheDefinition`). Only where it `applies` is the part looked at.
    """

    path: str
    follow: Follow
    applies: Callable[[FollowContext], bool] = _always


FOLLOWERS: tuple[Follower, ...] = (
    Follower(SHEET, merges.follow, _own_cells_moved),
    Follower(SHEET, breaks.follow, _own_cells_moved),
    Follower(SHEET, labels.follow, _has_look),
    Follower(SHEET, breaks.follow_clauses, _has_look),
    Follower(SHEET, widths.follow, _own_cells_moved),
    Follower(SHEET, sheetwide.follow, _own_cells_moved),
    Follower(SHEET, watches.follow, _own_cells_moved),
    Follower(SHEET, controls.follow_anchors, _own_cells_moved),
    Follower(SHEET, hyperlinks.follow),
    Follower(SHEET, conditional.follow),
    Follower(SHEET, validations.follow),
    Follower(SHEET, sparklines.follow),
    Follower(SHEET, sheettexts.follow, _has_asides),
    Follower(SHEET, copies.follow, _is_copy),
    Follower(f"{SHEET}/table", tables.follow, _sheet_changed),
    *(Follower(f"{SHEET}/{kind}", sheettexts.follow, _has_asides) for kind in TEXT_PARTS),
    Follower(f"{SHEET}/ctrlProp", controls.follow, _any_cells_moved),
    Follower(f"{SHEET}/comments", comments.follow, _own_cells_moved),
    Follower(f"{SHEET}/threadedComment", threads.follow, _own_cells_moved),
    Follower(f"{SHEET}/vmlDrawing", vml.follow, _any_cells_moved),
    Follower(f"{SHEET}/pivotTable", pivots.follow, _own_cells_moved),
    Follower(f"{SHEET}/pivotTable/pivotCacheDefinition", pivots.follow_copied, _is_copy),
    Follower(f"{SHEET}/drawing", drawings.follow, _any_cells_moved),
    Follower(f"{SHEET}/drawing/chart", charts.follow),
    Follower(f"{SHEET}/drawing/chart/chartUserShapes", drawings.follow_shapes, _any_cells_moved),
    Follower(f"{SHEET}/drawing/chartEx", chartex.follow),
    *(Follower(f"{place}/{path}", linked.follow) for place in (SHEET, CHART_SHEET) for path in SHAPES),
    *(
        Follower(f"{SHEET}/{path}", asides.follow, _has_asides)
        for path in ("comments", "threadedComment", "vmlDrawing", "ctrlProp", *DRAWINGS)
    ),
    Follower("officeDocument", names.follow),
    Follower("officeDocument", workbook.follow),
    Follower("officeDocument", unused.follow),
    Follower("officeDocument", calculation.follow),
    Follower("officeDocument/person", unused.follow_people),
    Follower("officeDocument/pivotCacheDefinition", pivots.follow_source),
    Follower("officeDocument/chartsheet/drawing/chart", charts.follow),
    Follower("officeDocument/chartsheet/drawing/chart/chartUserShapes", drawings.follow_shapes, _any_cells_moved),
    Follower("officeDocument/chartsheet/drawing/chartEx", chartex.follow),
    *(Follower(f"{CHART_SHEET}/{path}", asides.follow, _has_asides) for path in DRAWINGS),
    Follower("officeDocument/styles", styles.follow, _has_asides),
    Follower(CHART_SHEET, sheettexts.follow, _has_asides),
    Follower("extended-properties", properties.follow),
    *(Follower(kind, properties.fill, _has_asides) for kind in PROPERTIES),
)
"""Those of one part in the order they run. Names come before the sheets, whose order in the template they count by."""

_PATHS = frozenset(path for follower in FOLLOWERS for path in accumulate(follower.path.split("/"), "{}/{}".format))


def follow_sheet(xml: etree._Element, context: FollowContext) -> None:
    """Let the XML of a sheet follow. Raises `TemplateError` with the sheet's place for what cannot."""
    _follow(OpenPart(context.book.parts, context.sheet.part, xml), SHEET, context)


def follow_parts(context: FollowContext) -> None:
    """Let the parts that hang on a sheet follow. Raises `TemplateError` with the sheet's place for what cannot."""
    _follow_related(context.sheet.part, SHEET, context, {})


def follow_book(book: FinishedBook) -> None:
    """Let the workbook's own part follow, and what hangs on it but not on a sheet.

    It is the last step of a report. Raises `TemplateError` for what cannot follow.
    """
    _follow_related("", "", FollowContext(book=book, sheet=book.nowhere), {})


def _follow(part: OpenPart, path: str, context: FollowContext) -> None:
    for follower in FOLLOWERS:
        if follower.path == path and follower.applies(context):
            try:
                follower.follow(part, context)
            except TemplateError as error:
                raise error.at(context.sheet.place) from None
            except ValueError as fault:  # an area or a number that is none
                where = replace(context.sheet.place, part=part.name)
                raise TemplateError(f"a part of the workbook is damaged: {fault}", where=where) from None


def _follow_related(part: str, path: str, context: FollowContext, homes: Mapping[str, Home]) -> None:
    """Let the parts follow that a part points at, each in its own home. A part that was dropped does not come back."""
    parts = context.book.parts
    for relation in tuple(parts.relations(part)):
        below = f"{path}/{relation.name}" if path else relation.name
        if relation.is_external or below not in _PATHS or relation.target not in parts:
            continue
        inner = replace(context, home=homes.get(relation.id, context.home))
        related = OpenPart(parts, relation.target)
        _follow(related, below, inner)
        related.close()
        _follow_related(related.name, below, inner, related.homes)
