"""Where elements stand in the bytes of a part, so that one can be rewritten and all others stay as they are.

Anyone who parses and serialises a part changes how it is written. Anyone who must not, edits spans of its bytes with this.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from xml.parsers import expat

from xlmarket.errors import TemplateError
from xlmarket.package.texts import escape, escape_attribute

_TAG = re.compile(rb"<[^>\"']*(?:\"[^\"]*\"[^>\"']*|'[^']*'[^>\"']*)*>")


@dataclass(slots=True, eq=False)
class Element:
    """One element: its tag and attributes as lxml names them, its own text, and its bytes.

    The start tag spans `start` to `inner`, the content `inner` to `inner_end`. An empty element `<f/>` has no content
    and ends where its tag does.
    """

    tag: str
    attributes: dict[str, str]
    start: int
    inner: int
    inner_end: int = 0
    end: int = 0
    text: str = ""
    parent: Element | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Edit:
    """New text in place of some bytes. An edit of nothing inserts."""

    start: int
    end: int
    text: str


def elements(xml: bytes, wanted: Collection[str]) -> list[Element]:
    """The elements of some tags (`{namespace}name`) in the order in which they begin."""
    return _Finder(xml, wanted).found


def apply_edits(xml: bytes, edits: Iterable[Edit]) -> bytes:
    """The part with edits made, which must not overlap. What they leave out stays byte for byte."""
    pieces: list[bytes] = []
    done = 0
    encoding = _encoding(xml)
    for edit in sorted(edits, key=lambda one: (one.start, one.end)):
        pieces += [xml[done : edit.start], edit.text.encode(encoding, "xmlcharrefreplace")]
        done = edit.end
    return b"".join([*pieces, xml[done:]])


def content(element: Element, text: str) -> Edit:
    """The edit that gives an element another text."""
    return Edit(element.inner, element.inner_end, escape(text))


def attribute(xml: bytes, element: Element, name: str, value: str | None) -> Edit:
    """The edit that sets an attribute without a namespace, or takes it away."""
    tag = xml[element.start : element.inner]
    found = re.search(rb"\s" + name.encode() + rb"\s*=\s*(?:\"[^\"]*\"|'[^']*')", tag)
    written = "" if value is None else f' {name}="{escape_attribute(value)}"'
    if found is not None:
        return Edit(element.start + found.start(), element.start + found.end(), written)
    end = element.inner - (2 if tag.endswith(b"/>") else 1)
    return Edit(end, end, written)


def _encoding(xml: bytes) -> str:
    found = re.match(rb"\s*<\?xml[^>]*encoding=[\"']([\w-]+)", xml.removeprefix(b"\xef\xbb\xbf")[:200])
    return found[1].decode() if found else "utf-8"


class _Finder:
    """One pass over a part. Positions are those of the original bytes."""

    def __init__(self, xml: bytes, wanted: Collection[str]) -> None:
        self.found: list[Element] = []
        self._xml = xml
        self._wanted = {tag.removeprefix("{") for tag in wanted}
        self._open: list[Element] = []
        self._parser = expat.ParserCreate(namespace_separator="}")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        if xml[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise TemplateError("a part is written in UTF-16", remedy="save the workbook anew in Excel")
        try:
            self._parser.Parse(xml, True)
        except expat.ExpatError as fault:
            raise TemplateError(f"a part is no XML: {fault}") from None

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name not in self._wanted:
            return
        start = self._parser.CurrentByteIndex
        tag = _TAG.match(self._xml, start)
        assert tag is not None  # noqa: S101 - the parser saw a tag here
        parent = self._open[-1] if self._open else None
        named = {"{" + key if "}" in key else key: value for key, value in attributes.items()}
        one = Element("{" + name, named, start, tag.end(), parent=parent)
        self.found.append(one)
        self._open.append(one)

    def _end(self, name: str) -> None:
        if name not in self._wanted:
            return
        one = self._open.pop()
        if self._xml[one.inner - 2 : one.inner] == b"/>":
            one.inner_end = one.end = one.inner
        else:
            one.inner_end = self._parser.CurrentByteIndex
            one.end = self._xml.index(b">", one.inner_end) + 1

    def _text(self, text: str) -> None:
        if self._open:
            self._open[-1].text += text
