"""Reading a chart of a template, once, into text with holes for its references, caches and series."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml import etree

from xlmarket.package.archive import serialise
from xlmarket.package.elements import holder
from xlmarket.template.layout.references import compile_formula
from xlmarket.template.plan.charts import CHART_CACHES, ChartHole, ChartPlan, ChartSeries, ChartSlot, PointPieces

C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
C15 = "http://schemas.microsoft.com/office/drawing/2012/chart"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_F = (f"{{{C}}}f", f"{{{C15}}}f", f"{{{C15}}}sqref")
_PT, _COUNT, _LEVEL, _SERIES = (f"{{{C}}}{tag}" for tag in ("pt", "ptCount", "lvl", "ser"))
_TEXTS = ("tx", "dLbl", "dlblFTEntry")
"""What shows the text of one cell: names of series, titles, the label of one point."""
_BEGIN, _END = "begin series", "end series"
_POINT, _POINT_END, _INDEX = "begin point", "end point", "point"
_POINTS = (f"{{{C}}}dPt", f"{{{C}}}dLbls/{{{C}}}dLbl")
"""What looks or says something of its own at one point of a series."""
_PIVOT_SOURCE = re.compile(r"(\[[^\]]*\]|)(.+)(![^!]*)")
"""The pivot table of a chart: `[Book.xlsx]Sheet 1!PivotTable1`, without quotation marks."""
_HOLE = re.compile("\ue000h(\\d+)\ue001")
"""A hole in the serialised chart: characters for private use, which no chart of Excel has."""


def compile_chart(xml: etree._Element) -> ChartPlan:
    """Cut a chart at its references, caches and series. The XML is used up.

    The chart is serialised whole and cut as text: a series taken out of its tree would lose the namespaces declared
    above it. Raises `TemplateError` for a series or reference without a parent.
    """
    reader = _ChartReader()
    pivot_sheet = reader.read_pivot_source(xml)
    for formula in xml.iter(*_F):
        reader.read_slot(formula)
    elements = list(xml.iter(_SERIES))
    ends = [reader.read_series(element) for element in elements]
    chart, inside = _separate(_cut(serialise(xml).decode(), reader.holes))
    for element in elements:
        _remove_colours(element)
    _, plain = _separate(_cut(serialise(xml).decode(), reader.holes))
    pieces = [
        ChartSeries(_with_points(inside[piece.number]), _with_points(plain[piece.number]), *ends[piece.number])
        if isinstance(piece, ChartHole) and piece.kind == _BEGIN
        else piece
        for piece in chart
    ]
    return ChartPlan(tuple(pieces), tuple(reader.slots), pivot_sheet)


def _separate(pieces: Sequence[str | ChartHole]) -> tuple[list[str | ChartHole], dict[int, list[str | ChartHole]]]:
    """The pieces outside all series, a mark where each begins, and those inside each series by its number."""
    outside: list[str | ChartHole] = []
    inside: dict[int, list[str | ChartHole]] = {}
    into = outside
    for piece in pieces:
        if isinstance(piece, ChartHole) and piece.kind == _BEGIN:
            outside.append(piece)
            into = inside[piece.number] = []
        elif isinstance(piece, ChartHole) and piece.kind == _END:
            into = outside
        else:
            into.append(piece)
    return outside, inside


def _with_points(pieces: Sequence[str | ChartHole]) -> tuple[str | ChartHole | PointPieces, ...]:
    """The pieces of a series, those of a point as one."""
    whole: list[str | ChartHole | PointPieces] = []
    point: list[str | ChartHole] | None = None
    for piece in pieces:
        if isinstance(piece, ChartHole) and piece.kind == _POINT:
            point = []
        elif isinstance(piece, ChartHole) and piece.kind == _POINT_END:
            whole.append(PointPieces(piece.number, tuple(point or ())))
            point = None
        elif point is None:
            whole.append(piece)
        else:
            point.append(piece)
    return tuple(whole)


@dataclass
class _ChartReader:
    """Puts marks into a chart's XML where its holes will be."""

    slots: list[ChartSlot] = field(default_factory=list)
    holes: list[ChartHole] = field(default_factory=list)
    of_formula: dict[etree._Element, int] = field(default_factory=dict)
    count: int = 0

    def read_pivot_source(self, xml: etree._Element) -> str:
        """Mark the sheet of the pivot table that the chart draws, if it draws one. Return its name."""
        source = xml.find(f"{{{C}}}pivotSource/{{{C}}}name")
        match = _PIVOT_SOURCE.fullmatch(source.text or "") if source is not None else None
        if source is None or match is None:
            return ""
        source.text = f"{match[1]}{self._mark('sheet', 0, was=match[2])}{match[3]}"
        return match[2]

    def read_slot(self, formula: etree._Element) -> None:
        number = len(self.slots)
        text, parent = formula.text or "", holder(formula)
        formula.text = self._mark("text", number)
        self.of_formula[formula] = number
        cache = next((element for element in parent if _local(element) in CHART_CACHES), None)
        kind = _local(cache) if cache is not None else ""
        levels, prefix = self._mark_cache(cache, number) if cache is not None else (0, "")
        is_data = not any(_local(element) in _TEXTS for element in (parent, *parent.iterancestors()))
        self.slots.append(ChartSlot(compile_formula(text), kind, levels, prefix, is_data))

    def _mark_cache(self, cache: etree._Element, number: int) -> tuple[int, str]:
        """Mark the places of a cache. Return how many levels it has, and the prefix of its points.

        A cache of several levels that has none stays empty: which cells are a level is not known.
        """
        count = cache.find(_COUNT)
        levels = cache.findall(_LEVEL)
        if not levels and _local(cache) == "multiLvlStrCache":
            return 0, cache.prefix or ""
        if count is None:
            count = etree.SubElement(cache, _COUNT)
            cache.insert(0, count)
        count.set("val", self._mark("count", number, was=count.get("val") or "0"))
        for place, level in enumerate(levels):
            level.text = self._mark("level", number, place, was=_take_points(level))
        if not levels:
            count.tail = self._mark("points", number, was=_take_points(cache))
        return len(levels), count.prefix or ""

    def read_series(self, element: etree._Element) -> tuple[int | None, int | None, bool]:
        """Mark where a series begins and ends. Return its slots of values and categories, and whether it is a lone one."""
        for tag in ("idx", "order"):
            counter = element.find(f"{{{C}}}{tag}")
            if counter is not None:
                counter.set("val", self._mark(tag, int(counter.get("val") or 0)))
        for point in (found for path in _POINTS for found in element.findall(path)):
            self._read_point(point)
        self._mark_ends(element, self._mark(_BEGIN, self.count), self._mark(_END, self.count))
        self.count += 1
        is_lone = _local(holder(element)) == "stockChart"
        return self._first(element, "val", "yVal"), self._first(element, "cat", "xVal"), is_lone

    def _read_point(self, point: etree._Element) -> None:
        index = point.find(f"{{{C}}}idx")
        number = index.get("val", "") if index is not None else ""
        if index is not None and number.isdigit():
            index.set("val", self._mark(_INDEX, int(number)))
            self._mark_ends(point, self._mark(_POINT, int(number)), self._mark(_POINT_END, int(number)))

    def _mark_ends(self, element: etree._Element, begin: str, end: str) -> None:
        parent, before = holder(element), element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + begin
        else:
            parent.text = (parent.text or "") + begin
        element.tail = end + (element.tail or "")

    def _first(self, series: etree._Element, *tags: str) -> int | None:
        formulas = (series.find(f"{{{C}}}{tag}//{{{C}}}f") for tag in tags)
        return next((self.of_formula[formula] for formula in formulas if formula is not None), None)

    def _mark(self, kind: str, number: int, level: int = 0, was: str = "") -> str:
        self.holes.append(ChartHole(kind, number, level, was))
        return f"\ue000h{len(self.holes) - 1}\ue001"


