"""The texts of a workbook that are neither in cells nor drawn: of sheets, tables and slicers, names, formats, properties."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from xlmarket.package.bodies import OneAttribute, OneText
from xlmarket.package.limits import MOST_TEXT

SHEET_TEXTS: Mapping[str, Mapping[str, tuple[int, str]]] = {
    "dataValidation": {
        "promptTitle": (32, "title of a prompt"),
        "prompt": (255, "prompt"),
        "errorTitle": (32, "title of an error"),
        "error": (255, "text of an error"),
    },
    "hyperlink": {"tooltip": (255, "tip of a link"), "display": (MOST_TEXT, "text of a link")},
    "cfRule": {"text": (255, "text of a format")},
    "scenario": {"name": (255, "name of a scenario"), "comment": (255, "comment of a scenario")},
    "table": {
        "comment": (255, "comment of a table"),
        "altText": (25_000, "alternative text of a table"),
        "altTextSummary": (50_000, "alternative text of a table"),
    },
    "dataField": {"name": (255, "name of a pivot table's field")},
    "pivotTableDefinition": dict.fromkeys(
        ("dataCaption", "grandTotalCaption", "errorCaption", "missingCaption", "rowHeaderCaption", "colHeaderCaption"),
        (255, "text of a pivot table"),
    ),
    "slicer": {"caption": (255, "title of a slicer")},
    "timeline": {"caption": (255, "title of a timeline")},
}
"""The texts in attributes of a sheet, its tables and slicers, by the local names of their elements, with the characters that Excel
takes and what a reader calls them.
"""


NAME_TEXTS = ("comment", "description", "help", "statusBar", "customMenu")
"""The attributes of a defined name that are texts."""

PROPERTIES = ("core-properties", "extended-properties", "custom-properties")
"""The kinds of relations of a package that lead to properties of the document."""

_LISTS_OF_SHEETS = ("TitlesOfParts", "HeadingPairs")


def property_bodies(root: etree._Element) -> Iterator[OneText]:
    """The properties of a document that are texts, without the lists of its sheets."""
    for element in root.iter(etree.Element):
        listed = any(etree.QName(above).localname in _LISTS_OF_SHEETS for above in element.iterancestors())
        if element.text and not len(element) and not listed:
            yield OneText(element, is_cell_text=False)


TEXT_PARTS = ("table", "pivotTable", "slicer", "timeline")
"""The kinds of relations that lead from a sheet to parts with such texts."""


def sheet_bodies(element: etree._Element) -> Iterator[tuple[OneAttribute, int]]:
    """The texts in the attributes of one element of a sheet or table, with the characters that Excel takes."""
    texts = SHEET_TEXTS.get(str(etree.QName(element).localname), {})
    return ((OneAttribute(element, name, True), most) for name, (most, _) in texts.items() if element.get(name))


def format_codes(root: etree._Element) -> Iterator[OneText | OneAttribute]:
    """The number formats in an element and all below it, of styles and charts."""
    for element in root.iter("{*}numFmt", "{*}formatCode"):
        is_text = etree.QName(element).localname == "formatCode"
        yield OneText(element, is_cell_text=False) if is_text else OneAttribute(element, "formatCode")


def label_of_attribute(body: OneAttribute) -> str:
    """What a reader calls a text of a sheet or table."""
    return SHEET_TEXTS[str(etree.QName(body.element).localname)][body.name][1]
