"""Charts. A series over a repeated row stretches over its copies, and its cache holds the values of the finished workbook.

A series is one line of cells. Where its line runs across what is repeated (a row of values under repeated columns) it
stretches. Where it lies on what is repeated (a column of values that comes once per period) it comes once per copy,
each with the next colour of the theme. `read.charts` has cut the chart into text with holes: they are filled with
references and points, and nothing is parsed again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from xlmarket.package.areas import Area
from xlmarket.template.follow.context import FollowContext, OpenPart
from xlmarket.template.follow.points import ChartCells, point_homes, write_points
from xlmarket.template.layout.axes import OUTSIDE, STILL, Home, Layout, Path
from xlmarket.template.layout.references import Compiled, Layouts
from xlmarket.template.plan.charts import CHART_CACHES, ChartHole, ChartPlan, ChartSeries, PointPieces
from xlmarket.template.tags import holds_grammar

_ACCENTS = 6
"""The accent colours of a theme."""

_ACCENT = re.compile(r'(<(?:\w+:)?schemeClr val="accent)([1-6])"')
_MOST_PIECES = 50
"""Most areas of a reference that lists them: Excel reads formulas of 8,192 characters."""


def follow(part: OpenPart, context: FollowContext) -> None:
    """Fill a chart whose cells moved or changed, and every copy of one. Others stay byte for byte."""
    origin = context.book.parts.origin
    chart = context.book.charts.get(origin.get(part.name, part.name))
    if chart is None:
        return
    if chart.sheets & context.book.changed or chart.speaks_of_names or part.name in origin:
        cells = context.book.chart_cells
        part.replace(fill_chart(chart, context.name, context.layouts, cells, home=context.home))


def fill_chart(chart: ChartPlan, sheet: str, layouts: Layouts, cells: ChartCells, *, home: Home = OUTSIDE) -> bytes:
    """The chart's part. `sheet` is the template sheet it lies on, `home` the iteration whose cells it draws."""
    return "".join(_Filling(chart, sheet, layouts, cells).pieces(home)).encode()


