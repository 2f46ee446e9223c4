"""The shared strings of a workbook, and their part as a report has it: without those that no cell shows."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

from xlmarket.package.archive import MAIN, Package, serialise
from xlmarket.package.markup import elements

_ITEM = f"{{{MAIN}}}si"
_ROOT = f"{{{MAIN}}}sst"
_COUNTS = re.compile(rb'(\s(?:count|uniqueCount)=)"[^"]*"')


@dataclass
class UsedStrings:
    """The shared strings that the finished cells show, by their numbers, and how many cells show one."""

    numbers: set[int] = field(default_factory=set)
    cells: int = 0

    def add(self, numbers: Collection[int], times: int = 1) -> None:
        """Some cells show strings, and come so many times."""
        self.numbers.update(numbers)
        self.cells += len(numbers) * times

    def merge(self, other: UsedStrings) -> None:
        """Add those that other cells show."""
        self.numbers |= other.numbers
        self.cells += other.cells


class SharedStrings:
    """The shared strings of a package, in their part `part` ("" if there is none)."""

    def __init__(self, package: Package) -> None:
        self.part = package.of_workbook("sharedStrings")
        self._root = package.parse(self.part) if self.part else etree.Element(_ROOT)
        self.items: list[etree._Element] = list(self._root.iterchildren(_ITEM))

    def only(self, used: UsedStrings) -> bytes | None:
        """The part with the texts that are used, `None` where that is all of them.

        The others become empty, so that the numbers in cells stay right. Those behind the last one used go.
        """
        count = len(self.items)
        if len(used.numbers) >= count and used.numbers.issuperset(range(count)):
            return None
        kept = 1 + max((number for number in used.numbers if number < count), default=-1)
        head, texts, tail = self._pieces
        empty = self._empty
        content = [texts[number] if number in used.numbers else empty for number in range(kept)]
        counts = {b"count": used.cells, b"uniqueCount": kept}
        head = _COUNTS.sub(lambda match: b'%s"%d"' % (match[1], counts[match[1].strip(b" \t\r\n=")]), head)
        return b"".join([head, *content, tail])

    @cached_property
    def _pieces(self) -> tuple[bytes, list[bytes], bytes]:
        """The part before its strings, each of them, and what comes after."""
        xml = serialise(self._root)
        root, *items = elements(xml, {_ROOT, _ITEM})
        if root.inner == root.inner_end:
            return xml, [], b""
        return xml[: root.inner], [xml[item.start : item.end] for item in items], xml[root.inner_end :]

    @cached_property
    def _empty(self) -> bytes:
        prefix = f"{self._root.prefix}:" if self._root.prefix else ""
        return f"<{prefix}si><{prefix}t/></{prefix}si>".encode()
