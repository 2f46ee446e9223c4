"""Taking figures and functions out of a workbook again, once its formulas are spelled for another host."""

from __future__ import annotations

from lxml import etree

from xlmarket.hosts.names.embedding import TABLE
from xlmarket.hosts.names.storage import HIDDEN
from xlmarket.package.archive import MAIN, OFFICE
from xlmarket.package.dynamic import workbook_part
from xlmarket.package.lexer import TOKEN
from xlmarket.package.parts import Parts


def is_definition(name: str, text: str) -> bool:
    """Whether a defined name is one that embedding writes: an area, or a function over them."""
    return name.startswith(HIDDEN) or ("LAMBDA(" in text and HIDDEN in text)


def titles(parts: Parts) -> frozenset[str]:
    """The titles of the sheets that embedding wrote."""
    book = parts.parse(workbook_part(parts))
    hidden = [one for one in book.iter(f"{{{MAIN}}}definedName") if str(one.get("name")).startswith(HIDDEN)]
    return frozenset(title for one in hidden for title in _sheets_in(one.text or ""))


def speaks_of(formula: str, sheets: frozenset[str]) -> bool:
    """Whether a formula needs what was embedded for more than its functions: the table, an area, or one of our sheets."""
    named = [token[0].casefold() for token in TOKEN.finditer(formula) if token["name"]]
    return bool(_sheets_in(formula) & sheets) or any(one.startswith((TABLE, HIDDEN)) for one in named)


def unembed(parts: Parts) -> None:
    """Take out the sheets, the table and the names that embedding put in."""
    part = workbook_part(parts)
    book, gone = parts.parse(part), titles(parts)
    holder = book.find(f"{{{MAIN}}}sheets")
    if holder is None or not gone:
        return
    kept: dict[int, int] = {}
    for place, sheet in enumerate(list(holder)):
        if sheet.get("name") in gone:
            _drop(parts, part, str(sheet.get(f"{{{OFFICE}}}id")))
            holder.remove(sheet)
        else:
            kept[place] = len(kept)
    _forget_names(book)
    for name in book.iter(f"{{{MAIN}}}definedName"):
        _move(name, "localSheetId", kept)
    for view in book.iter(f"{{{MAIN}}}workbookView"):
        _move(view, "activeTab", kept)
        _move(view, "firstSheet", kept)
    parts.put(part, book)


def _drop(parts: Parts, book: str, relation: str) -> None:
    sheet = next(one.target for one in parts.relations(book) if one.id == relation)
    parts.drop_with(sheet, shared=())
    parts.unrelate(book, lambda one: one.id == relation)


def _forget_names(book: etree._Element) -> None:
    holder = book.find(f"{{{MAIN}}}definedNames")
    if holder is None:
        return
    for one in list(holder):
        if is_definition(str(one.get("name")), one.text or ""):
            holder.remove(one)
    if not len(holder):
        book.remove(holder)


def _move(element: etree._Element, attribute: str, kept: dict[int, int]) -> None:
    """A place among the sheets, counted without those that are gone."""
    said = element.get(attribute)
    if said is not None:
        element.set(attribute, str(kept.get(int(said), 0)))


def _sheets_in(formula: str) -> frozenset[str]:
    """The sheets a formula names."""
    prefixes = (token["sheet"] for token in TOKEN.finditer(formula) if token["sheet"])
    return frozenset(_title(prefix) for prefix in prefixes)


def _title(prefix: str) -> str:
    name = prefix.removesuffix("!")
    return name[1:-1].replace("''", "'") if name.startswith("'") else name
