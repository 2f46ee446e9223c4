"""What was asked before is not asked again: a memory per function, forgotten when other figures are opened."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from xlmarket_calc.cells import argument_out, error, has_errors, value_in
from xlmarket_calc.link import Fault, ServiceLink

SETTINGS = "settings.json"
WHY = "MARKET_WHY"
"""The function that says what stands behind an error, here too."""

MOST_CELLS = 2_000_000
"""How many cells, asked and answered, are remembered; then all are forgotten."""


class Answers:
    """The memory of one extension over one link. `rows` makes what Calc takes for several rows."""

    def __init__(self, settings: Mapping[str, Any], rows: Callable[[Any], Any]) -> None:
        self.settings = settings
        self.memory: dict[str, dict[tuple[Any, ...], Any]] = {name: {} for name in settings["functions"]}
        self.link = ServiceLink(settings, self._forget_others)
        self._rows = rows
        self._version = ""
        self._cells = 0

    def find(self, name: str, arguments: tuple[Any, ...]) -> Any:
        """An answer that is not remembered. It never raises: a process out of reach is `#VALUE!`, and not remembered."""
        asked = list(map(argument_out, arguments))
        while asked and asked[-1] is None:
            asked.pop()
        try:
            answer = self.link.ask([name, *asked])
        except Fault as fault:
            return str(fault) if name == WHY else error("#VALUE!")
        if isinstance(answer, dict) and "each" in answer:
            return self._take(name, arguments, answer["each"])
        value = value_in(answer)
        if isinstance(value, tuple):
            value = self._rows(value)
        if not any(map(has_errors, asked)):
            self._remember(name, arguments, value, _size(asked) + _size(answer))
        return value

    def _take(self, name: str, arguments: tuple[Any, ...], each: Sequence[Sequence[Any]]) -> Any:
        """The answers for many markets, of which the first was asked for."""
        for market, cell in each:
            self._remember(name, (market, *arguments[1:]), value_in(cell), 1)
        return value_in(each[0][1])

    def refresh(self) -> str:
        """Open the figures again and return their version. Clears the cache if they changed. Raises `Fault`."""
        self.link.rouse()
        opened = self.link.ask({"do": "open"})
        if "fault" in opened:
            raise Fault(opened["fault"])
        self.link.note(opened["version"])
        return self.link.version

    def figures(self) -> str:
        """Which figures are open."""
        return str(self.link.ask({"do": "tell"})["figures"])

    def respell(self, formulas: Sequence[str], defined: Sequence[str]) -> Any:
        """Formulas with every call of ours as Calc spells it, but for names that are `defined`."""
        return self.link.ask({"do": "respell", "formulas": formulas, "defined": defined})

    def _remember(self, name: str, arguments: tuple[Any, ...], value: Any, cells: int) -> None:
        if self._cells + cells > MOST_CELLS:
            self._forget()
        self._cells += cells
        self.memory[name][arguments] = value

    def _forget_others(self, version: str) -> None:
        if version != self._version:
            self._version = version
            self._forget()

    def _forget(self) -> None:
        self._cells = 0
        for remembered in self.memory.values():
            remembered.clear()


def _size(data: Any) -> int:
    return sum(map(_size, data)) if isinstance(data, list) else 1


_kept: list[Answers] = []


def answers() -> Answers:
    """Those of this LibreOffice."""
    if not _kept:
        from xlmarket_calc.rows import ResultRows

        settings = json.loads((Path(__file__).resolve().parents[2] / SETTINGS).read_text(encoding="utf-8"))
        _kept.append(Answers(settings, ResultRows))
    return _kept[0]
