"""Finished reports in small, for the tests of followers: where cells went, what cells hold, and a part that follows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from xlmarket.errors import Place
from xlmarket.package.archive import MAIN, Package
from xlmarket.package.areas import Area
from xlmarket.package.parts import Parts
from xlmarket.template.follow.context import FinishedBook, FinishedSheet, FollowContext, OpenPart
from xlmarket.template.layout.axes import OUTSIDE, STILL, Axis, Home, Layout, OutputRow

BLOCK = 2
"""The template row (or column) that is repeated or dropped."""

HEIGHT = 9


def lines(times: int, *, repeated: int = BLOCK) -> Axis:
    """Lines 1 to 9, of which one comes so many times. A block that comes no time was dropped."""
    made = [OutputRow(line) for line in range(1, repeated)]
    made += [OutputRow(repeated, ((0, iteration),)) for iteration in range(times)]
    made += [OutputRow(line) for line in range(repeated + 1, HEIGHT + 1)]
    return Axis.of(made, {0: (repeated, repeated)}, height=HEIGHT)


REPEATED = Layout(rows=lines(3))
"""Row 2 comes three times: what was in row 3 is in row 5."""

DROPPED = Layout(rows=lines(0))
"""Row 2 is gone: what was in row 3 is in row 2."""

ACROSS = Layout(columns=lines(3))
"""Column B comes three times: what was in column C is in column E."""

RENAMED = Layout(sheet="New name")


def iteration(number: int) -> Home:
    """The home of an iteration of the repeated row, from 0."""
    return ((0, number),), ()


def prefixed(element: etree._Element) -> etree._Element:
    """The same XML with a prefix before every name, as other programs than Excel write it."""
    uris = {etree.QName(one).namespace for one in element.iter() if isinstance(one.tag, str)} - {None}
    return _copy(element, {f"p{number}": uri for number, uri in enumerate(sorted(uris))})


def _copy(element: etree._Element, prefixes: dict[str, str]) -> etree._Element:
    copied = etree.Element(element.tag, dict(element.attrib), nsmap=prefixes)
    copied.text, copied.tail = element.text, element.tail
    copied.extend([_copy(child, prefixes) for child in element])
    return copied


def values(element: etree._Element, tag: str, attribute: str = "") -> list[str]:
    """The texts, or one attribute, of all elements of a local name, whatever their namespace and prefix."""
    return [str(one.get(attribute)) if attribute else str(one.text) for one in element.iter(f"{{*}}{tag}")]


@dataclass
class Finished:
    """A report whose parts follow one by one. `spell` writes a part's names with or without prefixes."""

    package: Package
    spell: Callable[[etree._Element], etree._Element]
    cells: Mapping[tuple[str, Area], list[object]] = field(default_factory=dict)
    parts: Parts = field(init=False)

    def __post_init__(self) -> None:
        self.parts = Parts(self.package)

    def parse(self, text: str) -> etree._Element:
        return self.spell(etree.fromstring(text))

    def sheet(self, content: str) -> etree._Element:
        """A sheet with this content."""
        return self.parse(f'<worksheet xmlns="{MAIN}">{content}</worksheet>')

    def context(self, layout: Layout = REPEATED, *, home: Home = OUTSIDE, **others: Any) -> FollowContext:
        """The sheet `Report` whose cells went where the layout says; `others` are fields of the book and the sheet."""
        layouts = others.pop("layouts", {} if layout is STILL else {"report": layout})
        of_book = {key: others.pop(key) for key in list(others) if key in FinishedBook.__dataclass_fields__}
        book = FinishedBook(
            **{
                "parts": self.parts,
                "cells_of": self._cells_of,
                "known_of": self._cells_of,
                "outside": layouts,
                "changed": frozenset(layouts),
                **of_book,
            }
        )
        of_sheet = {"name": "Report", "title": "Report", "place": Place(sheet="Report"), "layouts": layouts, **others}
        return FollowContext(book=book, sheet=FinishedSheet(**of_sheet), home=home)

    def _cells_of(self, sheet: str, area: Area) -> list[object]:
        return list(self.cells[sheet.casefold(), area])

    def follow(
        self,
        follow: Callable[[OpenPart, FollowContext], None],
        xml: etree._Element,
        layout: Layout = REPEATED,
        *,
        part: str = "xl/worksheets/sheet1.xml",
        **others: Any,
    ) -> etree._Element:
        """The XML after it followed."""
        opened = OpenPart(self.parts, part, xml)
        follow(opened, self.context(layout, **others))
        return opened.xml
