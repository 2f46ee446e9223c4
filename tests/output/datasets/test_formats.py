"""A data set in every format imports again as what it was, and so gives the same answers."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import openpyxl
import pytest

from tests import ooxml
from tests.output.datasets.tables import FISCAL, MONEY, ODD, RETAIL, TABLES, figure, held
from tests.store.test_export import answers, assert_same
from xlmarket.cli import run
from xlmarket.errors import InputError, UsageError
from xlmarket.functions import open_snapshot
from xlmarket.observations import FigureStatus, Observations
from xlmarket.output.datasets import DATASET_FORMATS, dataset_bytes, dataset_format
from xlmarket.output.datasets.sdmx import STATUSES, time_period
from xlmarket.periods import Period, parse_period
from xlmarket.sources import read
from xlmarket.store import Holding, read_dataset
from xlmarket.store.shipped import DATASETS


def again(holding: Holding, form: str, folder: Path) -> Observations:
    file = folder / f"again{DATASET_FORMATS[form].ending}"
    file.write_bytes(dataset_bytes(holding, form))
    reading = read(file)
    assert (reading.rejects, reading.unused, reading.questions) == ((), (), ())
    return reading.observations


@pytest.mark.parametrize("form", DATASET_FORMATS)
@pytest.mark.parametrize("name", DATASETS)
def test_every_shipped_data_set_survives(name: str, form: str, tmp_path: Path) -> None:
    holding = read_dataset(name)
    assert_same(again(holding, form, tmp_path), holding.observations)


@pytest.mark.parametrize("form", DATASET_FORMATS)
@pytest.mark.parametrize("name", TABLES)
def test_what_a_format_may_lose_survives(name: str, form: str, tmp_path: Path) -> None:
    assert_same(again(held(TABLES[name]), form, tmp_path), TABLES[name])


@pytest.mark.parametrize("form", ["parquet", "sdmx-csv", "xlsx"])
def test_an_imported_file_gives_the_same_answers(form: str, tmp_path: Path) -> None:
    store = ["--store", str(tmp_path / "figures.sqlite"), "--quiet"]
    file = str(tmp_path / f"out{DATASET_FORMATS[form].ending}")
    assert run(["data", "export", "cross-border-2015", "-o", file, *store]) == 0
    assert run(["import", file, "--as", "copy", *store]) == 0
    copy = open_snapshot("copy", store=str(tmp_path / "figures.sqlite"))
    assert answers(copy) == answers(open_snapshot("cross-border-2015"))


@pytest.mark.parametrize("form", DATASET_FORMATS)
def test_the_same_figures_give_the_same_bytes(form: str) -> None:
    assert dataset_bytes(held(ODD), form) == dataset_bytes(held(ODD), form)


def test_parquet_has_typed_columns_and_the_units(tmp_path: Path) -> None:
    file = tmp_path / "x.parquet"
    file.write_bytes(dataset_bytes(read_dataset("sample-quarterly"), "parquet"))
    types = {name: kind for name, kind, *_ in duckdb.sql(f"DESCRIBE FROM '{file}'").fetchall()}
    chosen = ("value", "default", "period_start", "period_end", "market")
    assert [types[name] for name in chosen] == ["DOUBLE", "BOOLEAN", "DATE", "DATE", "VARCHAR"]
    query = f"SELECT market_name, period_start, period_end FROM '{file}' WHERE period = '2015Q4' AND market = 'BRA'"
    assert duckdb.sql(query).fetchone() == ("Brazil", date(2015, 10, 1), date(2015, 12, 31))
    ((metadata,),) = duckdb.sql(f"SELECT decode(value) FROM parquet_kv_metadata('{file}')").fetchall()
    assert json.loads(metadata)["metrics"]["sales"]["unit"] == "USD million"


def test_a_workbook_is_one_table_of_typed_cells(tmp_path: Path) -> None:
    file = tmp_path / "x.xlsx"
    file.write_bytes(dataset_bytes(held(ODD), "xlsx"))
    assert not ooxml.errors(file)
    sheet = openpyxl.load_workbook(file).active
    assert sheet is not None
    header = [cell.value for cell in sheet[1]]
    row = dict(zip(header, sheet[2], strict=True))
    assert (row["value"].value, row["note"].value, row["note"].data_type) == (0.1 + 0.2, "=SUM(A1:A9)", "s")
    assert row["period_start"].is_date
    assert row["default"].value is True
    assert (sheet.tables["Figures"].ref, sheet.freeze_panes) == (sheet.dimensions, "A2")


@pytest.mark.parametrize(
    ("row", "what", "cell"),
    [
        (figure("DEU", 1234567890123456.0), "would round a whole number", "Figures!D3"),
        (figure("DEU", 1.0, note="a\x01b"), "control characters", "Figures!I3"),
        (figure("DEU", 1.0, note="a" * 40_000), "at most 32,767 characters", "Figures!I3"),
        (figure("DEU", 1.0, period=Period.of(1890)), "no day before 1900-03-01", "Figures!O3"),
    ],
)
def test_what_excel_cannot_hold_is_refused_with_its_cell(row: object, what: str, cell: str) -> None:
    table = replace(MONEY, rows=(MONEY.rows[0], row))
    with pytest.raises(InputError, match=what) as error:
        dataset_bytes(held(table), "xlsx")
    assert cell in str(error.value)


def sdmx_rows(table: Observations) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(dataset_bytes(held(table), "sdmx-csv").decode())))


def test_sdmx_has_the_codes_of_the_standard() -> None:
    rows = {row["REF_AREA"]: row for row in sdmx_rows(ODD)}
    first = rows["DE"]
    assert list(first)[:3] == ["STRUCTURE", "STRUCTURE_ID", "ACTION"]
    assert (first["STRUCTURE"], first["STRUCTURE_ID"], first["ACTION"]) == ("dataflow", "XLMARKET:mine(1.0.0)", "I")
    assert (first["UNIT_MEASURE"], first["UNIT_MULT"], first["FREQ"], first["TIME_PERIOD"]) == ("EUR", "6", "A", "2015")
    assert (rows["NA"]["FREQ"], rows["NA"]["TIME_PERIOD"]) == ("S", "2015-S2")
    assert {area: rows[area]["OBS_STATUS"] for area in ("DE", "IN", "JP", "US")} == {
        "DE": "A",
        "IN": "U",
        "JP": "Q",
        "US": "O",
    }
    assert set(STATUSES) == set(FigureStatus)


def test_sdmx_leaves_a_bound_out_of_what_is_added_up() -> None:
    row = next(row for row in sdmx_rows(ODD) if row["REF_AREA"] == "FR")
    assert (row["OBS_VALUE"], row["OBS_STATUS"], row["bound"]) == ("", "O", "70")
    assert row["COMMENT_OBS"] == "a lower bound: more than 70 EUR million; as much as  two spaces"


@pytest.mark.parametrize(
    ("period", "text"),
    [
        (parse_period("2015"), "2015"),
        (parse_period("2015H1"), "2015-S1"),
        (parse_period("2015Q4"), "2015-Q4"),
        (parse_period("2015-03"), "2015-03"),
        (parse_period("2015W07"), "2015-W07"),
        (FISCAL.rows[0].period, "2014-04-01/P3M"),
        (RETAIL.rows[0].period, "2015-04-26/P7D"),
    ],
)
def test_sdmx_writes_periods_as_the_standard_does(period: Period, text: str) -> None:
    assert time_period(period) == text


def test_the_columns_of_another_agency_are_not_taken_for_ours(tmp_path: Path) -> None:
    file = tmp_path / "theirs.csv"
    file.write_text(dataset_bytes(held(MONEY), "sdmx-csv").decode().replace("XLMARKET:", "ESTAT:"), encoding="utf-8")
    reading = read(file)
    assert len(reading.observations) == 2
    assert {unused.place.column for unused in reading.unused} > {"STRUCTURE", "bound"}


@pytest.mark.parametrize(
    ("name", "form", "found"),
    [
        (None, None, "csv"),
        ("a.csv", None, "csv"),
        ("a.sdmx.csv", None, "sdmx-csv"),
        ("a.csv", "sdmx-csv", "sdmx-csv"),
        ("A.PARQUET", None, "parquet"),
        ("a.txt", "csv", "csv"),
    ],
)
def test_the_format_is_the_one_named_or_that_of_the_ending(name: str | None, form: str | None, found: str) -> None:
    assert dataset_format(Path(name) if name else None, form) == found


@pytest.mark.parametrize(("name", "form"), [("a.foo", None), ("a.xlsx", "parquet"), ("a.sdmx.csv", "xlsx")])
def test_an_ending_of_another_format_is_refused(name: str, form: str | None) -> None:
    with pytest.raises(UsageError):
        dataset_format(Path(name), form)


def test_a_format_that_is_no_text_needs_a_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run(["data", "export", "cross-border-2015", "-f", "xlsx"]) == 2
    assert "give -o cross-border-2015.xlsx" in capsys.readouterr().err
    assert run(["data", "export", "cross-border-2015", "-f", "sdmx-csv"]) == 0
    assert capsys.readouterr().out.startswith("STRUCTURE,STRUCTURE_ID,ACTION,FREQ,REF_AREA")
