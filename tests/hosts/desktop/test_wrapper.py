"""Our VBA, read back from the built add-in and run by pyOpenVBA's interpreter, with Python called directly.

What it proves: the VBA that lies in the file parses and runs, makes true errors, remembers, and describes. The
interpreter is not Excel, and xlwings' library between VBA and Python is a stand-in here.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pyopenvba")

from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.apps.excel._bridge import ExcelBridge
from pyopenvba.interpreter import (
    EMPTY,
    MISSING,
    HostBridge,
    Interpreter,
    VBAArray,
    VBADate,
    VBAErrorValue,
    VBAObject,
)

from tests.conformance.calls import CALLS, Call, named, shown
from xlmarket.functions import CellError, registry
from xlmarket.hosts.desktop import udfs
from xlmarket.hosts.desktop.addin import build
from xlmarket.hosts.desktop.crossing import NUMBERS
from xlmarket.hosts.desktop.wrapper import LONGEST_HELP, MODULE, Settings, functions_source

CODES = {number: code for code, number in NUMBERS.items()}


def from_vba(value: Any) -> Any:
    """An argument as xlwings would read it."""
    if value is EMPTY or value is MISSING:
        return None
    if isinstance(value, VBAErrorValue):
        return CODES[value.number]
    if isinstance(value, VBAArray):
        if value.dimensions == 1:
            return [[from_vba(one) for one in value.elements()]]
        (top, bottom), (left, right) = value.bounds
        return [[from_vba(value.get([i, j])) for j in range(left, right + 1)] for i in range(top, bottom + 1)]
    if isinstance(value, VBADate):
        return value.to_datetime()
    return value if isinstance(value, (bool, str)) else float(value)


def array(rows: Any, base: int) -> VBAArray:
    made = VBAArray([(base, base + len(rows) - 1), (base, base + len(rows[0]) - 1)])
    for i, row in enumerate(rows):
        for j, cell in enumerate(row):
            made.set([base + i, base + j], cell)
    return made


class Python(VBAObject):
    """What `XLPy` is: calls the Python function of a name, and flattens its answer as xlwings does."""

    vba_type_name = "Object"

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.broken = False

    def vba_get(self, name: str, args: list[Any], named: dict[str, Any]) -> Any:
        assert name.lower() == "calludf"
        if self.broken:
            from pyopenvba.interpreter._values import error

            raise error(1000, "Python is out of reach")
        module, function, given = args
        assert module == udfs.__name__
        self.asked.append(str(function))
        answer = getattr(udfs, str(function))(*(from_vba(one) for one in given.elements()))
        if not isinstance(answer, list):
            return answer
        if len(answer) == 1:
            made = VBAArray([(0, len(answer[0]) - 1)], items=list(answer[0]))
            return answer[0][0] if len(answer[0]) == 1 else made
        return array(answer, 0)


class Bridge(ExcelBridge):
    """Excel's names, and `XLPy`."""

    def __init__(self, application: Any, python: Python) -> None:
        super().__init__(application)
        self.python = python

    def global_object(self, name: str) -> object:
        return self.python if name.lower() == "xlpy" else super().global_object(name)


class Excel:
    """The wrapper in an interpreter, as the built add-in has it."""

    def __init__(self, source: str) -> None:
        self.python = Python()
        self.app = ExcelApplication()
        self.app.add_workbook()
        self.vba = Interpreter(Bridge(self.app.application, self.python))
        self.app.application.interpreter = self.vba
        self.vba.add_module(source, name=MODULE)

    def call(self, name: str, *arguments: Any) -> list[list[object]]:
        return rows(self.vba.run(name, [self.given(one) for one in arguments]))

    @staticmethod
    def given(value: Any) -> Any:
        if isinstance(value, CellError):
            return VBAErrorValue(NUMBERS[value.code])
        if isinstance(value, date):
            return VBADate.from_datetime(value)
        if isinstance(value, tuple):
            lines = [one if isinstance(one, tuple) else (one,) for one in value]
            return array([[EMPTY if cell is None else Excel.given(cell) for cell in line] for line in lines], 1)
        return MISSING if value is None else value


def rows(value: Any) -> list[list[object]]:
    def cell(one: Any) -> object:
        return CODES[one.number] if isinstance(one, VBAErrorValue) else shown(one)

    if not isinstance(value, VBAArray):
        return [[cell(value)]]
    if value.dimensions == 1:
        return [[cell(one) for one in value.elements()]]
    (top, bottom), (left, right) = value.bounds
    return [[cell(value.get([i, j])) for j in range(left, right + 1)] for i in range(top, bottom + 1)]


