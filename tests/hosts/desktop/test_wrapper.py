"""Our VBA, read back from the built add-in and run by pyOpenVBA's interpreter: its memory, its errors, its help."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pyopenvba.interpreter import EMPTY, HostBridge, Interpreter, VBAObject

from tests.conformance.cases import BRIEF
from tests.hosts.desktop.interpreted import Excel, built_source, rows
from xlmarket.functions import registry
from xlmarket.functions.help import LONGEST_HELP
from xlmarket.hosts.desktop import udfs
from xlmarket.hosts.desktop.wrapper import MODULE, AddinSettings, functions_source


@pytest.fixture
def excel() -> Iterator[Excel]:
    udfs._opened.clear()
    yield Excel(built_source(BRIEF))
    udfs._opened.clear()


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


def test_large_ranges_are_answered_and_not_remembered(excel: Excel) -> None:
    for size, asked in ((1000, 1), (1001, 2)):
        excel.python.asked.clear()
        markets = (("Brazil",), ("India",)) * (size // 2) + (("Japan",),) * (size % 2)
        first, second = excel.call("MARKET_SHARE", markets), excel.call("MARKET_SHARE", markets)
        assert first == second
        assert (len(first), first[:2]) == (size, [[0.022], [0.014]])
        assert excel.python.asked.count("MARKET_SHARE") == asked


def test_texts_that_differ_in_capitals_or_end_elsewhere_are_other_calls(excel: Excel) -> None:
    for arguments in (("NA", ""), ("na", ""), ("Na", ""), ("N", "A")):
        excel.call("MARKET_NAME", *arguments)
    assert excel.python.asked.count("MARKET_NAME") == 4


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
    lost = Excel(functions_source(AddinSettings(dataset="no-such-figures")))
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
    source = functions_source(AddinSettings(prefix="XL_"))
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


def test_every_function_and_argument_is_described_at_opening() -> None:
    opening = Opening()
    vba = Interpreter(opening)
    vba.add_module(built_source(BRIEF), name=MODULE)
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
    source = functions_source(AddinSettings(dataset='Zürich "2015"'))
    assert source.isascii()
    assert "Volatile" not in source
    assert max(map(len, source.splitlines())) < 1023
    assert 'Array("Z" & ChrW$(252) & "rich ""2015"""' in source
