"""References that lost their cells before the template came to us: Excel and others leave `#REF!` where an area was.

What speaks only of lost cells says nothing. It goes as it would with dropped cells, so that followers see areas only.
"""

from __future__ import annotations

from lxml import etree

from xlmarket.package.archive import MAIN
from xlmarket.package.elements import remove_with_holders

_LOST = "#REF!"
_AREAS = ("sqref", "ref", "r")
_PLACES = ("topLeftCell", "activeCell")
_COUNTED = ("mergeCells", "dataValidations")


def remove_lost_areas(xml: etree._Element, content: bytes) -> None:
    """Take lost areas out of a sheet without its rows, and elements that had no other. `content` is its part."""
    if _LOST.encode() not in content:
        return
    for element in list(xml.iter()):
        for key in _PLACES:
            if element.get(key) == _LOST:
                del element.attrib[key]
        for key in _AREAS:
            _clean_attribute(element, key)
        if etree.iselement(element) and _name(element) == "sqref":
            _clean_text(element)
    for holder in xml.iter(*(f"{{*}}{tag}" for tag in _COUNTED)):
        if holder.get("count"):
            holder.set("count", str(len(holder)))


def _clean_attribute(element: etree._Element, key: str) -> None:
    areas = str(element.get(key) or "").split()
    left = [area for area in areas if area != _LOST]
    if left == areas:
        return
    if left:
        element.set(key, " ".join(left))
    elif element.tag == f"{{{MAIN}}}selection":
        element.set(key, "A1")
    else:
        remove_with_holders(element)


def _clean_text(element: etree._Element) -> None:
    """The areas of what Excel keeps in extensions are a text. A group of sparklines goes with the last of them."""
    areas = (element.text or "").split()
    left = [area for area in areas if area != _LOST]
    holder = element.getparent()
    if left == areas or holder is None:
        return
    element.text = " ".join(left)
    if not left:
        sparklines = holder.getparent()
        group = sparklines.getparent() if sparklines is not None and len(sparklines) == 1 else None
        remove_with_holders(group if group is not None and _name(holder) == "sparkline" else holder)


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
