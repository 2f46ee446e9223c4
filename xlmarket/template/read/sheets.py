"""Reading one sheet of a template: its rows, its tags as trees of rows and columns, and what it needs from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import chain

from lxml import etree

from xlmarket.errors import Place, TemplateError
from xlmarket.package.archive import MAIN
from xlmarket.package.areas import column_number, parse_area, split_cell
from xlmarket.package.elements import address_cells
from xlmarket.package.shared_strings import UsedStrings
from xlmarket.package.sheet_texts import TEXT_PARTS
from xlmarket.package.sizes import Sizes
from xlmarket.template.environment import Environment
from xlmarket.template.layout.references import Compiled, compile_formula
from xlmarket.template.plan.cells import ExpressionCell, FormulaCell, RowPlan, TaggedFormulaCell
from xlmarket.template.plan.nodes import Asides, For, Line, Node, bound_names, free_names, transform, walk
from xlmarket.template.plan.sheets import AxisPlan, Each, SheetPlan
from xlmarket.template.plan.sources import sources_of
from xlmarket.template.read.asides import AsideReader, PlacedAsides, place_asides
from xlmarket.template.read.bands import SectionBuilder, bands_of
from xlmarket.template.read.blocks import PlacedTag, TreeBuilder
from xlmarket.template.read.broken import remove_lost_areas
from xlmarket.template.read.calls import check_calls, clear_spills
from xlmarket.template.read.clauses import compile_repetition
from xlmarket.template.read.drawn import DrawnReader
from xlmarket.template.read.expressions import compile_expression, compile_text
from xlmarket.template.read.fit import check_fitted, plan_fit
from xlmarket.template.read.formulas import SheetChoice
from xlmarket.template.read.looks import check_looks
from xlmarket.template.read.outlines import fold_rows
from xlmarket.template.read.pivot_items import empty_pivot_items
from xlmarket.template.read.problems import SheetProblems
from xlmarket.template.read.refusals import check_copies, check_drawings, check_shape
from xlmarket.template.read.rows import BookContext, ReadRow, RowReader
from xlmarket.template.read.sheetwide import SheetwideReader
from xlmarket.template.tags import holds_grammar

_FORMULAS = ("formula", "formula1", "formula2", "f", "sqref")
_NEEDS_LENGTH = re.compile(r"\bloop\b(?!\.(?:index0?|first)\b)")


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A worksheet of the template: its place in the workbook, its name and its part."""

    place: int
    name: str
    part: str


@dataclass
class _SheetTags:
    """The rows of a sheet and its tags, by what they repeat and where. `full` are the columns with content by row."""

    rows: dict[int, RowPlan] = field(default_factory=dict)
    full: dict[int, frozenset[int]] = field(default_factory=dict)
    by_row: dict[int, list[PlacedTag]] = field(default_factory=dict)
    by_column: dict[int, list[PlacedTag]] = field(default_factory=dict)
    in_cells: dict[int, list[PlacedTag]] = field(default_factory=dict)
    of_sheet: list[PlacedTag] = field(default_factory=list)
    shared: UsedStrings = field(default_factory=UsedStrings)

    def take(self, row: ReadRow) -> None:
        self.rows[row.plan.number] = row.plan
        self.full[row.plan.number] = row.full
        self.shared.add(row.plan.shared)
        self.shared.add(row.of_formulas)
        for cell, tag in row.tags:
            column, number = split_cell(cell)
            match tag.kind:
                case "row":
                    self.by_row.setdefault(number, []).append((cell, tag))
                case "col":
                    self.by_column.setdefault(column_number(column), []).append((cell, tag))
                case "cells":
                    self.in_cells.setdefault(number, []).append((cell, tag))
                case _:
                    self.of_sheet.append((cell, tag))

    @property
    def has_tags(self) -> bool:
        return bool(self.by_row or self.by_column or self.in_cells or self.of_sheet)

    @property
    def rows_of_others(self) -> frozenset[int]:
        """The rows with tags that repeat columns or the sheet."""
        tags = [*self.of_sheet, *(tag for tags in self.by_column.values() for tag in tags)]
        return frozenset(split_cell(cell)[1] for cell, _ in tags)


