"""The asides of the workbook itself: its defined names, its number formats and its properties (docProps)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from xlmarket.errors import Place
from xlmarket.package.archive import MAIN
from xlmarket.package.sheet_texts import NAME_TEXTS, PROPERTIES, format_codes, property_bodies
from xlmarket.template.plan.asides import Aside
from xlmarket.template.read.asides import AsideReader
from xlmarket.template.read.formulas import SheetChoice
from xlmarket.template.read.rows import BookContext


def read_bookwide(context: BookContext, workbook: etree._Element, reader: AsideReader) -> Iterator[Aside]:
    """The asides of the names of the whole workbook, of number formats and of properties. What is wrong goes to the reader's problems."""
    place = Place(file=context.package.path.name)
    for name in workbook.iter(f"{{{MAIN}}}definedName"):
        item = replace(place, item=f"name {name.get('name')}")
        if name.get("localSheetId") is None:
            yield from reader.read_formula(name.text or "", item, context, SheetChoice(own=""))
        for attribute in NAME_TEXTS:
            yield from reader.read_text(name.get(attribute) or "", item)
    styles = context.package.of_workbook("styles")
    if styles:
        for code in format_codes(context.package.parse(styles)):
            yield from reader.read_format(code.paragraphs[0][0], replace(place, item="number format"))
    for relation in context.package.relations(""):
        if relation.name in PROPERTIES and relation.target in context.package.members:
            for body in property_bodies(context.package.parse(relation.target)):
                label = str(etree.QName(body.element).localname)
                yield from reader.read(body, replace(place, item=f"property {label}"))
