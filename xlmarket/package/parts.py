"""The parts of one workbook at work: what changes, what is added, and the relations and content types that go with it.

Nothing of the package is touched: `changes` is what `Package.write` is to write in its place. New parts are numbered
as Excel numbers them (`chart7.xml`).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Container, Mapping
from dataclasses import replace

from lxml import etree

from xlmarket.gate import relations_of
from xlmarket.package.archive import OFFICE, RELATIONS, TYPES, Package, PackedPart, Relation, serialise

_TYPES = "[Content_Types].xml"
_NUMBER = re.compile(r"\d*(\.\w+)$")
HISTORY = ("revisionHeaders", "usernames")
"""Relations of a shared workbook to who changed which cell from what, which no report has."""

PartContent = bytes | PackedPart
"""What a part is made of: its bytes, or a large one deflated already."""


class Parts:
    """The working set over one package."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.origin: dict[str, str] = {}
        self._changed: dict[str, PartContent | None] = {}
        self._relations: dict[str, list[Relation]] = {}
        self._touched: set[str] = set()
        self._types: etree._Element | None = None
        self._media: dict[bytes, str] = {}

    @property
    def workbook(self) -> str:
        """The part of the workbook itself, most often `xl/workbook.xml`."""
        return self.package.workbook

    def __contains__(self, part: str) -> bool:
        if part in self._changed:
            return self._changed[part] is not None
        return part in self.package.members

    def read(self, part: str) -> bytes:
        content = self._changed.get(part)
        if isinstance(content, PackedPart):
            return content.content()
        return content if isinstance(content, bytes) else self.package.read(self.origin.get(part, part))

    def parse(self, part: str) -> etree._Element:
        return self.package.parse_content(self.read(part), part)

    def put(self, part: str, content: PartContent | etree._Element) -> None:
        self._changed[part] = content if isinstance(content, (bytes, PackedPart)) else serialise(content)

    def update(self, part: str, follow: Callable[[etree._Element], object]) -> None:
        """Let a part follow. One that comes out as it was stays byte for byte."""
        xml = self.parse(part)
        before = etree.tostring(xml)
        follow(xml)
        if etree.tostring(xml) != before:
            self.put(part, xml)

    def drop(self, part: str) -> None:
        """Leave a part out, with its relations and its content type."""
        self._changed[part] = None
        relations = relations_of(part)
        if relations in self:
            self._changed[relations] = None
            self._relations[part] = []
        for one in self._overrides(part):
            self.types.remove(one)

    def drop_unreachable(self) -> None:
        """Leave out all parts to which no relation leads, and the relations of parts that are not there."""
        reached = self.reach("")
        for part in [*self.package.members, *self._changed]:
            if part in self and part not in reached and part != _TYPES and not part.endswith(".rels"):
                self.drop(part)
        kept = {relations_of(part) for part in reached}
        self._changed |= {part: None for part in self.package.members if part.endswith(".rels") and part not in kept}

    def reach(self, *starts: str) -> set[str]:
        """Some parts ("" is the package) with all to which their relations lead."""
        reached: set[str] = set()
        waiting = list(starts)
        while waiting:
            part = waiting.pop()
            if part not in reached:
                reached.add(part)
                relations = self._relations[part] if part in self._relations else self.package.relations(part)
                waiting += [one.target for one in relations if not one.is_external and one.target in self]
        return reached

    def drop_with(self, part: str, shared: Container[str]) -> None:
        """Leave a part out with all that hangs on it, except relations of the kinds that are `shared`."""
        hanging = [one.target for one in self.relations(part) if not one.is_external and one.name not in shared]
        self.drop(part)
        for one in hanging:
            if one in self:
                self.drop_with(one, shared)

    def relations(self, part: str) -> list[Relation]:
        """The relations of a part. `relate` and `unrelate` change them."""
        if part not in self._relations:
            self._relations[part] = list(self.package.relations(part))
        return self._relations[part]

    def related(self, part: str, *kinds: str) -> list[str]:
        """The parts inside the package that a part points at, of some kinds. A relation to a part that is not there is none."""
        targets = (one.target for one in self.relations(part) if one.name in kinds and not one.is_external)
        return [target for target in targets if target in self]

    def relate(self, part: str, kind: str, target: str, *, external: bool = False) -> str:
        """A new relation of a part. Returns its id."""
        found = self.relations(part)
        taken = {one.id for one in found}
        number = len(found) + 1
        while f"rId{number}" in taken:
            number += 1
        found.append(Relation(f"rId{number}", kind if "/" in kind else f"{OFFICE}/{kind}", target, external))
        self._touched.add(part)
        return f"rId{number}"

    def unrelate(self, part: str, unwanted: Callable[[Relation], bool]) -> None:
        kept = [one for one in self.relations(part) if not unwanted(one)]
        if len(kept) < len(self.relations(part)):
            self._relations[part] = kept
            self._touched.add(part)

    def add(self, part: str, content: PartContent | etree._Element, kind: str) -> None:
        """A part with a name of its own and its content type. One that no relation leads to is replaced."""
        self.put(part, content)
        for one in self._overrides(part):
            self.types.remove(one)
        self._declare(part, kind)

    def redirect(self, part: str, targets: Mapping[str, str]) -> None:
        """Let the relations of a part lead to other parts, by the parts that they lead to now. Their ids stay."""
        changed = [replace(one, target=targets.get(one.target, one.target)) for one in self.relations(part)]
        if changed != self.relations(part):
            self._relations[part] = changed
            self._touched.add(part)

    def new(self, pattern: str, content: PartContent | etree._Element, kind: str) -> str:
        """A new part `xl/charts/chart{}.xml` with the next free number and its content type."""
        part = self._free(pattern)
        self.put(part, content)
        self._declare(part, kind)
        return part

    def media(self, content: bytes, ending: str) -> str:
        """The part of a picture. The same picture is there once."""
        if content not in self._media:
            self._media[content] = self.new(f"{posixpath.dirname(self.workbook)}/media/image{{}}.{ending}", content, "")
        return self._media[content]

    def copy(self, part: str, *, shared: Container[str]) -> str:
        """A copy of a part and of all it points at, except relations of the kinds that are `shared`."""
        found = self._free(_NUMBER.sub(r"{}\1", part))
        self.origin[found] = self.origin.get(part, part)
        self._changed[found] = self.read(part)
        declared = self._overrides(part)
        if declared:
            self._declare(found, str(declared[0].get("ContentType")))
        self._relations[found] = []
        for one in self.relations(part):
            keeps = one.is_external or one.name in shared or one.target == part or one.target not in self
            target = one.target if keeps else self.copy(one.target, shared=shared)
            self._relations[found].append(Relation(one.id, one.kind, target, one.is_external))
        if self._relations[found]:
            self._touched.add(found)
        return found

    def changes(self) -> dict[str, PartContent | None]:
        """All that is to be written, in order."""
        found = dict(self._changed)
        for part in sorted(self._touched):
            if found.get(part, b"") is not None:
                found[relations_of(part)] = _relations_xml(part, self.relations(part))
        if self._types is not None:
            found[_TYPES] = serialise(self._types)
        return found

    @property
    def types(self) -> etree._Element:
        if self._types is None:
            self._types = self.package.parse(_TYPES)
        return self._types

    def default_type(self, ending: str, kind: str) -> None:
        """Declare the type of all parts with an ending (`png`), if there is none yet."""
        known = {str(one.get("Extension")).lower() for one in self.types.iter(f"{{{TYPES}}}Default")}
        if ending not in known:
            self.types.insert(0, etree.Element(f"{{{TYPES}}}Default", Extension=ending, ContentType=kind))

    def _declare(self, part: str, kind: str) -> None:
        if kind:
            etree.SubElement(self.types, f"{{{TYPES}}}Override", PartName=f"/{part}", ContentType=kind)

    def _overrides(self, part: str) -> list[etree._Element]:
        wanted = f"/{part}".casefold()
        overrides = self.types.iter(f"{{{TYPES}}}Override")
        return [one for one in overrides if str(one.get("PartName")).casefold() == wanted]

    def _free(self, pattern: str) -> str:
        number = 1
        while (part := pattern.format(number)) in self or part in self._changed:
            number += 1
        return part


def _relations_xml(part: str, relations: list[Relation]) -> bytes:
    root = etree.fromstring(f'<Relationships xmlns="{RELATIONS}"/>')
    folder = posixpath.dirname(part)
    for one in relations:
        target = one.target if one.is_external else posixpath.relpath(one.target, folder or ".")
        element = etree.SubElement(root, f"{{{RELATIONS}}}Relationship", Id=one.id, Type=one.kind, Target=target)
        if one.is_external:
            element.set("TargetMode", "External")
    return serialise(root)