def source_of(path: Path, module: str) -> str:
    """A module's text as oletools reads it from the file."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # oletools calls names of pyparsing by their old spelling
        from oletools.olevba import VBA_Parser

        parser = VBA_Parser(str(path))
        try:
            found = {name.rpartition(".")[0]: text for _, _, name, text in parser.extract_macros()}
        finally:
            parser.close()
    return str(found[module])


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("addin")
    return {
        dataset: source_of(build(folder / f"{dataset}.xlam", settings=Settings(dataset=dataset)), MODULE)
        for dataset in ("cross-border-2015", "sample-quarterly")
    }


@pytest.fixture
def excel(sources: dict[str, str]) -> Iterator[Excel]:
    udfs._opened.clear()
    yield Excel(sources["cross-border-2015"])
    udfs._opened.clear()


@pytest.mark.parametrize("one", CALLS, ids=lambda one: named(one.case))
def test_a_case_has_the_same_answer_through_the_wrapper(one: Call, sources: dict[str, str]) -> None:
    if len(one.arguments) > len(registry()[one.name].parameters):
        pytest.skip("Excel itself refuses too many arguments")
    udfs._opened.clear()
    assert Excel(sources[one.case.dataset]).call(one.name, *one.arguments) == one.rows


def test_the_same_call_asks_python_once_and_empty_is_omitted(excel: Excel) -> None:
    expected = excel.call("MARKET_SHARE", "Brazil")
    for arguments in (("Brazil", None), ("Brazil", ""), ("Brazil", "  ", EMPTY), ("Brazil",)):
        assert excel.call("MARKET_SHARE", *arguments) == expected
    assert excel.python.asked == ["XLMARKET_OPEN", "MARKET_SHARE"]


def test_other_kinds_of_an_argument_are_other_calls(excel: Excel) -> None:
    for period in ("2015", 2015.0, True):
        excel.call("MARKET_SHARE", "Brazil", period)
    assert excel.python.asked.count("MARKET_SHARE") == 3
    excel.call("MARKET_SHARE", (("Brazil", "India"),))
    excel.call("MARKET_SHARE", (("Brazil",), ("India",)))
    excel.call("MARKET_SHARE", (("Brazil",), ("India",)))
    assert excel.python.asked.count("MARKET_SHARE") == 5


def test_a_process_started_anew_is_told_its_figures_again(excel: Excel) -> None:
    first = excel.call("MARKET_SHARE", "Brazil")
    udfs._opened.clear()
    assert excel.call("MARKET_SHARE", "India") == [[0.014]]
    assert excel.call("MARKET_SHARE", "Brazil") == first
    assert excel.python.asked == ["XLMARKET_OPEN", "MARKET_SHARE", "MARKET_SHARE", "XLMARKET_OPEN", "MARKET_SHARE"]


def test_a_python_out_of_reach_is_an_error_that_is_not_remembered(excel: Excel) -> None:
    excel.python.broken = True
    assert excel.call("MARKET_SHARE", "Brazil") == [["#VALUE!"]]
    assert "out of reach" in str(excel.vba.run("XlmarketState", []))
    excel.python.broken = False
    assert excel.call("MARKET_SHARE", "Brazil") == [[0.022]]


def test_figures_that_cannot_be_opened_say_why() -> None:
    udfs._opened.clear()
    lost = Excel(functions_source(Settings(dataset="no-such-figures")))
    assert lost.call("MARKET_SHARE", "Brazil") == [["#VALUE!"]]
    assert "no-such-figures" in str(lost.vba.run("XlmarketState", []))


def test_a_range_of_cells_is_its_values(excel: Excel) -> None:
    excel.app.sheet(1).set_value("A1", "Brazil")
    excel.app.sheet(1).set_value("A2", "Brzail")
    excel.vba.add_module(
        'Function Two() As Variant\nTwo = MARKET_SHARE(Range("A1:A2"))\nEnd Function\n'
        'Function OneCell() As Variant\nOneCell = MARKET_SHARE(Range("A1"), Range("B1"))\nEnd Function\n',
        name="Sheet",
    )
    assert rows(excel.vba.run("Two", [])) == [[0.022], ["#VALUE!"]]
    assert rows(excel.vba.run("OneCell", [])) == [[0.022]]


def test_a_prefix_goes_before_every_name() -> None:
    source = functions_source(Settings(prefix="XL_"))
    for name in registry():
        assert f"Public Function XL_{name}(" in source
    udfs._opened.clear()
    assert Excel(source).call("XL_MARKET_SHARE", "Brazil") == [[0.022]]


class Recorder(VBAObject):
    """Stands for Excel's Application and the add-in's workbook, and keeps what it is told."""

    vba_type_name = "Object"

    def __init__(self) -> None:
        self.described: dict[str, tuple[str, list[str]]] = {}
        self.saved = False

    def vba_get(self, name: str, args: list[Any], named: dict[str, Any]) -> Any:
        if name.lower() == "name":
            return "xlmarket.xlam"
        told = {key.lower(): value for key, value in named.items()}
        assert name.lower() == "macrooptions"
        self.described[told["macro"]] = (
            told["description"],
            [str(one) for one in told["argumentdescriptions"].elements()],
        )
        return EMPTY

    def vba_set(self, name: str, value: Any, *_: Any, **__: Any) -> None:
        self.saved = name.lower() == "saved"


class Opening(HostBridge):
    def __init__(self) -> None:
        self.told = Recorder()

    def global_object(self, name: str) -> object:
        return self.told if name.lower() in ("application", "thisworkbook") else super().global_object(name)


def test_every_function_and_argument_is_described_at_opening(sources: dict[str, str]) -> None:
    opening = Opening()
    vba = Interpreter(opening)
    vba.add_module(sources["cross-border-2015"], name=MODULE)
    vba.run("XlmarketDescribe", [])
    described = opening.told.described
    assert opening.told.saved
    assert set(described) == {f"'xlmarket.xlam'!{name}" for name in registry()}
    for name, spec in registry().items():
        what, arguments = described[f"'xlmarket.xlam'!{name}"]
        assert 0 < len(what) <= LONGEST_HELP
        assert len(arguments) == len(spec.parameters)
        assert all(0 < len(one) <= LONGEST_HELP for one in arguments)


def test_the_text_keeps_to_what_the_editor_takes() -> None:
    source = functions_source(Settings(dataset='Zürich "2015"'))
    assert source.isascii()
    assert "Volatile" not in source
    assert max(map(len, source.splitlines())) < 1023
    assert 'Array("Z" & ChrW$(252) & "rich ""2015"""' in source
