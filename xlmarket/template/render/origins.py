"""Where finished cells come from: the template cell, its content, and the items its row and column were made for.

A rendering keeps no record of it, so that a report costs nothing more. The path of a finished row says which items its
blocks had, and the tree of the sheet is followed down to it again.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xlmarket.calculation import UNKNOWN, calculate
from xlmarket.errors import Place
from xlmarket.package.areas import Area, column_letters
from xlmarket.template.evaluator import Evaluator
from xlmarket.template.layout.axes import Path
from xlmarket.template.plan.cells import ExpressionCell, FormulaCell, StaticCell, TaggedFormulaCell, TemplateCell
from xlmarket.template.plan.expressions import CellExpression, ColumnExpression, Scope
from xlmarket.template.plan.nodes import For, Line, Node, StripSection
from xlmarket.template.plan.sheets import Template
from xlmarket.template.render.columns import ColumnWalker
from xlmarket.template.render.finished import SectionRows, Stretch
from xlmarket.template.render.formulas import paths
from xlmarket.template.render.loops import Loop, bind_at, items_of
from xlmarket.template.render.render import TIME_LIMIT, Rendering, scopes_of
from xlmarket.template.render.sheets import RenderedSheet

_WHOLE = 0
"""Stands for the rows of the whole sheet, as strips are numbered from 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CellOrigin:
    """The origin of a finished cell: `sheet` and `cell` of the template, its `content` and the `scope` it had.

    `kind` is `expression`, `formula`, `text` (of the template, whatever its type) or `answer` for a cell that the
    answer of a formula fills. `formula` is the finished one, `value` what the cell shows, `UNKNOWN` for what only Excel
    calculates. A cell that an answer fills has the cell of its formula in `home`.
    """

    kind: str
    value: object
    sheet: str = ""
    cell: str = ""
    content: CellExpression | None = None
    scope: Scope | None = None
    formula: str = ""
    home: str = ""


@dataclass(frozen=True, slots=True)
class _Found:
    """A template cell with the number of its row, its strip and the path of the finished row."""

    cell: TemplateCell
    row: int
    strip: int
    path: Path
    stretch: Stretch
    place: int


class CellOrigins:
    """The origins of all cells of a report, which is made again for it. Raises the errors of `render`."""

    def __init__(self, template: Template, context: Mapping[str, Any], evaluator: Evaluator | None) -> None:
        self.template = template
        self.scope: Scope = dict(context)
        live = evaluator if template.is_live else None
        self._rendering = Rendering(template, self.scope, time.monotonic() + TIME_LIMIT, live, calculate)
        self._rendering.changes(None)
        self._sheets: dict[str, tuple[RenderedSheet, Scope]] = {}
        for sheets in self._rendering.sheets.values():
            scopes = scopes_of(sheets[0].plan.each, self.scope, sheets[0].place) if sheets else []
            self._sheets |= {
                sheet.title.casefold(): (sheet, of_copy) for sheet, of_copy in zip(sheets, scopes, strict=True)
            }

    def of(self, title: str, column: int, row: int) -> CellOrigin | None:
        """Return the origin of a cell, nothing where the report has neither the sheet nor anything in the cell."""
        key = title.casefold()
        if not self._rendering.has_work:
            return CellOrigin(kind="text", value=UNKNOWN, sheet=title, cell=f"{column_letters(column)}{row}")
        if key not in self._sheets:
            return None
        sheet, scope = self._sheets[key]
        (value,) = self._rendering.values(title, Area(column, row, column, row), unknown=UNKNOWN)
        found = _find(sheet, column, row)
        home = self._home(key, column, row)
        if home:
            return CellOrigin(kind="answer", value=value, home=home)
        return None if found is None else self._origin(sheet, scope, found, value, column, row)

    def _home(self, title: str, column: int, row: int) -> str:
        """The cell of the formula whose answer fills a cell, empty if there is none."""
        evaluated = self._rendering.evaluated
        if evaluated is None or (title, row, column) not in evaluated.evaluations.spilled:
            return ""
        for (sheet, top, left), evaluation in evaluated.evaluations.done.items():
            rows = evaluation.value if isinstance(evaluation.value, tuple) else ()
            if sheet == title and top <= row < top + len(rows) and left <= column < left + len(rows[0]):
                return f"{column_letters(left)}{top}"
        return ""

    def _origin(
        self, sheet: RenderedSheet, scope: Scope, found: _Found, value: object, column: int, row: int
    ) -> CellOrigin:
        cell = found.cell
        kind = "formula" if isinstance(cell, FormulaCell) else "text" if isinstance(cell, StaticCell) else "expression"
        letters = _template_column(sheet, scope, column)
        content = cell.content if isinstance(cell, (ExpressionCell, TaggedFormulaCell)) else None
        inside = dict(_scope_of(sheet, scope, found)) if content is not None else None
        if isinstance(content, ColumnExpression) and inside is not None:
            inside |= content.items
            content = content.content
        return CellOrigin(
            kind=kind,
            value=value,
            sheet=sheet.plan.name,
            cell=f"{letters}{found.row}",
            content=content,
            scope=inside,
            formula=self._formula(sheet, found, column, row) if isinstance(cell, FormulaCell) else "",
        )

    def _formula(self, sheet: RenderedSheet, found: _Found, column: int, row: int) -> str:
        """The finished formula of a cell, as it was before its calls became values."""
        evaluated = self._rendering.evaluated
        key = (sheet.title.casefold(), row, column)
        if evaluated is not None and key in evaluated.evaluations.cells:
            return evaluated.evaluations.cells[key].formula.text
        assert isinstance(found.cell, FormulaCell)  # noqa: S101 - asked of formulas only
        plan = _rows(sheet, found.strip)[found.row]
        texts = sheet.formulas.along(found.cell, sheet.formulas.bind(found.cell), plan, found.stretch)
        return texts[found.place] or ""


