"""What a workbook holds about itself: custom properties (`docProps/custom.xml`) and parts of XML of our own.

Excel shows the properties under File > Info > Properties > Advanced Properties > Custom and keeps both when it saves. A
custom XML part is a part `customXml/itemN.xml` that the workbook points at, with a second part that gives its number and
the namespace of its content.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping

from lxml import etree

from xlmarket.package.archive import DECLARATION, Package, Relation
from xlmarket.package.parts import Parts
from xlmarket.package.texts import fit_text, mark_escapes, unescape_text

LONGEST = 255
"""The longest text that Excel takes as a property."""

_CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VALUES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_ITEM = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
_PART = "docProps/custom.xml"
_PART_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_PROPS_TYPE = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
"""The format of all properties that users define."""
_FIRST = 2
"""The number of the first property. 0 and 1 are taken by the format."""


def put_properties(parts: Parts, properties: Mapping[str, str], prefix: str) -> None:
    """Write properties with text values after those that the workbook has. Others that begin with `prefix` are removed.

    Raises `TemplateError` where the part of the properties is not XML.
    """
    part = next(iter(parts.related("", "custom-properties")), "")
    xml = parts.parse(part) if part else etree.fromstring(f'<Properties xmlns="{_CUSTOM}" xmlns:vt="{_VALUES}"/>')
    for element in [element for element in xml if str(element.get("name")).casefold().startswith(prefix)]:
        xml.remove(element)
    taken = max((int(element.get("pid") or 0) for element in xml), default=0)
    for number, (name, text) in enumerate(properties.items(), start=max(taken + 1, _FIRST)):
        element = etree.SubElement(xml, f"{{{_CUSTOM}}}property", fmtid=_FORMAT, pid=str(number), name=name)
        etree.SubElement(element, f"{{{_VALUES}}}lpwstr").text = _shorten(mark_escapes(fit_text(text)))
    if part:
        parts.put(part, xml)
    else:
        parts.add(_PART, xml, _PART_TYPE)
        parts.relate("", "custom-properties", _PART)


def _shorten(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def read_properties(package: Package) -> dict[str, str]:
    """Return the custom properties with text values. Raises `TemplateError` where their part is not XML."""
    properties: dict[str, str] = {}
    for part in _targets(package.relations(""), "custom-properties", package):
        for element in package.parse(part):
            text = element.findtext(f"{{{_VALUES}}}lpwstr")
            if text is not None:
                properties[str(element.get("name"))] = unescape_text(text)
    return properties


def put_item(parts: Parts, content: etree._Element) -> None:
    """Write a custom XML part. One whose root has the same name is replaced.

    Raises `TemplateError` where a custom XML part of the workbook is not XML.
    """
    for part in parts.related(parts.workbook, "customXml"):
        if parts.parse(part).tag == content.tag:
            parts.put(part, content)
            return
    namespace = str(etree.QName(content).namespace)
    parts.default_type("xml", "application/xml")
    item = parts.new("customXml/item{}.xml", content, "")
    props = parts.new("customXml/itemProps{}.xml", _item_properties(namespace), _PROPS_TYPE)
    parts.relate(item, "customXmlProps", props)
    parts.relate(parts.workbook, "customXml", item)


def _item_properties(namespace: str) -> bytes:
    """The part with the number of an item. The number follows from the namespace, so that the same inputs give it again."""
    number = str(uuid.uuid5(uuid.NAMESPACE_URL, namespace)).upper()
    return (
        DECLARATION
        + (
            f'<ds:datastoreItem ds:itemID="{{{number}}}" xmlns:ds="{_ITEM}"><ds:schemaRefs>'
            f'<ds:schemaRef ds:uri="{namespace}"/></ds:schemaRefs></ds:datastoreItem>'
        ).encode()
    )


def read_item(package: Package, tag: str) -> etree._Element | None:
    """Return the root of the custom XML part with a name, `{namespace}root`, or nothing.

    Raises `TemplateError` where a custom XML part is not XML.
    """
    roots = (package.parse(part) for part in _targets(package.relations(package.workbook), "customXml", package))
    return next((root for root in roots if root.tag == tag), None)


def _targets(relations: tuple[Relation, ...], kind: str, package: Package) -> Iterator[str]:
    return (relation.target for relation in relations if relation.name == kind and relation.target in package.members)
