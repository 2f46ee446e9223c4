"""Walking a sheet: its tags are followed with the values of a context, which gives its finished rows and its layout.

Columns come first, as they are the same for the whole sheet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from xlmarket.errors import Place, TemplateError
from xlmarket.package.limits import MAX_ROW
from xlmarket.template.layout.axes import OUTSIDE, STILL, AxisBuilder, Band, Home, Layout
from xlmarket.template.layout.axes import Path as Iteration
from xlmarket.template.layout.looks import AS_DRAWN, SheetLook
from xlmarket.template.plan.asides import AsideValue, AsideValues
from xlmarket.template.plan.cells import RowPlan, TemplateRows, ValueCell
from xlmarket.template.plan.expressions import Attributes, Scope, attributes_of
from xlmarket.template.plan.nodes import Asides, For, Line, LineGap, Strip, StripSection
from xlmarket.template.plan.sheets import SheetPlan
from xlmarket.template.render.columns import ColumnWalker
from xlmarket.template.render.finished import CHUNK, FinishedRows, RowValues
from xlmarket.template.render.walker import Walker


@dataclass(frozen=True, slots=True)
class FilledSheet:
    """A sheet after its walk: its template rows with their columns repeated, its finished values, and its layout.

    `strips` are the template rows of each strip of columns by its number, `look` is what clauses ask for, `asides` are
    the texts outside its cells.
    """

    rows: TemplateRows
    strips: Mapping[int, TemplateRows]
    finished: FinishedRows
    layout: Layout
    look: SheetLook = AS_DRAWN
    asides: AsideValues = field(default_factory=dict)


def walk_sheet(plan: SheetPlan, place: Place, scope: Scope, deadline: float) -> FilledSheet:
    """Fill one sheet. `scope` is given back as it was.

    Raises `TemplateError` with the cell for an expression that fails, a report that does not fit on a sheet, and one
    that is not finished by the deadline.
    """
    columns = ColumnWalker(plan, place, deadline)
    across = columns.axis(scope)
    rows = {number: columns.widen(row) for number, row in plan.rows.items()}
    builders = [AxisBuilder() for _ in range(1 + len(plan.bands))]
    walker = RowWalker(plan, place, deadline, columns, rows, builders)
    walker.nodes(plan.down.nodes, scope, ())
    down, *of_bands = [builder.axis(plan.down.blocks, plan.down.length) for builder in builders]
    bands = tuple(Band(*ends, band) for ends, band in zip(plan.bands, of_bands, strict=True))
    look = SheetLook(
        down=tuple(walker.labels),
        across=tuple(columns.labels),
        row_breaks=tuple(walker.breaks),
        column_breaks=tuple(columns.breaks),
    )
    layout = Layout(rows=down, columns=across, bands=bands)
    return FilledSheet(rows, walker.strips, walker.finished, layout, look, walker.values)


def keep_sheet(plan: SheetPlan, scope: Scope) -> FilledSheet:
    """A sheet without tags in its cells: its rows as they are. Raises `TemplateError` for a text over them that fails."""
    finished = FinishedRows()
    for number in sorted(plan.rows):
        if number > finished.count + 1:
            finished.gap(number - finished.count - 1)
        finished.add(number, (), None)
    asides = (aside for node in plan.down.nodes if isinstance(node, Asides) for aside in node.asides)
    values = {(aside.source, OUTSIDE): aside.value(scope) for aside in asides}
    return FilledSheet(plan.rows, {}, finished, STILL, asides=values)


@dataclass
class RowWalker(Walker):
    """Makes the finished rows of a sheet, or of one strip of its columns.

    The first of `builders` is that of the rows of the sheet, the others are those of its bands. `values` are those of
    the asides, `above` the finished rows over a strip.
    """

    columns: ColumnWalker
    rows: TemplateRows
    builders: list[AxisBuilder]
    strips: dict[int, TemplateRows] = field(default_factory=dict)
    values: dict[tuple[str, Home], AsideValue] = field(default_factory=dict)
    finished: FinishedRows = field(default_factory=FinishedRows)
    above: int = 0

    @property
    def count(self) -> int:
        return self.above + self.finished.count

    def line(self, line: Line, scope: Scope, path: Iteration) -> None:
        row = self.rows.get(line.number)
        for builder in self.builders:
            builder.add(line.number, line.number, path)
        values = self._values(row, scope) if row is not None and row.expressions else None
        self.finished.add(line.number, path, values)
        self._check_size()

    def gap(self, gap: LineGap, path: Iteration) -> None:
        for builder in self.builders:
            builder.add(gap.first, gap.last, path)
        self.finished.gap(gap.last - gap.first + 1)
        self._check_size()

    def asides(self, node: Asides, scope: Scope, path: Iteration) -> None:
        for aside in node.asides:
            for across, items in self.columns.homes(aside.across).items():
                if items is not None:
                    self.values[aside.source, (path, across)] = aside.value({**scope, **items} if items else scope)

    def _check_size(self) -> None:
        if self.finished.count > MAX_ROW:
            found = f"{self.finished.count:,}"
            raise TemplateError("the report has more rows than a sheet", where=self.place, found=found)

    def _values(self, row: RowPlan, scope: Scope) -> RowValues:
        return tuple([self._value(cell, row, scope) for cell in row.expressions])

    def _value(self, cell: ValueCell, row: RowPlan, scope: Scope) -> Any:
        try:
            return cell.content.value(scope)
        except TemplateError as error:
            raise error.at(replace(self.place, cell=f"{cell.column}{row.number}")) from None

    def repeat_plain(self, node: For, items: Iterator[Any], path: Iteration) -> bool:
        """The common block, one row of plain attributes of its item: all of them are read at once, item by item."""
        row, attributes = self._plain_row(node)
        if row is None or attributes is None:
            return False
        start = 0
        while chunk := list(islice(items, CHUNK)):
            values = self._read(node, row, chunk, attributes)
            here = (*path, (node.block, start))
            for builder in self.builders:
                builder.add(row.number, row.number, here, len(chunk))
            self.finished.extend(row.number, here, values)
            start += len(chunk)
            self._check_size()
            self.check_time(node)
        return True

    def _plain_row(self, node: For) -> tuple[RowPlan | None, Attributes | None]:
        """The only row of a block and a reader of its values, if it is as simple as that."""
        if len(node.variables) != 1 or len(node.body) != 1 or not isinstance(node.body[0], Line):
            return None, None
        if node.look is not None and node.look.has_breaks:
            return None, None
        row = self.rows.get(node.body[0].number)
        if row is None:
            return None, None
        return row, attributes_of([cell.content for cell in row.expressions], node.variables[0])

    def _read(self, node: For, row: RowPlan, chunk: list[Any], attributes: Attributes) -> list[RowValues]:
        """The values of many items. Where one lacks them they are read item by item, which names what is missing."""
        try:
            return attributes.of(chunk)
        except (AttributeError, KeyError, TypeError):
            return [self._values(row, {node.variables[0]: item}) for item in chunk]

    def blank(self, node: For, path: Iteration) -> None:
        """A list of nothing leaves its first row once, empty but styled: totals, tables and charts keep a range."""
        if node.last >= node.first:
            here = (*path, (node.block, 0))
            for builder in self.builders:
                builder.add(node.first, node.first, here)
            self.finished.add(node.first, here, ())

    def section(self, section: StripSection, scope: Scope, path: Iteration) -> None:
        """Each strip is walked by itself. The shorter ones end in empty rows."""
        walkers = [self._walk_strip(strip, scope, path) for strip in section.strips]
        rows = self.finished.section(section, path, [walker.finished for walker in walkers])
        self.builders[0].add(section.first, section.last, path)
        gaps = [(self.builders[0], rows.count - (section.last - section.first + 1))]
        for strip, walker in zip(section.strips, walkers, strict=True):
            if strip.band is not None:
                gaps.append((self.builders[1 + strip.band], rows.count - walker.finished.count))
        for builder, gap in gaps:
            if not section.is_last:
                builder.gap(gap)
        self._check_size()

    def _walk_strip(self, strip: Strip, scope: Scope, path: Iteration) -> RowWalker:
        if strip.number not in self.strips:
            self.strips[strip.number] = {number: self.columns.widen(row) for number, row in strip.rows.items()}
        rows = self.strips[strip.number]
        builder = self.builders[1 + strip.band] if strip.band is not None else AxisBuilder()
        walker = RowWalker(
            self.plan,
            self.place,
            self.deadline,
            self.columns,
            rows,
            [builder],
            self.strips,
            self.values,
            labels=self.labels,
        )
        walker.above = self.count
        walker.nodes(strip.body, scope, path)
        return walker
