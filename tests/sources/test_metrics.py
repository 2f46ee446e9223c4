"""Metrics of a file while it is read."""

from __future__ import annotations

from typing import Any

import pytest

from xlmarket.config import Mapping
from xlmarket.errors import Place, SourceError
from xlmarket.observations import MetricKind, Observation
from xlmarket.periods import Period
from xlmarket.sources.metrics import MetricBook


def book(**keys: Any) -> MetricBook:
    return MetricBook(Mapping(**keys))


def unit(metrics: MetricBook, text: str = "", market: str = "BRA", percent: bool = False) -> str:
    return metrics.unit("sales", market, ("Sales", "sales", market), text, percent)


def figure(metric: str) -> Observation:
    return Observation(market="BRA", metric=metric, period=Period.of(2015), value=1)


def test_a_unit_is_that_of_the_row_else_the_column_else_the_file_else_the_percent_sign() -> None:
    assert unit(book(unit="EUR", units={"Sales": "USD"}), "JPY") == "JPY"
    assert unit(book(unit="EUR", units={"Sales": "USD"})) == "USD"
    assert unit(book(unit="EUR")) == "EUR"
    assert unit(book(), percent=True) == "percent"


def test_a_metric_has_one_unit_but_for_money() -> None:
    metrics = book()
    assert (unit(metrics, "USD"), unit(metrics, "JPY", "JPN")) == ("USD", "JPY")
    with pytest.raises(SourceError, match='has the unit "USD" in other rows; found "persons"'):
        unit(metrics, "persons", "PER")
    with pytest.raises(SourceError, match="percent sign where the unit is USD"):
        unit(metrics, "USD", percent=True)
    assert metrics.metrics([figure("sales")])[0].unit == ""


def test_a_kind_of_the_file_wins_and_a_second_one_is_refused() -> None:
    metrics = book(kind="stock")
    metrics.note("sales", "Flow", "")
    assert metrics.kind("sales") is MetricKind.FLOW
    with pytest.raises(SourceError, match="is a flow in other rows"):
        metrics.note("sales", "stock", "")
    with pytest.raises(SourceError, match='invalid kind "flows": choose from flow, stock, ratio'):
        metrics.note("sales", "flows", "")


def test_one_metric_is_the_default() -> None:
    metrics = book()
    metrics.note("sales", "", "yes")
    metrics.note("parcels", "", "no")
    assert [metric.default for metric in metrics.metrics([figure("parcels"), figure("sales")])] == [False, True]
    with pytest.raises(SourceError, match='the default metric is "sales" in other rows'):
        metrics.note("parcels", "", "true")
    with pytest.raises(SourceError, match='invalid default "maybe": choose from true, false'):
        metrics.note("parcels", "", "maybe")


def test_an_open_kind_is_a_question_and_a_ratio_meanwhile() -> None:
    metrics = book()
    metrics.note("x", "", "")
    (question,) = metrics.questions(Place(file="f.csv"))
    assert (question.topic, question.name, question.choices) == ("kind", "x", ("flow", "stock", "ratio"))
    assert metrics.metrics([figure("x")])[0].kind is MetricKind.RATIO


def test_names_that_differ_in_case_are_one_metric() -> None:
    metrics = book()
    assert [metrics.canonical_name(text) for text in ("Sales", "sales", "SALES")] == ["Sales"] * 3
    assert list(metrics.findings()) == [
        '"sales" is read as the metric "Sales"',
        '"SALES" is read as the metric "Sales"',
    ]


def test_keys_that_no_metric_has_and_bare_units_are_findings() -> None:
    metrics = book(units={"Salse": "USD"}, default="salse")
    metrics.unit("sales", "BRA", ("Sales (USD m)", "sales", "BRA"), "", percent=False)
    assert list(metrics.findings()) == [
        'default: no metric of the file has the name "salse"',
        'units: no column, metric or market of the file has the name "Salse"',
        'the header "Sales (USD m)" names a unit that is not declared: units = {"Sales (USD m)" = "USD million"}',
    ]


def test_the_first_metric_is_the_default_of_a_mapping_that_says_so() -> None:
    rows = [figure("parcels"), figure("sales")]
    assert [metric.default for metric in book(default=True).metrics(rows)] == [True, False]
    assert [metric.default for metric in book(default="sales").metrics(rows)] == [False, True]


def test_kinds_of_the_mapping_count_by_name() -> None:
    metrics = book(kind={"x": "stock"})
    assert (metrics.kind("x"), metrics.kind("y")) == (MetricKind.STOCK, None)


@pytest.mark.parametrize(("keys", "text"), [({"scale": 1e6}, ""), ({"scale": {"Sales (USD m)": 1e6}}, ""), ({}, "EUR")])
def test_a_header_with_a_unit_is_no_finding_where_a_unit_or_scale_is_declared(keys: dict[str, Any], text: str) -> None:
    metrics = book(**keys)
    metrics.unit("sales", "BRA", ("Sales (USD m)", "sales", "BRA"), text, percent=False)
    assert not list(metrics.findings())
