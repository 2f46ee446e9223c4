"""Formulas that travel to Calc and away from it: converted, saved by Calc itself, frozen and calculated again."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.formulas.books import formulas_of, with_calls
from tests.hosts.libreoffice.conftest import Calc
from tests.hosts.libreoffice.office import shown
from xlmarket.formulas import check, convert, freeze
from xlmarket.formulas.spelling import CALC_NAMESPACE
from xlmarket.functions import CellError, evaluate, open_snapshot

pytestmark = pytest.mark.slow
SNAPSHOT = open_snapshot()
FORMULAS = (
    'MARKET_SHARE("Brazil")', "MARKET_SHARE(B1)", 'IFERROR(MARKET_GROWTH("Brazil"),"-")', 'MARKET_GROWTH("Brazil")',
    'MARKET_SHARE("Brasil")*100-MARKET_SHARE(B1)', 'MARKET_NAME("BR")', 'MARKET_SHARE("nowhere")', 'MARKET_RANK("Japan")',
)  # fmt: skip
"""What Calc and the registry both calculate; B1 holds India."""


@pytest.fixture(autouse=True)
def brief(calc: Calc) -> None:
    calc.use("cross-border-2015")


def workbook(path: Path, spelled: str) -> Path:
    made = openpyxl.Workbook()
    made.active["B1"] = "India"
    for row, formula in enumerate(FORMULAS, start=1):
        made.active[f"A{row}"] = "=" + formula.replace("MARKET_", f"{spelled}MARKET_")
        made.active[f"C{row}"] = f"=A{row}"
    made.save(path)
    return path


def calculated(calc: Calc, path: Path) -> list[object]:
    """What Calc shows once it has calculated all anew."""
    calc.load(name="travelled", path=str(path))
    calc.calculate(name="travelled")
    found = shown(calc.read(name="travelled", address=f"C1:C{len(FORMULAS)}"))
    calc.close(name="travelled")
    return [row[0] for row in found]


def answers() -> list[object]:
    values = [evaluate(SNAPSHOT, formula, lambda _: "India").value for formula in FORMULAS]
    return [str(one) if isinstance(one, CellError | str) else pytest.approx(one) for one in values]


def test_what_excel_for_the_web_saved_calculates_in_calc_once_converted(calc: Calc, tmp_path: Path) -> None:
    source = workbook(tmp_path / "web.xlsx", "_xldudf_")
    (tmp_path / "calc.xlsx").write_bytes(convert(source, "libreoffice", SNAPSHOT).content)
    assert calculated(calc, tmp_path / "calc.xlsx") == answers()


def test_what_calc_saved_is_read_and_converted(calc: Calc, tmp_path: Path) -> None:
    calc.load(name="own", path=str(workbook(tmp_path / "typed.xlsx", CALC_NAMESPACE)))
    calc.calculate(name="own")
    calc.store(name="own", path=str(tmp_path / "saved.xlsx"))
    calc.close(name="own")
    found = check(tmp_path / "saved.xlsx")
    assert {one.call.spelling.value for one in found} == {"libreoffice"}
    assert len(found) == 9
    (tmp_path / "web.xlsx").write_bytes(convert(tmp_path / "saved.xlsx", "officejs", SNAPSHOT).content)
    wanted = [formula.replace("MARKET_", "_xldudf_MARKET_") for formula in FORMULAS]
    assert [one for one in formulas_of(tmp_path / "web.xlsx").values() if "MARKET" in one] == wanted


def test_frozen_values_are_what_calc_calculated_and_stay_so_when_it_calculates_again(
    calc: Calc, tmp_path: Path
) -> None:
    source = workbook(tmp_path / "calc.xlsx", CALC_NAMESPACE)
    done = freeze(source, SNAPSHOT)
    assert not done.left
    (tmp_path / "values.xlsx").write_bytes(done.content)
    assert calculated(calc, tmp_path / "values.xlsx") == calculated(calc, source) == answers()


@pytest.mark.parametrize("host", ["lambda", "addin", "officejs", "libreoffice"])
def test_calc_opens_workbooks_of_excel_converted_for_any_host(
    calc: Calc, tmp_path: Path, corpus: Path, host: str
) -> None:
    for name in ("chart_bar11", "comment03", "table12", "dynamic_array01"):
        source = with_calls(corpus / f"xlsxwriter/{name}.xlsx", tmp_path / f"{name}.xlsx", ['MARKET_SHARE("Brazil")'])
        source.write_bytes(convert(source, host, SNAPSHOT).content)
        calc.load(name="opened", path=str(source))
        assert calc.formulas(name="opened", address="A900001")[0][0].strip("{}").endswith('MARKET_SHARE("Brazil")')
        calc.close(name="opened")
