"""Notes on cells."""

from lxml import etree

from xlmarket.package.notes import _run


def test_a_note_takes_any_text() -> None:
    assert etree.tostring(_run("a\x01b"), method="text") == b"ab"