def read_sheet(context: BookContext, part: SheetPart, problems: list[TemplateError]) -> SheetPlan:
    """One sheet's plan. What is wrong goes to `problems`, unless the sheet never comes into a report."""
    package, environment = context.package, context.environment
    of_sheet = SheetProblems(Place(file=package.path.name, sheet=part.name))
    xml = package.parse(part.part)
    relations = [relation for relation in package.relations(part.part) if relation.target in package.members]
    related = {kind: [package.parse(r.target) for r in relations if r.name == kind] for kind in _WITH_AREA}
    reader = RowReader(xml, context, of_sheet)
    had_items = empty_pivot_items(xml, related["pivotTable"], reader)
    tags = _read_rows(xml, reader)
    choice = _choice(tags, part.name)
    _choose_sheets(tags.rows, choice)
    remove_lost_areas(xml, package.read(part.part))
    _mark_heads(tags.rows, related["table"])
    across = _across(tags, environment, of_sheet)
    down = _down(tags, environment, of_sheet)
    nodes = fold_rows(down.nodes, tags.rows, xml, of_sheet)
    with_texts = [package.parse(relation.target) for relation in relations if relation.name in TEXT_PARTS]
    sheetwide = _sheetwide(context, part, xml, with_texts, choice, of_sheet)
    drawn = _drawn(context, part.part, xml, tags, of_sheet)
    nodes = place_asides(nodes, across.nodes, [*drawn, *sheetwide])
    down = replace(down, nodes=transform(nodes, _note_length))
    asides = [node for node in walk(down.nodes) if isinstance(node, Asides)]
    rows = tags.rows.values()
    plan = SheetPlan(
        name=part.name,
        part=part.part,
        place=part.place,
        rows=tags.rows,
        down=down,
        across=across,
        bands=bands_of(tags.in_cells),
        xml=xml,
        has_tags=tags.has_tags or holds_grammar(part.name) or any(row.expressions for row in rows),
        asides=frozenset(aside.source for node in asides for aside in node.asides),
        has_texts=bool(sheetwide) or had_items,
        mentions=_mentions(xml, rows),
        sources=sources_of(cell.formula for row in rows for cell in row.cells if isinstance(cell, FormulaCell)),
        each=_each(tags, environment, of_sheet),
        title=compile_text(part.name, environment) if holds_grammar(part.name) else None,
        is_live=any(isinstance(cell, FormulaCell) and cell.is_live for row in rows for cell in row.cells),
        shared=tags.shared,
        normal=context.styles.looks.normal,
    )
    if plan.each is not None and plan.each.is_never:
        return plan
    plan = replace(plan, fit=plan_fit(tags.rows.values(), context.styles.looks))
    check_fitted(plan, of_sheet)
    check_shape(plan, related["pivotTable"], related["table"], of_sheet)
    check_looks(plan, related["table"], of_sheet)
    check_drawings(plan, related["drawing"], context.styles.looks.normal, of_sheet)
    check_copies(plan, {relation.name for relation in relations}, of_sheet)
    if environment.functions is not None:
        check_calls(plan.rows.values(), environment.functions, of_sheet)
    problems += of_sheet.errors
    return replace(plan, names=_names(plan))


_WITH_AREA = ("pivotTable", "table", "drawing")
"""Kinds of related parts that lie on areas of the sheet."""


def _read_rows(xml: etree._Element, reader: RowReader) -> _SheetTags:
    """The rows of a sheet, which are taken out of its XML."""
    tags = _SheetTags()
    data = xml.find(f"{{{MAIN}}}sheetData")
    if data is None:
        return tags
    address_cells(data)
    clear_spills(data, reader.context.environment.has_calls)
    for element in data:
        tags.take(reader.read(element))
        element.clear()
    data.clear()
    return tags


def _choice(tags: _SheetTags, name: str) -> SheetChoice:
    """Which sheets the variables of a sheet choose."""
    placed = chain(tags.by_row.values(), tags.by_column.values(), tags.in_cells.values())
    return SheetChoice(
        own=name,
        in_blocks=frozenset(variable for tags_here in placed for _, tag in tags_here for variable in tag.variables),
        on_sheet=frozenset(variable for _, tag in tags.of_sheet for variable in tag.variables),
    )


def _choose_sheets(rows: dict[int, RowPlan], choice: SheetChoice) -> None:
    """Let formulas mean the sheets that their variables choose, and follow the template's where they choose none."""
    for row in list(rows.values()):
        if any(isinstance(cell, TaggedFormulaCell) for cell in row.expressions):
            rows[row.number] = choice.of_row(row)


def _mark_heads(rows: dict[int, RowPlan], tables: Iterable[etree._Element]) -> None:
    """Mark the cells with expressions that head the columns of tables."""
    for table in tables:
        area = parse_area(str(table.get("ref")))
        row = rows.get(area.first_row)
        if row is None or table.get("headerRowCount") == "0":
            continue
        columns = range(area.first_column, area.last_column + 1)
        rows[row.number] = row.with_cells(
            replace(cell, is_head=True)
            if isinstance(cell, ExpressionCell) and column_number(cell.column) in columns
            else cell
            for cell in row.cells
        )


