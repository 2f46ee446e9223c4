"""What changed between two states of a data set, cell by cell and source by source."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from xlmarket.observations import FigureStatus, Gap, Metric, Observation, Observations
from xlmarket.periods import Period
from xlmarket.store import Dataset, Holding, Vintage
from xlmarket.store.changes import Change, ChangeKind, compare

Q3, Q4 = Period.of(2015, "Q", 3), Period.of(2015, "Q", 4)
NOW = datetime(2016, 1, 31, tzinfo=UTC)


def figure(value: float, market: str = "BRA", **rest: object) -> Observation:
    fields = {"metric": "sales", "period": Q4, "unit": "USD", **rest}
    return Observation(market=market, value=value, **fields)  # type: ignore[arg-type]


def gap(market: str = "BRA", symbol: str = "(S)", reason: str = "suppressed") -> Gap:
    return Gap(market=market, metric="sales", period=Q4, symbol=symbol, reason=reason)


def holding(*cells: Observation | Gap, number: int = 1) -> Holding:
    table = Observations(
        rows=tuple(cell for cell in cells if isinstance(cell, Observation)),
        metrics=(Metric(name="sales"), Metric(name="parcels")),
        gaps=tuple(cell for cell in cells if isinstance(cell, Gap)),
    )
    vintage = Vintage(
        dataset="mine", number=number, published=NOW, imported=NOW, file="a.csv", fingerprint="a", rows=len(table)
    )
    return Holding(dataset=Dataset(name="mine"), vintage=vintage, observations=table)


def only(before: list[Observation | Gap], after: list[Observation | Gap]) -> Change:
    changes = compare(holding(*before), holding(*after, number=2)).changes
    assert len(changes) == 1
    return changes[0]


def test_equal_states_have_no_changes() -> None:
    found = compare(holding(figure(1), gap("JPN")), holding(figure(1, note="said again"), gap("JPN"), number=2))
    assert found.changes == ()
    assert found.same == 2
    assert (found.before.number, found.after.number) == (1, 2)


def test_a_figure_that_changes_has_a_difference_and_a_ratio() -> None:
    change = only([figure(-50)], [figure(-49)])
    assert (change.kind, change.difference, change.ratio) == (ChangeKind.CHANGED, 1, 0.02)
    assert change.cell.value == -49  # type: ignore[union-attr]
    assert only([figure(0)], [figure(2)]).ratio is None


def test_a_change_of_unit_has_no_difference_and_is_noted() -> None:
    change = only([figure(1)], [figure(2, unit="EUR")])
    assert (change.difference, change.ratio, change.note) == (None, None, "unit USD → EUR")


@pytest.mark.parametrize(
    ("changes", "note"),
    [
        ({"unit": ""}, "unit USD → none"),
        ({"status": FigureStatus.ESTIMATED}, "status published → estimated"),
        ({"unit": "EUR", "status": FigureStatus.DOUBTFUL}, "unit USD → EUR; status published → doubtful"),
    ],
)
def test_the_same_value_with_other_marks_is_marked(changes: dict[str, object], note: str) -> None:
    change = only([figure(1)], [replace(figure(1), **changes)])
    assert (change.kind, change.note) == (ChangeKind.MARKED, note)


def test_figures_come_and_go() -> None:
    assert only([], [figure(1)]).kind is ChangeKind.ADDED
    removed = only([figure(1)], [])
    assert removed.kind is ChangeKind.REMOVED
    assert removed.cell == figure(1)
    assert (removed.difference, removed.ratio, removed.note) == (None, None, "")


def test_a_gap_withdraws_a_figure_and_a_figure_fills_a_gap() -> None:
    withdrawn, filled = only([figure(1)], [gap()]), only([gap()], [figure(1)])
    assert (withdrawn.kind, withdrawn.note) == (ChangeKind.WITHDRAWN, "(S) (suppressed)")
    assert (filled.kind, filled.note) == (ChangeKind.FILLED, "was (S) (suppressed)")
    assert only([figure(1)], [gap(reason="")]).note == "(S)"


def test_a_gap_of_another_reason_is_marked() -> None:
    change = only([gap()], [gap(symbol="(D)", reason="")])
    assert (change.kind, change.note) == (ChangeKind.MARKED, "was (S) (suppressed); (D)")


def test_a_release_that_names_itself_as_source_changes_the_figure_in_use() -> None:
    change = only([figure(1, source="release 1")], [figure(2, source="release 2")])
    assert (change.kind, change.difference) == (ChangeKind.CHANGED, 1)


def test_further_sources_are_compared_source_by_source() -> None:
    found = compare(
        holding(figure(1, source="Census"), figure(5, source="Statista")),
        holding(figure(1, source="Census"), figure(6, source="Statista"), figure(7, source="Eurostat"), number=2),
    )
    assert [(change.kind, change.cell.source) for change in found.changes] == [
        (ChangeKind.CHANGED, "Statista"),
        (ChangeKind.ADDED, "Eurostat"),
    ]
    assert found.count(ChangeKind.ADDED) == 1
    assert found.same == 0


def test_changes_come_by_metric_then_kind_then_size() -> None:
    before = holding(figure(1, "A"), figure(1, "B"), figure(1, "C"), figure(1, "D", metric="parcels"), figure(1, "E"))
    after = holding(
        figure(9, "D", metric="parcels"), figure(2, "A"), figure(-4, "B"), figure(8, "F"), figure(2, "C"), number=2
    )
    assert [change.cell.market for change in compare(before, after).changes] == ["B", "A", "C", "F", "E", "D"]
