"""A workbook that holds our calls: its sheets and tables, and every formula in it with the place where it is."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from pathlib import Path

from lxml import etree

from xlmarket.formulas.book.cells import CELL_TAGS, SheetCells
from xlmarket.formulas.book.placed import FormulaKind, FormulaSheet, PlacedFormula
from xlmarket.formulas.names.marks import is_definition
from xlmarket.formulas.prefix import read_prefix
from xlmarket.formulas.spelling import FAMILY, Call, CallSpelling, calls_in
from xlmarket.package.archive import MAIN, OFFICE, Package
from xlmarket.package.dates import epoch_of
from xlmarket.package.links import BookLink, links, numbers_in
from xlmarket.package.markup import Edit, apply_edits, attribute, elements
from xlmarket.package.parts import Parts

_X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
_XM = "http://schemas.microsoft.com/office/excel/2006/main"
_CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_CHARTEX = "http://schemas.microsoft.com/office/drawing/2014/chartex"
_OURS = re.compile(FAMILY.encode(), re.IGNORECASE)


_SHEET_TAGS = {
    f"{{{MAIN}}}formula": FormulaKind.FORMAT,
    f"{{{MAIN}}}formula1": FormulaKind.VALIDATION,
    f"{{{MAIN}}}formula2": FormulaKind.VALIDATION,
    f"{{{_XM}}}f": FormulaKind.FORMAT,
}
_HOLDERS = (
    f"{{{MAIN}}}conditionalFormatting", f"{{{MAIN}}}dataValidation", f"{{{_X14}}}conditionalFormatting",
    f"{{{_X14}}}dataValidation", f"{{{_XM}}}sqref",
)  # fmt: skip
_TABLE_TAGS = (f"{{{MAIN}}}calculatedColumnFormula", f"{{{MAIN}}}totalsRowFormula")
_CHART_TAGS = (f"{{{_CHART}}}f", f"{{{_CHARTEX}}}f")


class FormulaBook:
    """A workbook at work: formulas are read from `parts`, which holds what has changed so far."""

    def __init__(self, path: Path, prefix: str = "") -> None:
        self.path = path
        self.parts = Parts(Package(path, "workbook"))
        self.part = self.parts.workbook
        self.prefix = read_prefix(prefix)

    @cached_property
    def sheets(self) -> tuple[FormulaSheet, ...]:
        """The sheets with cells, in their order."""
        parts = {one.id: one.target for one in self.parts.relations(self.part) if one.name == "worksheet"}
        listed = [(str(one.get("name")), one.get(f"{{{OFFICE}}}id")) for one in self._sheet_elements()]
        return tuple(FormulaSheet(title, parts[name]) for title, name in listed if name in parts)

    @cached_property
    def epoch(self) -> date:
        """Day 0 of the workbook's calendar."""
        return epoch_of(self.parts.parse(self.part))

    @cached_property
    def titles(self) -> tuple[str, ...]:
        """The names of all sheets by their place, chart sheets included."""
        return tuple(str(one.get("name")) for one in self._sheet_elements())

    def _sheet_elements(self) -> list[etree._Element]:
        return list(self.parts.parse(self.part).iter(f"{{{MAIN}}}sheet"))

    def ask_for_calculation(self) -> None:
        """Let Excel calculate all again on opening."""
        tags = [
            f"{{{MAIN}}}{name}" for name in ("sheets", "functionGroups", "externalReferences", "definedNames", "calcPr")
        ]
        xml = self.parts.read(self.part)
        last = elements(xml, set(tags))
        calculation = next((one for one in last if one.tag == tags[-1]), None)
        if calculation is not None:
            edit = attribute(xml, calculation, "fullCalcOnLoad", "1")
        else:
            end = max(one.end for one in last)
            prefix = re.match(rb"<(\w+:)?", xml[last[0].start :])
            lead = prefix[1].decode() if prefix and prefix[1] else ""
            edit = Edit(end, end, f'<{lead}calcPr calcId="0" fullCalcOnLoad="1"/>')
        self.parts.put(self.part, apply_edits(xml, [edit]))

    def forget_order(self) -> None:
        """Drop the old order of calculation, which names cells that hold no formula any more. Excel makes it again."""
        for part in self.parts.related(self.part, "calcChain"):
            self.parts.drop(part)
        self.parts.unrelate(self.part, lambda one: one.name == "calcChain")

    def to_bytes(self) -> bytes:
        """The finished workbook."""
        out = io.BytesIO()
        self.parts.package.write(out, self.parts.changes())
        return out.getvalue()

    def has_calls(self, part: str) -> bool:
        """Whether a part may hold a call: the name of our family is in it."""
        return bool(_OURS.search(self.parts.read(part)))

    def calls_in(self, text: str) -> tuple[Call, ...]:
        """The calls of our functions in a formula, under the prefix that is known here too.

        A function of a linked file is not ours if the link leads to another file than our add-in.
        """
        return tuple(call for call in calls_in(text, self.prefix) if not self._is_foreign(call))

    def _is_foreign(self, call: Call) -> bool:
        numbers = numbers_in(f"{call.book}!A1") if call.spelling is CallSpelling.ADDIN else set()
        return bool(numbers & self._other_links)

    @cached_property
    def _other_links(self) -> set[int]:
        return {link.number for link in links(self.parts) if not is_ours(link)}

    def forget_links(self) -> None:
        """Look at the list of links again. One was added or dropped."""
        self.__dict__.pop("_other_links", None)

    def formulas(self, *, everywhere: bool = False) -> Iterator[PlacedFormula]:
        """All formulas of the parts that may hold our calls, or of all parts."""
        wanted = [part for part in self.parts.package.members if everywhere or self.has_calls(part)]
        for sheet in self.sheets:
            if sheet.part in wanted:
                yield from self._of_sheet(sheet)
            for table in self.parts.related(sheet.part, "table"):
                if table in wanted:
                    yield from self._of_table(sheet, table)
        if self.part in wanted:
            yield from self.called_names()
        for part in wanted:
            if "/charts/" in part and part.endswith(".xml"):
                yield from self._of_chart(part)

    def _of_sheet(self, sheet: FormulaSheet) -> Iterator[PlacedFormula]:
        found = elements(self.parts.read(sheet.part), {*CELL_TAGS, *_SHEET_TAGS, *_HOLDERS})
        for cell in SheetCells.of([one for one in found if one.tag in CELL_TAGS]).formulas():
            assert cell.formula is not None  # noqa: S101 - it has a text
            yield PlacedFormula(FormulaKind.CELL, sheet.part, sheet.title, cell.address, cell.text, cell.formula, cell)
        areas = {one.parent: one.text for one in found if one.tag == f"{{{_XM}}}sqref"}
        for one in found:
            if one.tag in _SHEET_TAGS:
                holder = one.parent
                area = holder.attributes.get("sqref") or areas.get(holder, "") if holder is not None else ""
                is_check = holder is not None and holder.tag.endswith("}dataValidation")
                kind = FormulaKind.VALIDATION if is_check else _SHEET_TAGS[one.tag]
                yield PlacedFormula(kind, sheet.part, sheet.title, area, one.text, one)

    def _of_table(self, sheet: FormulaSheet, part: str) -> Iterator[PlacedFormula]:
        named = (f"{{{MAIN}}}table", f"{{{MAIN}}}tableColumn")
        title = ""
        for one in elements(self.parts.read(part), {*_TABLE_TAGS, *named}):
            if one.tag == named[0]:
                title = one.attributes.get("displayName", "")
            elif one.tag in _TABLE_TAGS and one.parent is not None:
                place = f"{title}[{one.parent.attributes.get('name', '')}]"
                yield PlacedFormula(FormulaKind.COLUMN, part, sheet.title, place, one.text, one)

    def called_names(self) -> Iterator[PlacedFormula]:
        """The defined names that may hold calls: all but those that define our functions."""
        return (name for name in self.names() if not is_definition(name.place, name.text))

    def names(self) -> Iterator[PlacedFormula]:
        """The defined names."""
        for one in elements(self.parts.read(self.part), {f"{{{MAIN}}}definedName"}):
            scope = one.attributes.get("localSheetId")
            sheet = self.titles[int(scope)] if scope and int(scope) < len(self.titles) else ""
            yield PlacedFormula(FormulaKind.NAME, self.part, sheet, one.attributes.get("name", ""), one.text, one)

    def _of_chart(self, part: str) -> Iterator[PlacedFormula]:
        for one in elements(self.parts.read(part), set(_CHART_TAGS)):
            yield PlacedFormula(
                FormulaKind.CHART, part, "", part.rpartition("/")[2].removesuffix(".xml"), one.text, one
            )


def is_ours(link: BookLink) -> bool:
    """Whether a link leads to our add-in, under whatever folder."""
    name = link.file.lower()
    return name.startswith("xlmarket") and name.endswith((".xlam", ".xla"))
