"""Following the nodes of an axis with the values of a scope. Rows and columns do it alike."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Any, ClassVar

from xlmarket.errors import Place, TemplateError
from xlmarket.template.layout.axes import Path as Iteration
from xlmarket.template.plan.expressions import Scope
from xlmarket.template.plan.nodes import For, If, Line, LineGap, Node, StripSection
from xlmarket.template.plan.sheets import SheetPlan
from xlmarket.template.render.loops import Loop, bind, items_of


@dataclass
class Walker(ABC):
    """Follows the nodes of one axis. `counter` is the name of a block's loop."""

    plan: SheetPlan
    place: Place
    deadline: float
    counter: ClassVar[str] = "loop"

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

    def section(self, section: StripSection, scope: Scope, path: Iteration) -> None:  # noqa: B027 - columns have none
        """Strips of columns side by side."""

    def repeat_plain(self, node: For, items: Iterator[Any], path: Iteration) -> bool:  # noqa: ARG002 - rows can
        """Whether the block was simple enough to be made without a walk."""
        return False

    def repeat(self, node: For, scope: Scope, path: Iteration) -> None:
        """A block, once per item."""
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
        for number, item in enumerate(rest):
            scope.update(bind(node.variables, item, where))
            scope[self.counter] = Loop(number, length)
            self.nodes(node.body, scope, (*path, (node.block, number)))
            self.check_time(node)
        for name in names:
            scope.pop(name, None)
        scope.update(saved)

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
