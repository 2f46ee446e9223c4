"""The asides of a sheet's own XML and of its tables: headers and footers, prompts, links, formulas of formats and lists.

What holds a tag and is nothing that is filled is a problem of the template: it would come out as it is typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from lxml import etree

from xlmarket.errors import Place, TemplateError
from xlmarket.package.archive import MAIN, OFFICE
from xlmarket.package.areas import Area, parse_area
from xlmarket.package.bodies import OneAttribute
from xlmarket.package.elements import holder
from xlmarket.package.limits import MOST_HEADER
from xlmarket.package.sheet_texts import label_of_attribute, sheet_bodies
from xlmarket.template.plan.asides import Aside
from xlmarket.template.read.asides import AsideReader, PlacedAsides
from xlmarket.template.read.formulas import SheetChoice
from xlmarket.template.read.grammar import holds_block_tag
from xlmarket.template.read.rows import BookContext
from xlmarket.template.tags import holds_grammar, holds_whole_tag, without_sheets

_FORMULAS = frozenset({"formula", "formula1", "formula2", "f"})
_OF_TABLE = {"calculatedColumnFormula": "the formula of a column", "totalsRowFormula": "the formula of a total"}
"""Elements whose text is a formula."""

MOST_ATTRIBUTES = 1_000
"""Of one element. No part of a sheet has more than a hundred, and each takes as long as all before it to find."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetwideReader:
    """Reads the asides of one sheet. `targets` are those of its links outside of the workbook, by relation."""

    context: BookContext
    reader: AsideReader
    place: Place
    choice: SheetChoice
    targets: Mapping[str, str]

    def read(self, sheet: etree._Element, tables: Iterable[etree._Element]) -> list[PlacedAsides]:
        """The asides of the sheet without its rows, and of its tables."""
        placed = [item for link in sheet.iter(f"{{{MAIN}}}hyperlink") for item in self._link(link)]
        for root in (sheet, *tables):
            for element in root.iter(etree.Element):
                asides = [*self._text(element), *self._attributes(element)]
                if asides:
                    area = _area_of(element)
                    placed.append(PlacedAsides(area, asides if area else [self._for_all(aside) for aside in asides]))
        return placed

    def read_formula(self, formula: str, place: Place, *, is_list: bool = False) -> list[Aside]:
        """The aside that a formula is, if it has tags that do not follow."""
        return self.reader.read_formula(formula, place, self.context, self.choice, is_list=is_list)

    def _for_all(self, aside: Aside) -> Aside:
        """An aside that sees the values of the sheet, though one of a block has the name of what it asks for."""
        if not aside.content.names & self.choice.in_blocks:
            return aside
        return replace(
            aside, remedy="one such text serves all rows: it has the values of the sheet, not those of a row"
        )

    def _link(self, link: etree._Element) -> Iterator[PlacedAsides]:
        """The texts of a link, the place in the workbook or the address it leads to.

        Excel and LibreOffice write the text of its cell beside it, whose tags may repeat: the cell has them.
        """
        area = parse_area(str(link.get("ref")))
        place = replace(self.place, cell=str(area.first_cell), item="link")
        asides = [
            aside
            for body, most in sheet_bodies(link)
            if not (body.name == "display" and holds_block_tag(str(link.get("display"))))
            for aside in self.reader.read(body, replace(place, item=label_of_attribute(body)), most)
        ]
        relation, location = link.get(f"{{{OFFICE}}}id"), str(link.get("location") or "")
        if relation is None:
            asides += self.read_formula(location, replace(place, item="place of a link"))
        else:
            asides += self.reader.read_text(location, replace(place, item="place of a link"))
            asides += self.reader.read_target(self.targets.get(relation, ""), replace(place, item="target of a link"))
        if asides:
            yield PlacedAsides(area, asides)

    def _text(self, element: etree._Element) -> list[Aside]:
        text, name = element.text or "", str(etree.QName(element).localname)
        if not holds_grammar(text):
            return []
        is_header = holder(element).tag == f"{{{MAIN}}}headerFooter"
        if not is_header and not holds_whole_tag(text):
            return []
        place = replace(self.place, cell=_cell_of(element))
        if is_header:
            return self.reader.read_header(text, replace(place, item=_words(name)), MOST_HEADER)
        if name in _OF_TABLE:
            is_column = name == "calculatedColumnFormula"
            return [] if is_column else self.read_formula(text, replace(place, item=_OF_TABLE[name]))
        if name in _FORMULAS:
            rule = _rule_of(element)
            is_list = rule is not None and rule.get("type") == "list"
            return self.read_formula(text, replace(place, item=f"formula of a {_kind(element)}"), is_list=is_list)
        return self._unfilled(text, replace(place, item=_words(name)))

    def _attributes(self, element: etree._Element) -> list[Aside]:
        if (count := len(element.attrib)) > MOST_ATTRIBUTES:
            what = "an element of the sheet has too many attributes"
            raise TemplateError(what, where=self.place, found=f"{count:,}", allowed=f"at most {MOST_ATTRIBUTES:,}")
        held = {str(key): str(value) for key, value in element.attrib.items() if holds_whole_tag(str(value))}
        if not held or element.tag == f"{{{MAIN}}}hyperlink":
            return []
        place = replace(self.place, cell=_cell_of(element))
        asides: list[Aside] = []
        for body, most in sheet_bodies(element):
            if isinstance(body, OneAttribute) and held.pop(body.name, ""):
                asides += self.reader.read(body, replace(place, item=label_of_attribute(body)), most)
        if element.tag == f"{{{MAIN}}}cfvo" and "val" in held:
            asides += self.read_formula(held.pop("val"), replace(place, item="threshold of a format"))
        if element.tag == f"{{{MAIN}}}tableColumn":
            for key in _names_of_cells(element):
                held.pop(key, "")
        for key, value in held.items():
            self._unfilled(value, replace(place, item=f"{key} of {_words(etree.QName(element).localname)}"))
        return asides

    def _unfilled(self, text: str, place: Place) -> list[Aside]:
        if holds_whole_tag(without_sheets(text, self.context.names.titles)):
            self.reader.problems.append(unfilled(text, place))
        return []