@dataclass
class _Filling:
    """One chart being filled."""

    chart: ChartPlan
    sheet: str
    layouts: Layouts
    cells: ChartCells
    written: int = 0
    _texts: dict[tuple[int, Home], str] = field(default_factory=dict)

    def pieces(self, home: Home) -> Iterator[str]:
        series = [piece for piece in self.chart.pieces if isinstance(piece, ChartSeries)]
        homes = [self._homes(piece, home) for piece in series]
        counts_on = any(len(copies) > 1 for copies in homes)
        homes_in_order = iter(homes)
        for piece in self.chart.pieces:
            if isinstance(piece, ChartSeries):
                for further, copy_home in enumerate(next(homes_in_order)):
                    yield from self._series(piece, copy_home, further, counts_on=counts_on)
            else:
                yield piece if isinstance(piece, str) else self._hole(piece, home)

    def _series(self, series: ChartSeries, home: Home, further: int, *, counts_on: bool) -> Iterator[str]:
        """One copy of a series. Its numbers count on only if a series was repeated, as Excel may leave gaps in them."""
        for piece in self._pieces_of(series, home, further):
            if isinstance(piece, str):
                yield _next_accent(piece, further) if further else piece
            elif piece.kind in ("idx", "order"):
                yield str(self.written if counts_on else piece.number)
            else:
                yield self._hole(piece, home)
        self.written += 1

    def _pieces_of(self, series: ChartSeries, home: Home, further: int) -> Iterator[str | ChartHole]:
        """The pieces of a series, with the looks and labels of single points at the points where their cells are now."""
        for piece in series.plain if further else series.pieces:
            if not isinstance(piece, PointPieces):
                yield piece
                continue
            for number, point_home in self._numbers(series, piece.number, home):
                for part in piece.pieces:
                    if isinstance(part, str):
                        yield part
                    else:
                        yield str(number) if part.kind == "point" else self._hole(part, point_home)

    def _numbers(self, series: ChartSeries, point: int, home: Home) -> list[tuple[int, Home]]:
        area = self._area(series.values)
        if area is None:
            return [(point, home)]
        layout = self._layout(series.values)
        apart = layout.areas(area) if home == OUTSIDE and self._apart(series.values) else []
        drawn = apart or [found for found in (layout.area(area, home),) if found is not None]
        return point_homes(point, area, drawn, layout, home)

    def _homes(self, series: ChartSeries, home: Home) -> list[Home]:
        """Where a series lies: once per copy of what its line of cells lies on."""
        area = self._area(series.values)
        if area is None:
            return [home]
        layout = self._layout(series.values)
        rows_repeat, columns_repeat = _repeats(area, layout)
        runs_across = self._runs_across(series, area, layout)
        homes = [home]
        if runs_across and rows_repeat:
            homes = [(down, home[1]) for down in _paths(layout, area, axis=0)]
        elif not runs_across and columns_repeat:
            homes = [(home[0], across) for across in _paths(layout, area, axis=1)]
        return homes[:1] if series.is_lone else homes

    def _runs_across(self, series: ChartSeries, area: Area, layout: Layout) -> bool:
        """Whether the line of cells is a row. A single cell runs as its categories are repeated, if it has some."""
        if not area.is_cell:
            return area.first_column != area.last_column
        return _repeats(self._area(series.categories) or area, layout) == (False, True)

    def _area(self, slot: int | None) -> Area | None:
        """The one area a slot refers to. None: it has none, several, or a formula around it."""
        if slot is None:
            return None
        formula = self.chart.slots[slot].formula
        references = formula.references
        is_alone = len(references) == 1 and references[0].text == formula.text.lstrip("=")
        return references[0].area if is_alone and len(references[0].sheets) == 1 else None

    def _layout(self, slot: int | None) -> Layout:
        assert slot is not None  # noqa: S101 - only asked where there is an area
        return self.layouts.get(self.chart.slots[slot].formula.references[0].sheets[0], STILL)

    def _hole(self, hole: ChartHole, home: Home) -> str:
        if hole.kind == "sheet":
            return escape(self.layouts.get(hole.was.casefold(), STILL).sheet or hole.was)
        slot = self.chart.slots[hole.number]
        reference = self._text(hole.number, home)
        if hole.kind == "text":
            return escape(reference)
        drawn = self.cells.drawn_by(reference)
        if drawn.cells is None:
            return _kept(hole, reference)
        if hole.kind == "count":
            is_multi = slot.cache == "multiLvlStrCache"
            return str(_count(drawn.width, drawn.height, slot.levels) if is_multi else len(drawn.cells))
        if hole.kind == "level":
            return write_points(_level(drawn.cells, drawn.width, slot.levels, hole.level), slot.prefix, numbers=False)
        return self.cells.points(reference, drawn.cells, slot.prefix, numbers=CHART_CACHES.get(slot.cache, False))

    def _text(self, number: int, home: Home) -> str:
        """The reference as it reads now. One whose copies lie apart lists them."""
        key = (number, home)
        if key not in self._texts:
            formula = self.chart.slots[number].formula
            sheet = self._home_sheet(formula, home)
            stretches = self.chart.slots[number].is_data
            bound = formula.bind(sheet, self.layouts, across=home[1], stretch_cells=stretches, heeds_dollars=False)
            text = bound.at(home[0])
            apart = self._apart(number) if home == OUTSIDE and stretches else []
            self._texts[key] = f"({','.join(apart)})" if apart else text
        return self._texts[key]

    def _home_sheet(self, formula: Compiled, home: Home) -> str:
        """The sheet the chart's home speaks of: that of its series, whichever sheet the chart lies on."""
        if home == OUTSIDE or not formula.references or not formula.references[0].sheets:
            return self.sheet
        return formula.references[0].sheets[0]

    def _apart(self, number: int | None) -> list[str]:
        area = self._area(number)
        if number is None or area is None or area.first_row != area.last_row:
            return []
        areas = self._layout(number).areas(area)
        if not 1 < len(areas) <= _MOST_PIECES:
            return []
        prefix = self.chart.slots[number].formula.bind("", self.layouts, stretch_cells=True).at().rpartition("!")[0]
        return [f"{prefix}!{part.absolute}" for part in areas]


def _kept(hole: ChartHole, reference: str) -> str:
    """What stays of a cache whose reference cannot be read: nothing of dropped cells, and no tags."""
    if "#REF!" in reference:
        return "0" if hole.kind == "count" else ""
    return "" if holds_grammar(hole.was) else hole.was


def _repeats(area: Area, layout: Layout) -> tuple[bool, bool]:
    """Whether the rows and the columns of an area come more often than they did."""
    moved = layout.area(area)
    if moved is None:
        return False, False
    rows = moved.last_row - moved.first_row > area.last_row - area.first_row
    return rows, moved.last_column - moved.first_column > area.last_column - area.first_column


def _paths(layout: Layout, area: Area, axis: int) -> list[Path]:
    return list(dict.fromkeys(home[axis] for _, home in layout.copies(area)))


def _count(width: int, height: int, levels: int) -> int:
    """The points of a level of a multi-level cache: the side of the area that is not its levels."""
    return max(width, height) if 1 in (width, height) else height if levels == width else width


def _level(cells: list[object], width: int, levels: int, level: int) -> list[object]:
    """The cells of one level. The innermost level comes first and is the last column (or row) of the area."""
    place = levels - 1 - level
    if levels == 1:
        return cells
    return cells[place::width] if width == levels else cells[place * width : (place + 1) * width]


def _next_accent(text: str, further: int) -> str:
    """The colours of the theme, moved on: the first copy of a series in accent 1 is accent 2."""
    return _ACCENT.sub(lambda match: f'{match[1]}{(int(match[2]) - 1 + further) % _ACCENTS + 1}"', text)
