"""The tree of a sheet's lines: one walk, one transformer, and what is asked of a tree."""

from __future__ import annotations

from dataclasses import replace

from xlmarket.template.plan.cells import ExpressionCell, RowPlan
from xlmarket.template.plan.nodes import (
    Branch,
    For,
    If,
    Line,
    LineGap,
    Node,
    Strip,
    StripSection,
    bound_names,
    free_names,
    transform,
    walk,
)
from xlmarket.template.read.expressions import compile_expression


def line(number: int, *sources: str) -> Line:
    cells = [
        ExpressionCell(column="A", style="", content=compile_expression(source), slot=place)
        for place, source in enumerate(sources)
    ]
    return Line(number, RowPlan.of(number, "", cells))


def loop(items: str, *body: Node, variables: tuple[str, ...] = ("m",)) -> For:
    return For(block=0, variables=variables, items=compile_expression(items), body=body, first=1, last=1, place="A1")


INNER = line(3, "m.name")
ELSE = line(4, "note")
CHOICE = If((Branch(compile_expression("m.known"), (INNER,)), Branch(None, (ELSE,))), "A3")
STRIP = Strip(number=1, first_column=1, last_column=2, band=0, body=(line(6, "other"),), rows={})
SECTION = StripSection(6, 6, (STRIP,), is_last=True)
TREE: tuple[Node, ...] = (Line(1), loop("region.members", CHOICE), LineGap(5, 5), SECTION)


def test_a_walk_visits_every_node_before_those_inside_it() -> None:
    found = list(walk(TREE))
    assert found[0] == Line(1)
    assert found[1:4] == [TREE[1], CHOICE, CHOICE.branches[0]]
    assert found[-3:] == [SECTION, STRIP, STRIP.body[0]]
    assert len(found) == 11


def test_a_transformation_changes_nodes_inside_out_and_keeps_the_others() -> None:
    def renumber(node: Node) -> Node:
        return replace(node, number=node.number + 10) if isinstance(node, Line) else node

    changed = transform(TREE, renumber)
    assert [node.number for node in walk(changed) if isinstance(node, Line)] == [11, 13, 14, 16]
    assert [type(node) for node in walk(changed)] == [type(node) for node in walk(TREE)]


def test_a_transformation_that_changes_nothing_gives_an_equal_tree() -> None:
    assert transform(TREE, lambda node: node) == TREE


def test_children_can_be_replaced_where_there_are_any() -> None:
    assert CHOICE.with_children(CHOICE.branches[1:]) == If(CHOICE.branches[1:], "A3")
    assert SECTION.with_children(()).children == ()
    assert Line(1).with_children((Line(2),)) == Line(1)


def test_names_are_free_unless_a_block_around_them_binds_them() -> None:
    assert free_names(TREE, "loop") == {"region", "note", "other"}
    assert free_names([CHOICE], "loop") == {"m", "note"}
    assert free_names([loop("items", line(1, "m", "loop.index"))], "loop") == {"items"}
    assert free_names([loop("items", line(1, "loop.index"))], "colloop") == {"items", "loop"}


def test_the_items_of_a_block_are_looked_up_outside_of_it() -> None:
    assert free_names([loop("m.members", line(1, "m.name"))], "loop") == {"m"}


def test_the_names_that_blocks_bind_are_those_of_all_levels() -> None:
    assert bound_names([loop("a", loop("b", line(1), variables=("x", "y")))]) == {"m", "x", "y"}
