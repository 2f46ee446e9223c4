"""Dynamic-array formulas: `<c cm="1"><f t="array" ref="B2:B4">…</f>`, and the part `metadata.xml` that `cm` points into.

Excel treats a formula as a dynamic array only if its cell's metadata says so. Without it the formula is an old array
formula in braces. A workbook may have such a part already (from Excel, or with other kinds of metadata): ours joins it.
"""

from __future__ import annotations

from lxml import etree

from xlmarket.package.archive import MAIN, OFFICE
from xlmarket.package.cell_xml import formula_xml
from xlmarket.package.parts import Parts

KIND = "XLDAPR"
_ARRAYS = "http://schemas.microsoft.com/office/spreadsheetml/2017/dynamicarray"
_PROPERTIES = "{bdbb8cdc-fa1e-496e-a857-3c3f30c029c3}"
_CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheetMetadata+xml"
_RELATION = "sheetMetadata"
_COPIED = (
    "copy", "pasteAll", "pasteValues", "merge", "splitFirst", "rowColShift", "clearFormats", "clearComments", "assign",
    "coerce", "cellMeta",
)  # fmt: skip
_ORDER = (
    "metadataTypes",
    "metadataStrings",
    "mdxMetadata",
    "futureMetadata",
    "cellMetadata",
    "valueMetadata",
    "extLst",
)


def dynamic_index(parts: Parts) -> int:
    """The `cm` of a dynamic-array formula in this workbook. Its metadata is made where it is not there yet."""
    book = parts.workbook
    found = parts.related(book, _RELATION)
    if found:
        xml = parts.parse(found[0])
        index = _entry(xml)
        parts.update(found[0], _entry)
        return index
    xml = etree.fromstring(f'<metadata xmlns="{MAIN}" xmlns:xda="{_ARRAYS}"/>')
    index = _entry(xml)
    parts.relate(book, f"{OFFICE}/{_RELATION}", parts.new(_pattern(parts, book), xml, _CONTENT))
    return index


def array_formula(formula: str, area: str) -> str:
    """The `f` element of a dynamic-array formula (without its `=`) that fills `area`: its own cell, or where it spills."""
    return formula_xml(formula, attributes=f' t="array" ref="{area}"')


def _pattern(parts: Parts, book: str) -> str:
    folder = book.rpartition("/")[0]
    plain = f"{folder}/metadata.xml".lstrip("/")
    return plain if plain not in parts else f"{folder}/metadata{{}}.xml".lstrip("/")


def _entry(xml: etree._Element) -> int:
    """The place, from 1, of the cell metadata that says "dynamic". Added where it is missing."""
    kind, future = _kind(xml), _future(xml)
    cells = _list(xml, "cellMetadata")
    for place, block in enumerate(cells, start=1):
        pairs = [(one.get("t"), one.get("v")) for one in block]
        if pairs == [(str(kind), str(future))]:
            return place
    block = etree.SubElement(cells, f"{{{MAIN}}}bk")
    etree.SubElement(block, f"{{{MAIN}}}rc", t=str(kind), v=str(future))
    return _count(cells)


def _kind(xml: etree._Element) -> int:
    """The place, from 1, of our kind among the types of metadata."""
    types = _list(xml, "metadataTypes")
    for place, one in enumerate(types, start=1):
        if one.get("name") == KIND:
            return place
    said = {"name": KIND, "minSupportedVersion": "120000", **dict.fromkeys(_COPIED, "1")}
    etree.SubElement(types, f"{{{MAIN}}}metadataType", said)
    return _count(types)


def _future(xml: etree._Element) -> int:
    """The place, from 0, of "dynamic and not collapsed" among the properties of our kind."""
    holder = next((one for one in xml.iter(f"{{{MAIN}}}futureMetadata") if one.get("name") == KIND), None)
    if holder is None:
        holder = etree.Element(f"{{{MAIN}}}futureMetadata", name=KIND)
        _insert(xml, holder)
    for place, block in enumerate(holder):
        said = block.find(f".//{{{_ARRAYS}}}dynamicArrayProperties")
        if said is not None and said.get("fDynamic") == "1" and said.get("fCollapsed", "0") == "0":
            return place
    block = etree.SubElement(holder, f"{{{MAIN}}}bk")
    extension = etree.SubElement(etree.SubElement(block, f"{{{MAIN}}}extLst"), f"{{{MAIN}}}ext", uri=_PROPERTIES)
    etree.SubElement(extension, f"{{{_ARRAYS}}}dynamicArrayProperties", fDynamic="1", fCollapsed="0")
    return _count(holder) - 1


def _list(xml: etree._Element, name: str) -> etree._Element:
    found = xml.find(f"{{{MAIN}}}{name}")
    if found is None:
        found = etree.Element(f"{{{MAIN}}}{name}")
        _insert(xml, found)
    return found


def _insert(xml: etree._Element, element: etree._Element) -> None:
    """Put an element where the schema wants it."""
    rank = _ORDER.index(etree.QName(element).localname)
    later = [one for one in xml if isinstance(one.tag, str) and _ORDER.index(etree.QName(one).localname) > rank]
    xml.insert(xml.index(later[0]) if later else len(xml), element)


def _count(holder: etree._Element) -> int:
    holder.set("count", str(len(holder)))
    return len(holder)
