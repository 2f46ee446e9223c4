"""Metrics of dbt, MetricFlow and Cube become facts, or are refused each with its reason."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.sources.definitions.specimens import CUBE, DBT, LATEST, METRICFLOW
from xlmarket.errors import EnvironmentFault, SourceError
from xlmarket.sources.definitions import Definitions, read_definitions
from xlmarket.sources.definitions.document import LARGEST


def definitions(folder: Path, *texts: str) -> Definitions:
    paths = [folder / f"part{number}.yml" for number in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text)
    return read_definitions(paths)


def keys(outcome: Definitions) -> dict[str, dict[str, Any]]:
    return {one.name: {key: one.keys[key] for key in one.keys if key != "table"} for one in outcome.metrics}


DAY = {"date": "sold_at", "frequency": "Q"}


def test_measures_of_dbt_become_facts(tmp_path: Path) -> None:
    outcome = definitions(tmp_path, DBT)
    assert keys(outcome) == {
        "named": {"value": "buyer_id", "how": "count", **DAY},
        "turnover": {"value": "pieces * price", **DAY},
        "gifts": {"how": "count", "where": "is_gift = true", **DAY},
        "dear_in_brazil": {
            "value": "pieces * price",
            "where": "(country = 'Brazil' or buyer_id is null) and ((price >= 10))",
            **DAY,
        },
        "buyers": {"value": "buyer_id", "how": "distinct", **DAY},
        "price": {"value": "price", "how": "mean", **DAY},
        "middle": {"value": "price", "how": "median", **DAY},
        "dear": {"value": "price", "how": "quantile", "quantile": 0.9, **DAY},
    }
    assert {one.keys["table"] for one in outcome.metrics} == {"fct_sales"}
    assert outcome.named("gifts").doubts[-1].startswith("fill_nulls_with: a market and period without rows is missing")
    assert outcome.named("turnover").notes["market"].endswith("the definition has country, is_gift")


@pytest.mark.parametrize(
    ("model", "table"),
    [
        ("ref('shop', 'fct_sales')", "fct_sales"),
        ("\"{{ source('raw', 'sales') }}\"", "raw.sales"),
        ("ref('fct_sales', v=2)", ""),
        ("sales", ""),
    ],
)
def test_a_table_that_a_definition_does_not_name_is_asked_for(tmp_path: Path, model: str, table: str) -> None:
    metric = definitions(tmp_path, DBT.replace("ref('fct_sales')", model)).named("turnover")
    assert metric.keys["table"] == table
    assert ("to fill in" in metric.notes["table"]) == (not table)


def test_the_latest_form_of_dbt_has_metrics_in_the_model(tmp_path: Path) -> None:
    outcome = definitions(tmp_path, LATEST)
    assert keys(outcome) == {
        "turnover": {"value": "pieces * price", **DAY},
        "dear_sales": {"how": "count", "where": "(price >= 10)", "date": "paid_in", "frequency": "M"},
    }
    line = next(number for number, line in enumerate(LATEST.splitlines(), 1) if "name: share" in line)
    assert str(outcome.refused["share"]).startswith(
        f"part0.yml, metric share, row {line}: a ratio metric is calculated"
    )


def test_metricflow_without_dbt_has_a_definition_in_each_document(tmp_path: Path) -> None:
    assert keys(definitions(tmp_path, METRICFLOW)) == {"turnover": {"value": "pieces * price", **DAY}}


def test_metrics_and_measures_may_be_in_two_files(tmp_path: Path) -> None:
    models, metrics = DBT.split("metrics:\n")
    outcome = definitions(tmp_path, f"metrics:\n{metrics}", models, "version: 2\n")
    assert len(outcome.metrics) == 8
    assert outcome.named("turnover").place.file == "part0.yml"


def test_measures_of_cube_become_facts(tmp_path: Path) -> None:
    outcome = definitions(tmp_path, CUBE)
    assert keys(outcome) == {
        "sales_count": {"how": "count", **DAY},
        "sales_turnover": {"value": "pieces * price", **DAY},
        "sales_price": {"value": "price", "how": "mean", **DAY},
        "sales_buyers": {"value": "buyer_id", "how": "distinct", **DAY},
        "sales_about": {"value": "buyer_id", "how": "distinct", **DAY},
        "sales_dear_in_brazil": {
            "value": "sale_id",
            "how": "count",
            "where": "(country = 'Brazil') and ((price >= 10))",
            **DAY,
        },
    }
    assert outcome.named("sales_about").doubts == ("the count is exact here, where Cube takes an approximate one",)
    assert {name: error.what for name, error in outcome.refused.items()} == {
        "sales_each": 'invalid type of a measure "number"',
        "sales_so_far": "rolling_window is not taken over",
    }


def test_of_several_times_of_a_cube_none_is_taken(tmp_path: Path) -> None:
    two = CUBE.replace("    measures:", '      - {name: paid, sql: "{CUBE}.paid_at", type: time}\n    measures:')
    metric = definitions(tmp_path, two).named("sales_count")
    assert metric.keys["date"] == ""
    assert metric.notes["date"] == "to fill in: the column with the day; the definition has sold_at, paid_at"


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("expr: pieces * price", "expr: 'case when is_gift then price else 0 end'", "what it counts as a filter"),
        ("expr: pieces * price", "expr: round(price)", 'unknown function "round"'),
        ("expr: pieces * price", "expr: sales.price", "SQL that is not taken over"),
        ("agg: SUM", "agg: max", 'invalid aggregation "max": choose from sum, count'),
        ("agg: SUM", "agg: sum_boolean", "invalid aggregation"),
        ("agg: SUM", "agg: sum, non_additive_dimension: {name: sold_on}", "non_additive_dimension is not taken over"),
        ("{measure: turnover}", "{measure: turnovr}", r"did you mean turnover\?"),
        ("{measure: turnover}", "{measure: turnover, window: 7 days}", "window is not taken over"),
        ("{measure: turnover}", "[turnover]", "type_params is a mapping"),
        ("{measure: turnover}", "{measure: turnover}\n    config: {enabled: false}", "is not enabled"),
        ("type: simple\n    label", "type: cumulative\n    label", "a cumulative metric is calculated"),
        ("expr: cast(sold_at as date)", "expr: date_trunc('month', sold_at)", "SQL that is not taken over"),
        ("expr: cast(sold_at as date)", "expr: sold_at + 1", "the time of a metric is calculated"),
        ("agg_time_dimension: sold_on", "agg_time_dimension: sold", "unknown time dimension"),
    ],
)
def test_what_facts_cannot_calculate_is_refused_with_its_place(tmp_path: Path, old: str, new: str, what: str) -> None:
    error = definitions(tmp_path, DBT.replace(old, new, 1)).refused["turnover"]
    assert re.search(what, str(error))
    assert error.where is not None
    assert error.where.file == "part0.yml"
    assert error.where.row


@pytest.mark.parametrize(
    ("params", "what"),
    [
        ("{percentile: 95.0}", "percentile takes a number from 0 to 1"),
        ("{percentile: 0.9, use_discrete_percentile: true}", "use_discrete_percentile is not taken over"),
        ("{percentile: 0.9}, percentile_type: discrete", "a discrete percentile is not taken over"),
    ],
)
def test_a_percentile_that_facts_do_not_have_is_refused(tmp_path: Path, params: str, what: str) -> None:
    error = definitions(tmp_path, DBT.replace("{percentile: 0.9}", params)).refused["dear"]
    assert what in str(error)


def test_an_approximate_percentile_is_exact_and_says_so(tmp_path: Path) -> None:
    text = DBT.replace("{percentile: 0.9}", "{percentile: 0.9, use_approximate_percentile: true}")
    assert "the percentile is exact here" in definitions(tmp_path, text).named("dear").doubts[-1]


def test_a_metric_without_a_time_asks_for_its_day(tmp_path: Path) -> None:
    text = DBT.replace("    defaults: {agg_time_dimension: sold_on}\n", "").replace("cast(sold_at as date)", "sold_at")
    metric = definitions(tmp_path, text).named("turnover")
    assert "date" not in metric.keys
    assert metric.notes["date"] == "to fill in: the column with the day; the definition has sold_at"


def test_a_measure_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="a measure of this name is there twice"):
        definitions(tmp_path, DBT, DBT.split("metrics:\n")[0])


def test_a_simple_metric_without_a_measure_is_refused(tmp_path: Path) -> None:
    error = definitions(tmp_path, DBT.replace("{measure: turnover}", "{}", 1)).refused["turnover"]
    assert "a simple metric needs its measure" in str(error)


@pytest.mark.parametrize(
    ("template", "what"),
    [
        ("Dimension('buyer__age')", "a filter on another table needs a join"),
        ("Dimension('sale__is_gif')", r"did you mean is_gift\?"),
        ("Dimension('sale__sold_on')", "a filter on a time is not taken over"),
        ("Dimension('is_gift')", "allowed: sale__is_gift"),
        ("Dimension('sale__is_gift', entity_path=['buyer'])", "a filter that is not taken over"),
        ("TimeDimension('metric_time', 'day')", "a filter on times is written by hand"),
        ("Metric('turnover', ['sale'])", "a filter that is not taken over"),
        ("Entity('byer')", r"did you mean buyer\?"),
        ("var('x')", "a filter that is not taken over"),
    ],
)
def test_a_filter_that_needs_more_than_its_table_is_refused(tmp_path: Path, template: str, what: str) -> None:
    error = definitions(tmp_path, DBT.replace("Dimension('sale__is_gift')", template, 1)).refused["gifts"]
    assert what.replace("\\", "") in str(error)


@pytest.mark.parametrize(
    ("old", "new", "name", "what"),
    [
        ("sql_table: shop.fct_sales", "sql: SELECT a FROM b", "count", "make the query a view"),
        ("sql_table: shop.fct_sales", "extends: other", "count", "a cube that extends another one"),
        ("sql_table: shop.fct_sales", 'sql_table: "{{ schema }}.x"', "count", "the table of the cube is calculated"),
        ("{CUBE}.pieces", "{buyers.pieces}", "turnover", "a member of another cube needs a join"),
        ("{CUBE}.pieces", "{piece}", "turnover", "unknown dimension"),
        ('"{is_dear}"', '"{sold}"', "dear_in_brazil", "a dimension that is not a column"),
        ('"{CUBE}.price >= 10"', '"{is_dear}"', "dear_in_brazil", "the members of the cube need each other"),
        ('- sql: "{is_dear}"', "- member: price", "dear_in_brazil", "a filter of a measure has sql"),
    ],
)
def test_a_measure_of_cube_that_needs_more_than_its_table_is_refused(
    tmp_path: Path, old: str, new: str, name: str, what: str
) -> None:
    assert what in str(definitions(tmp_path, CUBE.replace(old, new, 1)).refused[f"sales_{name}"])


def test_all_rows_of_a_table_are_the_table(tmp_path: Path) -> None:
    whole = CUBE.replace("sql_table: shop.fct_sales", "sql: SELECT * FROM fct_sales;")
    assert definitions(tmp_path, whole).named("sales_count").keys["table"] == "fct_sales"


def test_what_sql_of_some_engines_reads_in_another_way_is_a_doubt(tmp_path: Path) -> None:
    text = DBT.replace("pieces * price", "price / 2", 1).replace("= true", '= "yes"', 1)
    outcome = definitions(tmp_path, text)
    assert "a division keeps its fraction here" in outcome.named("turnover").doubts[0]
    assert "a name in double quotes is a column here" in outcome.named("gifts").doubts[0]


def _bomb() -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]" for level in range(1, 9)]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("metrics: [", "not YAML"),
        ("metrics:\n  - {name: a, name: b}\n", 'row 2: the key "name" is there twice'),
        ("a: !!python/object/apply:os.getcwd []\n", "not YAML"),
        ("- a\n", "definitions are a mapping"),
        ("", "no definitions of metrics"),
        ("version: 2\n", 'found "version"'),
        ("metrics: {a: 1}\n", "metrics is a list"),
        ("metrics: [{type: simple}]\n", "has no name"),
        ("semantic_models: []\n", "give the file with its metrics"),
        (_bomb(), "values, aliases unfolded"),
        ("a: &a [*a]\n", "nested too deep"),
        ("a: " + "[" * 5000, "nested too deep"),
        ("a: &a {b: 1}\nc: {<<: [*a, *a]}\n", "<< takes one mapping"),
        ("#" * (LARGEST + 1), "at most"),
        (DBT + "  - {name: turnover, type: ratio}\n", "turnover is defined twice"),
    ],
    ids=range(15),
)
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, text: str, what: str) -> None:
    with pytest.raises(SourceError) as error:
        definitions(tmp_path, text)
    assert what in str(error.value)


def test_a_missing_file_is_an_error_of_the_environment(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match="file not found"):
        read_definitions([tmp_path / "none.yml"])
