"""The formats of a finished report, and what an unknown one is told."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from xlmarket.errors import UsageError
from xlmarket.functions import open_snapshot
from xlmarket.output import FORMATS, ReportInputs, choose_formats, format_of, report_bytes
from xlmarket.report import build, figures_table

SAMPLE = open_snapshot("sample-quarterly")
EUROPE = ReportInputs(template="region-quarterly", snapshot=SAMPLE, region="Europe", period="2015Q4")


def test_formats_are_chosen_in_any_case_and_empty_words_are_left_out() -> None:
    assert choose_formats([" XLSX", "", "csv "]) == ("xlsx", "csv")


def test_an_unknown_format_names_the_choices_and_the_nearest() -> None:
    with pytest.raises(UsageError) as refused:
        choose_formats(["xlsx", "cvs"])
    assert (refused.value.found, refused.value.allowed, refused.value.nearest) == ("cvs", tuple(FORMATS), ("csv",))
    with pytest.raises(UsageError, match="docx"):
        report_bytes(EUROPE, "docx")


def test_xlsx_is_the_workbook_that_build_makes() -> None:
    content = build("region-quarterly", snapshot=SAMPLE, region="Europe", period="2015Q4")
    assert report_bytes(EUROPE) == report_bytes(EUROPE, "XLSX") == content
    assert openpyxl.load_workbook(io.BytesIO(content)).sheetnames


def test_csv_is_the_table_of_the_same_figures() -> None:
    table = figures_table("region-quarterly", snapshot=SAMPLE, region="Europe", period="2015Q4")
    lines = report_bytes(EUROPE, "csv").decode("utf-8-sig").splitlines()
    assert lines[0] == ",".join(map(str, table[0]))
    assert len(lines) == len(table)


def test_the_ending_of_a_file_chooses_its_format() -> None:
    assert [format_of(Path(name)) for name in ("a.xlsx", "a.XLSM", "a.csv")] == ["xlsx", "xlsx", "csv"]
    with pytest.raises(UsageError, match=r'invalid ending ".docx": choose from .xlsx, .xlsm, .csv, .pdf'):
        format_of(Path("a.docx"))


def test_a_file_has_the_ending_of_its_template_where_the_format_has_it() -> None:
    assert FORMATS["xlsx"].ending_for(Path("with-macros.XLSM")) == ".xlsm"
    assert FORMATS["csv"].ending_for(Path("with-macros.xlsm")) == ".csv"
