"""`build` from Python: what formulas with our functions become, and what it refuses."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import ironcalc
import openpyxl
import pytest

from xlmarket.errors import TemplateError, UsageError
from xlmarket.formulas.names import available_functions
from xlmarket.functions import evaluate, open_snapshot
from xlmarket.report import FORMULAS, build

SAMPLE = open_snapshot("sample-quarterly")


def report(folder: Path, formulas: str, cells: Sequence[str] = ('=MARKET_SHARE("Brazil","2015Q4")*100',)) -> Path:
    template = openpyxl.Workbook()
    template.active.append(list(cells))
    template.save(folder / "template.xlsx")
    path = folder / f"{formulas.strip()}.xlsx"
    path.write_bytes(build(folder / "template.xlsx", snapshot=SAMPLE, formulas=formulas))
    return path


def test_a_report_with_lambda_formulas_has_the_names_and_the_figures(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(report(tmp_path, "lambda"))
    assert set(available_functions()) <= set(book.defined_names)
    assert book.sheetnames[1:] == ["About xlmarket", "xlmarket figures", "xlmarket data"]


def test_a_spreadsheet_without_our_functions_calculates_it(tmp_path: Path) -> None:
    model = ironcalc.load_from_xlsx(str(report(tmp_path, "lambda")))
    model.set_user_input(0, 1, 2, "=A1+0")
    model.evaluate()
    expected = evaluate(SAMPLE, '=MARKET_SHARE("Brazil","2015Q4")*100').value
    assert model.get_cell_value(0, 1, 1) == model.get_cell_value(0, 1, 2) == pytest.approx(expected)


def test_the_shipped_dashboard_has_no_dead_formula(tmp_path: Path) -> None:
    path = tmp_path / "live.xlsx"
    path.write_bytes(build("live", snapshot=SAMPLE, formulas="lambda"))
    book = openpyxl.load_workbook(path)
    texts = [str(getattr(cell.value, "text", cell.value)) for row in book["Data"].iter_rows() for cell in row]
    assert any("MARKET_" in text for text in texts)
    assert set(available_functions()) <= set(book.defined_names)


@pytest.mark.parametrize("formulas", ["values", "addin"])
def test_other_reports_have_no_names_of_ours(tmp_path: Path, formulas: str) -> None:
    book = openpyxl.load_workbook(report(tmp_path, formulas))
    assert not book.defined_names
    assert len(book.sheetnames) == 1


def test_a_call_that_the_names_cannot_calculate_is_refused_with_its_cell(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match=r"B1.*nearest name") as refused:
        report(tmp_path, "lambda", ["x", '=MARKET_FIND("Brasil")'])
    assert refused.value.where is not None
    assert refused.value.where.cell == "B1"


def test_the_choice_is_read_in_any_case(tmp_path: Path) -> None:
    assert openpyxl.load_workbook(report(tmp_path, " Lambda ")).defined_names


def test_an_unknown_choice_names_all_and_the_nearest() -> None:
    with pytest.raises(UsageError, match='invalid formulas "nonsense": choose from values, lambda, addin'):
        build("region-quarterly", snapshot=SAMPLE, region="Europe", formulas="nonsense")
    with pytest.raises(UsageError) as refused:
        build("region-quarterly", snapshot=SAMPLE, region="Europe", formulas="lamda")
    assert (refused.value.allowed, refused.value.nearest) == (FORMULAS, ("lambda",))