def _take_points(cache: etree._Element) -> str:
    """Take the points of a cache out of it. Return them as text."""
    points = cache.findall(_PT)
    text = "".join(_without_namespaces(point) for point in points)
    for point in points:
        cache.remove(point)
    return text


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _without_namespaces(element: etree._Element) -> str:
    """An element as text without the namespaces in scope, which the chart declares above it."""
    head, end, rest = etree.tostring(element, encoding="unicode", with_tail=False).partition(">")
    for prefix, uri in element.nsmap.items():
        head = head.replace(f' xmlns:{prefix}="{uri}"' if prefix else f' xmlns="{uri}"', "")
    return head + end + rest


def _remove_colours(series: etree._Element) -> None:
    """Take away the colours given to a series by hand, unless they are the theme's, which are counted on."""
    for look in [*series.findall(f"{{{C}}}spPr"), *series.findall(f"{{{C}}}marker/{{{C}}}spPr")]:
        if look.find(f".//{{{_A}}}srgbClr") is not None:
            holder(look).remove(look)


def _cut(text: str, holes: list[ChartHole]) -> list[str | ChartHole]:
    pieces: list[str | ChartHole] = []
    for place, piece in enumerate(_HOLE.split(text)):
        if place % 2:
            pieces.append(holes[int(piece)])
        elif piece:
            pieces.append(piece)
    return pieces
