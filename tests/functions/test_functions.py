"""The worksheet functions: their examples, the laws that hold between them, and the formulas around them."""

from __future__ import annotations

import contextlib
import datetime as dt
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conformance.calls import FIGURES
from xlmarket.errors import FormulaError
from xlmarket.functions import CellError, call, evaluate, open_snapshot, registry, show
from xlmarket.functions.snapshot import MOST_REOPENED, Snapshot

SAMPLE = FIGURES["sample-quarterly"]


@pytest.mark.parametrize(
    "example", [example for spec in registry().values() for example in spec.examples], ids=lambda one: one.formula
)
def test_every_example_of_the_manual_is_true(example) -> None:
    assert show(evaluate(FIGURES[example.dataset], example.formula)) == example.shown


@pytest.mark.parametrize(
    ("formula", "what"),
    [
        ("=MARKET_SHARE(2015Q4)", 'write a period as text: "2015Q4"'),
        ("=MARKT_SHARE(1)", "did you mean MARKET_SHARE"),
        ("=Brazil", "write a text in quotes"),
        ("=MARKET_SHARE(", "ends too early"),
        ("=1 2", "unexpected text"),
        ("={1,2;3}", "one length"),
        ("=" + "(" * 5000, "nests at most"),
        ("=" + "-" * 5000 + "1", "nests at most"),
        ("=" + "1+" * 5000 + "1", "at most 8,192"),
        ("", "ends too early"),
    ],
)
def test_a_formula_that_cannot_be_read_says_where_and_what_to_do(formula: str, what: str) -> None:
    with pytest.raises(FormulaError) as told:
        evaluate(SAMPLE, formula)
    assert what in str(told.value)


@given(st.text(alphabet='=MARKET_SHARE("Brazil"),;{}1234+-*/^&<>#N/A% ', max_size=60))
@settings(max_examples=300, deadline=None)
def test_no_formula_breaks_the_reader(formula: str) -> None:
    with contextlib.suppress(FormulaError):
        evaluate(SAMPLE, formula)


def test_the_shares_of_all_members_sum_to_one_in_every_quarter() -> None:
    for bucket in SAMPLE.buckets("2013Q1:2015Q4"):
        keys = SAMPLE.partition("sales", bucket.last.end)
        shares = [row[0] for row in call(SAMPLE, "MARKET_SHARE", [[key] for key in keys], bucket.label).rows]
        assert sum(shares) == pytest.approx(1, abs=1e-12)


def test_contributions_of_members_and_residual_sum_to_the_growth_of_the_total() -> None:
    keys = SAMPLE.partition("sales", SAMPLE.latest().end)
    parts = [row[0] for row in call(SAMPLE, "MARKET_CONTRIBUTION", [[key] for key in keys], "2015Q4").rows]
    assert sum(parts) == pytest.approx(call(SAMPLE, "MARKET_GROWTH", "World", "2015Q4").value, abs=1e-12)


def test_the_effects_of_a_decomposition_sum_to_the_change() -> None:
    for options in (None, "method=classic"):
        effects = call(SAMPLE, "MARKET_DECOMP", "India", 2014, 2015, None, None, options).rows[0]
        change = call(SAMPLE, "MARKET_VALUE", "India", 2015).value - call(SAMPLE, "MARKET_VALUE", "India", 2014).value
        assert sum(effects) == pytest.approx(change)


def test_the_shares_of_2015_in_the_sample_are_the_published_ones() -> None:
    for name in ("United States", "European Union", "ASEAN", "Japan", "Russia", "South Korea", "Brazil", "India"):
        published = call(FIGURES["cross-border-2015"], "MARKET_SHARE", name).value
        assert call(SAMPLE, "MARKET_SHARE", name, 2015).value == pytest.approx(published, abs=1e-9)


def test_a_group_holds_its_members_of_the_day() -> None:
    members = call(SAMPLE, "MARKET_MEMBERS", "European Union", 2015).rows
    assert len(members) == 28
    assert ("United Kingdom",) in members
    assert ("United Kingdom",) not in call(SAMPLE, "MARKET_MEMBERS", "European Union", 2021).rows
    total = sum(call(SAMPLE, "MARKET_VALUE", name, "2015Q4").value for (name,) in members)
    assert call(SAMPLE, "MARKET_VALUE", "EU", "2015Q4").value == pytest.approx(total)


def test_a_real_date_falls_into_the_period_of_the_metric() -> None:
    day = dt.datetime(2015, 11, 3)
    assert call(SAMPLE, "MARKET_VALUE", "Brazil", day).value == call(SAMPLE, "MARKET_VALUE", "Brazil", "2015Q4").value


def test_arrays_spill_markets_down_and_periods_across_and_equal_the_single_cells() -> None:
    markets, periods = ["Brazil", "Japan", "nowhere"], ["2014Q4", "2015Q4"]
    rows = call(SAMPLE, "MARKET_SHARE", [[one] for one in markets], [periods]).rows
    for row, market in enumerate(markets):
        for column, period in enumerate(periods):
            assert rows[row][column] == call(SAMPLE, "MARKET_SHARE", market, period).value


def test_a_list_of_several_rows_and_columns_is_refused() -> None:
    answer = call(SAMPLE, "MARKET_SHARE", [["Brazil", "Japan"], ["India", "Chile"]])
    assert isinstance(answer.value, CellError)
    assert answer.value.code == "#VALUE!"


def test_options_can_ask_another_data_set() -> None:
    answer = call(SAMPLE, "MARKET_SHARE", "Brazil", None, None, None, "dataset=cross-border-2015")
    assert show(answer) == "2.2%"
    assert answer.source.startswith("Brief on China")


def test_an_answer_knows_its_source_status_vintage_and_period() -> None:
    answer = call(FIGURES["cross-border-2015"], "MARKET_SHARE", "Brazil")
    assert (answer.status, answer.period) == ("published", "2015")
    assert "paragraph 2" in answer.source
    assert answer.vintage == "cross-border-2015 vintage 1 of 2016-01-01"


def test_an_evaluation_imports_nothing_heavy() -> None:
    script = (
        "import sys; from xlmarket.cli import run; run(['eval', '=MARKET_SHARE(\"Brazil\")']); "
        "print([m for m in ('pandas', 'openpyxl', 'sqlalchemy', 'duckdb', 'babel', 'lxml', 'jinja2') if m in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert said.splitlines() == ["2.2%", "[]"]


def test_the_functions_have_one_order_whichever_family_is_imported_first() -> None:
    script = (
        "import xlmarket.functions.declarations.structure; from xlmarket.functions import registry; print(*registry())"
    )
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert said.split() == list(registry())


def test_a_snapshot_that_stays_open_keeps_a_limited_number_of_others() -> None:
    snapshot = open_snapshot("sample-quarterly")
    days = [dt.date(2030, 1, 1) + dt.timedelta(days=day) for day in range(2 * MOST_REOPENED)]
    others = [snapshot.reopen(None, day) for day in days]
    assert [one.as_of for one in others] == days
    assert snapshot.reopen(None, days[-1]) is others[-1]
    assert len(snapshot._reopened) == MOST_REOPENED


def test_a_snapshot_is_a_function_of_its_vintage() -> None:
    again: Snapshot = open_snapshot("sample-quarterly")
    assert again.fingerprint == SAMPLE.fingerprint
    assert again.fingerprint != FIGURES["cross-border-2015"].fingerprint
