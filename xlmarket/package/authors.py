"""Leaving the people out of a workbook: `build` calls this for a report that shall not say who drew its template.

Excel writes who wrote a file, who saved it last, who wrote a note, took part in a conversation, refreshed a pivot table,
made a scenario or reserved the file, and the name of the printer. Texts of cells and notes are not searched for names.
"""

from __future__ import annotations

import struct
from collections.abc import Callable

from lxml import etree

from xlmarket.package.archive import MAIN
from xlmarket.package.parts import Parts

NOBODY = "Author"
"""The name that Excel writes in the place of a person."""

_TIE = "tc={"
"""How the author of a note begins that shows a conversation: a number, not a person."""

_PROPERTIES = {
    "core-properties": ("creator", "lastModifiedBy"),
    "extended-properties": ("Company", "Manager"),
}
_PRIVATE = ("_author", "_emailsubject", "_previousadhocreviewcycleid")
"""How the names of properties begin that Outlook and SharePoint write about a person."""

_SHEETS = ("worksheet", "chartsheet", "dialogsheet")
_DEVICE = 64
_SIZES = struct.Struct("<4H")
"""Versions, size and further size in the settings of a printer (DEVMODE), behind its name."""


def remove_authors(parts: Parts) -> None:
    """Leave out of a finished workbook who wrote it. Raises `TemplateError` for a part that is not XML."""
    _leave_out_of_properties(parts)
    book = parts.workbook
    parts.update(book, _leave_out_users)
    for part in parts.related(book, "person"):
        parts.update(part, _rename_people)
    for part in parts.related(book, "pivotCacheDefinition"):
        parts.update(part, lambda xml: xml.attrib.pop("refreshedBy", ""))
    for sheet in parts.related(book, *_SHEETS):
        _leave_out_of_sheet(parts, sheet)


def remove_deck_authors(parts: Parts) -> None:
    """Leave out of a finished deck who wrote it and its remarks. Raises `TemplateError` for a part that is not XML."""
    _leave_out_of_properties(parts)
    for part in parts.related(parts.workbook, "commentAuthors", "authors"):
        parts.update(part, _rename_deck_authors)


def _leave_out_of_properties(parts: Parts) -> None:
    for relation in parts.relations(""):
        if relation.name in _PROPERTIES and relation.target in parts:
            parts.update(relation.target, _without(_PROPERTIES[relation.name]))
        elif relation.name == "custom-properties" and relation.target in parts:
            parts.update(relation.target, _leave_out_private)


def _rename_deck_authors(authors: etree._Element) -> None:
    for number, author in enumerate(authors, start=1):
        name = NOBODY if len(authors) == 1 else f"{NOBODY} {number}"
        author.set("name", name)
        author.set("initials", NOBODY[0])
        for identity in ("userId", "providerId"):
            if identity in author.attrib:
                author.set(identity, name if identity == "userId" else "None")


def _leave_out_of_sheet(parts: Parts, sheet: str) -> None:
    parts.unrelate(sheet, lambda relation: relation.name.lower() == "documenttask")
    for part in parts.related(sheet, "comments"):
        parts.update(part, _rename_authors)
    for part in parts.related(sheet, "threadedComment"):
        parts.update(part, _rename_mentions)
    for part in parts.related(sheet, "printerSettings"):
        parts.put(part, _unnamed_printer(parts.read(part)))
    if b"scenario" in parts.package.read(parts.origin.get(sheet, sheet)):
        parts.update(sheet, _leave_out_scenario_users)


def _without(tags: tuple[str, ...]) -> Callable[[etree._Element], None]:
    def change(xml: etree._Element) -> None:
        for element in [element for element in xml if _name(element) in tags]:
            xml.remove(element)

    return change


def _leave_out_private(xml: etree._Element) -> None:
    for element in list(xml):
        name = str(element.get("name")).casefold()
        if name.startswith(_PRIVATE) or (name.startswith("msip_label_") and name.endswith("_owner")):
            xml.remove(element)


def _leave_out_users(workbook: etree._Element) -> None:
    for element in workbook.iter(f"{{{MAIN}}}fileSharing"):
        element.attrib.pop("userName", "")
    views = (
        view for view in workbook.iter(f"{{{MAIN}}}customWorkbookView") if view.get("personalView") in ("1", "true")
    )
    for number, view in enumerate(views, start=1):
        view.set("name", f"{NOBODY} {number}")


def _rename_people(people: etree._Element) -> None:
    for number, person in enumerate(people, start=1):
        name = NOBODY if len(people) == 1 else f"{NOBODY} {number}"
        person.set("displayName", name)
        person.set("userId", name)
        person.set("providerId", "None")


def _rename_authors(comments: etree._Element) -> None:
    """Rename the authors of notes, also where a note begins with the name of its author, as Excel lets it."""
    authors = list(comments.iter(f"{{{MAIN}}}author"))
    names = [author.text or "" for author in authors]
    for comment in comments.iter(f"{{{MAIN}}}comment"):
        number = int(comment.get("authorId") or 0)
        name = names[number] if number < len(names) else ""
        first = next(comment.iter(f"{{{MAIN}}}t"), None)
        if name and not name.startswith(_TIE) and first is not None and (first.text or "").startswith(f"{name}:"):
            first.text = NOBODY + str(first.text)[len(name) :]
    for author in authors:
        if not (author.text or "").startswith(_TIE):
            author.text = NOBODY


def _rename_mentions(remarks: etree._Element) -> None:
    """A remark that calls a person (`@Ann`) calls nobody."""
    for remark in remarks:
        mentions = remark.find("{*}mentions")
        text = remark.find("{*}text")
        if mentions is None or text is None:
            continue
        places = sorted(
            ((int(mention.get("startIndex") or 0), int(mention.get("length") or 0)) for mention in mentions),
            reverse=True,
        )
        for start, length in places:
            said = text.text or ""
            text.text = f"{said[:start]}@{NOBODY}{said[start + length :]}"
        remark.remove(mentions)


def _leave_out_scenario_users(sheet: etree._Element) -> None:
    """Excel also writes the user into a scenario's comment: `Created by Ann on 4/1/2026`."""
    for scenario in sheet.iter(f"{{{MAIN}}}scenario"):
        user = scenario.attrib.pop("user", "")
        if user and str(user) in str(scenario.get("comment")):
            del scenario.attrib["comment"]


def _unnamed_printer(settings: bytes) -> bytes:
    """The settings of a printer without its name and what its driver adds. Those of a Mac, a list of names, become empty."""
    if len(settings) < _DEVICE + _SIZES.size:
        return b""
    spec, driver, size, further = _SIZES.unpack_from(settings, _DEVICE)
    if not _DEVICE + _SIZES.size < size <= len(settings) - further:
        return b'<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0"><dict/></plist>\n'
    return bytes(_DEVICE) + _SIZES.pack(spec, driver, size, 0) + settings[_DEVICE + _SIZES.size : size]


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
