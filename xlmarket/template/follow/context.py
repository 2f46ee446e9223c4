"""What a follower is given: the part it changes, and where the cells of the finished workbook are. Made by render."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

from xlmarket.errors import Place, TemplateError
from xlmarket.package.areas import Area
from xlmarket.package.parts import Parts
from xlmarket.package.sizes import Sizes
from xlmarket.template.follow.points import ChartCells
from xlmarket.template.follow.ranges import CellsOf
from xlmarket.template.follow.structured import RenamedTables
from xlmarket.template.layout.axes import OUTSIDE, STILL, Home, Layout
from xlmarket.template.layout.looks import AS_DRAWN, SheetLook
from xlmarket.template.layout.named import NamedSheets
from xlmarket.template.layout.references import Layouts, rewrite
from xlmarket.template.plan.asides import NO_ASIDES, FinishedAsides
from xlmarket.template.plan.charts import ChartPlan
from xlmarket.template.plan.formulas import name_sheets, put_operands


class OpenPart:
    """A part that followers change: parsed when its XML is first used, or replaced as a whole.

    `homes` are the iterations of the blocks in which its relations lie, by their ids. The parts they lead to follow there.
    `elements` are those of its elements that lie in an iteration.
    """

    def __init__(self, parts: Parts, name: str, xml: etree._Element | None = None) -> None:
        self.name = name
        self.homes: dict[str, Home] = {}
        self.elements: dict[etree._Element, Home] = {}
        self._parts = parts
        self._xml = xml
        self._before = b""

    @property
    def xml(self) -> etree._Element:
        """Raises `TemplateError` if the part is not XML."""
        if self._xml is None:
            self._xml = self._parts.parse(self.name)
            self._before = etree.tostring(self._xml)
        return self._xml

    def replace(self, text: bytes) -> None:
        """Give the part another text. XML read before does not count any more."""
        self._parts.put(self.name, text)
        self._xml = None

    def close(self) -> None:
        """Put the part among those to be written. One that came out as it went in is copied byte for byte."""
        if self._xml is not None and etree.tostring(self._xml) != self._before:
            self._parts.put(self.name, self._xml)


def _shows_nothing(_sheet: str, _cell: Area) -> str | None:
    return None


def _unknown_sizes() -> Sizes:
    return Sizes()


def _nothing_written(_: Area) -> list[object]:
    return []


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishedSheet:
    """One sheet of the report: `name` is that of its template sheet, `title` its own, `part` its part.

    `layouts` say where the cells of all sheets went, seen from this one. `tables` are the tables that have new names or
    columns, `asides` the texts with tags outside its cells, `named` all sheets as tags name them, `sizes` those of the
    template's rows and columns, `look` what clauses ask for. `written` reads its values, row by row, without those of
    formulas. `is_changed`: its part is written again.
    """

    name: str = ""
    title: str = ""
    part: str = ""
    place: Place = field(default_factory=Place)
    layouts: Layouts = field(default_factory=dict)
    tables: RenamedTables = field(default_factory=dict)
    asides: FinishedAsides = NO_ASIDES
    named: NamedSheets = field(default_factory=NamedSheets)
    sizes: Callable[[], Sizes] = _unknown_sizes
    look: SheetLook = AS_DRAWN
    written: Callable[[Area], list[object]] = _nothing_written
    is_copy: bool = False
    is_changed: bool = True

    def follow_formula(self, formula: str, move: Callable[[str, Layouts], str], home: Home = OUTSIDE) -> str:
        """A formula outside cells, moved to where the cells of some layouts went, with the values its tags have at `home`.

        Raises `TemplateError` with its place for a sheet that is not there and for a formula that becomes too long.
        """
        filled = self.asides.formula(formula, home)
        if filled is None:
            return move(formula, self.layouts)
        try:
            text, layouts = name_sheets(filled.text, filled.tags, self.layouts, self.named, self.title)
            return put_operands(move(text, layouts), filled.tags)
        except TemplateError as error:
            raise error.at(filled.place) from None


@dataclass(frozen=True, kw_only=True)
class FinishedBook:
    """The whole report: its sheets by the names of the template's, in order.

    `cells_of` reads finished cells, `known_of` too, with `UNKNOWN` for formulas without a known value.
    `outside` is where cells went as seen from outside all sheets, `changed` the template sheets (casefolded) whose cells
    moved or have new values, `defined` the names of the workbook and what they meant in the template, `asides` the texts
    with tags that lie on no worksheet, `shown` what a cell of a sheet (by its title) shows, `named` the sheets as tags
    name them.
    """

    parts: Parts
    cells_of: CellsOf
    known_of: CellsOf
    sheets: Mapping[str, Sequence[FinishedSheet]] = field(default_factory=dict)
    outside: Layouts = field(default_factory=dict)
    changed: frozenset[str] = frozenset()
    charts: Mapping[str, ChartPlan] = field(default_factory=dict)
    defined: Mapping[str, str] = field(default_factory=dict)
    asides: FinishedAsides = NO_ASIDES
    shown: Callable[[str, Area], str | None] = _shows_nothing
    named: NamedSheets = field(default_factory=NamedSheets)
    has_formulas: bool = False

    @property
    def nowhere(self) -> FinishedSheet:
        """What the parts of the workbook itself see: no sheet of their own."""
        place = Place(file=self.parts.package.path.name)
        return FinishedSheet(layouts=self.outside, asides=self.asides, named=self.named, place=place)

    @cached_property
    def names(self) -> dict[str, str]:
        """The names of the workbook and what they mean now, seen from outside all sheets."""
        return meanings(self.defined, self.nowhere)

    @cached_property
    def chart_cells(self) -> ChartCells:
        """The cells that charts draw, shared by all charts of the report."""
        return ChartCells(self.cells_of, lambda: self.names, self.known_of)


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowContext:
    """The report and the sheet a part hangs on. `home` is the iteration of its blocks in which the part lies.

    Parts of the workbook itself have a sheet without a name, which sees what is seen from outside.
    """

    book: FinishedBook
    sheet: FinishedSheet
    home: Home = OUTSIDE

    @property
    def name(self) -> str:
        """The name of the template sheet, to which references without a sheet refer."""
        return self.sheet.name

    @property
    def layouts(self) -> Layouts:
        """Where the cells of all sheets went, seen from the part's own."""
        return self.sheet.layouts

    @property
    def layout(self) -> Layout:
        """Where the cells of the part's own sheet went."""
        return self.sheet.layouts.get(self.sheet.name.casefold(), STILL)

    @property
    def blocks(self) -> Layout:
        """Where they went by the sheet's own blocks, also where blocks of one iteration moved none of them."""
        return self.sheet.asides.layout if self.layout.is_still else self.layout

    def cells(self, area: Area) -> list[object]:
        """The finished cells of an area of the part's own sheet, row by row."""
        return self.book.cells_of(self.sheet.title, area)


def meanings(defined: Mapping[str, str], sheet: FinishedSheet) -> dict[str, str]:
    """What defined names refer to on a sheet once the cells have moved, as `names` writes them."""
    return {
        name: sheet.follow_formula(text, lambda text, layouts: rewrite(text, "", layouts, keeps_distances=True))
        for name, text in defined.items()
    }
