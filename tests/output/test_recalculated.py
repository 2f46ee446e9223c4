"""Reports with values that LibreOffice calculated."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from tests import ooxml
from tests.calculation.sheets import strip_values
from xlmarket import programs
from xlmarket.cli import run
from xlmarket.errors import EnvironmentFault, InputError
from xlmarket.functions import open_snapshot
from xlmarket.output import ReportInputs, report_bytes
from xlmarket.output.recalculated import formula_values
from xlmarket.package.values import CellError

FORMULAS = {
    "B1": '=TEXT(A1,"0.0")&" %"', "B2": "=OFFSET(A1,0,0)*2", "B3": "=MOD(7,4)", "B4": "=SUM(B2:B3)",
    "B5": "=NO.SUCH.FUNCTION(1)", "B6": "=VLOOKUP(2,A1:A2,1)", "B7": "=A1>1", "B8": "=B2+1",
}  # fmt: skip


def template(folder: Path) -> Path:
    path = folder / "template.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Report")
        sheet.write("A1", "{{ 2.25 }}")
        for cell, formula in FORMULAS.items():
            sheet.write_formula(cell, formula, None, 99)
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=Report!$B$2:$B$4"})
        sheet.insert_chart("D1", chart)
    return path


def inputs(folder: Path, *, recalculate: bool = True) -> ReportInputs:
    snapshot = open_snapshot("sample-quarterly")
    return ReportInputs(template=template(folder), snapshot=snapshot, recalculate=recalculate)


@pytest.mark.slow
def test_libreoffice_calculates_what_we_leave_to_excel(tmp_path: Path, soffice: str) -> None:
    plain, full = tmp_path / "plain.xlsx", tmp_path / "full.xlsx"
    plain.write_bytes(report_bytes(inputs(tmp_path, recalculate=False)))
    full.write_bytes(report_bytes(inputs(tmp_path)))
    assert not ooxml.errors(full) - ooxml.errors(template(tmp_path))

    before, after = (openpyxl.load_workbook(path, data_only=True)["Report"] for path in (plain, full))
    assert [cell for cell in FORMULAS if before[cell].value is not None] == ["B7"]
    assert {cell: after[cell].value for cell in FORMULAS} == {
        "B1": "2.3 %", "B2": 4.5, "B3": 3, "B4": 7.5, "B5": None, "B6": None, "B7": True, "B8": 5.5,
    } | {"B6": after["B6"].value}  # fmt: skip
    with zipfile.ZipFile(full) as package:
        chart = package.read("xl/charts/chart1.xml").decode()
        assert all(f"<c:v>{value}</c:v>" in chart for value in ("4.5", "3", "7.5"))
    for path in (plain, full):
        strip_values(path, path.with_suffix(".bare.xlsx"))
    bare = [ooxml.parts(path.with_suffix(".bare.xlsx"))["xl/worksheets/sheet1.xml"] for path in (plain, full)]
    assert bare[0] == bare[1]


def test_without_libreoffice_there_is_one_error_and_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(programs.shutil, "which", lambda _: None)
    monkeypatch.setattr(programs, "_usual_places", lambda _: iter(()))
    with pytest.raises(EnvironmentFault, match="LibreOffice is not installed"):
        report_bytes(inputs(tmp_path))
    output = tmp_path / "report.xlsx"
    arguments = ["report", str(template(tmp_path)), "--dataset", "sample-quarterly", "--recalculate", "-o", str(output)]
    assert run(arguments) == EnvironmentFault.exit_code
    assert "LibreOffice is not installed, which calculates formulas for --recalculate" in capsys.readouterr().err
    assert not output.exists()


def test_values_are_read_by_sheet_and_cell_and_unknown_functions_give_none(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Ünits")
        for row, value in enumerate((2, 0.5, "a & b", "#N/A", "#NAME?")):
            sheet.write_formula(row, 0, "=1", None, value)
        sheet.write("B1", 7)
    assert formula_values(path.read_bytes()) == {("ünits", 1): {1: 2, 2: 0.5, 3: "a & b", 4: CellError("#N/A")}}
    with pytest.raises(InputError, match="cannot be read"):
        formula_values(b"not a workbook")