def unfilled(text: str, place: Place) -> TemplateError:
    """The problem of a tag that would come out as it is typed."""
    remedy = "write the text without a tag, or put it into a cell"
    return TemplateError("a tag stands where nothing is filled", where=place, found=text, remedy=remedy)


def _rule_of(element: etree._Element) -> etree._Element | None:
    """The validation that a formula belongs to."""
    return next((above for above in element.iterancestors("{*}dataValidation")), None)


def _kind(element: etree._Element) -> str:
    names = {str(etree.QName(above).localname) for above in element.iterancestors()}
    kinds = {"dataValidation": "validation", "sparkline": "sparkline", "sparklineGroup": "sparkline"}
    return next((kind for name, kind in kinds.items() if name in names), "format")


def _area_of(element: etree._Element) -> Area | None:
    """The cell of a sparkline. All else counts for the whole sheet."""
    for above in element.iterancestors("{*}sparkline"):
        cells = above.findtext("{http://schemas.microsoft.com/office/excel/2006/main}sqref")
        return parse_area(cells) if cells else None
    return None


def _cell_of(element: etree._Element) -> str | None:
    """The first cell of what an element belongs to."""
    for above in (element, *element.iterancestors()):
        cells = above.get("sqref") or above.get("ref") or above.findtext("{*}sqref")
        if cells:
            return str(cells).split()[0].split(":")[0]
    return None


def _names_of_cells(column: etree._Element) -> Iterator[str]:
    """The texts of a table's column that are those of its cells, which they follow."""
    table = holder(holder(column))
    if table.get("headerRowCount") != "0":
        yield "name"
    if table.get("totalsRowCount", "0") != "0":
        yield "totalsRowLabel"


def _words(name: str) -> str:
    """The name of an element as words: `oddHeader` is `odd header`."""
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name)
