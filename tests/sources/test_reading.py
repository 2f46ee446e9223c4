"""The outcome of reading a file."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from xlmarket.errors import Place
from xlmarket.markets import standard_markets
from xlmarket.observations import Metric, MetricKind, Observation, Observations
from xlmarket.periods import Frequency, Period
from xlmarket.sources.reading import Reading, Reject, check_plausible, write_rejects

SHARES = Metric(name="share", unit="percent", kind=MetricKind.FLOW, frequency=Frequency.YEAR)


def odd(
    figures: dict[str, float], metric: Metric = SHARES, period: Period | None = None, **more: object
) -> tuple[str, ...]:
    rows = [
        Observation(market=market, metric=metric.name, period=period or Period.of(2015), value=value, unit=metric.unit)
        for market, value in figures.items()
    ]
    return check_plausible(Observations(rows=tuple(rows), metrics=(metric,), **more), standard_markets())  # type: ignore[arg-type]


def test_parts_that_sum_to_their_world_are_plausible() -> None:
    assert odd({"WORLD": 100, "BRA": 60, "PER": 39.6}) == ()


@pytest.mark.parametrize(("figures", "sentence"), [
    ({"WORLD": 100, "BRA": 60, "PER": 30}, "share 2015: the parts sum to 90, the world is 100"),
    ({"WORLD": 100, "BRA": 60, "PER": 45}, "share 2015: the parts sum to 105, more than the world, 100"),
    ({"BRA": 101}, "BRA 2015: a share of 101 %"), ({"BRA": -1}, "BRA 2015: a share of -1 %"),
])  # fmt: skip
def test_other_sums_and_shares_are_odd(figures: dict[str, float], sentence: str) -> None:
    assert odd(figures) == (sentence,)


def test_aggregates_do_not_count_among_the_parts() -> None:
    assert odd({"WORLD": 100, "BRA": 60, "PER": 40, "South": 100}, aggregates={"South": ("BRA", "PER")}) == ()


def test_periods_of_another_length_are_odd() -> None:
    (sentence,) = odd({"BRA": 1}, period=Period.of(2015, Frequency.QUARTER, 4))
    assert "1 figure for periods of another length than A (2015Q4, …)" in sentence


def test_at_most_fifty_sentences_are_returned() -> None:
    assert len(odd({f"m{n}": 101 for n in range(60)})) == 50


def test_rejects_are_written_with_their_places(tmp_path: Path) -> None:
    reject = Reject(Place(file="f.xlsx", sheet="S", cell="D2", column="value"), "5,1", "not a number")
    reading = Reading(observations=Observations(rows=(), metrics=()), file="f.xlsx", fingerprint="", rejects=(reject,))
    write_rejects(reading, tmp_path / "r.csv")
    with (tmp_path / "r.csv").open(newline="") as file:
        assert list(csv.reader(file)) == [
            ["file", "sheet", "cell", "row", "column", "found", "why"],
            ["f.xlsx", "S", "D2", "", "value", "5,1", "not a number"],
        ]


def test_a_reject_as_a_line_offers_near_names() -> None:
    reject = Reject(Place(file="f.csv", row=2), "Congo", "means several markets", ("Congo", "DR Congo"))
    assert str(reject) == 'f.csv, row 2: means several markets; found "Congo"; did you mean Congo, DR Congo?'
