"""The plain calls of the table of cases: one function, its arguments, and what the registry answers."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from tests.functions.cases import CASES
from xlmarket.functions import Answer, Snapshot, call, evaluate, formula, open_snapshot

FIGURES = {name: open_snapshot(name) for name in ("cross-border-2015", "sample-quarterly")}


class Call(NamedTuple):
    formula: str
    dataset: str
    name: str
    arguments: tuple[Any, ...]

    @property
    def rows(self) -> list[list[object]]:
        """What the registry answers, cells as `shown` makes them."""
        answer = call(FIGURES[self.dataset], self.name, *self.arguments)
        return [[shown(cell) for cell in row] for row in answer.rows]


def shown(cell: object) -> object:
    """A cell in one form for all ways it can come: errors as their codes, nothing as empty text, 15 digits."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return float(f"{float(cell):.15g}")
    return "" if cell is None else cell if isinstance(cell, bool) else str(cell)


def plain_calls() -> list[Call]:
    """Every case whose answer is the answer of the one function it calls."""
    found: list[Call] = []
    with pytest.MonkeyPatch.context() as patch:
        for case in CASES:
            made: list[tuple[str, tuple[Any, ...], Answer]] = []

            def recorded(snapshot: Snapshot, name: str, *arguments: Any, made: list[Any] = made) -> Answer:
                answer = call(snapshot, name, *arguments)
                made.append((name, arguments, answer))
                return answer

            patch.setattr(formula, "call", recorded)
            answer = evaluate(FIGURES[case.dataset], case.formula)
            if len(made) == 1 and made[0][2] is answer:
                found.append(Call(case.formula, case.dataset, made[0][0].upper(), made[0][1]))
    return found


CALLS = plain_calls()
