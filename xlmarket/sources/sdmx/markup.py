"""SDMX-ML 2.1 and 3.0, generic and structure-specific, flat and by series, read as a stream.

A document type is refused at the root, so there are no entities. libxml2 bounds the depth of elements and the length of
texts.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from xlmarket.errors import Place, SourceError
from xlmarket.sources.reading import Unused
from xlmarket.sources.sdmx.message import ACTION, FLOW, VALUE, MessageTable
from xlmarket.sources.sdmx.parser import MessageParser, local_name
from xlmarket.sources.sdmx.refusals import not_a_message, of_agency, of_structure, without_data
from xlmarket.sources.sdmx.roles import KNOWN_ATTRIBUTES, is_time

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_DATA = ("GenericData", "GenericTimeSeriesData", "StructureSpecificData", "StructureSpecificTimeSeriesData")
_OLD = "/v2_0/"


def read_markup(data: bytes, name: str) -> MessageTable:
    """Return the observations of an SDMX-ML message.

    Raises `SourceError` for XML that is damaged, unsafe or no data message, and for a message without an observation.
    """
    parser = MessageParser(name)
    root = ""
    for element, local, is_start in elements(data, name):
        root = root or _check_root(element, local, name)
        if is_start:
            parser.start(element, local)
        else:
            parser.end(element, local)
            _forget(element, local)
    return _table(parser, name, root)


def elements(data: bytes, name: str) -> Iterator[tuple[Element, str, bool]]:
    """Yield each element with its local name as it begins and as it ends. Raises `SourceError` for damaged XML."""
    from lxml import etree

    options = {
        "resolve_entities": False,
        "no_network": True,
        "load_dtd": False,
        "remove_comments": True,
        "remove_pis": True,
    }
    try:
        for event, element in etree.iterparse(io.BytesIO(data), events=("start", "end"), **options):
            yield element, local_name(element), event == "start"
    except etree.XMLSyntaxError as fault:
        where = Place(file=name, row=fault.lineno)
        raise SourceError(f"the XML is damaged or cut off: {fault.msg}", where=where) from None


def check_safe(root: Element, name: str) -> None:
    """Raise `SourceError` where the XML has a document type, which could hold entities."""
    if root.getroottree().docinfo.doctype:  # type: ignore[attr-defined]
        remedy = "messages of SDMX have none; remove it only where you trust the file"
        raise SourceError(
            "the XML has a document type, which could hold entities", where=Place(file=name), remedy=remedy
        )


def _check_root(element: Element, local: str, name: str) -> str:
    """The local name of the root. Raises `SourceError` for a document type and for other XML."""
    check_safe(element, name)
    if _OLD in element.tag:
        remedy = "ask the agency for SDMX-ML 2.1, SDMX-JSON or SDMX-CSV"
        raise SourceError(
            "a message of SDMX-ML 2.0, which is not read", where=Place(file=name), found=local, remedy=remedy
        )
    if "sdmx.org/resources/sdmxml" not in element.tag or local not in (*_DATA, "Structure", "Error"):
        raise not_a_message(name, local)
    return local


def _forget(element: Element, local: str) -> None:
    """Free what is read: a series may have a million observations."""
    if local in ("Obs", "Series", "Group"):
        element.clear()
        while (before := element.getprevious()) is not None:
            element.getparent().remove(before)  # type: ignore[union-attr]


def _table(parser: MessageParser, name: str, root: str) -> MessageTable:
    if root == "Error":
        raise of_agency(name, parser.notices)
    if root == "Structure":
        raise of_structure(name, parser.artefacts)
    rows = parser.components.rows
    if not rows:
        raise without_data(name, parser.notices)
    header = tuple(parser.components.places)
    time = next((at for at in parser.header.at.values() if is_time(at)), "TIME_PERIOD")
    not_keys = {*KNOWN_ATTRIBUTES, *parser.attributes, ACTION, FLOW, VALUE}
    keys = parser.keys or [component for component in header if component not in not_keys]
    return MessageTable(
        file=name,
        header=header,
        rows=rows,
        dimensions=tuple(keys),
        time=time,
        sender=parser.header.sender,
        findings=tuple(_findings(parser)),
        unused=tuple(_unused(parser, name)),
    )


def _findings(parser: MessageParser) -> Iterator[str]:
    if parser.header.is_test:
        yield "the message calls itself a test"
    for notice in parser.notices:
        code = f" {notice.code}" if notice.code else ""
        missing = ", so data may be missing" if notice.is_serious else ""
        yield f"the agency adds a notice{code}{missing}: {notice}"


def _unused(parser: MessageParser, name: str) -> Iterator[Unused]:
    if count := parser.empty_series:
        yield Unused(
            Place(file=name), "series without observations", "the message names the series and no figure", count
        )
