"""A law of all formats: whatever the figures are, what is written imports again as what it was."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.output.datasets.tables import held
from tests.store.test_export import assert_same
from xlmarket.observations import FigureStatus, Gap, Metric, MetricKind, Observation, Observations, Qualifier
from xlmarket.output.datasets import DATASET_FORMATS, dataset_bytes
from xlmarket.periods import Frequency, Period
from xlmarket.sources import read

MARKETS = ("DEU", "NAM", "EU", "OTHERS", "WORLD", "Café & Bar", 'O\'Brien, "Ltd"')
TEXTS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), max_size=12) | st.sampled_from(
    ("=1+1", "+A1", "-", "@x", "NA", "null", "1,5", "a; b", 'say "no"', "true", "2015Q4", "_x0041_", "<b>&amp;")
)


def is_exact_in_excel(value: float) -> bool:
    """Whether a sheet holds the number: it refuses whole ones of more than 15 digits."""
    return not value.is_integer() or float(f"{value:.15g}") == value


VALUES = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e14, max_value=1e14).filter(
    lambda value: is_exact_in_excel(value) and (value == 0 or abs(value) > 1e-9)
)


@st.composite
def tables(draw: st.DrawFn) -> Observations:
    """Some figures and gaps of two metrics, each key once, with a source. The unit of a metric is that of its figures."""
    metrics = (
        Metric(name="sales", unit="EUR million", kind=MetricKind.FLOW, frequency=Frequency.QUARTER, default=True),
        Metric(name="buyers per site", unit="persons", kind=MetricKind.RATIO, frequency=Frequency.QUARTER, title="B"),
    )
    keys = draw(
        st.lists(st.tuples(st.sampled_from(MARKETS), st.sampled_from(metrics), st.integers(8050, 8070)), min_size=1,
                 max_size=8, unique_by=lambda key: (key[0], key[1].name, key[2]))
    )  # fmt: skip
    rows, gaps = [], []
    for number, (market, metric, ordinal) in enumerate(keys):
        period = Period(Frequency.QUARTER, ordinal)
        if number and draw(st.booleans()):
            gaps.append(Gap(market=market, metric=metric.name, period=period, symbol="(S)", reason="suppressed",
                            source="Office"))  # fmt: skip
            continue
        rows.append(
            Observation(
                market=market, metric=metric.name, period=period, value=draw(VALUES), unit=metric.unit,
                qualifier=draw(st.sampled_from(tuple(Qualifier))), status=draw(st.sampled_from(tuple(FigureStatus))),
                source="Office" + draw(TEXTS), note=draw(TEXTS),
            )
        )  # fmt: skip
    named = {row.metric for row in rows}
    kept = tuple(metric if metric.name in named else replace(metric, unit="") for metric in metrics)
    return Observations(rows=tuple(rows), metrics=kept, gaps=tuple(gaps))


@pytest.mark.parametrize("form", DATASET_FORMATS)
@given(table=tables())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_written_imports_again_as_what_it_was(form: str, tmp_path: Path, table: Observations) -> None:
    file = tmp_path / f"again{DATASET_FORMATS[form].ending}"
    file.write_bytes(dataset_bytes(held(table), form))
    reading = read(file)
    assert (reading.rejects, reading.unused, reading.questions) == ((), (), ())
    assert_same(reading.observations, table)
