"""Lines that repeat: the rows of a table and the paragraphs of a text come once per item, or not at all."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from lxml import etree

from xlmarket.errors import Place, TemplateError
from xlmarket.package.bodies import A
from xlmarket.package.elements import holder
from xlmarket.template.plan.expressions import Scope
from xlmarket.template.plan.nodes import Branch, For, If, Line, Node
from xlmarket.template.render.loops import Loop, bind_at, items_of
from xlmarket.template.slides.plan import PlacedText, Repeated
from xlmarket.template.slides.tags import TABLE, lines_of

MOST_LINES = 2_000
"""Most lines of a table or text. No slide shows as many."""

_ROW_ID = "{http://schemas.microsoft.com/office/drawing/2014/main}rowId"
Fill = Callable[[etree._Element, Sequence[PlacedText], Scope], None]
"""Fills the texts of one line."""


def repeat_lines(container: etree._Element, plan: Repeated, scope: Scope, fill: Fill) -> int:
    """Give a table or text its finished lines. Return how many it has.

    A table without a row goes with its frame. A text keeps an empty paragraph, as each text has one.
    """
    lines = lines_of(container)
    finished: list[tuple[int, etree._Element, Scope]] = []
    for number, inner in _walk(plan.tree, scope, plan.place):
        if len(finished) == MOST_LINES:
            raise TemplateError(f"a text or table of a slide has at most {MOST_LINES:,} lines", where=plan.place)
        finished.append((number - 1, copy.deepcopy(lines[number - 1]), inner))
    _replace(container, lines, [line for _, line, _ in finished])
    for number, line, inner in finished:
        fill(line, plan.texts[number], inner)
    return len(finished)


def _replace(container: etree._Element, lines: list[etree._Element], finished: list[etree._Element]) -> None:
    if not finished and container.tag == TABLE:
        frame = next(container.iterancestors("{*}graphicFrame"), container)
        holder(frame).remove(frame)
        return
    at = container.index(lines[0])
    for line in lines:
        container.remove(line)
    if not finished:
        container.insert(at, etree.Element(f"{{{A}}}p"))
    for place, line in enumerate(finished):
        container.insert(at + place, line)
    _number_rows(finished)


def _number_rows(rows: Iterable[etree._Element]) -> None:
    """Let no two rows of a table have the same id."""
    taken: set[int] = set()
    for row in rows:
        for element in row.iter(_ROW_ID):
            value = int(element.get("val") or 0)
            while value in taken:
                value += 1
            taken.add(value)
            element.set("val", str(value))


def _walk(nodes: Iterable[Node], scope: Scope, place: Place) -> Iterator[tuple[int, Scope]]:
    """The numbers of the template's lines as they come, each with what its texts see."""
    for node in nodes:
        match node:
            case Line():
                yield node.number, scope
            case For():
                where = replace(place, item=f"{place.item}, {node.place}")
                items = list(items_of(node.items, scope, where))
                for number, item in enumerate(items):
                    inner = {**scope, "loop": Loop(number, len(items)), **bind_at(node.variables, item, where)}
                    yield from _walk(node.body, inner, place)
            case If():
                branch = _chosen(node, scope, replace(place, item=f"{place.item}, {node.place}"))
                if branch is not None:
                    yield from _walk(branch.body, scope, place)


def _chosen(node: If, scope: Scope, where: Place) -> Branch | None:
    """The first branch whose condition holds."""
    try:
        return next((one for one in node.branches if one.condition is None or one.condition.value(scope)), None)
    except TemplateError as error:
        raise error.at(where) from None
