"""Parquet: every type becomes figures, texts and days, or is told."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from xlmarket.config import Mapping
from xlmarket.errors import SourceError
from xlmarket.sources import Reading, read


def reading(
    folder: Path, value: str = "5", period: str = "'2015'", more: str = "", mapping: Mapping | None = None
) -> Reading:
    path = folder / "f.parquet"
    rest = f", {more}" if more else ""
    columns = f"""'s' metric, {period} AS "period", {value} AS "value"{rest}"""
    duckdb.sql(f"SELECT 'Brazil' market, {columns}").write_parquet(str(path))
    return read(path, mapping)


@pytest.mark.parametrize(("value", "expected"), [
    ("2.5::DECIMAL(9,2)", 2.5), ("0.1::FLOAT", 0.1), ("16777217::DOUBLE", 16777217.0), ("200::UTINYINT", 200.0),
    ("8::HUGEINT", 8.0), ("'1e3'", 1000.0),
])  # fmt: skip
def test_numbers_of_all_types_are_the_numbers_written(tmp_path: Path, value: str, expected: float) -> None:
    assert [row.value for row in reading(tmp_path, value).observations] == [expected]


@pytest.mark.parametrize(("value", "why"), [
    ("'nan'::DOUBLE", "not a finite number"), ("'-inf'::FLOAT", "not a finite"), ("1234567890123456789::BIGINT", "more digits"),
    ("12345678901234567890.123456789::DECIMAL(38,9)", "more digits"), ("true", "not a number"), ("18446744073709551615::UBIGINT", "more digits"),
])  # fmt: skip
def test_a_number_that_a_figure_cannot_keep_is_a_reject(tmp_path: Path, value: str, why: str) -> None:
    (reject,) = reading(tmp_path, value).rejects
    assert (reject.place.row, reject.place.column, why in reject.why) == (1, "value", True)


@pytest.mark.parametrize(
    "more",
    [
        "[1, 2] AS x",
        "{'a': 1} AS x",
        "MAP {'a': 1} AS x",
        "'ab'::BLOB AS x",
        "TIME '10:00' AS x",
        "INTERVAL 1 DAY AS x",
    ],
)
def test_a_column_that_holds_no_figures_is_listed_as_unused(tmp_path: Path, more: str) -> None:
    found = reading(tmp_path, more=more)
    assert len(found.observations) == 1
    assert [one.place.column for one in found.unused if one.kind == "column of another type"] == ["x"]


@pytest.mark.parametrize(
    "period",
    [
        "DATE '2015-12-31'",
        "TIMESTAMP '2015-12-31 23:59:00'",
        "TIMESTAMPTZ '2015-12-31 00:00:00+00'",
        "TIMESTAMP_NS '2015-12-31 10:00:00'",
    ],
)
def test_days_are_read_from_every_type_of_time(tmp_path: Path, period: str) -> None:
    found = reading(tmp_path, period=period, mapping=Mapping(frequency="Q"))
    assert [row.period.label for row in found.observations] == ["2015Q4"]


def test_a_moment_whose_day_depends_on_the_time_zone_is_a_reject(tmp_path: Path) -> None:
    found = reading(tmp_path, period="TIMESTAMPTZ '2014-12-31 23:00:00+00'", mapping=Mapping(frequency="Q"))
    assert [(reject.place.column, "time zone" in reject.why) for reject in found.rejects] == [("period", True)]


def test_an_unused_moment_and_nulls_and_odd_names_do_no_harm(tmp_path: Path) -> None:
    more = "TIMESTAMPTZ '2014-12-31 23:00:00+00' AS created, NULL AS note, 'x' AS \"a\"\"b\""
    assert len(reading(tmp_path, more=more).observations) == 1


@pytest.mark.parametrize("cut", [0.3, 0.9, 0.99])
def test_a_damaged_file_is_one_clear_error(tmp_path: Path, cut: float) -> None:
    reading(tmp_path)
    path = tmp_path / "f.parquet"
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * cut)])
    with pytest.raises(SourceError, match=r"f\.parquet: the Parquet file cannot be read"):
        read(path)
