"""The part of the shared strings without those that no cell shows."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from tests import ooxml
from tests.template.specimens import drawn, with_parts
from xlmarket.package.archive import MAIN, Package
from xlmarket.package.shared_strings import SharedStrings, UsedStrings

PART = "xl/sharedStrings.xml"
RICH = '<{0}si><{0}r><{0}rPr><{0}b/></{0}rPr><{0}t xml:space="preserve"> fat</{0}t></{0}r><{0}rPh sb="0" eb="1"><{0}t>ka</{0}t></{0}rPh></{0}si>'


def strings(folder: Path, prefix: str = "") -> SharedStrings:
    """Three strings: one plain, one formatted in parts with its reading, one with a tag."""
    path = drawn(folder, ["a", "b", "c"])
    space = f'xmlns:{prefix}="{MAIN}"' if prefix else f'xmlns="{MAIN}"'
    lead = f"{prefix}:" if prefix else ""
    items = f"<{lead}si><{lead}t>a &amp; b</{lead}t></{lead}si>{RICH.format(lead)}<{lead}si><{lead}t>{{{{ x }}}}</{lead}t></{lead}si>"
    text = f'<{lead}sst {space} count="9" uniqueCount="3">{items}</{lead}sst>'
    return SharedStrings(Package(with_parts(path, {PART: text}, {})))


@pytest.mark.parametrize("prefix", ["", "x"])
def test_what_is_not_used_becomes_empty_and_numbers_stay(tmp_path: Path, prefix: str) -> None:
    read = strings(tmp_path, prefix)
    made = read.only(UsedStrings({1}, 4))
    assert made is not None
    root = etree.fromstring(made)
    assert ["".join(item.itertext()) for item in root] == ["", " fatka"]
    assert (root.get("count"), root.get("uniqueCount")) == ("4", "2")
    lead = f"{prefix}:" if prefix else ""
    assert RICH.format(lead).encode() in made


def test_a_part_whose_strings_are_all_used_stays_as_it_is(tmp_path: Path) -> None:
    assert strings(tmp_path).only(UsedStrings({0, 1, 2, 7}, 4)) is None


def test_a_part_without_a_string_that_is_used_is_empty_and_valid(tmp_path: Path) -> None:
    read = strings(tmp_path)
    made = read.only(UsedStrings())
    assert made is not None
    assert len(etree.fromstring(made)) == 0
    path = tmp_path / "template.xlsx"
    with_parts(
        path,
        {PART: made.decode(), "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'},
        {},
    )
    assert not ooxml.errors(path)
