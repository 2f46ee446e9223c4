"""Many cells with one call: when Calc asks for one market after another, the answers for all markets are sent at once.

A call that differs from an earlier one in its market only is computed for every market by one array call, and the
extension inside LibreOffice caches the answers. Ten thousand cells then cost some hundred requests.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from xlmarket.functions import CellError, Snapshot, call, registry
from xlmarket.functions.arguments import is_array
from xlmarket.functions.wire import cell_out, fault_out, value_in, value_out

MOST_MARKETS = 500
MOST_REMEMBERED = 10_000


@dataclass
class CallColumns:
    """Computes calls on one snapshot, as JSON data."""

    snapshot: Snapshot
    _asked: dict[object, bool] = field(default_factory=dict)

    def answer(self, name: str, arguments: list[Any]) -> object:
        """The value of a call, or `{"each": [[market, value], …]}` that begins with the market of the call."""
        given = [value_in(argument) for argument in arguments]
        try:
            if self._is_repeated(name, given) and (column := self._column(name, given)) is not None:
                return {"each": column}
            return value_out(call(self.snapshot, name, *given).value)
        except Exception as fault:  # noqa: BLE001 - the last resort of a cell
            return fault_out(fault)

    def _is_repeated(self, name: str, given: list[Any]) -> bool:
        """Whether the same call was made for another market before."""
        spec = registry().get(name)
        kinds = [parameter.takes.kind for parameter in spec.parameters[:1]] if spec else []
        if kinds != ["markets"] or not given or not isinstance(given[0], str):
            return False
        if any(is_array(one) or isinstance(one, CellError) for one in given):
            return False
        key = (name, *((type(one), one) for one in given[1:]))
        if key in self._asked:
            return self._asked[key]
        if len(self._asked) >= MOST_REMEMBERED:
            self._asked.clear()
        self._asked[key] = True
        return False

    def _column(self, name: str, given: list[Any]) -> list[list[object]] | None:
        """The answers of all markets, or None where one is not a single cell. Such a call is not tried again."""
        market, *rest = given
        names = [market, *self._markets]
        rows = call(self.snapshot, name, [[one] for one in names], *rest).rows
        if len(rows) != len(names) or any(len(row) != 1 for row in rows):
            self._asked[name, *((type(one), one) for one in rest)] = False
            return None
        return [[one, cell_out(row[0])] for one, row in zip(names, rows, strict=True)]

    @cached_property
    def _markets(self) -> list[str]:
        """The names of the markets that have figures."""
        keys = dict.fromkeys(row.market for row in self.snapshot.holding.observations)
        return [self.snapshot.markets[key].name for key in keys][:MOST_MARKETS]
