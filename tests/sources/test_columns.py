"""What each column of a table holds."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from xlmarket.config import Mapping
from xlmarket.errors import SourceError
from xlmarket.sources.cells import FigureReader
from xlmarket.sources.columns import TableColumns
from xlmarket.sources.tables import RawRow, RawTable

TIDY = ("market", "metric", "period", "value")


def columns(header: Sequence[str], *rows: Sequence[str], mapping: Mapping | None = None) -> TableColumns:
    mapping = mapping or Mapping()
    body = [RawRow(number, row) for number, row in enumerate(rows, 2)]
    return TableColumns(RawTable(file="f.csv", header=tuple(header), rows=body), mapping, FigureReader(mapping))


def test_the_columns_of_a_tidy_table_have_their_own_names() -> None:
    found = columns((*TIDY, "unit"))
    assert found.places == {"market": 0, "metric": 1, "period": 2, "value": 3, "unit": 4}
    assert [field.column for field in found.fields] == [3]


def test_usual_names_and_the_metric_in_a_header_are_understood() -> None:
    found = columns(("Country", "Year", "Sales"))
    assert found.places == {"market": 0, "period": 1, "value": 2}
    assert (found.metric_of_header, found.fields[0].metric) == ("sales", "sales")


def test_the_mapping_names_columns_and_a_wrong_name_is_refused() -> None:
    header = ("a", "b", "c", "d")
    assert columns(header, mapping=Mapping(columns=dict(zip(TIDY, header, strict=True)))).places["value"] == 3
    with pytest.raises(SourceError, match='unknown column for the market "x": choose from a, b, c, d'):
        columns(header, mapping=Mapping(columns={"market": "x"}))


def test_missing_and_doubtful_fields_are_refused_with_a_key() -> None:
    with pytest.raises(SourceError, match=r"no column for the period.*set columns = \{period"):
        columns(("market", "metric", "value"))
    with pytest.raises(SourceError, match=r"several columns can be the market.*set one: columns"):
        columns(("country", "economy", "metric", "period", "value"))


def test_headers_of_a_wide_table_are_periods_metrics_or_markets() -> None:
    row = ("Brazil", "5", "6")
    periods = columns(
        ("market", "2014", "2015p"), row, mapping=Mapping(wide="periods", metric="s", flags={"p": "estimated"})
    )
    assert [str(field.period) for field in periods.fields] == ["2014", "2015"]
    assert str(periods.fields[1].marks.status) == "estimated"
    metrics = columns(("market", "a", "b"), row, mapping=Mapping(wide="metrics", period="2015"))
    assert [field.metric for field in metrics.fields] == ["a", "b"]
    markets = columns(("period", "Peru", "Chile"), ("2015", "5", "6"), mapping=Mapping(wide="markets", metric="s"))
    assert [field.market for field in markets.fields] == ["Peru", "Chile"]


def test_a_column_of_figures_whose_header_is_not_a_period_is_a_reject_and_one_of_words_is_unused() -> None:
    header, row = ("market", "2014", "Growth", "Remarks"), ("Brazil", "5", "6", "see notes")
    found = columns(header, row, mapping=Mapping(wide="periods", metric="s"))
    assert [(reject.place.column, "not a period" in reject.why) for reject in found.rejects] == [("Growth", True)]
    assert [(unused.place.column, unused.why) for unused in found.unused] == [
        ("Remarks", "no key of the mapping uses the column")
    ]


def test_every_column_is_used_a_reject_or_unused() -> None:
    header, row = (*TIDY, "empty", "", "more"), ("Brazil", "s", "2015", "5", "", "x", "y")
    found = columns(header, row)
    assert [unused.why for unused in found.unused] == [
        "the column is empty", "column 6 has no header", "no key of the mapping uses the column",
    ]  # fmt: skip
