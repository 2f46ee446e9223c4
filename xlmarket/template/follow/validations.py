"""Data validation, also that of Excel 2010 (x14). On a repeated row one rule stretches over all its copies."""

from __future__ import annotations

from lxml import etree

from xlmarket.package.archive import MAIN
from xlmarket.template.follow.conditional import X14, XM, remove_with_holders
from xlmarket.template.follow.spread import formula_at, spread
from xlmarket.template.layout.axes import STILL, Layout
from xlmarket.template.layout.references import Layouts


def follow(sheet: etree._Element, name: str, layouts: Layouts) -> None:
    """Stretch the validations of a sheet and move their formulas; one on dropped rows goes."""
    layout = layouts.get(name.casefold(), STILL)
    rules = sheet.find(f"{{{MAIN}}}dataValidations")
    if rules is not None:
        for one in list(rules):
            areas = str(one.get("sqref"))
            one.set("sqref", spread(areas, layout))
            for formula in one:
                formula.text = formula_at(formula.text or "", areas, name, layouts, stretch=one.get("type") == "list")
            if not one.get("sqref"):
                rules.remove(one)
        rules.set("count", str(len(rules)))
        if not len(rules):
            sheet.remove(rules)
    for one in list(sheet.iter(f"{{{X14}}}dataValidation")):
        _follow_extended(one, layout, name, layouts)


def _follow_extended(one: etree._Element, layout: Layout, name: str, layouts: Layouts) -> None:
    areas = one.find(f"{{{XM}}}sqref")
    if areas is None or not areas.text:
        return
    for formula in one.iter(f"{{{XM}}}f"):
        formula.text = formula_at(formula.text or "", areas.text, name, layouts, stretch=one.get("type") == "list")
    areas.text = spread(areas.text, layout)
    holder = one.getparent()
    if not areas.text:
        remove_with_holders(one)
    if holder is not None:
        holder.set("count", str(len(holder)))
