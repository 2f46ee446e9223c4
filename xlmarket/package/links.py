"""Links to other workbooks: formulas call them `[1]`, `[2]` … in the order in which the workbook lists them.

A function of an add-in is such a link: `[1]!MARKET_SHARE(…)`, with the add-in's file as its target and the function
among the names of the link's part.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from lxml import etree

from xlmarket.errors import TemplateError
from xlmarket.package.archive import DECLARATION, MAIN, OFFICE
from xlmarket.package.lexer import TOKEN
from xlmarket.package.limits import MOST_ADDRESS
from xlmarket.package.markup import Edit, Element, apply_edits, elements
from xlmarket.package.parts import Parts
from xlmarket.package.texts import escape_attribute

_CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml"
_LIST, _ITEM = f"{{{MAIN}}}externalReferences", f"{{{MAIN}}}externalReference"
ADDRESS = re.compile(r"(?:https?|mailto|ftp|file):", re.IGNORECASE)
"""How the addresses begin to which a cell may link."""

_BEFORE = (f"{{{MAIN}}}sheets", f"{{{MAIN}}}functionGroups")
_NUMBER = re.compile(r"'?\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class BookLink:
    """One link: its number in formulas, its part, the file it means, and the names it knows of it."""

    number: int
    part: str
    target: str
    names: tuple[str, ...]

    @property
    def file(self) -> str:
        """The file's name without its folder."""
        return re.split(r"[/\\]", self.target)[-1]


def link_address(text: str) -> str:
    """The address of a link as a file holds it, with codes for spaces and other marks.

    Raises `TemplateError` for one that a cell does not link to, or a longer one than Excel reads.
    """
    if not ADDRESS.match(text):
        raise TemplateError("a link begins with https:, mailto: or #", found=text)
    address = quote(text, safe="/:?#[]@!$&'()*+,;=%~")
    if len(address) > MOST_ADDRESS:
        what = f"the address of a link has at most {MOST_ADDRESS:,} characters"
        raise TemplateError(what, found=f"{len(address):,}: {text[:40]}…")
    return address


def links(parts: Parts) -> tuple[BookLink, ...]:
    """The workbook's links by number."""
    book = parts.workbook
    targets = {one.id: one.target for one in parts.relations(book)}
    found = []
    for number, one in enumerate(_items(parts.read(book)), start=1):
        part = targets.get(one.attributes.get(f"{{{OFFICE}}}id", ""), "")
        if part in parts:
            outside = [relation.target for relation in parts.relations(part) if relation.is_external]
            names = [str(name.get("name")) for name in parts.parse(part).iter(f"{{{MAIN}}}definedName")]
            found.append(BookLink(number, part, outside[0] if outside else "", tuple(names)))
    return tuple(found)


def add_link(parts: Parts, target: str, names: Iterable[str]) -> int:
    """Link the workbook to a file some names live in. Returns its number."""
    book = parts.workbook
    listed = "".join(f'<definedName name="{escape_attribute(name)}"/>' for name in names)
    link = (
        f'<externalLink xmlns="{MAIN}"><externalBook xmlns:r="{OFFICE}" r:id="rId1">'
        f"<definedNames>{listed}</definedNames></externalBook></externalLink>"
    )
    part = parts.new("xl/externalLinks/externalLink{}.xml", DECLARATION + link.encode(), _CONTENT)
    parts.relate(part, "externalLinkPath", target, external=True)
    xml = parts.read(book)
    parts.put(book, apply_edits(xml, [_listing(xml, parts.relate(book, "externalLink", part))]))
    return len(_items(xml)) + 1


def add_names(parts: Parts, link: BookLink, names: Iterable[str]) -> None:
    """Let a link know of further names."""
    new = [name for name in names if name.casefold() not in {one.casefold() for one in link.names}]
    if not new:
        return
    xml = parts.parse(link.part)
    holder = xml.find(f".//{{{MAIN}}}definedNames")
    if holder is None:
        book = next(xml.iter(f"{{{MAIN}}}externalBook"))
        holder = etree.Element(f"{{{MAIN}}}definedNames")
        sheets = book.find(f"{{{MAIN}}}sheetNames")
        book.insert(0 if sheets is None else book.index(sheets) + 1, holder)
    for name in new:
        etree.SubElement(holder, f"{{{MAIN}}}definedName", name=name)
    parts.put(link.part, xml)


def drop_link(parts: Parts, link: BookLink) -> None:
    """Take a link away. Formulas that use later ones need `renumber`."""
    book = parts.workbook
    xml = parts.read(book)
    items = _items(xml)
    gone = items[link.number - 1]
    holder = gone.parent if len(items) == 1 and gone.parent is not None else gone
    parts.put(book, apply_edits(xml, [Edit(holder.start, holder.end, "")]))
    parts.unrelate(book, lambda one: one.target == link.part)
    parts.drop(link.part)


def renumber(formula: str, gone: int) -> str:
    """A formula as it reads once the link of a number is gone."""

    def move(number: re.Match[str]) -> str:
        lead, found = number[0].partition("[")[0], int(number[1])
        return f"{lead}[{found - 1 if found > gone else found}]"

    return TOKEN.sub(lambda token: _NUMBER.sub(move, token[0], count=1) if _is_link(token) else token[0], formula)


def numbers_in(formula: str) -> set[int]:
    """The numbers of the links a formula uses."""
    found = (_NUMBER.match(token[0]) for token in TOKEN.finditer(formula) if _is_link(token))
    return {int(one[1]) for one in found if one is not None}


def _is_link(token: re.Match[str]) -> bool:
    return token[0].startswith(("[", "'["))


def _items(xml: bytes) -> list[Element]:
    return [one for one in elements(xml, {_LIST, _ITEM}) if one.tag == _ITEM]


def _listing(xml: bytes, relation: str) -> Edit:
    """The edit that lists a link in the workbook's part, in the namespace prefix the part uses."""
    found = elements(xml, {_LIST, *_BEFORE})
    lead = re.match(rb"<(\w+:)?", xml[found[0].start :])
    prefix = lead[1].decode() if lead and lead[1] else ""
    item = f'<{prefix}externalReference xmlns:r="{OFFICE}" r:id="{relation}"/>'
    for one in found:
        if one.tag == _LIST:
            return Edit(one.inner_end, one.inner_end, item)
    after = found[-1].end
    return Edit(after, after, f"<{prefix}externalReferences>{item}</{prefix}externalReferences>")
