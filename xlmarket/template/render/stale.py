"""Sheets that nobody touched, whose formulas read cells that changed: their values in the template are old."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from xlmarket.template.layout.references import compile_formula
from xlmarket.template.plan.sheets import FormulaSources, Template
from xlmarket.template.plan.sources import sources_of


def stale_sheets(template: Template, changed: frozenset[str], with_tables: Collection[str]) -> frozenset[str]:
    """The changed sheets and those that read them, directly or through others, names and tables. All are casefolded.

    `with_tables` are the sheets that have tables. A formula that changes by itself, or finds its cells as it calculates,
    makes its sheet a stale one.
    """
    meanings = {name: sources_of([compile_formula(text)]) for name, text in template.defined.items()}
    stale = set(changed)
    others = [plan for plan in template.sheets if plan.name.casefold() not in stale]
    found = True
    while found:
        found = False
        for plan in others:
            name = plan.name.casefold()
            if name not in stale and _reads(plan.sources, stale, with_tables, meanings, frozenset()):
                stale.add(name)
                found = True
    return frozenset(stale)


def _reads(
    sources: FormulaSources,
    stale: Collection[str],
    with_tables: Collection[str],
    meanings: Mapping[str, FormulaSources],
    seen: frozenset[str],
) -> bool:
    if sources.is_volatile or not sources.sheets.isdisjoint(stale):
        return True
    if sources.has_tables and any(sheet in stale for sheet in with_tables):
        return True
    for name in sources.names - seen:
        meaning = meanings.get(name)
        if meaning is None or _reads(meaning, stale, with_tables, meanings, seen | {name}):
            return True
    return False
