"""The cases as hosts take them: cells looked up, the calls of one function, and when two answers are the same."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple

import pytest

from tests.conformance.cases import CASES, Case
from xlmarket.functions import Answer, Snapshot, call, evaluate, formula, open_snapshot
from xlmarket.package.areas import column_letters, parse_area

FIGURES = {name: open_snapshot(name) for name in ("cross-border-2015", "sample-quarterly")}
Rows = list[list[object]]


class Call(NamedTuple):
    """A case that is one call of one function: its arguments are values, cells already looked up."""

    case: Case
    name: str
    arguments: tuple[Any, ...]

    @property
    def rows(self) -> Rows:
        """What the registry answers, cells as `shown` makes them."""
        answer = call(FIGURES[self.case.dataset], self.name, *self.arguments)
        return [[shown(cell) for cell in row] for row in answer.rows]


def named(case: Case) -> str:
    """How a test names a case."""
    said = ", ".join(f"{where} {what if what is not None else 'empty'}" for where, what in case.cells.items())
    return f"{case.formula} with {said}" if said else case.formula


def looked_up(case: Case) -> Callable[[str], Any]:
    """What stands in a reference of the case's formula."""

    def cells(reference: str) -> Any:
        area = parse_area(reference)
        rows = [
            tuple(
                case.cells.get(f"{column_letters(column)}{row}")
                for column in range(area.first_column, area.last_column + 1)
            )
            for row in range(area.first_row, area.last_row + 1)
        ]
        return rows[0][0] if ":" not in reference else tuple(rows)

    return cells


def answered(case: Case) -> Answer:
    """What the registry answers to a case: what every host must answer."""
    return evaluate(FIGURES[case.dataset], case.formula, looked_up(case))


def wanted(case: Case) -> Rows:
    """The same as rows, cells as `shown` makes them."""
    return [[shown(cell) for cell in row] for row in answered(case).rows]


def shown(cell: object) -> object:
    """A cell in one form for all ways it can come: errors as their codes, nothing as empty text, 15 digits."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return float(f"{float(cell):.15g}")
    return "" if cell is None else cell if isinstance(cell, bool) else str(cell)


def same(found: Sequence[Sequence[object]], expected: Sequence[Sequence[object]]) -> bool:
    """Whether two answers are one: the same cells in the same places, numbers to 12 digits."""
    if [len(row) for row in found] != [len(row) for row in expected]:
        return False
    pairs = zip((one for row in found for one in row), (one for row in expected for one in row), strict=True)
    return all(_alike(shown(one), shown(other)) for one, other in pairs)


def _alike(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-12, abs_tol=1e-15)
    return type(one) is type(other) and one == other


def days_of_excel(value: date) -> int:
    """A date as the number a cell holds."""
    return (value - date(1899, 12, 30)).days


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
            answer = answered(case)
            if len(made) == 1 and made[0][2] is answer:
                found.append(Call(case, made[0][0].upper(), made[0][1]))
    return found


CALLS = plain_calls()