def _down(tags: _SheetTags, environment: Environment, problems: SheetProblems) -> AxisPlan:
    """The rows of a sheet, with its blocks side by side."""
    builder = TreeBuilder(problems=problems, environment=environment)
    of_others = tags.rows_of_others
    for number in sorted(tags.rows):
        builder.gap_to(number)
        content = bool(tags.full[number]) or number in tags.in_cells
        vanishes = number in of_others and not content
        line = Line(number, tags.rows[number])
        builder.add(line, tags.by_row.get(number, []), has_content=content, vanishes=vanishes)
    nodes = builder.tree()
    if tags.in_cells:
        sections = SectionBuilder(
            problems=problems,
            environment=environment,
            blocks=builder.blocks,
            bands=bands_of(tags.in_cells),
            tags=tags.in_cells,
            full=tags.full,
            rows=tags.rows,
        )
        nodes = sections.place(nodes)
    return AxisPlan(nodes=nodes, blocks=builder.blocks, length=builder.length)


def _sheetwide(
    context: BookContext,
    part: SheetPart,
    xml: etree._Element,
    tables: Iterable[etree._Element],
    choice: SheetChoice,
    problems: SheetProblems,
) -> list[PlacedAsides]:
    """The texts and formulas with tags of a sheet outside its cells, of its tables, pivot tables, slicers and names."""
    relations = context.package.relations(part.part)
    reader = SheetwideReader(
        context=context,
        reader=AsideReader(context.environment, problems.errors),
        place=problems.place,
        choice=choice,
        targets={relation.id: relation.target for relation in relations if relation.is_external},
    )
    named = [
        aside
        for name, formula in context.local_names.get(part.place, ())
        for aside in reader.read_formula(formula, replace(problems.place, item=f"name {name}"))
    ]
    placed = reader.read(xml, tables)
    return [*placed, PlacedAsides(None, named)] if named else placed


def _drawn(
    context: BookContext, part: str, xml: etree._Element, tags: _SheetTags, problems: SheetProblems
) -> list[PlacedAsides]:
    """The texts with tags of what is drawn over a sheet."""
    attributes = {number: row.attributes for number, row in tags.rows.items()}
    sizes = Sizes.of_rows(xml, attributes, context.styles.looks.normal)
    reader = AsideReader(context.environment, problems.errors)
    return DrawnReader(context.package, sizes, reader, problems.place).read(part)


def _across(tags: _SheetTags, environment: Environment, problems: SheetProblems) -> AxisPlan:
    """The columns up to the last tag, if there is one."""
    if not tags.by_column:
        return AxisPlan()
    full = frozenset(column for columns in tags.full.values() for column in columns)
    builder = TreeBuilder(problems=problems, environment=environment)
    for number in range(1, max(tags.by_column) + 1):
        builder.add(Line(number), tags.by_column.get(number, []), has_content=number in full)
    return AxisPlan(nodes=builder.tree(), blocks=builder.blocks, length=builder.length)


def _note_length(node: Node) -> Node:
    """A block that knows whether an expression inside asks for the number of its items."""
    if not isinstance(node, For):
        return node
    inside = (expression.source for child in walk(node.body) for expression in child.expressions)
    return replace(node, needs_length=any(_NEEDS_LENGTH.search(source) for source in inside))


def _each(tags: _SheetTags, environment: Environment, problems: SheetProblems) -> Each | None:
    """What repeats the sheet. Its end needs no tag."""
    opening = [(cell, tag) for cell, tag in tags.of_sheet if tag.word in ("for", "if")]
    for cell, tag in opening[1:]:
        problems.add("a sheet has one tag that repeats it", cell, tag.text)
    if not opening:
        return None
    cell, tag = opening[0]
    try:
        if tag.word == "if":
            return Each((), compile_expression(tag.expression, environment), cell)
        repetition = compile_repetition(tag, environment)
        return Each(repetition.variables, repetition.items, cell)
    except TemplateError as error:
        problems.keep(error, cell)
        return None


def _mentions(xml: etree._Element, rows: Iterable[RowPlan]) -> frozenset[str]:
    """Other sheets that this sheet's formulas, formats, validations and links refer to, casefolded."""
    formulas = [cell.formula for row in rows for cell in row.cells if isinstance(cell, FormulaCell)]
    for element in xml.iter():
        if isinstance(element.tag, str) and etree.QName(element).localname in _FORMULAS and element.text:
            formulas.append(compile_formula(element.text))
        if isinstance(element.tag, str) and element.get("location"):
            formulas.append(compile_formula(str(element.get("location"))))
    return frozenset(sheet for formula in formulas for sheet in _sheets_of(formula))


def _sheets_of(formula: Compiled) -> Iterable[str]:
    return (sheet for reference in formula.references for sheet in reference.sheets)


def _names(plan: SheetPlan) -> frozenset[str]:
    """The names a sheet needs from its context."""
    of_columns = bound_names(plan.across.nodes) | {"colloop"} if plan.across.nodes else frozenset()
    names = free_names(plan.down.nodes, "loop", frozenset(of_columns)) | free_names(plan.across.nodes, "colloop")
    of_title = plan.title.names if plan.title is not None else frozenset()
    if plan.each is None:
        return names | of_title
    bound = frozenset({*plan.each.variables, "loop"})
    needed = plan.each.expression.names
    return (names - (bound - needed)) | needed | (of_title - bound)
