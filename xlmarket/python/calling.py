"""A call of a method as the registry takes it. What goes in passes the one gate, `functions.arguments`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from xlmarket.functions import Answer
from xlmarket.functions.arguments import flat, is_array
from xlmarket.functions.call import call_with
from xlmarket.functions.foreign import to_argument
from xlmarket.functions.snapshot import Snapshot
from xlmarket.functions.spec import Function
from xlmarket.python.signatures import arguments_of, options_of


@dataclass(frozen=True, slots=True)
class MethodCall:
    """One call of a function. `arguments` are cells or rows of cells by the names of the cell, `options` as given."""

    snapshot: Snapshot
    spec: Function
    arguments: Mapping[str, Any]
    options: Mapping[str, Any]

    @classmethod
    def of(cls, snapshot: Snapshot, spec: Function, given: Mapping[str, Any]) -> MethodCall:
        """The call that the keywords of a method mean. Raises `ArgumentError` for what is not a cell or a list."""
        arguments = {one.name: to_argument(given.get(name)) for name, one in arguments_of(spec).items()}
        options = {one.option: given[one.name] for one in options_of(spec) if given.get(one.name) is not None}
        return cls(snapshot, spec, arguments, options)

    @property
    def down(self) -> str:
        """The name of the argument whose items are the rows of the result."""
        lists = (one.name for one in self.spec.parameters if one.takes.kind in ("markets", "within"))
        return next(lists, self.spec.parameters[0].name)

    @property
    def across(self) -> str | None:
        """The name of the argument whose items are the columns of the result, where it has one."""
        return next((one.name for one in self.spec.parameters if one.takes.kind == "periods"), None)

    @property
    def has_lists(self) -> bool:
        """Whether several markets or periods were given, or a list of one."""
        return any(is_array(self.arguments.get(name)) for name in (self.down, self.across) if name)

    def answer(self) -> Answer:
        """The answer of the function, as in a cell: lists go down, those of periods across."""
        cells = dict(self.arguments)
        if is_array(cells[self.down]):
            cells[self.down] = tuple((cell,) for cell in flat(cells[self.down]))
        return call_with(self.snapshot, self.spec.cell_name, tuple(cells.values()), self.options)

    def changed(self, arguments: Mapping[str, Any]) -> MethodCall:
        """The same call with other arguments."""
        return replace(self, arguments={**self.arguments, **arguments})
