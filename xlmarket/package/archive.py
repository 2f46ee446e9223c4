"""The workbook or deck as a zip of parts: untouched members are copied as they stand, still compressed, others written again.

Everything is deterministic: members keep their order and dates, new ones bear 1980-01-01.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

from lxml import etree

from xlmarket.errors import EnvironmentFault, InputError, Place, TemplateError
from xlmarket.files import Spill
from xlmarket.gate import CheckedWorkbook, check_deck, check_workbook, relations_of, resolve

try:
    from isal import isal_zlib as fast_zlib
except ImportError:  # no wheel for this processor
    import zlib as fast_zlib  # type: ignore[no-redef]

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_TYPES = "[Content_Types].xml"
_LOCAL = struct.Struct("<4s2B4HL2L2H")
_CENTRAL = struct.Struct("<4s4B4HL2L5H2L")
_END = struct.Struct("<4s4H2LH")
_UTF8 = 0x800


_HELD = 8 << 20
_SMALL = 1 << 18
_MOST = 0xFFFFFFFF


class PackedPart:
    """A part being deflated as it is written, at the fastest level. What grows beyond some megabytes lies on disk."""

    def __init__(self) -> None:
        self.size = 0
        self.crc = 0
        self._aside = Spill(_HELD)
        self._deflate = fast_zlib.compressobj(1, fast_zlib.DEFLATED, -15)

    def write(self, content: bytes) -> None:
        self.size += len(content)
        self.crc = fast_zlib.crc32(content, self.crc)
        self._aside.append(self._deflate.compress(content))

    def close(self) -> None:
        """Finish the part. Raises `TemplateError` for one of more than 4 GB, which no zip of Excel holds."""
        self._aside.append(self._deflate.flush())
        if self.size > _MOST:
            raise TemplateError("a part is larger than a workbook may hold", found=f"{self.size:,} bytes")

    @property
    def packed(self) -> int:
        """The size of the deflated bytes."""
        return self._aside.size

    def content(self) -> bytes:
        """The bytes as they were before."""
        return zlib.decompress(b"".join(self.pieces()), -15)

    def pieces(self) -> Iterator[bytes]:
        """The deflated bytes."""
        return self._aside.pieces()


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation of a part: `target` is a part, or an address where it is external."""

    id: str
    kind: str
    target: str
    is_external: bool = False

    @property
    def name(self) -> str:
        return self.kind.rsplit("/", 1)[-1]


def parse_relations(xml: etree._Element, part: str, parts: Collection[str]) -> tuple[Relation, ...]:
    """The relations of a part, from the part that holds them. `parts` are all parts of the workbook."""
    found = []
    for one in xml.iter(f"{{{RELATIONS}}}Relationship"):
        external = one.get("TargetMode") == "External"
        target = str(one.get("Target"))
        where = target if external else resolve(part, target, parts)
        found.append(Relation(str(one.get("Id")), str(one.get("Type")), where, external))
    return tuple(found)


