"""The sheet of settings in xlwings' add-in, patched in its XML: names in column A, values in column B.

Only that sheet and its name in the workbook are changed. Every other part is copied unchanged.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import TYPE_CHECKING

from xlmarket.errors import EnvironmentFault

if TYPE_CHECKING:
    from lxml import etree

PROJECT = "xlmarket"
"""The name of the add-in. Its sheet of settings is `xlmarket.conf`, so xlwings never reads another add-in's settings."""

SHEET = f"{PROJECT}.conf"
WORKBOOK = "xl/workbook.xml"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def with_settings(package: bytes, settings: Mapping[str, str]) -> bytes:
    """The add-in with its sheet of settings renamed and filled. A setting without a row gets a new one.

    Raises `EnvironmentFault` for an add-in with an unknown layout.
    """
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        parts = [(info, archive.read(info)) for info in archive.infolist()]
    texts = {info.filename: content for info, content in parts}
    workbook, part = _rename_sheet(texts)
    changed = {WORKBOOK: workbook, part: _fill(texts[part], _shared_strings(texts), settings)}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for info, content in parts:
            archive.writestr(info, changed.get(info.filename, content))
    return out.getvalue()


def read_settings(package: bytes) -> dict[str, str]:
    """The settings with a text in column B, by name in capitals. Raises `EnvironmentFault`."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        texts = {name: archive.read(name) for name in archive.namelist()}
    shared, found = _shared_strings(texts), {}
    for row in _parse(texts[_rename_sheet(texts)[1]]).iter(f"{_MAIN}row"):
        cells = [_text(cell, shared) for cell in row.iter(f"{_MAIN}c")]
        if len(cells) > 1:
            found[cells[0].upper()] = cells[1]
    return found


def _text(cell: etree._Element, shared: list[str]) -> str:
    value = "".join(text.text or "" for name in ("v", "t") for text in cell.iter(f"{_MAIN}{name}"))
    return shared[int(value)] if cell.get("t") == "s" else value


def _parse(content: bytes) -> etree._Element:
    from lxml import etree

    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))


def _serialize(root: etree._Element) -> bytes:
    from lxml import etree

    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _rename_sheet(texts: Mapping[str, bytes]) -> tuple[bytes, str]:
    """The workbook with the sheet renamed, and the name of the sheet's part."""
    root = _parse(texts[WORKBOOK])
    sheets = [sheet for sheet in root.iter(f"{_MAIN}sheet") if sheet.get("name", "").endswith(".conf")]
    if len(sheets) != 1:
        raise EnvironmentFault(
            "the add-in of the installed xlwings has no known sheet of settings",
            remedy="install xlwings 0.33 or newer",
        )
    sheets[0].set("name", SHEET)
    for link in _parse(texts["xl/_rels/workbook.xml.rels"]):
        if link.get("Id") == sheets[0].get(_LINK):
            return _serialize(root), f"xl/{link.get('Target', '')}"
    raise EnvironmentFault("the add-in of the installed xlwings is damaged", remedy="install xlwings again")


def _shared_strings(texts: Mapping[str, bytes]) -> list[str]:
    root = _parse(texts["xl/sharedStrings.xml"])
    return ["".join(text.text or "" for text in item.iter(f"{_MAIN}t")) for item in root.iter(f"{_MAIN}si")]


def _fill(content: bytes, shared: list[str], settings: Mapping[str, str]) -> bytes:

    root = _parse(content)
    data = next(root.iter(f"{_MAIN}sheetData"))
    rows: dict[str, etree._Element] = {}
    for row in data:
        named = row.find(f"{_MAIN}c")
        value = None if named is None else named.find(f"{_MAIN}v")
        if value is not None and named is not None and named.get("t") == "s":
            rows[shared[int(value.text or 0)].upper()] = row
    last = max(int(row.get("r", "0")) for row in rows.values())
    for name, value_text in settings.items():
        found = rows.get(name.upper())
        if found is None:
            last += 1
            found = _row(data, last)
            _put(found, f"A{last}", name)
        _put(found, f"B{found.get('r')}", value_text)
    return _serialize(root)


def _row(data: etree._Element, number: int) -> etree._Element:
    """The row with a number, inserted if missing. xlwings reads names down to the first empty cell."""
    from lxml import etree

    for place, row in enumerate(data):
        if int(row.get("r", "0")) == number:
            return row
        if int(row.get("r", "0")) > number:
            made = etree.Element(f"{_MAIN}row", {"r": str(number)})
            data.insert(place, made)
            return made
    return etree.SubElement(data, f"{_MAIN}row", {"r": str(number)})


def _put(row: etree._Element, reference: str, text: str) -> None:
    """A text in a cell of column A or B."""
    from lxml import etree

    if "spans" in row.attrib:
        del row.attrib["spans"]
    for cell in row.findall(f"{_MAIN}c"):
        if cell.get("r") == reference:
            row.remove(cell)
    cell = etree.Element(f"{_MAIN}c", {"r": reference, "s": "1", "t": "inlineStr"})
    if reference.startswith("A"):
        row.insert(0, cell)
    else:
        row.insert(1, cell)
    etree.SubElement(etree.SubElement(cell, f"{_MAIN}is"), f"{_MAIN}t").text = text
