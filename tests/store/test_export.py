"""What is exported imports again as what it was: the same table, and so the same answers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.formulas.names.awkward import awkward
from tests.functions.tables import snapshot
from tests.functions.test_totals import world_bank
from xlmarket.cli import run
from xlmarket.functions import Snapshot, call, open_snapshot, registry
from xlmarket.observations import Gap, Metric, MetricKind, Observation, Observations
from xlmarket.periods import Frequency, Period, read_calendar
from xlmarket.sources import read
from xlmarket.store.export import tidy_csv
from xlmarket.store.shipped import DATASETS


def again(table: Observations, folder: Path) -> Observations:
    """A table written and read."""
    file = folder / "again.csv"
    file.write_text(tidy_csv(table), encoding="utf-8")
    reading = read(file)
    assert (reading.rejects, reading.unused, reading.questions) == ((), (), ())
    return reading.observations


def assert_same(found: Observations, table: Observations) -> None:
    assert found.rows == table.rows
    assert found.gaps == table.gaps
    used = {row.metric for row in table.rows} | {gap.metric for gap in table.gaps}
    metrics = {one.name: one for one in table.metrics if one.name in used}
    assert {one.name: one for one in found.metrics} == metrics
    assert found.covered == table.covered
    assert dict(found.aggregates) == dict(table.aggregates)


@pytest.mark.parametrize("name", DATASETS)
def test_every_shipped_data_set_survives(name: str, tmp_path: Path) -> None:
    table = open_snapshot(name).holding.observations
    assert_same(again(table, tmp_path), table)


def test_the_world_bank_survives_with_its_aggregates(data: Path, tmp_path: Path) -> None:
    table = world_bank("Country Name").holding.observations
    found = again(table, tmp_path)
    assert len(found) == len(table) > 6_000
    assert {key for key, members in found.aggregates.items() if not members} <= set(table.aggregates)
    assert set(found.aggregates) == {key for key in table.aggregates if key != "WORLD"}


def test_gaps_aggregates_days_covered_and_fiscal_years_survive(tmp_path: Path) -> None:
    calendar = read_calendar("4 end")
    quarters = [Period.holding(date(2014, 5, 1), Frequency.QUARTER, calendar).shift(n) for n in range(4)]
    rows = [
        Observation(
            market=market,
            metric="net sales",
            period=period,
            value=value,
            unit="USD",
            source="Annual report",
            note='a "note"; with, signs',
        )
        for market, value in (
            ("DEU", 1e-7),
            ("FRA", -12345678901234.5),
            ("Café & Bar", 1e22),
            ("Germany and France", 0.1 + 0.2),
        )
        for period in quarters
    ]
    gap = Gap(
        market="JPN", metric="net sales", period=quarters[0], symbol="(S)", reason="suppressed", source="Annual report"
    )
    only = Gap(
        market="JPN", metric="visits", period=quarters[0], symbol="..", reason="not available", source="Annual report"
    )
    metrics = (
        Metric(
            name="net sales",
            unit="USD",
            kind=MetricKind.FLOW,
            frequency=Frequency.QUARTER,
            default=True,
            title="Sales, net of returns",
            calendar=calendar,
        ),
        Metric(
            name="visits",
            unit="",
            kind=MetricKind.STOCK,
            frequency=Frequency.QUARTER,
            default=False,
            title="",
            calendar=calendar,
        ),
    )
    table = Observations(
        rows=tuple(rows),
        metrics=metrics,
        covered=(date(2014, 4, 1), date(2015, 3, 9)),
        gaps=(gap, only),
        aggregates={"Germany and France": ("DEU", "FRA")},
    )
    assert_same(again(table, tmp_path), table)


@pytest.mark.parametrize("calendar", ["2 start 4-5-4 nearest saturday", "10 end 4-4-5 last friday"])
def test_years_of_whole_weeks_survive(calendar: str, tmp_path: Path) -> None:
    kept = read_calendar(calendar)
    period = Period.holding(date(2015, 5, 1), Frequency.WEEK, kept)
    rows = [
        Observation(market="DEU", metric="sales", period=period.shift(n), value=float(n), unit="USD", source="x")
        for n in range(60)
    ]
    table = Observations(
        rows=tuple(rows),
        metrics=(
            Metric(
                name="sales",
                unit="USD",
                kind=MetricKind.FLOW,
                frequency=Frequency.WEEK,
                default=False,
                title="",
                calendar=kept,
            ),
        ),
    )
    assert_same(again(table, tmp_path), table)


def test_units_per_market_bounds_and_doubt_survive(tmp_path: Path) -> None:
    table = awkward(3).holding.observations
    named = Observations(
        rows=tuple(
            Observation(**{**{name: getattr(row, name) for name in row.__slots__}, "source": row.source or "Office"})
            for row in table.rows
        ),
        metrics=table.metrics,
        covered=table.covered,
    )  # a source that is not said becomes the file's name
    assert_same(again(named, tmp_path), named)
    money = [
        Observation(market="JPN", metric="sales", period=Period.of(2015), value=5.0, unit="JPY billion", source="x"),
        Observation(market="BRA", metric="sales", period=Period.of(2015), value=7.0, unit="BRL million", source="x"),
    ]
    table = Observations(
        rows=tuple(money), metrics=(Metric(name="sales", unit="", kind=MetricKind.FLOW, frequency=Frequency.YEAR),)
    )
    assert_same(again(table, tmp_path), table)


def test_columns_that_nothing_needs_are_left_out(tmp_path: Path) -> None:
    rows = [Observation(market="DEU", metric="sales", period=Period.of(2015), value=5.0, unit="USD", source="x")]
    text = tidy_csv(
        Observations(
            rows=tuple(rows),
            metrics=(Metric(name="sales", unit="USD", kind=MetricKind.FLOW, frequency=Frequency.YEAR),),
        )
    )
    header = "market,metric,period,value,unit,qualifier,status,source,note,kind,default"
    joined = "market_name,level,frequency,period_start,period_end"
    figure = "DEU,sales,2015,5,USD,=,published,x,,flow,,Germany,market,A,2015-01-01,2015-12-31"
    assert text == f"{header},{joined}\n{figure}\n"


def answers(figures: Snapshot) -> dict[str, object]:
    """What every function of one market, period and metric gives for all of them."""
    found: dict[str, object] = {"default": figures.metric().name}
    for metric in figures.metrics:
        panel = figures.panel(metric)
        markets, periods = [[key] for key in panel.markets], [[one.label for one in panel.periods]]
        for name in ("VALUE", "SHARE", "GROWTH", "RANK", "UNIT", "FLAG", "CONTRIBUTION"):
            spec = registry()[f"MARKET_{name}"]
            place = [one.takes.kind for one in spec.parameters].index("metric")
            arguments = [markets, periods, *[None] * (place - 2), metric]
            found[f"{name} {metric}"] = call(figures, spec.cell_name, *arguments).value
        found[f"CHECK {metric}"] = call(figures, "MARKET_CHECK", None, None, metric).value
    return found


@pytest.mark.parametrize("name", [one for one in DATASETS if one != "ecb-reference-rates"])
def test_the_commands_give_the_same_answers(name: str, tmp_path: Path) -> None:
    store, file = ["--store", str(tmp_path / "figures.sqlite"), "--quiet"], str(tmp_path / "out.csv")
    assert run(["data", "export", name, "-o", file, *store]) == 0
    assert run(["import", file, "--as", "copy", *store]) == 0
    copy = open_snapshot("copy", store=str(tmp_path / "figures.sqlite"))
    assert copy.holding.dataset.status == open_snapshot(name).holding.dataset.status
    assert answers(copy) == answers(open_snapshot(name))


def test_an_export_of_an_import_is_byte_for_byte_the_same(tmp_path: Path) -> None:
    store, first, second = ["--store", str(tmp_path / "s.sqlite"), "--quiet"], tmp_path / "a.csv", tmp_path / "b.csv"
    figures = snapshot(
        [Observation(market="DEU", metric="sales", period=Period.of(2015), value=0.1 + 0.2, unit="USD", source="x")],
        [Metric(name="sales", unit="USD", kind=MetricKind.FLOW, frequency=Frequency.YEAR, default=True, title="Sales")],
        gaps=(
            Gap(market="FRA", metric="sales", period=Period.of(2015), symbol="(S)", reason="suppressed", source="x"),
        ),
    )
    first.write_text(tidy_csv(figures.holding.observations), encoding="utf-8")
    assert run(["import", str(first), "--as", "copy", *store]) == 0
    assert run(["data", "export", "copy", "-o", str(second), *store]) == 0
    assert second.read_bytes() == first.read_bytes()


@pytest.mark.parametrize(
    ("column", "text", "said"),
    [("covered", "2015", "covered is not two dates"), ("calendar", "13 end", "not a calendar")],
)
def test_a_damaged_export_says_where(column: str, text: str, said: str, tmp_path: Path) -> None:
    from xlmarket.errors import SourceError

    file = tmp_path / "bad.csv"
    header = "market,metric,period,value,unit,qualifier,status,source,note,kind,default"
    file.write_text(f"{header},{column}\nDEU,sales,2015,5,USD,=,published,x,,flow,,{text}\n", encoding="utf-8")
    with pytest.raises(SourceError, match=said) as error:
        read(file)
    assert "bad.csv" in str(error.value)
