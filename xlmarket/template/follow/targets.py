"""The addresses that links lead to: one with tags becomes one per value. Links of cells and of shapes use it."""

from __future__ import annotations

from lxml import etree

from xlmarket.package.archive import OFFICE
from xlmarket.template.follow.context import FollowContext, OpenPart
from xlmarket.template.layout.axes import Home
from xlmarket.template.plan.asides import TARGET


class LinkTargets:
    """Those of the links of one part."""

    def __init__(self, part: OpenPart, context: FollowContext) -> None:
        self._part = part.name
        self._parts = context.book.parts
        self._asides = context.sheet.asides
        self._typed = {relation.id: relation.target for relation in self._parts.relations(part.name)}
        self._new: dict[str, str] = {}
        self._tagged: set[str] = set()

    def lead(self, link: etree._Element, home: Home) -> bool:
        """Let a link lead to its address. Returns whether it has one."""
        relation = str(link.get(_RELATION))
        typed = self._typed.get(relation, "")
        target = self._asides.text(typed, home, TARGET)
        if target == typed:
            return True
        self._tagged.add(relation)
        if target and target not in self._new:
            self._new[target] = self._parts.relate(self._part, "hyperlink", target, external=True)
        link.set(_RELATION, self._new.get(target, ""))
        return bool(target)

    def drop_tagged(self) -> None:
        """Drop the addresses with tags, which no link leads to any more."""
        if self._tagged:
            self._parts.unrelate(self._part, lambda relation: relation.id in self._tagged)


_RELATION = f"{{{OFFICE}}}id"
