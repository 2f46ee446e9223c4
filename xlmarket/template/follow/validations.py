"""Data validation, also that of Excel 2010 (x14). On a repeated row one rule stretches over all its copies."""

from __future__ import annotations

from lxml import etree

from xlmarket.package.archive import MAIN
from xlmarket.package.elements import holder, remove_with_holders
from xlmarket.template.follow.context import FollowContext, OpenPart
from xlmarket.template.follow.spread import X14, XM, formula_at, spread


def follow(part: OpenPart, context: FollowContext) -> None:
    """Stretch the validations of a sheet and move their formulas. One on dropped rows goes."""
    rules = part.xml.find(f"{{{MAIN}}}dataValidations")
    if rules is not None:
        for rule in list(rules):
            _follow_rule(rule, context)
        rules.set("count", str(len(rules)))
        if not len(rules):
            part.xml.remove(rules)
    for rule in list(part.xml.iter(f"{{{X14}}}dataValidation")):
        _follow_extended(rule, context)


def _follow_rule(rule: etree._Element, context: FollowContext) -> None:
    areas = str(rule.get("sqref"))
    rule.set("sqref", spread(areas, context.layout))
    for formula in rule:
        formula.text = formula_at(formula.text or "", areas, context, stretch=rule.get("type") == "list")
    if not rule.get("sqref"):
        holder(rule).remove(rule)


def _follow_extended(rule: etree._Element, context: FollowContext) -> None:
    areas = rule.find(f"{{{XM}}}sqref")
    if areas is None or not areas.text:
        return
    for formula in rule.iter(f"{{{XM}}}f"):
        formula.text = formula_at(formula.text or "", areas.text, context, stretch=rule.get("type") == "list")
    areas.text = spread(areas.text, context.layout)
    rules = holder(rule)
    if not areas.text:
        remove_with_holders(rule)
    rules.set("count", str(len(rules)))
