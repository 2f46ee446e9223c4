"""The gate every workbook and deck from outside passes before any parser: what it truly is, and whether it is safe to unpack.

Sources read figures behind it and reports read templates behind it. It opens nothing but the zip directory, the heads
of the XML parts and the relations of the main part.
"""

from __future__ import annotations

import io
import posixpath
import re
import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import unquote

from xlmarket.errors import InputError, Place

MOST_ENTRIES = 10_000
MOST_BYTES = 2 << 30
MOST_RATIO = 150
RATIO_COUNTS_FROM = 8 << 20
_HEAD = 4096
_TYPES = "[Content_Types].xml"
_ROOT = "_rels/.rels"
USUAL = "xl/workbook.xml"
"""Where all usual programs put the part of the workbook; a relation says where it really is."""

DECK = "ppt/presentation.xml"
"""Where all usual programs put the main part of a deck."""

_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b([^>]*)>")
_ATTRIBUTE = re.compile(rb"(\w+)\s*=\s*[\"']([^\"']*)[\"']")

_OLE = b"\xd0\xcf\x11\xe0"
_SIGNATURES = (
    (_OLE, "an old .xls workbook", "name it .xls, or save it as .xlsx"),
    (b"Rar!", "a RAR archive", "unpack it first"),
    (b"7z\xbc\xaf", "a 7-Zip archive", "unpack it first"),
    (b"\x1f\x8b", "a gzip file", "unpack it first"),
    (b"%PDF", "a PDF", ""),
    (b"PAR1", "a Parquet file", "name it .parquet"),
)


@dataclass(frozen=True, slots=True)
class CheckedWorkbook:
    """A workbook or deck that passed: its bytes, its zip directory and the name of its main part."""

    name: str
    data: bytes
    workbook: str = USUAL

    def open(self) -> zipfile.ZipFile:
        return zipfile.ZipFile(io.BytesIO(self.data))


