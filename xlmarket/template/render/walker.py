"""Following the nodes of an axis with the values of a scope. Rows and columns do it alike."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import Any, ClassVar

from xlmarket.errors import Place, TemplateError
from xlmarket.package.limits import MOST_BREAKS
from xlmarket.template.layout.axes import Path as Iteration
from xlmarket.template.layout.looks import Labels
from xlmarket.template.plan.expressions import Scope
from xlmarket.template.plan.nodes import Asides, For, If, Line, LineGap, Node, StripSection
from xlmarket.template.plan.sheets import SheetPlan
from xlmarket.template.render.loops import Loop, bind_at, items_of


@dataclass
class Walker(ABC):
    """Follows the nodes of one axis. `counter` is the name of a block's loop.

    `labels` and `breaks` are what the clauses of its blocks ask for.
    """

    plan: SheetPlan
    place: Place
    deadline: float
    labels: list[Labels] = field(default_factory=list, kw_only=True)
    breaks: list[int] = field(default_factory=list, kw_only=True)
    counter: ClassVar[str] = "loop"

    @property
    @abstractmethod
    def count(self) -> int:
        """How many lines of the sheet are finished."""

    def nodes(self, nodes: Iterable[Node], scope: Scope, path: Iteration) -> None:
        """Follow nodes. `scope` is left as it was."""
        for node in nodes:
            match node:
                case Line():
                    self.line(node, scope, path)
                case For():
                    self.repeat(node, scope, path)
                case If():
                    self.choose(node, scope, path)
                case LineGap():
                    self.gap(node, path)
                case Asides():
                    self.asides(node, scope, path)
                case StripSection():
                    self.section(node, scope, path)

    @abstractmethod
    def line(self, line: Line, scope: Scope, path: Iteration) -> None:
        """One line of the template comes out."""

    @abstractmethod
    def blank(self, node: For, path: Iteration) -> None:
        """A list of nothing leaves the first line of its block once, empty but styled."""

    def gap(self, gap: LineGap, path: Iteration) -> None:  # noqa: B027 - columns have none
        """Lines the template has nothing for."""

    def asides(self, node: Asides, scope: Scope, path: Iteration) -> None:  # noqa: B027 - columns have none
        """Texts outside cells over the lines of a body."""

    def section(self, section: StripSection, scope: Scope, path: Iteration) -> None:  # noqa: B027 - columns have none
        """Strips of columns side by side."""

    def repeat_plain(self, node: For, items: Iterator[Any], path: Iteration) -> bool:  # noqa: ARG002 - rows can
        """Whether the block was simple enough to be made without a walk."""
        return False

    def repeat(self, node: For, scope: Scope, path: Iteration) -> None:
        """A block, once per item."""
        begin = self.count
        self._repeat(node, scope, path)
        if node.look is not None and node.look.merge:
            self.labels.append(Labels(node.look.merge, begin + 1, self.count))

    def _repeat(self, node: For, scope: Scope, path: Iteration) -> None:
        where = replace(self.place, cell=node.place)
        items = items_of(node.items, scope, where, counted=node.needs_length)
        length = len(items) if isinstance(items, Sequence) else 0
        rest = iter(items)
        first = list(islice(rest, 1))
        if not first:
            self.blank(node, path)
            return
        rest = chain(first, rest)
        if self.repeat_plain(node, rest, path):
            return
        names = (*node.variables, self.counter)
        saved = {name: scope[name] for name in names if name in scope}
        begin = before = self.count
        for number, item in enumerate(rest):
            scope.update(bind_at(node.variables, item, where))
            scope[self.counter] = Loop(number, length)
            self.nodes(node.body, scope, (*path, (node.block, number)))
            self.check_time(node)
            if node.look is not None and node.look.has_breaks and self.count > before:
                if before > begin:
                    self._break_after(before, where)
                before = self.count
        for name in names:
            scope.pop(name, None)
        scope.update(saved)

    def _break_after(self, line: int, where: Place) -> None:
        self.breaks.append(line)
        if len(self.breaks) > MOST_BREAKS:
            raise TemplateError(f"a sheet has at most {MOST_BREAKS:,} page breaks", where=where)

    def choose(self, node: If, scope: Scope, path: Iteration) -> None:
        """The first branch whose condition holds."""
        for branch in node.branches:
            try:
                holds = branch.condition is None or bool(branch.condition.value(scope))
            except TemplateError as error:
                raise error.at(replace(self.place, cell=node.place)) from None
            if holds:
                self.nodes(branch.body, scope, path)
                return

    def check_time(self, node: For) -> None:
        """Raise `TemplateError` after the deadline."""
        if time.monotonic() > self.deadline:
            raise TemplateError("the report takes too long", where=replace(self.place, cell=node.place))
