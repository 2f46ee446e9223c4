"""`xlmarket workbook`, and what `report` and `export` do with our functions in formulas."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cli.test_cli import Captured, own_store, said
from tests.template.specimens import drawn

__all__ = ["own_store"]


def test_the_workbooks_there_are_are_listed_and_a_wrong_name_is_told_the_nearest(capsys: Captured) -> None:
    code, out, _ = said(capsys, "workbook")
    assert code == 0
    assert out.startswith("live ")
    code, _, err = said(capsys, "workbook", "lve", "-o", "x.xlsx")
    assert code == 3
    assert err == 'xlmarket: unknown workbook "lve": choose from live, pivot (did you mean live?)\n'
    code, _, err = said(capsys, "workbook", "live", "-o", "x.pdf")
    assert (code, "-o live.xlsx" in err) == (2, True)
    assert not list(Path.cwd().glob("x.*"))


def test_the_live_workbook_is_made_of_figures_of_ones_own(capsys: Captured, tmp_path: Path) -> None:
    rows = [f"{market},parcels,{year},{value + year - 2020}" for market, value in (("Brazil", 5), ("Chile", 3), ("Japan", 9))
            for year in range(2020, 2024)]  # fmt: skip
    (tmp_path / "mine.csv").write_text("market,metric,period,value\n" + "\n".join(rows) + "\n")
    assert said(capsys, "import", "mine.csv", "--dataset", "mine")[0] == 0
    code, _, err = said(capsys, "workbook", "live", "-o", "mine.xlsx", "--dataset", "mine")
    assert (code, err) == (0, "")
    book = openpyxl.load_workbook("mine.xlsx", data_only=True)
    cells = [cell.value for row in book["Dashboard"].iter_rows() for cell in row]
    assert 26 in cells
    assert {"Japan", "Brazil", "Chile"} <= set(cells)
    assert [cell.value for cell in book["Lists"]["B"]][-4:] == ["2023", "2022", "2021", "2020"]


def test_a_report_keeps_its_formulas_if_asked_and_a_wrong_word_is_told(capsys: Captured, tmp_path: Path) -> None:
    drawn(tmp_path, ['=MARKET_SHARE("Brazil")'])
    for formulas, found in (
        ("values", pytest.approx(0.022)),
        ("addin", '=MARKET_SHARE("Brazil")'),
        ("lambda", '=MARKET_SHARE("Brazil")'),
    ):
        code, _, err = said(capsys, "report", "template.xlsx", "--formulas", formulas, "-o", f"{formulas}.xlsx")
        assert (code, err) == (0, "")
        value = openpyxl.load_workbook(f"{formulas}.xlsx")["Report"]["A1"].value
        assert getattr(value, "text", value) == found
        assert openpyxl.load_workbook(f"{formulas}.xlsx", data_only=True)["Report"]["A1"].value == pytest.approx(0.022)
    code, _, err = said(capsys, "report", "template.xlsx", "--formulas", "lamda", "-o", "x.xlsx")
    assert (code, err) == (
        2,
        'xlmarket: invalid --formulas "lamda": choose from values, lambda, addin (did you mean lambda?)\n',
    )


def test_a_call_that_the_receivers_workbook_would_answer_with_an_error_stops_a_living_report(
    capsys: Captured, tmp_path: Path
) -> None:
    drawn(tmp_path, ["Share", '=IFERROR(MARKET_VALUE("Brazil","2015",,"currency=USD"),"-")'])
    code, _, err = said(capsys, "report", "template.xlsx", "--formulas", "lambda", "-o", "lambda.xlsx")
    assert code == 3
    assert "template.xlsx!Report!" in err
    assert "currency: the workbook holds figures in their own currency" in err
    assert "write {{ market_value(…) }}, which is a value, or say --formulas values" in err
    assert not Path("lambda.xlsx").exists()
    assert said(capsys, "report", "template.xlsx", "--formulas", "addin", "-o", "addin.xlsx")[0] == 0


def test_the_check_of_a_template_names_misspelt_functions(capsys: Captured, tmp_path: Path) -> None:
    drawn(tmp_path, ['=IFERROR(MARKET_SHRE("Brazil"),0)'])
    code, out, _ = said(capsys, "template", "check", "template.xlsx")
    assert code == 3
    assert "template.xlsx!Report!A1" in out
    assert "MARKET_SHARE" in out


def test_warnings_of_a_template_are_listed_and_leave_the_exit_code(capsys: Captured, tmp_path: Path) -> None:
    drawn(tmp_path, ["a", "b"], more=lambda _, page: page.print_area("A1"))
    code, out, _ = said(capsys, "template", "check", "template.xlsx")
    assert code == 0
    assert out.startswith("warning: template.xlsx!Report!B1: cells with content lie outside of the print area")
    assert out.endswith("1 of 1 without problems\n")
    code, out, _ = said(capsys, "template", "check", "template.xlsx", "--json")
    assert [(entry["level"], entry["where"]["cell"]) for entry in json.loads(out)] == [("warning", "B1")]
    assert code == 0


def test_a_report_says_which_columns_show_no_number(capsys: Captured, tmp_path: Path) -> None:
    def more(book: Any, page: Any) -> None:
        page.set_column("A:A", 4)
        page.write("A1", "{{ 1234567.5 }}", book.add_format({"num_format": "#,##0.0"}))

    drawn(tmp_path, more=more)
    code, _, err = said(capsys, "report", "template.xlsx", "-o", "out.xlsx")
    assert code == 0
    assert "xlmarket: warning: out.xlsx!Report!A1: column A shows ###" in err
    assert '"1,234,567.5"' in err
    _, out, _ = said(capsys, "report", "template.xlsx", "-o", "out.xlsx", "--json")
    assert [warning["found"] for warning in json.loads(out)["warnings"]] == ["1,234,567.5"]
