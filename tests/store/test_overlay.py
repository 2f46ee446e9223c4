"""Several vintages as one table: what the newer hides, and what of the older stays."""

from __future__ import annotations

from datetime import date

from xlmarket.observations import Gap, Metric, MetricKind, Observation, Observations
from xlmarket.periods import Period
from xlmarket.store.overlay import overlay

Q4 = Period.of(2015, "Q", 4)


def figure(value: float, market: str = "BRA", source: str = "") -> Observation:
    return Observation(market=market, metric="sales", period=Q4, value=value, source=source)


def gap(market: str = "BRA") -> Gap:
    return Gap(market=market, metric="sales", period=Q4, symbol="(S)", reason="suppressed")


def table(*rows: Observation, **rest: object) -> Observations:
    return Observations(rows=rows, **{"metrics": (Metric(name="sales"),), **rest})  # type: ignore[arg-type]


def test_the_newest_figure_of_a_cell_is_kept_and_others_stay() -> None:
    found = overlay([table(figure(2)), table(figure(1), figure(5, "JPN"))], ())
    assert found.rows == (figure(2), figure(5, "JPN"))


def test_gaps_and_figures_hide_each_other() -> None:
    assert overlay([table(gaps=(gap(),)), table(figure(1))], ()).rows == ()
    assert overlay([table(figure(1)), table(gaps=(gap(),))], ()).gaps == ()


def test_named_sources_stay_next_to_each_other_and_names_of_files_are_none() -> None:
    assert len(overlay([table(figure(2, source="A")), table(figure(1, source="B"))], ()).rows) == 2
    assert overlay(
        [table(figure(2, source="v2.csv")), table(figure(1, source="v1.csv"))], {"v1.csv", "v2.csv"}
    ).rows == (figure(2, source="v2.csv"),)


def test_the_days_covered_reach_from_the_first_to_the_last() -> None:
    found = overlay(
        [
            table(covered=(date(2015, 1, 1), date(2015, 12, 9))),
            table(),
            table(covered=(date(2014, 1, 1), date(2014, 12, 31))),
        ],
        (),
    )
    assert found.covered == (date(2014, 1, 1), date(2015, 12, 9))
    assert overlay([table()], ()).covered is None


def test_metrics_and_aggregates_are_those_of_the_newest_vintage_that_has_them() -> None:
    newer = table(
        metrics=(Metric(name="sales", unit="EUR"), Metric(name="stock", kind=MetricKind.STOCK)),
        aggregates={"EU": ("DEU", "FRA")},
    )
    older = table(
        metrics=(Metric(name="sales", unit="USD", default=True), Metric(name="parcels")),
        aggregates={"EU": ("DEU",), "World": ()},
    )
    found = overlay([newer, older], ())
    assert {metric.name: (metric.unit, metric.default) for metric in found.metrics} == {
        "sales": ("EUR", True),
        "parcels": ("", False),
        "stock": ("", False),
    }
    assert found.aggregates == {"EU": ("DEU", "FRA"), "World": ()}


def test_the_default_is_the_one_declared_last() -> None:
    newer = table(metrics=(Metric(name="parcels", default=True),))
    older = table(metrics=(Metric(name="sales", default=True),))
    assert [metric.name for metric in overlay([newer, older], ()).metrics if metric.default] == ["parcels"]
