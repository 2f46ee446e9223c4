"""In a real Calc: errors, nesting, the wizard's texts, files of others, files for others, and processes that die."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.formula import ArrayFormula

from tests.hosts.libreoffice.conftest import Calc
from tests.hosts.libreoffice.office import Office, Profile, shown
from xlmarket.formulas.spelling import CALC_NAMESPACE
from xlmarket.functions import CellError, registry

pytestmark = pytest.mark.slow
SHARE = f"{CALC_NAMESPACE}MARKET_SHARE"


@pytest.fixture(autouse=True)
def brief(calc: Calc) -> None:
    calc.use("cross-border-2015")


def one(calc: Calc, formula: str, cells: dict[str, Any] | None = None) -> object:
    return calc.answer(formula, cells=cells)[0][0]


@pytest.mark.parametrize(
    ("formula", "answer"),
    [
        ('=ISNA(MARKET_GROWTH("Brazil"))', True),
        ('=ISERROR(MARKET_SHARE("Brzail"))', True),
        ('=ISNA(MARKET_SHARE("Brzail"))', False),
        ('=ERROR.TYPE(MARKET_SHARE("Brzail"))', 3),
        ('=ERROR.TYPE(MARKET_GROWTH("Brazil"))', 7),
        ('=ERROR.TYPE(MARKET_CAGR("Brazil";2015;2013;;"dataset=sample-quarterly"))', 6),
        ('=IFERROR(MARKET_GROWTH("Brazil");"none")', "none"),
        ('=IF(MARKET_SHARE("Brazil")>0.02;"large";"small")', "large"),
        ('=MARKET_OUTLOOK("Africa")="prospective"', True),
        ('=VLOOKUP(MARKET_OUTLOOK("Africa");{"prospective";5};2;0)', 5),
        ('=TEXT(MARKET_SHARE("Brazil");"0.0%")', "2.2%"),
        ('=MARKET_SHARE(MARKET_NAME("BRA"))', 0.022),
        ('=SUM(MARKET_SHARE({"Brazil"|"India"}))', 0.036),
        ("=INDEX(MARKET_TABLE();2;1)", "United States"),
        ('=ORG.XLMARKET.MARKET_SHARE("Brazil")', 0.022),
        ('=market_share("brazil")', 0.022),
    ],
)
def test_an_answer_inside_another_formula_is_what_it_is_alone(calc: Calc, formula: str, answer: object) -> None:
    assert one(calc, formula) == answer


@pytest.mark.parametrize("code", ["#N/A", "#VALUE!", "#DIV/0!", "#NUM!", "#REF!", "#NAME?"])
def test_an_error_given_as_argument_comes_back_unchanged(calc: Calc, code: str) -> None:
    assert one(calc, "=MARKET_SHARE(A1)", {"A1": CellError(code)}) == code


def test_errors_inside_rows_are_errors_each_of_its_kind(calc: Calc) -> None:
    names = {"A1": "Brazil", "A2": "Brzail", "A3": None, "A4": "India"}
    assert calc.answer("=MARKET_SHARE(A1:A4)", 4, 1, names) == [[0.022], ["#VALUE!"], ["#N/A"], [0.014]]
    calc.enter(address="A6", formula="=ISNA(J3)")
    calc.enter(address="A7", formula="=ERROR.TYPE(J2)")
    assert calc.read(address="A6:A7") == [[True], [3.0]]


def test_a_range_that_holds_an_error_is_refused_by_calc_itself(calc: Calc) -> None:
    cells = {"A1": "Brazil", "A2": CellError("#DIV/0!")}
    assert one(calc, "=SUM(MARKET_SHARE(A1:A2))", cells) == "Err:504"
    assert calc.answer('=MARKET_SHARE(IFERROR(A1:A2;""))', 2, 1, cells) == [[0.022], ["#N/A"]]


def test_the_wizard_shows_the_names_and_help_of_the_registry(calc: Calc) -> None:
    for name, function in registry().items():
        found = calc.described(function=name)
        assert found["name"] == name
        assert found["description"] == function.summary
        assert found["arguments"] == [[one.name, one.takes.help] for one in function.parameters]


@pytest.fixture
def of_others(tmp_path: Path) -> Path:
    """A workbook whose author had our functions in other programs."""
    book = Workbook()
    sheet = book.active
    spelled = ["MARKET_SHARE", "_xll.MARKET_SHARE", "_xldudf_MARKET_SHARE", "_xlfn.MARKET_SHARE", "[1]!MARKET_SHARE"]
    for row, name in enumerate(spelled, 1):
        sheet.cell(row, 1, f'={name}("Brazil")')
    sheet["A6"] = f"=IF(TRUE,{spelled[0]}(C1)*2,0)"
    sheet["A7"] = "=ROUND('My Sheet'!A1,4)"
    sheet["B1"] = ArrayFormula("B1:B2", "=MARKET_SHARE(C1:C2)")
    sheet["C1"], sheet["C2"] = "Brazil", "Brzail"
    book.create_sheet("My Sheet")["A1"] = '=1+market_share("Brazil")'
    book.save(tmp_path / "others.xlsx")
    (tmp_path / "others.xlsx").chmod(0o666)
    return tmp_path / "others.xlsx"


@pytest.fixture
def opened(calc: Calc) -> Any:
    """Documents a test has opened, closed after it."""
    names: list[str] = []

    def load(path: Path, hidden: bool = True) -> str:
        names.append(path.name)
        calc.load(name=path.name, path=str(path), hidden=hidden)
        return path.name

    yield load
    for name in names:
        calc.close(name=name)


Opening = Callable[..., str]


@pytest.mark.parametrize("hidden", [True, False])
def test_formulas_saved_by_others_calculate_when_the_document_opens(
    calc: Calc, of_others: Path, opened: Opening, hidden: bool
) -> None:
    name = opened(of_others, hidden)
    assert shown(calc.read(address="A1:A7", name=name)) == [[0.022]] * 5 + [[0.044], [1.022]]
    assert shown(calc.read(address="B1:B2", name=name)) == [[0.022], ["#VALUE!"]]
    assert calc.formulas(address="B1", name=name) == [[f"{{={SHARE}(C1:C2)}}"]]
    assert not calc.is_modified(name=name)


def test_a_whole_table_saved_by_others_calculates(calc: Calc, tmp_path: Path, opened: Opening) -> None:
    book = Workbook()
    for row in range(1, 41):
        for column in range(1, 5):
            book.active.cell(row, column, f'=MARKET_SHARE("Brazil")*{row}' if (row + column) % 7 else column)
    book.save(tmp_path / "table.xlsx")
    found = calc.read(address="A1:D40", name=opened(tmp_path / "table.xlsx"))
    for row, cells in enumerate(found, 1):
        wanted = [0.022 * row if (row + column) % 7 else column for column in range(1, 5)]
        assert cells == pytest.approx(wanted)


def test_a_document_without_our_functions_is_left_as_it_is(calc: Calc, tmp_path: Path, opened: Opening) -> None:
    book = Workbook()
    book.active["A1"], book.active["A2"] = "=SUM(B1:B3)", "=no_such(1)"
    book.save(tmp_path / "plain.xlsx")
    name = opened(tmp_path / "plain.xlsx")
    assert calc.formulas(address="A1:A2", name=name) == [["=SUM(B1:B3)"], ["=no_such(1)"]]


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_calc_saves_the_functions_under_one_spelling_and_reads_it_back(
    calc: Calc, tmp_path: Path, opened: Opening, ending: str
) -> None:
    calc.answer('=MARKET_SHARE({"Brazil"|"India"})*2', 2, 1)
    calc.enter(address="A1", formula='=MARKET_SHARE("Brazil")*2')
    path = tmp_path / f"own.{ending}"
    calc.store(name="sheet", path=str(path))
    with ZipFile(path) as archive:
        part = archive.read("xl/worksheets/sheet1.xml" if ending == "xlsx" else "content.xml").decode()
    assert f"{SHARE}(&quot;Brazil&quot;)*2" in part
    name = opened(path)
    assert calc.formulas(address="A1", name=name) == [[f'={SHARE}("Brazil")*2']]
    calc.calculate(name=name)
    assert calc.read(address="A1", name=name) == [[0.044]]
    assert calc.read(address="J1:J2", name=name) == [[0.044], [0.028]]


def test_a_process_that_was_killed_is_back_with_the_next_question(calc: Calc) -> None:
    assert one(calc, '=MARKET_SHARE("Brazil")') == 0.022
    for pid in processes(calc):
        os.kill(pid, signal.SIGKILL)
    assert one(calc, '=MARKET_SHARE("India";2015)') == 0.014


def test_a_process_out_of_reach_leaves_what_is_remembered_and_why_says_the_reason(calc: Calc) -> None:
    calc.settings.write_text('dataset = "nowhere"\n')
    try:
        for pid in processes(calc):
            os.kill(pid, signal.SIGKILL)
        assert one(calc, '=MARKET_SHARE("Japan";"2015";"World")') == "#VALUE!"
        assert "unknown data set" in str(one(calc, '=MARKET_WHY("MARKET_SHARE";"Japan")'))
    finally:
        calc.dataset = ""
        calc.use("cross-border-2015")
    assert one(calc, '=MARKET_SHARE("Japan";"2015";"World")') == 0.066


def test_after_a_refresh_every_open_document_has_the_new_figures(calc: Calc) -> None:
    calc.new(name="second")
    for name in ("sheet", "second"):
        calc.enter(address="A1", formula='=MARKET_PERIOD("Brazil")', name=name)
        calc.enter(address="A2:A3", formula='=MARKET_PERIOD({"Brazil"|"India"})', name=name, array=True)
        assert calc.read(address="A1:A3", name=name) == [["2015"]] * 3
    calc.use("sample-quarterly")
    for name in ("sheet", "second"):
        assert calc.read(address="A1:A3", name=name) == [["2015Q4"]] * 3
    calc.close(name="second")


def test_a_name_that_the_document_defines_is_left_to_it(calc: Calc, tmp_path: Path, opened: Opening) -> None:
    book = Workbook()
    book.active["A1"], book.active["A2"] = '=market_share("Brazil")', '=market_value("Brazil")'
    book.defined_names["MARKET_SHARE"] = DefinedName("MARKET_SHARE", attr_text="Sheet!$C$1")
    book.save(tmp_path / "own.xlsx")
    name = opened(tmp_path / "own.xlsx")
    own, ours = (row[0] for row in calc.formulas(address="A1:A2", name=name))
    assert CALC_NAMESPACE not in own
    assert ours.startswith(f"={CALC_NAMESPACE}MARKET_VALUE")


def test_the_menu_says_which_figures_are_open(calc: Calc) -> None:
    calc.trigger(entry="status")
    calc.trigger(entry="refresh")
    assert one(calc, '=MARKET_SHARE("Brazil")') == 0.022


def test_with_a_prefix_a_user_types_it_and_files_of_others_still_calculate(of_others: Path) -> None:
    with Profile() as profile:
        profile.install("--prefix", "XL")
        calc = Office(profile)
        assert calc.answer('=XL_MARKET_SHARE("Brazil")') == [[0.022]]
        calc.load(name="others", path=str(of_others))
        assert calc.read(address="A1", name="others") == [[0.022]]
        calc.stop()


def processes(calc: Calc) -> list[int]:
    """The processes that answer this LibreOffice."""
    found = subprocess.run(["ps", "-ww", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
    rows = [line.split(None, 2) for line in found.splitlines()]
    family = {calc.pid}
    for _ in range(4):
        family |= {int(pid) for pid, parent, _ in rows if int(parent) in family}
    serving = [int(pid) for pid, _, command in rows if int(pid) in family and "libreoffice.service" in command]
    assert serving, family
    return serving
