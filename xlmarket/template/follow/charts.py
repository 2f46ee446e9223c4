"""Charts. A series over a repeated row stretches over its copies; its cache holds the values of the finished workbook.

A series is one line of cells. Where its line runs across what is repeated (a row of values under repeated columns) it
stretches; where it stands on what is repeated (a column of values that comes once per period) it comes once per copy,
each with the next colour of the theme. A chart is read once per template into text with holes, which are filled with
references and points; nothing of it is parsed again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from xml.sax.saxutils import escape

from lxml import etree

from xlmarket.package.archive import serialised
from xlmarket.package.areas import Area, column_letters
from xlmarket.package.elements import holder
from xlmarket.package.values import CellError
from xlmarket.template.layout.axes import OUTSIDE, STILL, Home, Layout
from xlmarket.template.layout.references import Compiled, Layouts, compile_formula
from xlmarket.template.render.cellxml import printed

C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
C15 = "http://schemas.microsoft.com/office/drawing/2012/chart"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_F = (f"{{{C}}}f", f"{{{C15}}}f", f"{{{C15}}}sqref")
_PT, _COUNT, _LEVEL, _SERIES = (f"{{{C}}}{tag}" for tag in ("pt", "ptCount", "lvl", "ser"))
_CACHES = {"numCache": True, "strCache": False, "multiLvlStrCache": False, "dlblRangeCache": False}
_BEGIN, _END = "begin series", "end series"
_HOLE = re.compile("\ue000h(\\d+)\ue001")
_MOST_PIECES = 50
MOST_POINTS = 32_000
"""Most points of a cache that is written; Excel fills longer ones itself, and nobody sees so many in a preview."""

_ACCENTS = 6
Values = Callable[[str, Area], list[object]]


@dataclass(frozen=True, slots=True)
class Slot:
    """A reference of a chart and the kind of its cache; `levels` counts those of a multi-level cache."""

    formula: Compiled
    cache: str
    levels: int
    prefix: str


@dataclass(frozen=True, slots=True)
class Hole:
    """A place to fill: the text of slot `number`, its count of points, its points, or the points of one level.

    `was` is what stood there: a reference we cannot follow keeps its cache.
    """

    kind: str
    number: int
    level: int = 0
    was: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """One series: its pieces, the same in automatic colours, and the slots of its values and categories.

    `is_lone`: its chart wants the series it has and no more (a stock chart: high, low, close).
    """

    pieces: tuple[str | Hole, ...]
    plain: tuple[str | Hole, ...]
    values: int | None
    categories: int | None
    is_lone: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart as text with holes."""

    pieces: tuple[str | Hole | Series, ...]
    slots: tuple[Slot, ...]

    @property
    def sheets(self) -> frozenset[str]:
        """The sheets it draws, casefolded."""
        return frozenset(name for slot in self.slots for one in slot.formula.references for name in one.sheets)

    @property
    def speaks_of_names(self) -> bool:
        """Whether a reference may be a defined name."""
        return any(slot.formula.text and not slot.formula.references for slot in self.slots)


def compile_chart(xml: etree._Element) -> Chart:
    """Cut a chart at its references, caches and series.

    The chart is serialised whole and cut as text: a series taken out of its tree would lose the namespaces declared
    above it.
    """
    reader = _Reader()
    for formula in xml.iter(*_F):
        reader.slot(formula)
    elements = list(xml.iter(_SERIES))
    ends = [reader.series(element) for element in elements]
    chart, inside = _apart(_cut(serialised(xml).decode(), reader.holes))
    for element in elements:
        _uncolour(element)
    _, plain = _apart(_cut(serialised(xml).decode(), reader.holes))
    pieces = [
        Series(tuple(inside[piece.number]), tuple(plain[piece.number]), *ends[piece.number])
        if isinstance(piece, Hole) and piece.kind == _BEGIN
        else piece
        for piece in chart
    ]
    return Chart(tuple(pieces), tuple(reader.slots))


def _apart(pieces: Sequence[str | Hole]) -> tuple[list[str | Hole], dict[int, list[str | Hole]]]:
    """The pieces outside all series, a mark where each begins, and those inside each series by its number."""
    outside: list[str | Hole] = []
    inside: dict[int, list[str | Hole]] = {}
    into = outside
    for piece in pieces:
        if isinstance(piece, Hole) and piece.kind == _BEGIN:
            outside.append(piece)
            into = inside[piece.number] = []
        elif isinstance(piece, Hole) and piece.kind == _END:
            into = outside
        else:
            into.append(piece)
    return outside, inside


