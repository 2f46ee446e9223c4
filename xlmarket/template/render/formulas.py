"""The texts of finished formulas: their references follow, and the values of their tags are put in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain, zip_longest

from xlmarket.errors import InputError, Place, TemplateError
from xlmarket.files import sheet_name
from xlmarket.nearest import nearest
from xlmarket.package.limits import MOST_FORMULA
from xlmarket.package.literals import utf16_length
from xlmarket.template.layout.axes import Layout, Path
from xlmarket.template.layout.references import Bound, Layouts, compile_formula
from xlmarket.template.plan.cells import FormulaCell, RowPlan, TaggedFormulaCell
from xlmarket.template.plan.formulas import HOLE, FilledTags
from xlmarket.template.render.finished import Stretch


@dataclass(frozen=True, slots=True)
class NamedSheet:
    """A finished sheet as tags name it: the name its template asked for, its title, and where its cells went."""

    asked: str
    title: str
    layout: Layout


class NamedSheets:
    """The finished sheets by what tags call them."""

    def __init__(self, sheets: Iterable[NamedSheet] = ()) -> None:
        self._by_asked: dict[str, list[NamedSheet]] = {}
        self._by_title: dict[str, NamedSheet] = {}
        for sheet in sheets:
            self._by_asked.setdefault(sheet.asked.casefold(), []).append(sheet)
            self._by_title[sheet.title.casefold()] = sheet

    def find(self, name: str, own: str) -> NamedSheet:
        """The sheet of a name: the one whose template asked for it, or whose title it is. `own` is the formula's sheet.

        Raises `TemplateError` without a place for a name that no sheet has, or several.
        """
        asked = self._by_asked.get(name.casefold(), [])
        for sheet in asked:
            if sheet.title == own or len(asked) == 1:
                return sheet
        if asked:
            titles = [sheet.title for sheet in asked]
            raise TemplateError("several sheets of the report have this name", found=name, allowed=titles)
        titled = self._by_title.get(name.casefold()) or self._by_title.get(_as_title(name))
        if titled is None:
            titles = [sheet.title for sheet in self._by_title.values()]
            raise TemplateError("the report has no such sheet", found=name, nearest=nearest(name, titles))
        return titled


def _as_title(name: str) -> str:
    try:
        return sheet_name(name).casefold()
    except InputError:
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormulaTexts:
    """The formulas of one finished sheet. `home` is the name of its template sheet, `title` its own."""

    home: str
    title: str
    place: Place
    layouts: Layouts
    named: NamedSheets
    _bound: dict[tuple[str, Path], Bound] = field(default_factory=dict)

    def bind(self, cell: FormulaCell) -> Bound:
        """The cell's formula, tied to where its references went."""
        return cell.formula.bind(self.home, self.layouts, across=cell.across)

    def along(self, cell: FormulaCell, bound: Bound, row: RowPlan, stretch: Stretch) -> list[str | None]:
        """The texts of a cell's formula in a stretch of rows. None in a row that an empty list left without values.

        Raises `TemplateError` with the cell for a sheet that is not there and for a formula that becomes too long.
        """
        texts = bound.along(stretch.path, stretch.count)
        if not isinstance(cell, TaggedFormulaCell):
            return list(texts)
        values = tags_of(cell, stretch)
        try:
            return [
                self._fill(cell, text, filled, path) if filled is not None else None
                for text, filled, path in zip(texts, values, paths(stretch), strict=True)
            ]
        except TemplateError as error:
            raise error.at(replace(self.place, cell=f"{cell.column}{row.number}")) from None

    def _fill(self, cell: TaggedFormulaCell, text: str, filled: FilledTags, path: Path) -> str:
        if filled.sheets:
            text = self._with_sheets(cell, filled).at(path)
        finished = "".join(chain.from_iterable(zip_longest(text.split(HOLE), filled.operands, fillvalue="")))
        if utf16_length(finished) > MOST_FORMULA:
            what = f"with its values a formula has more than {MOST_FORMULA:,} characters"
            raise TemplateError(what, found=cell.content.source)
        return finished

    def _with_sheets(self, cell: TaggedFormulaCell, filled: FilledTags) -> Bound:
        """The formula with the sheets that its tags name. A mark keeps them apart from the names of template sheets."""
        text, layouts = cell.formula.text, dict(self.layouts)
        for written, names in filled.sheets:
            keys = []
            for name in names:
                keys.append(name)
                if name.startswith(HOLE):
                    sheet = self.named.find(name.removeprefix(HOLE), self.title)
                    keys[-1] = _SHEET + sheet.title
                    layouts[keys[-1].casefold()] = replace(sheet.layout, sheet=sheet.title)
            text = text.replace(written, "'" + ":".join(keys).replace("'", "''") + "'!")
        key = (text, cell.across)
        if key not in self._bound:
            self._bound[key] = compile_formula(text).bind(self.home, layouts, across=cell.across)
        return self._bound[key]


_SHEET = "\x02"


def tags_of(cell: TaggedFormulaCell, stretch: Stretch) -> list[FilledTags | None]:
    """The values of a formula's tags in a stretch of rows. None where an empty list left none."""
    return [row[cell.slot] if row else None for row in stretch.values or [()] * stretch.count]


def paths(stretch: Stretch) -> Iterator[Path]:
    """The path of each row of a stretch."""
    if not stretch.path:
        yield from [stretch.path] * stretch.count
        return
    block, start = stretch.path[-1]
    for further in range(stretch.count):
        yield (*stretch.path[:-1], (block, start + further))