def _rows(sheet: RenderedSheet, strip: int) -> Mapping[int, Any]:
    return sheet.filled.strips[strip] if strip != _WHOLE else sheet.filled.rows


def _find(sheet: RenderedSheet, column: int, row: int) -> _Found | None:
    """Find the template cell of a finished cell."""
    for piece, low, _ in sheet.filled.finished.between(row, row):
        if isinstance(piece, Stretch):
            return _in_stretch(sheet, piece, low, column, _WHOLE)
        return _in_section(sheet, piece, low, column)
    return None


def _in_section(sheet: RenderedSheet, section: SectionRows, low: int, column: int) -> _Found | None:
    for strip, finished in zip(section.plan.strips, section.strips, strict=True):
        span = sheet.filled.layout.columns.span(strip.first_column, strip.last_column)
        if span is None or not span[0] <= column <= span[1]:
            continue
        for inner, place, _ in finished.between(low + 1, low + 1):
            if isinstance(inner, Stretch):
                return _in_stretch(sheet, inner, place, column, strip.number)
    return None


def _in_stretch(sheet: RenderedSheet, stretch: Stretch, place: int, column: int, strip: int) -> _Found | None:
    plan = _rows(sheet, strip).get(stretch.template)
    letters = column_letters(column)
    cell = next((cell for cell in plan.cells if cell.column == letters), None) if plan is not None else None
    if cell is None:
        return None
    path = next(path for number, path in enumerate(paths(stretch)) if number == place)
    return _Found(cell, stretch.template, strip, path, stretch, place)


def _template_column(sheet: RenderedSheet, scope: Scope, column: int) -> str:
    """The letters of the template column that a finished column comes from."""
    across = sheet.plan.across
    if not across.nodes:
        return column_letters(column)
    walker = ColumnWalker(sheet.plan, sheet.place, time.monotonic() + TIME_LIMIT)
    walker.axis(dict(scope))
    if column <= len(walker.columns):
        return column_letters(walker.columns[column - 1].number)
    return column_letters(column - len(walker.columns) + across.length)


def _scope_of(sheet: RenderedSheet, scope: Scope, found: _Found) -> Scope:
    """The scope that the row of a cell had: that of its sheet with the items of the blocks around it."""
    inside = dict(scope)
    steps = dict(found.path)
    for block in _blocks(sheet.plan.down.nodes, found.row, found.strip) or ():
        if block.block in steps:
            _bind(block, steps[block.block], inside, sheet.place)
    return inside


def _bind(block: For, number: int, scope: Scope, place: Place) -> None:
    items = list(items_of(block.items, scope, place))
    if number < len(items):
        scope |= {**bind_at(block.variables, items[number], place), "loop": Loop(number, len(items))}


def _blocks(nodes: Sequence[Node], row: int, strip: int) -> list[For] | None:
    """The blocks around a row of the template, the outer first. Nothing where the nodes do not hold it."""
    for node in nodes:
        if isinstance(node, Line) and node.number == row and strip == _WHOLE:
            return []
        inside = _inside(node, row, strip)
        if inside is not None:
            return [node, *inside] if isinstance(node, For) else inside
    return None


def _inside(node: Node, row: int, strip: int) -> list[For] | None:
    if not isinstance(node, StripSection):
        return _blocks(node.children, row, strip) if node.children else None
    for body in node.strips:
        if body.number == strip:
            return _blocks(body.body, row, _WHOLE)
    return None
