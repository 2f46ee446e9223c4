"""Elements a part must have, and cells whose addresses a program left out."""

from __future__ import annotations

import pytest
from lxml import etree

from xlmarket.errors import TemplateError
from xlmarket.package.archive import MAIN
from xlmarket.package.elements import address_cells, holder, need_child, number


def test_what_a_damaged_part_lacks_is_named() -> None:
    parent = etree.fromstring("<a><b>7</b></a>")
    assert number(need_child(parent, "b")) == 7
    assert holder(parent[0]) is parent
    with pytest.raises(TemplateError, match="damaged") as refused:
        need_child(parent, "{urn:x}c")
    assert refused.value.found == "a without c"
    with pytest.raises(TemplateError, match="damaged"):
        holder(parent)


def test_an_empty_element_is_zero() -> None:
    assert number(etree.fromstring("<a/>")) == 0


def test_rows_and_cells_without_addresses_follow_those_before_them() -> None:
    data = etree.fromstring(
        f'<sheetData xmlns="{MAIN}"><row><c/><c r="D1"/><c/></row><row r="5"><c/></row><row><c r="B6"/></row></sheetData>'
    )
    address_cells(data)
    assert [row.get("r") for row in data] == ["1", "5", "6"]
    assert [cell.get("r") for cell in data.iter(f"{{{MAIN}}}c")] == ["A1", "D1", "E1", "A5", "B6"]