@dataclass
class _Reader:
    """Puts marks into a chart's XML where its holes will be."""

    slots: list[Slot] = field(default_factory=list)
    holes: list[Hole] = field(default_factory=list)
    of_formula: dict[etree._Element, int] = field(default_factory=dict)
    count: int = 0

    def slot(self, formula: etree._Element) -> None:
        number = len(self.slots)
        text, parent = formula.text or "", holder(formula)
        formula.text = self._mark("text", number)
        self.of_formula[formula] = number
        cache = next((one for one in parent if _local(one) in _CACHES), None)
        levels, prefix = self._cache(cache, number) if cache is not None else (0, "")
        self.slots.append(Slot(compile_formula(text), _local(cache) if cache is not None else "", levels, prefix))

    def _cache(self, cache: etree._Element, number: int) -> tuple[int, str]:
        """Mark the places of a cache; how many levels it has, and the prefix of its points."""
        count = cache.find(_COUNT)
        if count is None:
            count = etree.SubElement(cache, _COUNT)
            cache.insert(0, count)
        count.set("val", self._mark("count", number, was=count.get("val") or "0"))
        levels = cache.findall(_LEVEL)
        for place, level in enumerate(levels):
            level.text = self._mark("level", number, place, was=_taken_out(level))
        if not levels:
            count.tail = self._mark("points", number, was=_taken_out(cache))
        return len(levels), count.prefix or ""

    def series(self, element: etree._Element) -> tuple[int | None, int | None, bool]:
        """Mark where a series begins and ends; its slots of values and categories, and whether it is a lone one."""
        for tag in ("idx", "order"):
            found = element.find(f"{{{C}}}{tag}")
            if found is not None:
                found.set("val", self._mark(tag, int(found.get("val") or 0)))
        parent, before = holder(element), element.getprevious()
        begin = self._mark(_BEGIN, self.count)
        if before is not None:
            before.tail = (before.tail or "") + begin
        else:
            parent.text = (parent.text or "") + begin
        element.tail = self._mark(_END, self.count) + (element.tail or "")
        self.count += 1
        values = self._first(element, "val", "yVal")
        return values, self._first(element, "cat", "xVal"), _local(parent) == "stockChart"

    def _first(self, one: etree._Element, *tags: str) -> int | None:
        found = (one.find(f"{{{C}}}{tag}//{{{C}}}f") for tag in tags)
        return next((self.of_formula[formula] for formula in found if formula is not None), None)

    def _mark(self, kind: str, number: int, level: int = 0, was: str = "") -> str:
        self.holes.append(Hole(kind, number, level, was))
        return f"\ue000h{len(self.holes) - 1}\ue001"


def _taken_out(cache: etree._Element) -> str:
    """The points of a cache, taken out of it."""
    points = cache.findall(_PT)
    text = "".join(_bare(point) for point in points)
    for point in points:
        cache.remove(point)
    return text


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _bare(element: etree._Element) -> str:
    """An element as text without the namespaces in scope, which the chart declares above it."""
    head, end, rest = etree.tostring(element, encoding="unicode", with_tail=False).partition(">")
    for prefix, uri in element.nsmap.items():
        head = head.replace(f' xmlns:{prefix}="{uri}"' if prefix else f' xmlns="{uri}"', "")
    return head + end + rest


def _uncolour(series: etree._Element) -> None:
    """Take away the colours given to a series by hand, unless they are the theme's, which are counted on."""
    for look in [*series.findall(f"{{{C}}}spPr"), *series.findall(f"{{{C}}}marker/{{{C}}}spPr")]:
        if look.find(f".//{{{_A}}}srgbClr") is not None:
            holder(look).remove(look)


def _cut(text: str, holes: list[Hole]) -> list[str | Hole]:
    pieces: list[str | Hole] = []
    for place, piece in enumerate(_HOLE.split(text)):
        if place % 2:
            pieces.append(holes[int(piece)])
        elif piece:
            pieces.append(piece)
    return pieces


@dataclass
class Cells:
    """The finished cells that the charts of a report draw, and their points, each worked out once."""

    values: Values
    seen: dict[str, tuple[list[object] | None, int, int]] = field(default_factory=dict)
    _cells: dict[tuple[str, Area], list[object]] = field(default_factory=dict)
    _points: dict[tuple[str, str, bool], str] = field(default_factory=dict)

    def of(self, sheet: str, area: Area) -> list[object]:
        key = (sheet, area)
        if key not in self._cells:
            self._cells[key] = self.values(sheet, area)
        return self._cells[key]

    def points(self, reference: str, cells: Sequence[object], prefix: str, *, numbers: bool) -> str:
        """The points of all cells of a reference."""
        key = (reference, prefix, numbers)
        if key not in self._points:
            self._points[key] = points(cells, prefix, numbers=numbers)
        return self._points[key]