class Package:
    """The parts of a workbook or deck, read when asked for. Immutable. `what` is what a fault calls it.

    `check` is the gate it passes. `data` are its bytes where it is no file of its own, as the workbook of a chart.
    """

    def __init__(
        self,
        path: Path,
        what: str = "template",
        *,
        check: Callable[[bytes, str], CheckedWorkbook] = check_workbook,
        data: bytes | None = None,
    ) -> None:
        self.path = path
        self.what = what
        self._read: dict[str, bytes] = {}
        self._relations: dict[str, tuple[Relation, ...]] = {}
        try:
            self.data = path.read_bytes() if data is None else data
        except FileNotFoundError:
            raise TemplateError(f"{what} not found", where=Place(file=str(path))) from None
        except OSError as fault:
            raise EnvironmentFault(
                f"the {what} cannot be read: {fault.strerror}", where=Place(file=str(path))
            ) from None
        try:
            checked = check(self.data, path.name)
        except InputError as error:
            raise TemplateError(error.what, where=error.where, found=error.found, remedy=error.remedy) from None
        self._archive = checked.open()
        self.workbook = checked.workbook
        """The main part, most often `xl/workbook.xml`, of a deck `ppt/presentation.xml`: a relation says where it is."""

    @classmethod
    def of_deck(cls, path: Path) -> Package:
        """A deck of slides. Raises `TemplateError` for a file that is not one."""
        return cls(path, "deck", check=check_deck)

    @cached_property
    def members(self) -> dict[str, zipfile.ZipInfo]:
        """The zip entries by part name, in their order."""
        return {info.filename: info for info in self._archive.infolist()}

    def read(self, part: str) -> bytes:
        """A part's bytes. Small ones are unpacked once."""
        if part not in self._read:
            content = self._unpack(part)
            if len(content) > _SMALL:
                return content
            self._read[part] = content
        return self._read[part]

    def prove(self) -> None:
        """Unpack every part once, for those that are copied unread: a damaged one is an error, and is not passed on."""
        for part in self.members:
            self._unpack(part)

    def _unpack(self, part: str) -> bytes:
        try:
            return self._archive.read(part)
        except KeyError:
            what = f"the {self.what} lacks a part"
            raise TemplateError(what, where=Place(file=self.path.name, part=part)) from None
        except (zipfile.BadZipFile, zlib.error, EOFError) as fault:
            raise TemplateError(
                f"the {self.what} is damaged: {fault}", where=Place(file=self.path.name, part=part)
            ) from None

    def parse(self, part: str) -> etree._Element:
        """A part as XML."""
        return self.parse_content(self.read(part), part)

    def parse_content(self, content: bytes, part: str) -> etree._Element:
        """Bytes of a part as XML. Raises `TemplateError` for what is not XML."""
        try:
            return etree.fromstring(content, _parser(recover=part.endswith(".vml")))
        except etree.XMLSyntaxError as fault:
            raise TemplateError(f"a part is no XML: {fault.msg}", where=Place(file=self.path.name, part=part)) from None

    def of_workbook(self, kind: str) -> str:
        """The part that the workbook's relation of a kind (`styles`) leads to, "" if it has none."""
        targets = (relation.target for relation in self.relations(self.workbook) if relation.name == kind)
        return next((part for part in targets if part in self.members), "")

    def of_type(self, kind: str) -> list[str]:
        """The parts whose declared content type ends with `kind` (`drawingml.chart+xml`), wherever they are."""
        names = {f"/{name}".casefold(): name for name in self.members}
        overrides = self.parse(_TYPES).iter(f"{{{TYPES}}}Override")
        declared = [
            str(one.get("PartName")).casefold() for one in overrides if str(one.get("ContentType")).endswith(kind)
        ]
        return [names[part] for part in declared if part in names]

    def relations(self, part: str) -> tuple[Relation, ...]:
        """What a part points at."""
        if part not in self._relations:
            source = relations_of(part)
            self._relations[part] = (
                parse_relations(self.parse(source), part, self.members) if source in self.members else ()
            )
        return self._relations[part]

    def owner(self, part: str) -> str:
        """The part whose relations a part holds, or the part itself."""
        return next((other for other in self.members if relations_of(other) == part), part)

    def write(self, out: BinaryIO, changed: Mapping[str, bytes | PackedPart | None]) -> None:
        """Write the package with some parts changed or added (None: left out), all others copied still compressed.

        Raises `TemplateError` for a package that no zip of Excel holds.
        """
        directory: list[bytes] = []
        at = 0
        added = {name: zipfile.ZipInfo(name) for name in changed if name not in self.members}
        for name, info in {**self.members, **added}.items():
            if name in changed and changed[name] is None:
                continue
            content = changed.get(name)
            member = self._copy(info) if content is None else _Member.of(content, info)
            local, central = member.headers(name, at)
            out.write(local)
            out.writelines(member.data)
            directory.append(central)
            at += len(local) + member.packed
        listing = b"".join(directory)
        if at + len(listing) > _MOST:
            raise TemplateError("it would be larger than a workbook may be", where=Place(file=self.path.name))
        out.write(listing)
        out.write(_END.pack(b"PK\x05\x06", 0, 0, len(directory), len(directory), len(listing), at, 0))

    def _copy(self, info: zipfile.ZipInfo) -> _Member:
        start = info.header_offset
        name, extra = struct.unpack_from("<2H", self.data, start + 26)
        begin = start + 30 + name + extra
        data = memoryview(self.data)[begin : begin + info.compress_size]
        return _Member([data], info.compress_size, info.file_size, info.CRC, info.compress_type, info)


def _parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=False, recover=recover)


class _Member:
    """One zip member ready to be written."""

    __slots__ = ("attributes", "crc", "data", "date", "kind", "packed", "size", "time")

    def __init__(
        self, data: Iterable[bytes | memoryview], packed: int, size: int, crc: int, kind: int, info: zipfile.ZipInfo
    ) -> None:
        self.data, self.packed, self.size, self.crc, self.kind = data, packed, size, crc, kind
        year, month, day, hour, minute, second = info.date_time
        self.date = (max(year, 1980) - 1980) << 9 | month << 5 | day
        self.time = hour << 11 | minute << 5 | second // 2
        self.attributes = info.external_attr

    @classmethod
    def of(cls, content: bytes | PackedPart, info: zipfile.ZipInfo) -> _Member:
        if isinstance(content, PackedPart):
            return cls(content.pieces(), content.packed, content.size, content.crc, zipfile.ZIP_DEFLATED, info)
        deflate = fast_zlib.compressobj(1, fast_zlib.DEFLATED, -15)
        data = deflate.compress(content) + deflate.flush()
        return cls([data], len(data), len(content), fast_zlib.crc32(content), zipfile.ZIP_DEFLATED, info)

    def headers(self, name: str, offset: int) -> tuple[bytes, bytes]:
        """The local header and the entry of the directory."""
        raw = name.encode()
        flags = 0 if name.isascii() else _UTF8
        common = (flags, self.kind, self.time, self.date, self.crc, self.packed, self.size, len(raw), 0)
        local = _LOCAL.pack(b"PK\x03\x04", 20, 0, *common) + raw
        central = _CENTRAL.pack(b"PK\x01\x02", 20, 0, 20, 0, *common, 0, 0, 0, self.attributes, offset) + raw
        return local, central


def serialise(element: etree._Element) -> bytes:
    """A part's XML as Excel writes it: declared standalone, UTF-8."""
    return DECLARATION + etree.tostring(element, encoding="UTF-8")
