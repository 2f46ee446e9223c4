"""Lines (rows, columns) with their tags become a tree of blocks."""

from __future__ import annotations

from dataclasses import dataclass, field

from xlmarket.errors import TemplateError
from xlmarket.template.environment import Environment
from xlmarket.template.plan.cells import RowPlan
from xlmarket.template.plan.expressions import Expression
from xlmarket.template.plan.nodes import Branch, For, If, Line, LineGap, Node, walk
from xlmarket.template.read.clauses import Repetition, compile_repetition
from xlmarket.template.read.expressions import compile_expression
from xlmarket.template.read.grammar import Tag
from xlmarket.template.read.problems import SheetProblems

PlacedTag = tuple[str, Tag]
"""A tag with the cell it stands in."""

_OPENING = ("for", "if")
_CLOSING = {"endfor": "for", "endif": "if"}


@dataclass
class _OpenBranch:
    """The condition of a tag and the nodes after it."""

    condition: Expression | None
    body: list[Node] = field(default_factory=list)


@dataclass
class _OpenBlock:
    """A block that is not closed yet."""

    tag: Tag
    cell: str
    branches: list[_OpenBranch]
    repetition: Repetition | None = None

    @property
    def body(self) -> list[Node]:
        return self.branches[-1].body

    @property
    def is_outlined(self) -> bool:
        look = self.repetition.look if self.repetition is not None else None
        return look is not None and look.is_outline


@dataclass(kw_only=True)
class TreeBuilder:
    """Builds the tree of one axis (the rows of a sheet, its columns, or the rows of a band), line by line.

    `blocks` is shared by the trees of one axis, as their numbers are. Problems are collected.
    """

    problems: SheetProblems
    environment: Environment
    blocks: dict[int, tuple[int, int]] = field(default_factory=dict)
    length: int = 0
    _top: list[Node] = field(default_factory=list)
    _open: list[_OpenBlock] = field(default_factory=list)

    def gap_to(self, number: int) -> None:
        """Lines the sheet has nothing for. In an outlined block they have a level nevertheless."""
        if number > self.length + 1 and any(block.is_outlined for block in self._open):
            self._here.extend(Line(line, RowPlan.of(line, "", ())) for line in range(self.length + 1, number))
        elif number > self.length + 1:
            self._here.append(LineGap(self.length + 1, number - 1))
        self.length = max(self.length, number - 1)

    def add(self, line: Line, tags: list[PlacedTag], *, has_content: bool, vanishes: bool = False) -> None:
        """A line: opening tags before it, the line unless it holds nothing but tags, closing tags after it.

        `vanishes`: it holds nothing but tags, and some that are not of this axis.
        """
        self.length = line.number
        if (tags and not has_content and not _is_whole([tag.word for _, tag in tags])) or (vanishes and not tags):
            for cell, tag in tags:
                self._take(cell, tag)
            return
        for cell, tag in tags:
            if tag.word in _OPENING:
                self._take(cell, tag)
        self._here.append(line)
        for cell, tag in tags:
            if tag.word not in _OPENING:
                self._take(cell, tag)

    def tree(self) -> tuple[Node, ...]:
        """The tree of all lines. Blocks that are still open are problems."""
        for left in self._open:
            closing = f"{{%{left.tag.kind} end{left.tag.word} %}}"
            self.problems.add(f"the tag {left.tag.word} is never closed", left.cell, left.tag.text, allowed=closing)
        return tuple(self._top)

    @property
    def _here(self) -> list[Node]:
        return self._open[-1].body if self._open else self._top

    def _take(self, cell: str, tag: Tag) -> None:
        if tag.word == "for":
            self._open.append(_OpenBlock(tag, cell, [_OpenBranch(None)], self._repetition(cell, tag)))
        elif tag.word == "if":
            self._open.append(_OpenBlock(tag, cell, [_OpenBranch(self._expression(cell, tag))]))
        elif tag.word in _CLOSING:
            self._close(cell, tag)
        elif not self._open or self._open[-1].tag.word != "if" or self._open[-1].branches[-1].condition is None:
            self.problems.add(f"the tag {tag.word} stands outside an if", cell, tag.text)
        else:
            condition = self._expression(cell, tag) if tag.word == "elif" else None
            self._open[-1].branches.append(_OpenBranch(condition))

    def _close(self, cell: str, tag: Tag) -> None:
        wanted = _CLOSING[tag.word]
        if not self._open or self._open[-1].tag.word != wanted:
            what = f"the tag {tag.word} closes nothing"
            if self._open:
                what += f"; {self._open[-1].tag.word} in {self._open[-1].cell} is still open"
            self.problems.add(what, cell, tag.text)
            return
        closed = self._open.pop()
        repetition = closed.repetition
        self._here.append(self._if(closed) if repetition is None else self._for(closed, repetition))

    def _for(self, closed: _OpenBlock, repetition: Repetition) -> For:
        branch = closed.branches[0]
        lines = [number for node in walk(branch.body) for number in lines_of(node)]
        block = len(self.blocks)
        first, last = (min(lines), max(lines)) if lines else (0, -1)
        self.blocks[block] = (first, last)
        return For(
            block=block,
            variables=repetition.variables,
            items=repetition.items,
            body=tuple(branch.body),
            first=first,
            last=last,
            place=closed.cell,
            look=repetition.look,
        )

    @staticmethod
    def _if(closed: _OpenBlock) -> If:
        return If(tuple(Branch(branch.condition, tuple(branch.body)) for branch in closed.branches), closed.cell)

    def _repetition(self, cell: str, tag: Tag) -> Repetition:
        try:
            return compile_repetition(tag, self.environment)
        except TemplateError as error:
            self.problems.keep(error, cell)
            return Repetition(compile_expression("[]", self.environment), tag.variables)

    def _expression(self, cell: str, tag: Tag) -> Expression:
        try:
            return compile_expression(tag.expression, self.environment)
        except TemplateError as error:
            self.problems.keep(error, cell)
            return compile_expression("none", self.environment)


def _is_whole(words: list[str]) -> bool:
    """Whether the tags of a row open and close a block, which then is that row."""
    depth = 0
    for word in words:
        depth += (word in _OPENING) - (word in _CLOSING)
        if depth < 0:
            return False
    return depth == 0 and words[0] in _OPENING


def lines_of(node: Node) -> tuple[int, ...]:
    """The first and the last line of a node without children."""
    if isinstance(node, Line):
        return (node.number,)
    return (node.first, node.last) if isinstance(node, LineGap) else ()
