"""Elements a part must have: what a damaged workbook lacks is an error that says so."""

from __future__ import annotations

from lxml import etree

from xlmarket.errors import TemplateError


def needed(parent: etree._Element, tag: str) -> etree._Element:
    """The first child of a tag."""
    found = parent.find(tag)
    if found is None:
        raise TemplateError("a part of the workbook is damaged", found=f"{_name(parent)} without {tag.rsplit('}')[-1]}")
    return found


def holder(element: etree._Element) -> etree._Element:
    """What an element stands in."""
    found = element.getparent()
    if found is None:
        raise TemplateError("a part of the workbook is damaged", found=_name(element))
    return found


def number(element: etree._Element) -> int:
    """The whole number an element says; 0 where it says none."""
    return int(element.text or 0)


def _name(element: etree._Element) -> str:
    return str(etree.QName(element).localname)
