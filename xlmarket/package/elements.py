"""Elements a part must have, and where a sheet has them: what a damaged workbook lacks is an error that says so."""

from __future__ import annotations

from lxml import etree

from xlmarket.errors import TemplateError
from xlmarket.package.archive import MAIN
from xlmarket.package.areas import column_letters, column_number

_SHEET_ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup",
    "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing",
    "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts",
    "extLst",
)  # fmt: skip
"""The elements of a sheet in the only order that Excel reads."""


_LACKS_ADDRESS = etree.XPath("boolean(m:row[not(@r)] | m:row/m:c[not(@r)])", namespaces={"m": MAIN})


def need_child(parent: etree._Element, tag: str) -> etree._Element:
    """The first child of a tag. Raises `TemplateError` if there is none."""
    found = parent.find(tag)
    if found is None:
        raise TemplateError("a part of the workbook is damaged", found=f"{_name(parent)} without {tag.rsplit('}')[-1]}")
    return found


def holder(element: etree._Element) -> etree._Element:
    """The parent of an element. Raises `TemplateError` if there is none."""
    found = element.getparent()
    if found is None:
        raise TemplateError("a part of the workbook is damaged", found=_name(element))
    return found


def remove_with_holders(element: etree._Element) -> None:
    """Take an element of an extension out, and each of its holders up to extLst that holds nothing else."""
    parent = element.getparent()
    if parent is None:
        return
    parent.remove(element)
    if not len(parent) and etree.QName(element).localname != "extLst":
        remove_with_holders(parent)


def number(element: etree._Element) -> int:
    """Return the whole number in the text of an element, 0 where there is none."""
    return int(element.text or 0)


def address_cells(data: etree._Element) -> None:
    """Give the rows and cells of a sheet (`sheetData`) the addresses that some programs leave out.

    A row without `r` comes after the one before it, a cell without `r` to the right of the one before it.
    """
    if not _LACKS_ADDRESS(data):
        return
    number, column = 0, 0
    for row in data.iterchildren(f"{{{MAIN}}}row"):
        number = int(row.get("r") or number + 1)
        row.set("r", str(number))
        column = 0
        for cell in row.iterchildren(f"{{{MAIN}}}c"):
            reference = cell.get("r")
            column = column_number(reference.rstrip("0123456789")) if reference else column + 1
            if not reference:
                cell.set("r", f"{column_letters(column)}{number}")


def insert_in_sheet(sheet: etree._Element, tag: str) -> etree._Element:
    """A new element of a worksheet, where the schema wants it."""
    element = etree.Element(f"{{{MAIN}}}{tag}")
    later = set(_SHEET_ORDER[_SHEET_ORDER.index(tag) + 1 :])
    for child in sheet:
        if isinstance(child.tag, str) and etree.QName(child).localname in later:
            child.addprevious(element)
            return element
    sheet.append(element)
    return element


def _name(element: etree._Element) -> str:
    return str(etree.QName(element).localname)