def filled(
    chart: Chart,
    sheet: str,
    layouts: Layouts,
    cells: Cells,
    *,
    home: Home = OUTSIDE,
    names: dict[str, str] | None = None,
) -> bytes:
    """The chart's part. `sheet` is the template sheet it stands on, `home` where on it; `names` the defined names."""
    return "".join(_Filling(chart, sheet, layouts, cells, names or {}).pieces(home)).encode()


@dataclass
class _Filling:
    """One chart being filled."""

    chart: Chart
    sheet: str
    layouts: Layouts
    cells: Cells
    names: dict[str, str]
    drawn: int = 0
    _texts: dict[tuple[int, Home], str] = field(default_factory=dict)

    def pieces(self, home: Home) -> Iterator[str]:
        series = [piece for piece in self.chart.pieces if isinstance(piece, Series)]
        homes = {id(one): self._homes(one, home) for one in series}
        counts_on = any(len(found) > 1 for found in homes.values())
        for piece in self.chart.pieces:
            if not isinstance(piece, Series):
                yield piece if isinstance(piece, str) else self._hole(piece, home)
                continue
            for copied, own in enumerate(homes[id(piece)]):
                yield from self._series(piece, own, copied, counts_on=counts_on)

    def _series(self, piece: Series, home: Home, copied: int, *, counts_on: bool) -> Iterator[str]:
        for one in piece.plain if copied else piece.pieces:
            if isinstance(one, str):
                yield _next_accent(one, copied) if copied else one
            elif one.kind in ("idx", "order"):
                yield str(self.drawn if counts_on else one.number)
            else:
                yield self._hole(one, home)
        self.drawn += 1

    def _homes(self, series: Series, home: Home) -> list[Home]:
        """Where a series stands: once per copy of what its line of cells stands on."""
        area = self._area(series.values)
        if area is None:
            return [home]
        layout = self._layout(series.values)
        across = area.first_column != area.last_column
        if area.is_cell and (beside := self._area(series.categories)) is not None:
            across = _spread(beside, layout)[1] and not _spread(beside, layout)[0]
        elif area.is_cell:
            across = _spread(area, layout) == (False, True)
        down_again, across_again = _spread(area, layout)
        found = [home]
        if across and down_again:
            found = [(down, home[1]) for down in _paths(layout, area, axis=0)]
        elif not across and across_again:
            found = [(home[0], along) for along in _paths(layout, area, axis=1)]
        return found[:1] if series.is_lone else found

    def _area(self, slot: int | None) -> Area | None:
        if slot is None:
            return None
        references = self.chart.slots[slot].formula.references
        lone = len(references) == 1 and references[0].text == self.chart.slots[slot].formula.text.lstrip("=")
        return references[0].area if lone and len(references[0].sheets) == 1 else None

    def _layout(self, slot: int | None) -> Layout:
        assert slot is not None  # noqa: S101 - only asked where there is an area
        return self.layouts.get(self.chart.slots[slot].formula.references[0].sheets[0], STILL)

    def _hole(self, hole: Hole, home: Home) -> str:
        slot = self.chart.slots[hole.number]
        if hole.kind == "text":
            return escape(self._text(hole.number, home))
        reference = self._text(hole.number, home)
        cells, width, height = self._seen(reference)
        if cells is None:
            return hole.was
        if hole.kind == "count":
            if slot.cache != "multiLvlStrCache":
                return str(len(cells))
            return str(max(width, height) if 1 in (width, height) else height if slot.levels == width else width)
        if hole.kind == "level":
            return points(_level(cells, width, slot.levels, hole.level), slot.prefix, numbers=False)
        return self.cells.points(reference, cells, slot.prefix, numbers=_CACHES.get(slot.cache, False))

    def _text(self, number: int, home: Home) -> str:
        """The reference as it reads now; one whose copies do not stand together lists them."""
        key = (number, home)
        if key not in self._texts:
            formula = self.chart.slots[number].formula
            sheet = self._home_sheet(formula, home)
            bound = formula.bind(sheet, self.layouts, across=home[1], stretch_cells=True, heeds_dollars=False)
            text = bound.at(home[0])
            apart = self._apart(number) if home == OUTSIDE else []
            self._texts[key] = f"({','.join(apart)})" if apart else text
        return self._texts[key]

    def _home_sheet(self, formula: Compiled, home: Home) -> str:
        """The sheet the chart's home speaks of: that of its series, wherever the chart stands."""
        if home == OUTSIDE or not formula.references or not formula.references[0].sheets:
            return self.sheet
        return formula.references[0].sheets[0]

    def _apart(self, number: int) -> list[str]:
        area = self._area(number)
        if area is None or area.first_row != area.last_row:
            return []
        areas = self._layout(number).areas(area)
        if not 1 < len(areas) <= _MOST_PIECES:
            return []
        prefix = self.chart.slots[number].formula.bind("", self.layouts, stretch_cells=True).at().rpartition("!")[0]
        return [f"{prefix}!{_absolute(one)}" for one in areas]

    def _seen(self, reference: str) -> tuple[list[object] | None, int, int]:
        if reference not in self.cells.seen:
            self.cells.seen[reference] = self._look(reference)
        return self.cells.seen[reference]

    def _look(self, reference: str) -> tuple[list[object] | None, int, int]:
        """The finished cells of a reference, of a list of references or of a name, with the first area's width, height."""
        found = compile_formula(reference)
        if not found.references and reference.rpartition("!")[2].casefold() in self.names:
            found = compile_formula(self.names[reference.rpartition("!")[2].casefold()])
        rest = "".join(piece for piece in found.pieces if isinstance(piece, str))
        if not found.references or rest.strip("(,)= "):
            return None, 0, 0
        area = found.references[0].area
        if sum(one.area.size for one in found.references) > MOST_POINTS:
            return [], area.last_column - area.first_column + 1, 0
        cells: list[object] = []
        for one in found.references:
            if len(one.sheets) == 1:
                cells += self.cells.of(one.sheets[0], one.area)
        return cells or None, area.last_column - area.first_column + 1, area.last_row - area.first_row + 1


