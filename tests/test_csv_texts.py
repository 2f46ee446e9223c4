"""Texts in CSV files: none is a formula for a spreadsheet, and each is read back as it was."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlmarket.cli import run
from xlmarket.csv_texts import marked, quoted, unquoted
from xlmarket.functions import open_snapshot
from xlmarket.observations import FigureStatus, Metric, MetricKind, Observation, Observations
from xlmarket.output.datasets.sdmx import sdmx_csv
from xlmarket.periods import Frequency, Period
from xlmarket.sources import read
from xlmarket.store.export import tidy_csv

SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
PAYLOADS = ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "＝1+1", "'=1", "''@x", "plain", "'quoted' name"]


@given(st.text() | st.sampled_from(PAYLOADS))
def test_a_quoted_or_marked_text_is_read_back_as_it_was(text: str) -> None:
    assert unquoted(quoted(text)) == text
    assert unquoted(marked(text)) == text


@given(st.text() | st.sampled_from(PAYLOADS))
def test_no_quoted_text_begins_as_a_formula(text: str) -> None:
    assert quoted(text)[1:] == "" or not quoted(text).startswith(SIGNS)


def payload_table() -> Observations:
    rows = tuple(
        Observation(
            market=f"{text} {n}",
            metric="sales",
            period=Period.holding(date(2015, 1, 1), Frequency.YEAR),
            value=-5.0 - n,
            unit="USD",
            status=FigureStatus.PUBLISHED,
            source=text,
            note=text,
        )
        for n, text in enumerate(PAYLOADS)
    )
    metric = Metric(name="sales", unit="USD", kind=MetricKind.FLOW, frequency=Frequency.YEAR)
    return Observations(rows=rows, metrics=(metric,))


def exported(table: Observations, ending: str, *, raw: bool) -> str:
    if ending == ".csv":
        return tidy_csv(table, raw=raw)
    return sdmx_csv(replace(open_snapshot("sample-quarterly").holding, observations=table), raw=raw)


@pytest.mark.parametrize("raw", [False, True])
@pytest.mark.parametrize("ending", [".csv", ".sdmx.csv"])
def test_an_export_with_such_texts_imports_again_unchanged(ending: str, raw: bool, tmp_path: Path) -> None:
    table = payload_table()
    text = exported(table, ending, raw=raw)
    file = tmp_path / f"again{ending}"
    file.write_text(text, encoding="utf-8", newline="")
    reading = read(file)
    assert reading.rejects == ()
    assert reading.observations.rows == table.rows


@pytest.mark.parametrize("ending", [".csv", ".sdmx.csv"])
def test_no_text_of_an_export_begins_as_a_formula_unless_raw(ending: str) -> None:
    for raw in (False, True):
        text = exported(payload_table(), ending, raw=raw)
        fields = [field for row in csv.reader(io.StringIO(text, newline="")) for field in row]
        starts = [field for field in fields if field[1:] and field[0] in "=+@＝"]
        assert bool(starts) is raw


def test_rejected_cells_are_quoted_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XLMARKET_STORE", f"sqlite:///{tmp_path}/store.db")
    Path("sales.csv").write_text("market,metric,period,value,unit\nPeru,sales,2015,1,USD\nPeru,sales,2016,=1+1,USD\n")
    assert run(["import", "sales.csv", "--as", "mine", "--skip-bad"]) == 0
    assert "'=1+1" in Path("sales.rejects.csv").read_text()


def test_raw_is_refused_where_no_text_is_ever_a_formula(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["data", "export", "sample-quarterly", "--raw", "-o", str(tmp_path / "sample.xlsx")]) == 2
    assert "raw is for CSV" in capsys.readouterr().err
    assert not (tmp_path / "sample.xlsx").exists()
