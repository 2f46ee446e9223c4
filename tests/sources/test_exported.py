"""Tables that we exported, read again."""

from __future__ import annotations

from datetime import date

import pytest

from xlmarket.config import Mapping
from xlmarket.errors import SourceError
from xlmarket.observations import COLUMNS, Metric, MetricKind, Observations
from xlmarket.periods import Frequency
from xlmarket.sources.exported import Exported
from xlmarket.sources.tables import RawRow, RawTable

ROW = ("South", "sales", "2015", "43", "", "=", "published", "", "")


def table(names: tuple[str, ...], *cells: tuple[str, ...]) -> RawTable:
    rows = [RawRow(number, (*ROW, *more)) for number, more in enumerate(cells, 2)]
    return RawTable(file="f.csv", header=(*COLUMNS, *names), rows=rows)


def test_columns_of_the_whole_table_become_keys_of_the_mapping() -> None:
    exported = Exported.of(
        table(("members", "covered", "calendar"), ("BRA|PER", "2010-12-01/2011-12-09", "")), Mapping()
    )
    assert exported.table.header == COLUMNS
    assert [row.cells for row in exported.table.rows] == [ROW]
    assert exported.mapping.aggregates == {"South": ("BRA", "PER")}
    assert exported.mapping.covered == (date(2010, 12, 1), date(2011, 12, 9))
    assert Exported.of(table(("members",), ("?",)), Mapping()).mapping.aggregates == {"South": ()}


def test_the_mapping_of_the_user_wins() -> None:
    mapping = Mapping(aggregates={"South": ("CHL",)}, covered=(date(2000, 1, 1), date(2000, 2, 1)))
    exported = Exported.of(table(("members", "covered"), ("BRA|PER", "2010-12-01/2011-12-09")), mapping)
    assert exported.mapping == mapping


def test_titles_are_those_of_the_metrics() -> None:
    exported = Exported.of(table(("title",), ("Sales of shops",)), Mapping())
    metrics = (Metric(name="sales", kind=MetricKind.FLOW, frequency=Frequency.YEAR),)
    assert exported.with_titles(Observations(rows=(), metrics=metrics)).metrics[0].title == "Sales of shops"


def test_another_table_stays_as_it_is() -> None:
    other = RawTable(file="f.csv", header=("market", "title"), rows=[])
    assert Exported.of(other, Mapping()) == Exported(other, Mapping())


@pytest.mark.parametrize(("name", "cells", "what"), [
    ("covered", (("2010",),), r'column covered: covered is not two dates; found "2010"'),
    ("covered", (("2010-12-01/2011-12-09",), ("2010-12-01/2011-12-10",)), "row 3, column covered: the rows of an export differ in covered"),
    ("calendar", (("moon",),), "column calendar"),
])  # fmt: skip
def test_a_column_that_cannot_be_read_is_refused(name: str, cells: tuple[tuple[str, ...], ...], what: str) -> None:
    with pytest.raises(SourceError, match=what):
        Exported.of(table((name,), *cells), Mapping())
