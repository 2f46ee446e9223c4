"""Links to other workbooks: numbered in the order of the list, named in formulas as [1], [2]."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from tests.ooxml import errors
from xlmarket.package.archive import Package
from xlmarket.package.links import add_link, add_names, drop_link, links, numbers_in, renumber
from xlmarket.package.parts import Parts


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    openpyxl.Workbook().save(tmp_path / "book.xlsx")
    return Parts(Package(tmp_path / "book.xlsx"))


def finish(parts: Parts, path: Path) -> Path:
    out = io.BytesIO()
    parts.package.write(out, parts.changes())
    path.write_bytes(out.getvalue())
    return path


def test_a_link_is_added_with_its_names_and_read_again(parts: Parts, tmp_path: Path) -> None:
    assert links(parts) == ()
    assert add_link(parts, "xlmarket.xlam", ["MARKET_SHARE"]) == 1
    assert add_link(parts, r"C:\data\other.xlsx", ["Sales & <more>"]) == 2
    made = finish(parts, tmp_path / "made.xlsx")
    assert not errors(made) - errors(parts.package.path)
    first, second = links(Parts(Package(made)))
    assert (first.number, first.file, first.names) == (1, "xlmarket.xlam", ("MARKET_SHARE",))
    assert (second.number, second.file, second.names) == (2, "other.xlsx", ("Sales & <more>",))


def test_openpyxl_reads_the_links(parts: Parts, tmp_path: Path) -> None:
    add_link(parts, "xlmarket.xlam", ["MARKET_SHARE"])
    book = openpyxl.load_workbook(finish(parts, tmp_path / "made.xlsx"))
    assert [link.file_link.Target for link in book._external_links] == ["xlmarket.xlam"]


def test_names_are_added_once_without_regard_to_case(parts: Parts) -> None:
    add_link(parts, "xlmarket.xlam", ["MARKET_SHARE"])
    add_names(parts, links(parts)[0], ["market_share", "MARKET_VALUE"])
    assert links(parts)[0].names == ("MARKET_SHARE", "MARKET_VALUE")


def test_a_link_that_is_dropped_leaves_nothing_and_later_ones_count_one_less(parts: Parts, tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        add_link(parts, name, [])
    drop_link(parts, links(parts)[0])
    assert [(link.number, link.target) for link in links(parts)] == [(1, "b.xlsx")]
    drop_link(parts, links(parts)[0])
    assert b"externalReferences" not in parts.read(parts.workbook)
    assert not errors(finish(parts, tmp_path / "made.xlsx")) - errors(parts.package.path)


@pytest.mark.parametrize(
    ("formula", "numbers", "renumbered"),
    [
        ("[1]!F(A1)+[3]Data!$A$1", {1, 3}, "[1]!F(A1)+[2]Data!$A$1"),
        ("'[3]My data'!A1", {3}, "'[2]My data'!A1"),
        ('"[3]"&A1', set(), '"[3]"&A1'),
        ("Sales[3]", set(), "Sales[3]"),
        ("SUM(A1:B2)", set(), "SUM(A1:B2)"),
    ],
)
def test_formulas_use_links_by_number(formula: str, numbers: set[int], renumbered: str) -> None:
    assert numbers_in(formula) == numbers
    assert renumber(formula, 2) == renumbered
