"""Lines (rows, columns) with their tags become a tree of blocks."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from xlmarket.errors import Place, TemplateError
from xlmarket.template.read.expressions import Expression, compile_expression
from xlmarket.template.read.grammar import Tag
from xlmarket.template.read.plan import Beside, For, If, Node

Placed = tuple[str, Tag]
"""A tag with the cell it stands in."""

_OPENING = ("for", "if")
_CLOSING = {"endfor": "for", "endif": "if"}


@dataclass
class _Open:
    """A block that is not closed yet."""

    tag: Tag
    cell: str
    branches: list[tuple[Expression | None, list[Node]]]

    @property
    def body(self) -> list[Node]:
        return self.branches[-1][1]


@dataclass
class Builder:
    """Builds the tree of one axis (the rows of a sheet, its columns, or the rows of a band), line by line.

    `blocks` is shared by the trees of one axis, as their numbers are. Problems are collected.
    """

    place: Place
    problems: list[TemplateError]
    blocks: dict[int, tuple[int, int]]
    height: int = 0
    _top: list[Node] = field(default_factory=list)
    _open: list[_Open] = field(default_factory=list)

    def gap_to(self, number: int) -> None:
        """Lines the sheet has nothing for."""
        if number > self.height + 1:
            self._here.append(range(self.height + 1, number))
        self.height = max(self.height, number - 1)

    def line(self, number: int, tags: list[Placed], *, has_content: bool, vanishes: bool = False) -> None:
        """A line: opening tags before it, the line unless it holds nothing but tags, closing tags after it.

        `vanishes`: it holds nothing but tags, and some that are not of this axis.
        """
        self.height = number
        if (tags and not has_content and not _is_whole([tag.word for _, tag in tags])) or (vanishes and not tags):
            for cell, tag in tags:
                self._take(cell, tag)
            return
        for cell, tag in tags:
            if tag.word in _OPENING:
                self._take(cell, tag)
        self._here.append(number)
        for cell, tag in tags:
            if tag.word not in _OPENING:
                self._take(cell, tag)

    def finished(self) -> tuple[Node, ...]:
        for left in self._open:
            closing = f"{{%{left.tag.kind} end{left.tag.word} %}}"
            self._problem(left.cell, f"the tag {left.tag.word} is never closed", left.tag.text, closing)
        return tuple(self._top)

    @property
    def _here(self) -> list[Node]:
        return self._open[-1].body if self._open else self._top

    def _take(self, cell: str, tag: Tag) -> None:
        if tag.word in _OPENING:
            self._open.append(_Open(tag, cell, [(self._expression(cell, tag), [])]))
        elif tag.word in _CLOSING:
            self._close(cell, tag)
        elif not self._open or self._open[-1].tag.word != "if" or self._open[-1].branches[-1][0] is None:
            self._problem(cell, f"the tag {tag.word} stands outside an if", tag.text)
        else:
            condition = self._expression(cell, tag) if tag.word == "elif" else None
            self._open[-1].branches.append((condition, []))

    def _close(self, cell: str, tag: Tag) -> None:
        wanted = _CLOSING[tag.word]
        if not self._open or self._open[-1].tag.word != wanted:
            what = f"the tag {tag.word} closes nothing"
            if self._open:
                what += f"; {self._open[-1].tag.word} in {self._open[-1].cell} is still open"
            self._problem(cell, what, tag.text)
            return
        closed = self._open.pop()
        self._here.append(self._for(closed) if wanted == "for" else self._if(closed))

    def _for(self, closed: _Open) -> For:
        items, body = closed.branches[0]
        rows = _rows(body)
        block = len(self.blocks)
        first, last = (min(rows), max(rows)) if rows else (0, -1)
        self.blocks[block] = (first, last)
        assert items is not None  # noqa: S101 - a for always has an expression
        return For(block, closed.tag.variables, items, tuple(body), first, last, closed.cell)

    @staticmethod
    def _if(closed: _Open) -> If:
        return If(tuple((condition, tuple(body)) for condition, body in closed.branches), closed.cell)

    def _expression(self, cell: str, tag: Tag) -> Expression:
        try:
            return compile_expression(tag.expression)
        except TemplateError as error:
            self.problems.append(error.at(replace(self.place, cell=cell)))
            return compile_expression("none")

    def _problem(self, cell: str, what: str, found: str, allowed: str = "") -> None:
        self.problems.append(
            TemplateError(what, where=replace(self.place, cell=cell), found=found, allowed=allowed or ())
        )


def _is_whole(words: list[str]) -> bool:
    """Whether the tags of a row open and close a block, which then is that row."""
    depth = 0
    for word in words:
        depth += (word in _OPENING) - (word in _CLOSING)
        if depth < 0:
            return False
    return depth == 0 and words[0] in _OPENING


def _rows(nodes: list[Node] | tuple[Node, ...]) -> list[int]:
    found: list[int] = []
    for node in nodes:
        match node:
            case int():
                found.append(node)
            case range():
                found += (node[0], node[-1])
            case For():
                found += _rows(node.body)
            case If():
                found += [row for _, body in node.branches for row in _rows(body)]
            case Beside():
                found += (node.first, node.last)
    return found