def check_workbook(data: bytes, name: str) -> CheckedWorkbook:
    """Let a workbook through. Raises `InputError` that names what the file really is or what is wrong with it."""
    _check_type(data, name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_entries(archive, name)
            workbook = _find_workbook(archive, name)
            _check_heads(archive, workbook, name)
            _check_relations(archive, workbook, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as fault:
        raise _refusal(f"the workbook is damaged or cut off: {fault}", name) from None
    return CheckedWorkbook(name, data, workbook)


def check_deck(data: bytes, name: str) -> CheckedWorkbook:
    """Let a deck of slides through. Raises `InputError` that names what the file really is or what is wrong with it."""
    if not data.startswith(b"PK\x03\x04"):
        locked = data.startswith(_OLE) and "EncryptedPackage".encode("utf-16-le") in data
        what = "the deck is protected by a password" if locked else "this is not a PowerPoint deck"
        raise _refusal(what, name, "save it without a password" if locked else "save it as .pptx")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_entries(archive, name)
            deck = _find_deck(archive, name)
            _check_heads(archive, deck, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as fault:
        raise _refusal(f"the deck is damaged or cut off: {fault}", name) from None
    return CheckedWorkbook(name, data, deck)


def check_archive(archive: zipfile.ZipFile, name: str) -> None:
    """Let the zip of another Office file through. Raises `InputError` for one that is not safe to unpack."""
    _check_entries(archive, name)


def resolve(source: str, target: str, parts: Collection[str]) -> str:
    """The part that a relation of the part `source` points at. A target is an address, without regard to case."""
    target = target.replace("\\", "/")
    absolute = target.startswith("/")
    path = target.lstrip("/") if absolute else posixpath.normpath(posixpath.join(posixpath.dirname(source), target))
    for wanted in (path, unquote(path)):
        if wanted in parts:
            return wanted
    folded = unquote(path).casefold()
    return next((part for part in parts if part.casefold() == folded), path)


def relations_of(part: str) -> str:
    """The part that holds the relations of a part."""
    folder, file = posixpath.split(part)
    return f"{folder}/_rels/{file}.rels".lstrip("/")


def _refusal(what: str, name: str, remedy: str = "", *, part: str = "", found: object = None) -> InputError:
    place = Place(file=name, part=part or None)
    return InputError(what, where=place, found=found, remedy=remedy)


def _check_type(data: bytes, name: str) -> None:
    if not data:
        raise _refusal("the file is empty", name)
    if data.startswith(b"PK\x03\x04"):
        return
    if data.startswith(_OLE) and "EncryptedPackage".encode("utf-16-le") in data:
        raise _refusal("the workbook is protected by a password", name, "save it without a password")
    for signature, what, remedy in _SIGNATURES:
        if data.startswith(signature):
            raise _refusal(f"this is {what}, not an Excel workbook", name, remedy)
    head = data[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<html", b"<!doctype", b"<table", b"<meta")):
        raise _refusal("this is an HTML page, not an Excel workbook", name, "open it in Excel and save it as .xlsx")
    if b"\0" not in head and re.search(rb"[,;\t]", head):
        raise _refusal("this is a CSV text, not an Excel workbook", name, "name it .csv")
    raise _refusal("this is not an Excel workbook", name)


def _check_entries(archive: zipfile.ZipFile, name: str) -> None:
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise _refusal("the workbook has too many parts", name, found=len(entries))
    twice = [part for part, count in Counter(entry.filename for entry in entries).items() if count > 1]
    if twice:
        raise _refusal("a part is there twice", name, part=twice[0])
    for entry in entries:
        _check_entry(entry, name)
    if sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise _refusal("the workbook unpacks to too much", name, found=sum(entry.file_size for entry in entries))
    _check_overlap(entries, name)


def _check_entry(entry: zipfile.ZipInfo, name: str) -> None:
    part = entry.filename
    if part.startswith(("/", "\\")) or ":" in part or "\\" in part or ".." in part.split("/"):
        raise _refusal("a part has a name that leads outside the workbook", name, found=part)
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise _refusal("a part is a link", name, part=part)
    if entry.flag_bits & 1:
        raise _refusal("a part is encrypted", name, "save it without a password", part=part)
    ratio = entry.file_size / max(entry.compress_size, 1)
    if entry.file_size > RATIO_COUNTS_FROM and ratio > MOST_RATIO:
        raise _refusal("a part unpacks to far more than a workbook's would", name, part=part, found=f"{ratio:,.0f} : 1")


def _check_overlap(entries: list[zipfile.ZipInfo], name: str) -> None:
    """Parts that share bytes: a few kilobytes that unpack to gigabytes."""
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end:
            raise _refusal("parts of the workbook overlap", name, part=entry.filename)
        end = entry.header_offset + 30 + len(entry.filename.encode()) + entry.compress_size


def _find_workbook(archive: zipfile.ZipFile, name: str) -> str:
    """The part of the workbook, by the relation of the package."""
    parts = archive.namelist()
    targets = [
        relation.get("Target", "") for relation in _relations(archive, _ROOT) if relation["kind"] == "officeDocument"
    ]
    found = resolve("", targets[0], parts) if targets else USUAL
    if found.casefold() == "xl/workbook.bin" and found in parts:
        raise _refusal("this is a binary workbook (.xlsb)", name, "name it .xlsb, or save it as .xlsx")
    if _TYPES not in parts or found not in parts or b"workbook" not in _head(archive, found):
        raise _refusal("this zip file holds no Excel workbook", name)
    return found


def _find_deck(archive: zipfile.ZipFile, name: str) -> str:
    """The main part of a deck, by the relation of the package."""
    parts = archive.namelist()
    targets = [one.get("Target", "") for one in _relations(archive, _ROOT) if one["kind"] == "officeDocument"]
    found = resolve("", targets[0], parts) if targets else DECK
    if _TYPES not in parts or found not in parts or b"presentation" not in _head(archive, found):
        raise _refusal("this zip file holds no PowerPoint deck", name, "save it as .pptx")
    return found


def _relations(archive: zipfile.ZipFile, part: str) -> list[dict[str, str]]:
    """The attributes of the relations in a part, with the last word of the type as `kind`."""
    if part not in archive.namelist():
        return []
    relations = []
    for match in _RELATION.finditer(archive.read(part).replace(b"\0", b"")):
        attributes = {key.decode(): value.decode() for key, value in _ATTRIBUTE.findall(match[1])}
        relations.append({**attributes, "kind": attributes.get("Type", "").rsplit("/", 1)[-1]})
    return relations


def _head(archive: zipfile.ZipFile, part: str) -> bytes:
    with archive.open(part) as file:
        return file.read(_HEAD).replace(b"\0", b"")


def _check_heads(archive: zipfile.ZipFile, workbook: str, name: str) -> None:
    for part in archive.namelist():
        if part != workbook and not part.endswith((".xml", ".rels", ".vml")):
            continue
        head = _head(archive, part)
        if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
            raise _refusal("a part has a document type definition, which no workbook has", name, part=part)
        if part == workbook and b"purl.oclc.org/ooxml" in head:
            if b"presentation" in head:
                raise _refusal("this is a Strict Open XML deck", name, "save it as PowerPoint Presentation (.pptx)")
            raise _refusal("this is a Strict Open XML workbook", name, "save it as Excel Workbook (.xlsx)")


def _check_relations(archive: zipfile.ZipFile, workbook: str, name: str) -> None:
    parts = archive.namelist()
    relations = _relations(archive, relations_of(workbook))
    for relation in relations:
        if relation["kind"] == "worksheet":
            _check_sheet(relation, workbook, parts, name)
    if not any(relation["kind"] in ("worksheet", "chartsheet") for relation in relations):
        raise _refusal("the workbook has no sheet", name)


def _check_sheet(relation: dict[str, str], workbook: str, parts: list[str], name: str) -> None:
    target = relation.get("Target", "")
    if relation.get("TargetMode") == "External":
        raise _refusal("a sheet lies outside the workbook", name, found=target)
    if resolve(workbook, target, parts) not in parts:
        raise _refusal("a sheet is not in the workbook", name, found=target)
