"""Calculation of the workbook: Excel calculates a report on opening, as cached values of formulas may be old.

The old order of calculation (calcChain) names cells, and Excel takes a workbook for damaged whose chain names a cell
without a formula: it is dropped, and Excel writes a new one on saving.
"""

from __future__ import annotations

from lxml import etree

from xlmarket.package.archive import MAIN
from xlmarket.template.follow.context import FollowContext, OpenPart

_CHAIN = "calcChain"
_AFTER_CALCULATION = (
    "oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr", "smartTagTypes", "webPublishing",
    "fileRecoveryPr", "webPublishObjects", "extLst",
)  # fmt: skip


def follow(part: OpenPart, context: FollowContext) -> None:
    """Ask for calculation on opening, if the template has formulas."""
    if not context.book.has_formulas:
        return
    calculation = part.xml.find(f"{{{MAIN}}}calcPr")
    if calculation is None:
        calculation = etree.Element(f"{{{MAIN}}}calcPr", calcId="191029")
        _insert(part.xml, calculation)
    calculation.set("fullCalcOnLoad", "1")
    parts = context.book.parts
    for chain in parts.related(part.name, _CHAIN):
        parts.drop(chain)
    parts.unrelate(part.name, lambda relation: relation.name == _CHAIN)


def _insert(workbook: etree._Element, element: etree._Element) -> None:
    """Put calcPr where the schema wants it."""
    for place, child in enumerate(workbook):
        if isinstance(child.tag, str) and etree.QName(child).localname in _AFTER_CALCULATION:
            workbook.insert(place, element)
            return
    workbook.append(element)
