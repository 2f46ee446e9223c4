"""Lines with tags become a tree: what is inside a block, which lines vanish, and what is not closed."""

from __future__ import annotations

from xlmarket.errors import Place
from xlmarket.template.environment import PLAIN
from xlmarket.template.plan.nodes import Branch, For, If, Line, LineGap, Node
from xlmarket.template.read.blocks import TreeBuilder
from xlmarket.template.read.grammar import read_cell
from xlmarket.template.read.problems import SheetProblems


def tree(lines: dict[int, str]) -> tuple[TreeBuilder, tuple[Node, ...]]:
    """The tree of lines with a text each; tags alone have no content."""
    builder = TreeBuilder(problems=SheetProblems(Place(sheet="S")), environment=PLAIN)
    for number, text in lines.items():
        builder.gap_to(number)
        tags, content = read_cell(text)
        builder.add(Line(number), [(f"A{number}", tag) for tag in tags], has_content=content.kind != "empty")
    return builder, builder.tree()


def test_lines_between_tags_of_their_own_are_the_body_of_a_block() -> None:
    builder, nodes = tree({1: "head", 2: "{%row for m in x %}", 3: "a", 5: "b", 6: "{%row endfor %}", 7: "end"})
    assert [type(node) for node in nodes] == [Line, For, Line]
    block = nodes[1]
    assert isinstance(block, For)
    assert block.body == (Line(3), LineGap(4, 4), Line(5))
    assert (block.first, block.last, block.place) == (3, 5, "A2")
    assert builder.blocks == {0: (3, 5)}
    assert builder.length == 7


def test_a_line_with_content_comes_after_its_opening_and_before_its_closing_tags() -> None:
    _, nodes = tree({1: "{%row for m in x %}a{%row endfor %}"})
    assert nodes[0].children == (Line(1),)


def test_a_line_of_a_whole_block_of_tags_is_that_block() -> None:
    _, nodes = tree({1: "{%row for m in x %}{%row endfor %}"})
    assert nodes[0].children == (Line(1),)


def test_inner_blocks_are_numbered_before_those_around_them() -> None:
    builder, nodes = tree({1: "{%row for a in x %}a", 2: "{%row for b in y %}b{%row endfor %}", 3: "c{%row endfor %}"})
    outer = nodes[0]
    assert isinstance(outer, For)
    assert isinstance(outer.body[1], For)
    assert (outer.body[1].block, outer.block) == (0, 1)
    assert builder.blocks == {0: (2, 2), 1: (1, 3)}


def test_a_choice_has_a_branch_for_each_condition() -> None:
    _, nodes = tree({1: "{%row if a %}", 2: "x", 3: "{%row elif b %}", 4: "y", 5: "{%row else %}", 6: "{%row endif %}"})
    (choice,) = nodes
    assert isinstance(choice, If)
    assert [(branch.condition and branch.condition.source, branch.body) for branch in choice.branches] == [
        ("a", (Line(2),)),
        ("b", (Line(4),)),
        (None, ()),
    ]
    assert all(isinstance(branch, Branch) for branch in choice.children)


def test_what_is_not_closed_or_closes_nothing_is_a_problem_with_its_cell() -> None:
    builder, _ = tree({1: "{%row for m in x %}", 2: "{%row endif %}", 3: "{%row else %}"})
    found = [(error.what, error.where and error.where.cell) for error in builder.problems.errors]
    assert found == [
        ("the tag endif closes nothing; for in A1 is still open", "A2"),
        ("the tag else stands outside an if", "A3"),
        ("the tag for is never closed", "A1"),
    ]


def test_an_expression_that_cannot_be_read_is_a_problem_and_reading_goes_on() -> None:
    builder, nodes = tree({1: "{%row for m in ) %}a{%row endfor %}"})
    assert [error.what.split(":")[0] for error in builder.problems.errors] == ["the expression cannot be read"]
    assert isinstance(nodes[0], For)
