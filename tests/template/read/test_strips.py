"""Bands and sections of `{%cells %}` tags in the tree of the rows."""

from __future__ import annotations

from xlmarket.errors import Place
from xlmarket.package.areas import MAX_COLUMN
from xlmarket.template.environment import PLAIN
from xlmarket.template.plan.cells import RowPlan, StaticCell
from xlmarket.template.plan.nodes import For, Line, LineGap, StripSection
from xlmarket.template.read.bands import SectionBuilder, bands_of
from xlmarket.template.read.blocks import PlacedTag
from xlmarket.template.read.grammar import read_cell
from xlmarket.template.read.problems import SheetProblems

OPENING, CLOSING = "{%cells for m in x %}", "{%cells endfor %}"


def tags(**cells: str) -> dict[int, list[PlacedTag]]:
    found: dict[int, list[PlacedTag]] = {}
    for cell, text in cells.items():
        found.setdefault(int(cell[1:]), []).extend((cell, tag) for tag in read_cell(text)[0])
    return found


def test_a_band_is_the_columns_between_a_tag_and_its_end() -> None:
    assert bands_of(tags(B2=OPENING, D2=CLOSING, F2=OPENING, F3=CLOSING)) == ((2, 4), (6, 6))


def test_overlapping_bands_are_one() -> None:
    assert bands_of(tags(B2=OPENING, D2=CLOSING, C4=OPENING, E4=CLOSING)) == ((2, 5),)


def test_a_tag_that_is_never_closed_is_a_band_of_its_column() -> None:
    assert bands_of(tags(C2=OPENING)) == ((3, 3),)


def section_builder(of: dict[int, list[PlacedTag]]) -> SectionBuilder:
    row = RowPlan.of(2, "", [StaticCell("A", "", 1), StaticCell("B", "", 2), StaticCell("D", "", 4)])
    return SectionBuilder(
        problems=SheetProblems(Place()),
        environment=PLAIN,
        blocks={},
        bands=bands_of(of),
        tags=of,
        full={2: frozenset({1, 2, 4})},
        rows={2: row},
    )


def test_a_section_reaches_from_its_first_tag_to_the_next_block_and_has_strips_from_left_to_right() -> None:
    builder = section_builder(tags(B2=OPENING, C2=CLOSING))
    nodes = builder.place((Line(1), Line(2), LineGap(3, 4), Line(5)))
    assert nodes[0] == Line(1)
    section = nodes[1]
    assert isinstance(section, StripSection)
    assert (section.first, section.last, section.is_last) == (2, 5, True)
    ranges = [(strip.number, strip.first_column, strip.last_column, strip.band) for strip in section.strips]
    assert ranges == [(1, 1, 1, None), (2, 2, 3, 0), (3, 4, MAX_COLUMN, None)]
    assert [[cell.column for cell in strip.rows[2].cells] for strip in section.strips] == [["A"], ["B"], ["D"]]


def test_only_the_strip_of_a_band_has_its_blocks() -> None:
    section = section_builder(tags(B2=OPENING, C2=CLOSING)).place((Line(2), Line(3)))[0]
    kinds = [[type(node) for node in strip.children] for strip in section.children]
    assert kinds == [[Line, Line], [For, Line], [Line, Line]]


def test_a_section_inside_a_block_is_not_the_last_of_the_sheet() -> None:
    of = tags(B2=OPENING, C2=CLOSING)
    builder = section_builder(of)
    inner = builder.place((Line(2),), is_top=False)[0]
    assert isinstance(inner, StripSection)
    assert not inner.is_last
