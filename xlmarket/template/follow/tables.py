"""Tables (ListObjects). A table over a repeated row grows with it, one over repeated columns gets their columns.

Excel takes a workbook for damaged if a column's name is not the text of its header cell, or a table has no row.
"""

from __future__ import annotations

import copy
from collections.abc import Callable

from lxml import etree

from xlmarket.errors import TemplateError
from xlmarket.package.archive import MAIN
from xlmarket.package.areas import Area, parse_area
from xlmarket.template.follow.structured import Names, Table, Tables, rewritten
from xlmarket.template.layout.axes import STILL, Layout
from xlmarket.template.layout.references import Layouts, rewrite
from xlmarket.template.render.cellxml import head

_FORMULAS = ("calculatedColumnFormula", "totalsRowFormula")
Values = Callable[[Area], list[object]]


def follow(table: etree._Element, name: str, layouts: Layouts, values: Values, tables: Tables) -> None:
    """Move and stretch a table's range, filter and sort, repeat its columns, rewrite their formulas.

    `values` gives the finished cells of an area of the table's sheet; `tables` those that are called something new.
    """
    layout = layouts.get(name.casefold(), STILL)
    before = parse_area(str(table.get("ref")))
    _columns(table, before, name, layouts, tables)
    for element in table.iter():
        if isinstance(element.tag, str) and element.get("ref"):
            area = layout.area(parse_area(str(element.get("ref"))))
            if area is not None:
                element.set("ref", str(area))
    after = parse_area(str(table.get("ref")))
    heads = int(table.get("headerRowCount") or 1)
    if after.last_row - after.first_row < heads:
        what = f"no row is left of the table {table.get('displayName')}, and Excel wants one"
        raise TemplateError(what, found=str(before), remedy="keep one row outside the condition")
    if heads:
        _heads(table, values(Area(after.first_column, after.first_row, after.last_column, after.first_row)))


def known(table: etree._Element, name: str, layout: Layout, values: Values) -> Table:
    """A table of the template as formulas know it once it is called `name` and its header cells show their texts."""
    before = parse_area(str(table.get("ref")))
    after = layout.area(before) or before
    olds = [str(one.get("name")) for one in table.iter(f"{{{MAIN}}}tableColumn")]
    columns: dict[str, Names] = {}
    if table.get("headerRowCount") != "0":
        shown = values(Area(after.first_column, after.first_row, after.last_column, after.first_row))
        for place, old in enumerate(olds, start=before.first_column):
            copies = layout.columns.copies(place, place)
            names = [(across, shown[low - after.first_column]) for low, _, across in copies]
            if any(said not in (None, "", old) for _, said in names):
                columns[old.casefold()] = tuple((across, old if said is None else head(said)) for across, said in names)
    return Table(name, columns, Area(after.first_column, before.first_row, after.last_column, before.last_row))


def _columns(table: etree._Element, area: Area, name: str, layouts: Layouts, tables: Tables) -> None:
    layout = layouts.get(name.casefold(), STILL)
    holder = table.find(f"{{{MAIN}}}tableColumns")
    if holder is None:
        return
    made: list[tuple[int, etree._Element]] = []
    own = next((old for old, one in tables.items() if one.name == table.get("displayName")), "")
    for place, one in enumerate(holder.iterchildren(f"{{{MAIN}}}tableColumn")):
        column = area.first_column + place
        for low, _, across in layout.columns.copies(column, column):
            copied = copy.deepcopy(one)
            for formula in copied:
                if isinstance(formula.tag, str) and etree.QName(formula).localname in _FORMULAS and formula.text:
                    home = (layout.first_home(area)[0], across)
                    named = rewritten(formula.text, tables, across, tables.get(own))
                    formula.text = rewrite(named, name, layouts, home)
            made.append((low, copied))
    if len(made) != len(holder):
        taken = max(int(one.get("id") or 0) for _, one in made) if made else 0
        for place, (_, one) in enumerate(made):
            one.set("id", str(taken + place + 1))
            for key in [key for key in one.attrib if str(key).endswith("}uid")]:
                del one.attrib[key]
    holder[:] = [one for _, one in sorted(made, key=lambda two: two[0])]
    holder.set("count", str(len(holder)))


def _heads(table: etree._Element, texts: list[object]) -> None:
    """Give the columns the names their header cells show; a formula, whose text is not known, keeps its column's."""
    taken: set[str] = set()
    for one, text in zip(table.iter(f"{{{MAIN}}}tableColumn"), texts, strict=False):
        said = str(one.get("name")) if text is None or text == "" else _written(head(text))
        if said.casefold() in taken:
            raise TemplateError(f"two columns of the table {table.get('displayName')} have one name", found=text)
        taken.add(said.casefold())
        one.set("name", said)


def _written(text: str) -> str:
    """A header as Excel keeps it: line breaks as _x000a_."""
    return text.replace("\r\n", "_x000a_").replace("\n", "_x000a_")
