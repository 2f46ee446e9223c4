"""Cells that are not plain: percentages, formula errors, cells without a value, labels that several rows share."""

from __future__ import annotations

import pytest

from xlmarket.config import Mapping
from xlmarket.errors import SourceError
from xlmarket.markets import standard_markets
from xlmarket.sources.cells import FigureReader
from xlmarket.sources.tables import Percent, RawCell, RawRow, RawTable, Unreadable
from xlmarket.sources.tidy import Tidying

HEADER = ("market", "metric", "period", "value")
NEVER = Unreadable("=2+3", "a formula never calculated")


def tidy(*rows: tuple[RawCell, ...], mapping: Mapping | None = None) -> Tidying:
    table = RawTable(file="f.xlsx", header=HEADER, rows=[RawRow(n, row) for n, row in enumerate(rows, 2)])
    return Tidying(table, mapping or Mapping(), standard_markets())


def test_a_number_shown_as_a_percentage_is_parts_of_100_as_its_text_is() -> None:
    read = FigureReader(Mapping()).read
    assert read(Percent(12.0)) == read("12%")


@pytest.mark.parametrize("cell", ["#N/A", "#DIV/0!", "#REF!", " #NAME? ", "#SPILL!"])
def test_the_error_of_a_formula_is_called_so_and_offers_no_number(cell: str) -> None:
    with pytest.raises(SourceError, match="a formula error") as error:
        FigureReader(Mapping()).read(cell)
    assert not error.value.nearest
    assert not error.value.allowed


def test_a_formula_error_can_be_declared_as_missing() -> None:
    work = tidy(("Brazil", "s", "2015", "#N/A"), ("Japan", "s", "2015", 1.0), mapping=Mapping(missing={"#N/A": ""}))
    assert len(work.observations()) == 1
    assert not work.rejects


@pytest.mark.parametrize("column", [0, 1, 2])
@pytest.mark.parametrize("cell", ["#REF!", NEVER])
def test_no_market_metric_or_period_comes_from_a_formula_without_a_result(column: int, cell: RawCell) -> None:
    row: list[RawCell] = ["Brazil", "s", "2015", 1.0]
    row[column] = cell
    work = tidy(tuple(row))
    assert not work.observations().rows
    assert [reject.found for reject in work.rejects] == [str(cell)]
    assert not work.new_names


def test_a_cell_of_a_merge_means_the_label_of_its_first_cell_and_never_its_figure() -> None:
    merged = Unreadable("2015", "the cell is merged with C2", label=2015.0)
    work = tidy(("Brazil", "s", merged, 1.0), ("Japan", "s", merged, merged))
    assert [(row.market, row.period.label) for row in work.observations()] == [("BRA", "2015")]
    assert [reject.why for reject in work.rejects] == ["the cell is merged with C2"]


def test_a_cell_without_a_value_in_a_column_that_is_not_used_rejects_nothing() -> None:
    table = RawTable(file="f.xlsx", header=(*HEADER, "remark"), rows=[RawRow(2, ("Brazil", "s", "2015", 1.0, NEVER))])
    work = Tidying(table, Mapping(), standard_markets())
    assert len(work.observations()) == 1
    assert not work.rejects
