"""Conditional formats, also those of Excel 2010 (x14). On a repeated row one format stretches over all its copies.

A rule and its x14 half are tied by a GUID (x14:id). Both keep it, so they stay one.
"""

from __future__ import annotations

import re

from lxml import etree

from xlmarket.package.archive import MAIN
from xlmarket.package.elements import remove_with_holders
from xlmarket.template.follow.context import FollowContext, OpenPart
from xlmarket.template.follow.spread import X14, XM, formula_at, spread

_NUMBER = re.compile(r"[-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?\Z")


def follow(part: OpenPart, context: FollowContext) -> None:
    """Stretch the formats of a sheet and move their formulas. A format on dropped cells goes."""
    for rule in list(part.xml.iterchildren(f"{{{MAIN}}}conditionalFormatting")):
        areas = str(rule.get("sqref"))
        moved = spread(areas, context.layout)
        if moved:
            rule.set("sqref", moved)
            _move_formulas(rule, areas, context)
        else:
            part.xml.remove(rule)
    for rule in list(part.xml.iter(f"{{{X14}}}conditionalFormatting")):
        _follow_extended(rule, context)


def _move_formulas(rule: etree._Element, areas: str, context: FollowContext) -> None:
    """A threshold of a colour scale (cfvo) may be a number or a formula, both in the same attribute."""
    for formula in rule.iter(f"{{{MAIN}}}formula"):
        formula.text = formula_at(formula.text or "", areas, context)
    for threshold in rule.iter(f"{{{MAIN}}}cfvo"):
        value = threshold.get("val")
        if value and not _NUMBER.match(value):
            threshold.set("val", formula_at(value, areas, context))


def _follow_extended(rule: etree._Element, context: FollowContext) -> None:
    areas = rule.find(f"{{{XM}}}sqref")
    if areas is None or not areas.text:
        return
    before = areas.text
    areas.text = spread(before, context.layout)
    for formula in rule.iter(f"{{{XM}}}f"):
        formula.text = formula_at(formula.text or "", before, context)
    if not areas.text:
        remove_with_holders(rule)
