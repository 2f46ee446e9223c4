"""The texts of finished formulas: their references follow, and the values of their tags are put in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from xlmarket.errors import Place, TemplateError
from xlmarket.template.layout.axes import Path
from xlmarket.template.layout.named import NamedSheets
from xlmarket.template.layout.references import Bound, Layouts, compile_formula
from xlmarket.template.plan.cells import FormulaCell, RowPlan, TaggedFormulaCell
from xlmarket.template.plan.formulas import FilledTags, name_sheets, put_operands
from xlmarket.template.render.finished import Stretch


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
        return put_operands(text, filled)

    def _with_sheets(self, cell: TaggedFormulaCell, filled: FilledTags) -> Bound:
        """The formula with the sheets that its tags name."""
        text, layouts = name_sheets(cell.formula.text, filled, self.layouts, self.named, self.title)
        key = (text, cell.across)
        if key not in self._bound:
            self._bound[key] = compile_formula(text).bind(self.home, layouts, across=cell.across)
        return self._bound[key]


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