def _spread(area: Area, layout: Layout) -> tuple[bool, bool]:
    """Whether the rows and the columns of an area come more often than they did."""
    moved = layout.area(area)
    if moved is None:
        return False, False
    rows = moved.last_row - moved.first_row > area.last_row - area.first_row
    return rows, moved.last_column - moved.first_column > area.last_column - area.first_column


def _paths(layout: Layout, area: Area, axis: int) -> list[tuple[tuple[int, int], ...]]:
    return list(dict.fromkeys(home[axis] for _, home in layout.copies(area)))


def _level(cells: list[object], width: int, levels: int, level: int) -> list[object]:
    """The cells of one level; the innermost level comes first and is the last column (or row) of the area."""
    place = levels - 1 - level
    if levels == 1:
        return cells
    return cells[place::width] if width == levels else cells[place * width : (place + 1) * width]


def _absolute(area: Area) -> str:
    ends = [
        f"${column_letters(column)}${row}"
        for column, row in ((area.first_column, area.first_row), (area.last_column, area.last_row))
    ]
    return ends[0] if area.is_cell else ":".join(ends)


def _next_accent(text: str, further: int) -> str:
    """The colours of the theme, moved on: the first copy of a series in accent 1 is accent 2."""
    return re.sub(
        r'(<(?:\w+:)?schemeClr val="accent)([1-6])"',
        lambda found: f'{found[1]}{(int(found[2]) - 1 + further) % _ACCENTS + 1}"',
        text,
    )


def points(cells: Sequence[object], prefix: str, *, numbers: bool) -> str:
    """The points of a cache; those that are missing have none."""
    pt, v = (f"{prefix}:pt", f"{prefix}:v") if prefix else ("pt", "v")
    texts = printed(cells) if numbers else _plain_texts(cells)
    heads: Sequence[str] = _heads(pt, v, len(texts))
    if not texts:
        kept = [(place, text) for place, cell in enumerate(cells) if (text := _point(cell, numbers=numbers))]
        heads, texts = [f'<{pt} idx="{place}"><{v}>' for place, _ in kept], [text for _, text in kept]
    pieces = [""] * (3 * len(texts))
    pieces[::3] = heads
    pieces[1::3] = texts
    pieces[2::3] = [f"</{v}></{pt}>"] * len(texts)
    return "".join(pieces)


@lru_cache(maxsize=8)
def _heads(pt: str, v: str, count: int) -> tuple[str, ...]:
    """The beginnings of points none of which is missing."""
    return tuple([f'<{pt} idx="{place}"><{v}>' for place in range(count)])


def _plain_texts(cells: Sequence[object]) -> list[str]:
    """Texts made ready all at once; nothing where one is no text or empty."""
    if set(map(type, cells)) != {str} or not all(cells):
        return []
    texts = escape("\n".join(cells)).split("\n")  # type: ignore[arg-type]
    return texts if len(texts) == len(cells) else []


def _point(cell: object, *, numbers: bool) -> str:
    """The text of one point, "" where there is none."""
    if numbers:
        return repr(cell) if isinstance(cell, (int, float)) and not isinstance(cell, bool) else ""
    return "" if cell is None or isinstance(cell, CellError) else escape(_shown(cell))


def _shown(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
