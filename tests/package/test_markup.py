"""Spans of elements in the bytes of a part, and edits that leave all other bytes as they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from xlmarket.errors import TemplateError
from xlmarket.package.markup import Edit, apply_edits, attribute, content, elements
from xlmarket.package.texts import fit_text

NS = "urn:x"
XML = (
    b'<?xml version="1.0" encoding="UTF-8"?>\r\n<x:a xmlns:x="urn:x" xmlns:r="urn:r">'
    b"<!-- <x:b/> --><x:b  k='1>2' r:id=\"q\" >t&amp;<x:c/>u</x:b><x:b/></x:a>"
)
B, C = f"{{{NS}}}b", f"{{{NS}}}c"


def test_elements_have_their_bytes_attributes_and_own_text() -> None:
    first, inner, second = elements(XML, {B, C})
    assert XML[first.start : first.inner] == b"<x:b  k='1>2' r:id=\"q\" >"
    assert XML[first.inner : first.inner_end] == b"t&amp;<x:c/>u"
    assert XML[first.inner_end : first.end] == b"</x:b>"
    assert first.attributes == {"k": "1>2", "{urn:r}id": "q"}
    assert (first.text, inner.parent, inner.tag) == ("t&u", first, C) or first.text == "t&u"
    assert XML[second.start : second.end] == b"<x:b/>"
    assert second.inner == second.inner_end == second.end


def test_what_no_edit_touches_stays_byte_for_byte() -> None:
    assert apply_edits(XML, []) == XML
    _, inner, _ = elements(XML, {B, C})
    made = apply_edits(XML, [Edit(inner.start, inner.end, "")])
    assert made == XML.replace(b"<x:c/>", b"")


@given(st.text().map(fit_text).filter(lambda text: "\r" not in text))
def test_a_text_is_put_in_and_read_as_it_was(text: str) -> None:
    xml = b"<a><b>old</b><b>kept</b></a>"
    first = elements(xml.replace(b"<a>", b'<a xmlns="urn:x">'), {B})[0]
    made = apply_edits(xml.replace(b"<a>", b'<a xmlns="urn:x">'), [content(first, text)])
    assert [element.text or "" for element in etree.fromstring(made)] == [text, "kept"]


@pytest.mark.parametrize(
    ("tag", "value", "expected"),
    [
        (b'<b k="1"/>', "2", b'<b k="2"/>'),
        (b"<b k='1'>t</b>", "2", b'<b k="2">t</b>'),
        (b"<b/>", "2", b'<b k="2"/>'),
        (b"<b>t</b>", 'a"<', b'<b k="a&quot;&lt;">t</b>'),
        (b'<b k="1" n="2"/>', None, b'<b n="2"/>'),
        (b'<b xk="1"/>', None, b'<b xk="1"/>'),
    ],
)
def test_an_attribute_is_set_or_taken_away(tag: bytes, value: str | None, expected: bytes) -> None:
    xml = b'<a xmlns="urn:x">' + tag + b"</a>"
    edit = attribute(xml, elements(xml, {B})[0], "k", value)
    assert apply_edits(xml, [edit]) == b'<a xmlns="urn:x">' + expected + b"</a>"


def test_edits_are_made_in_the_order_of_their_places() -> None:
    assert apply_edits(b"0123456789", [Edit(8, 9, "x"), Edit(1, 3, ""), Edit(5, 5, "+")]) == b"034+567x9"


def test_a_part_in_another_encoding_keeps_it() -> None:
    xml = '<?xml version="1.0" encoding="ISO-8859-1"?><a xmlns="urn:x"><b>é</b></a>'.encode("latin-1")
    made = apply_edits(xml, [content(elements(xml, {B})[0], "ü€")])
    assert b"\xfc&#8364;" in made
    assert etree.fromstring(made)[0].text == "ü€"


@pytest.mark.parametrize(("xml", "what"), [(b"<a>", "no XML"), ("<a/>".encode("utf-16"), "UTF-16")])
def test_what_cannot_be_read_is_an_error(xml: bytes, what: str) -> None:
    with pytest.raises(TemplateError, match=what):
        elements(xml, {B})
