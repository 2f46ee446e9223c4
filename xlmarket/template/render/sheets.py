"""One finished sheet at work: the template sheet it is made from, its walked rows, and the writing of its part."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from lxml import etree

from xlmarket.errors import Place, TemplateError
from xlmarket.package.archive import MAIN, PackedPart, serialise
from xlmarket.package.shared_strings import UsedStrings
from xlmarket.package.sizes import Sizes, height_of
from xlmarket.package.values import CellValue
from xlmarket.template.follow.context import FinishedSheet, FollowContext
from xlmarket.template.follow.followers import follow_sheet
from xlmarket.template.follow.structured import RenamedTable, RenamedTables, rewrite_rows
from xlmarket.template.layout.axes import STILL, Layout
from xlmarket.template.layout.named import NamedSheets
from xlmarket.template.layout.references import Layouts
from xlmarket.template.plan.asides import FinishedAsides
from xlmarket.template.plan.sheets import SheetPlan
from xlmarket.template.render.additions import SheetAdditions
from xlmarket.template.render.filtering import filter_rows
from xlmarket.template.render.finished import Stretch
from xlmarket.template.render.formulas import FormulaTexts
from xlmarket.template.render.heights import RowHeights
from xlmarket.template.render.held import HeldDrawings
from xlmarket.template.render.lookup import written_values
from xlmarket.template.render.spills import SpilledCells, insert_spills
from xlmarket.template.render.walk import FilledSheet
from xlmarket.template.render.widths import fit_columns
from xlmarket.template.render.writing import Writer

_ROWS_HERE = "\ue000"


@dataclass(kw_only=True)
class RenderedSheet:
    """One sheet of the report at work. `layouts` is what it sees, `title` its name, `part` where it is written.

    `asked` is the name that its template asks for, which Excel may not take, `named` are all sheets by such names.
    `has_new_names`: its formulas name tables or columns that have a new name.
    """

    plan: SheetPlan
    title: str
    place: Place
    filled: FilledSheet
    part: str = ""
    asked: str = ""
    is_copy: bool = False
    layouts: Layouts = field(default_factory=dict)
    named: NamedSheets = field(default_factory=NamedSheets)
    tables: RenamedTables = field(default_factory=dict)
    has_new_names: bool = False

    @property
    def layout_name(self) -> str:
        return self.plan.name.casefold()

    @property
    def formulas(self) -> FormulaTexts:
        """The texts of its formulas."""
        return FormulaTexts(
            home=self.plan.name, title=self.title, place=self.place, layouts=self.layouts, named=self.named
        )

    @property
    def layout(self) -> Layout:
        """Where its own cells went."""
        return self.layouts.get(self.layout_name, STILL)

    def for_followers(self, *, is_changed: bool) -> FinishedSheet:
        """The sheet as followers see it. `is_changed`: its part is written again."""
        return FinishedSheet(
            name=self.plan.name,
            title=self.title,
            part=self.part,
            place=self.place,
            layouts=self.layouts,
            tables=self.tables,
            named=self.named,
            asides=FinishedAsides(self.plan.asides, self.filled.asides, self.filled.layout),
            sizes=self._template_sizes,
            look=self.filled.look,
            written=partial(written_values, self.filled),
            is_copy=self.is_copy,
            is_changed=is_changed,
        )

    def name_tables(self, renamed: RenamedTables, inside: Iterable[RenamedTable]) -> None:
        """Write the new names of tables and columns in its formulas. `inside` are its own tables."""
        tables = list(inside)
        before = self.filled.rows
        rows = rewrite_rows(before, renamed, tables)
        strips = {key: rewrite_rows(strip, renamed, tables) for key, strip in self.filled.strips.items()}
        self.has_new_names = any(rows[number] is not before[number] for number in rows)
        self.filled = replace(self.filled, rows=rows, strips=strips)
        self.tables = renamed

    def heights(self, grown: RowHeights | None) -> dict[int, float]:
        """The finished rows that have a height of their own, in points, those that grow with their text as they are."""
        heights: dict[int, float] = {}
        row = 1
        for piece in self.filled.finished:
            template = getattr(piece, "template", None)
            plan = self.filled.rows.get(template) if template else None
            height = height_of(plan.attributes) if plan is not None else None
            if height is not None:
                heights |= dict.fromkeys(range(row, row + piece.count), height)
            if grown is not None and plan is not None and isinstance(piece, Stretch):
                needs = enumerate(grown.needs(plan, piece), start=row)
                heights |= {number: need.points for number, need in needs if need.points > (height or 0.0)}
            row += piece.count
        return heights

    def _template_sizes(self) -> Sizes:
        attributes = {number: row.attributes for number, row in self.plan.rows.items()}
        return Sizes.of_rows(self.plan.xml, attributes, self.plan.normal)


def write_sheet(
    sheet: RenderedSheet,
    context: FollowContext,
    *,
    live: Mapping[tuple[int, str], str],
    spilled: SpilledCells,
    known: Mapping[str, Mapping[int, CellValue]],
) -> UsedStrings:
    """Write the sheet's part: lxml follows its structure, the rows go in as text. Return the shared strings it shows.

    `live` are the cells with formulas of ours as they are written, `spilled` those that their answers fill, `known` the
    values of other formulas by column and row.
    """
    parts = context.book.parts
    xml = copy.deepcopy(sheet.plan.xml)
    follow_sheet(xml, context)
    held = HeldDrawings.of(parts, sheet.part) if sheet.plan.fit is not None else None
    before = Sizes.of(xml, sheet.heights(None), sheet.plan.normal) if held is not None and held.drawings else None
    if sheet.plan.fit is not None and sheet.plan.fit.has_columns:
        fit_columns(sheet.plan.fit, sheet.filled, xml)
    filtered = filter_rows(xml, sheet.part, parts, sheet.filled, sheet.layout)
    head, tail = _around_rows(xml)
    packed = PackedPart()
    packed.write(head)
    heights = RowHeights.of(sheet.plan, xml, sheet.layout)
    if held is not None and before is not None:
        held.hold(before, Sizes.of(xml, sheet.heights(heights), sheet.plan.normal))
    writer = Writer(
        sheet.plan,
        sheet.place,
        sheet.filled,
        sheet.layouts,
        sheet.formulas,
        live,
        known,
        heights,
        filtered if filtered.hidden else None,
    )
    for text in insert_spills(writer.texts(), spilled) if spilled else writer.texts():
        packed.write(text.encode())
    if writer.extras:
        additions = SheetAdditions(
            xml=xml,
            part=sheet.part,
            place=sheet.place,
            parts=parts,
            sizes=lambda: Sizes.of(xml, sheet.heights(heights), sheet.plan.normal),
        )
        additions.add(writer.extras)
        tail = _around_rows(xml)[1]
    packed.write(tail)
    packed.close()
    parts.put(sheet.part, packed)
    return writer.shared


def _around_rows(xml: etree._Element) -> tuple[bytes, bytes]:
    """The part before and after its rows. The rows are written in the default namespace, whatever the part's prefix."""
    data = xml.find(f"{{{MAIN}}}sheetData")
    if data is None:
        raise TemplateError("a sheet has no place for its rows")
    data.text = _ROWS_HERE
    head, _, tail = serialise(xml).partition(_ROWS_HERE.encode())
    return (head[:-1] + f' xmlns="{MAIN}">'.encode() if xml.prefix else head), tail
