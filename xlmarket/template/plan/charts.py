"""A chart of a template as the plan holds it: text with holes. Made by `read.charts`, filled by `follow.charts`."""

from __future__ import annotations

from dataclasses import dataclass

from xlmarket.template.layout.references import Compiled

CHART_CACHES = {"numCache": True, "strCache": False, "multiLvlStrCache": False, "dlblRangeCache": False}
"""The elements that keep the values of a reference, and whether these are numbers."""


@dataclass(frozen=True, slots=True)
class ChartSlot:
    """A reference of a chart and the kind of its cache.

    `levels` counts those of a multi-level cache, `prefix` is the one its points are written with ("": none). `is_data`:
    its cells are points of a series, and not the text of a title or of one label.
    """

    formula: Compiled
    cache: str
    levels: int
    prefix: str
    is_data: bool = True


@dataclass(frozen=True, slots=True)
class ChartHole:
    """A place to fill: the text of slot `number`, its count of points, its points, or the points of one level.

    One of kind `sheet` has no slot, but the name of the sheet `was`.

    `was` is what the template has there: a reference that cannot be followed keeps its cache.
    """

    kind: str
    number: int
    level: int = 0
    was: str = ""


@dataclass(frozen=True, slots=True)
class PointPieces:
    """The look or the label of one point of a series, with the number of the point, from 0."""

    number: int
    pieces: tuple[str | ChartHole, ...]


@dataclass(frozen=True, slots=True)
class ChartSeries:
    """One series: its pieces, the same in automatic colours, and the slots of its values and categories.

    `is_lone`: its chart wants the series it has and no more (a stock chart: high, low, close).
    """

    pieces: tuple[str | ChartHole | PointPieces, ...]
    plain: tuple[str | ChartHole | PointPieces, ...]
    values: int | None
    categories: int | None
    is_lone: bool = False


@dataclass(frozen=True, slots=True)
class ChartPlan:
    """A chart as text with holes. `pivot_sheet` is the sheet of the pivot table it draws ("": none)."""

    pieces: tuple[str | ChartHole | ChartSeries, ...]
    slots: tuple[ChartSlot, ...]
    pivot_sheet: str = ""

    @property
    def sheets(self) -> frozenset[str]:
        """The sheets it draws, casefolded."""
        names = {name for slot in self.slots for reference in slot.formula.references for name in reference.sheets}
        return frozenset(names | ({self.pivot_sheet.casefold()} if self.pivot_sheet else set()))

    @property
    def speaks_of_names(self) -> bool:
        """Whether a reference may be a defined name."""
        return any(slot.formula.text and not slot.formula.references for slot in self.slots)
