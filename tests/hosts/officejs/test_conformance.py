"""The table of cases through Microsoft's own Office.js for Mac and its custom functions runtime, in Chromium.

The calls enter where Excel's do, at the native bridge, and the answers are read where Excel reads them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.conformance.calls import CALLS, Call, named, same
from tests.conformance.cases import BRIEF, CASES, SAMPLE, Case
from tests.hosts.officejs.browsing import open_in_excel
from tests.hosts.officejs.cells import Rows, handed, received
from tests.hosts.officejs.conformance import excluded
from tests.hosts.officejs.running import Running
from xlmarket.functions import CellError

pytestmark = pytest.mark.slow
EXTRA = [
    *(Call(Case(f"=MARKET_SHARE({code})", code), "MARKET_SHARE", (CellError(code),)) for code in ("#N/A", "#NULL!")),
    Call(Case("=MARKET_SHARE(a block of one)", "2.2%"), "MARKET_SHARE", ((("Brazil",),),)),
    Call(Case("=MARKET_SHARE(TRUE)", "#VALUE!"), "MARKET_SHARE", (True,)),
]
ASKED = [*CALLS, *EXTRA]
EMPTIES = {"0": 0, "empty text": "", "null": None}
"""What Excel may hand over for an empty cell or an argument that is left out."""


@pytest.fixture(scope="module")
def answers(browser: Any, server: Running, sample_server: Running) -> dict[tuple[str, int], Rows]:
    """The answers to all calls, by what stands for an empty cell and the place of the call."""
    found: dict[tuple[str, int], Rows] = {}
    for dataset, running in ((BRIEF, server), (SAMPLE, sample_server)):
        page = open_in_excel(browser.new_page(), running)
        for said, empty in EMPTIES.items():
            places = [place for place, one in enumerate(ASKED) if one.case.dataset == dataset]
            calls = [[ASKED[place].name, [handed(one, empty) for one in ASKED[place].arguments]] for place in places]
            rows = page.evaluate("calls => excel.calculate(calls)", calls)
            found.update({(said, place): one for place, one in zip(places, rows, strict=True)})
        page.close()
    return found


def test_every_case_is_run_or_has_its_reason() -> None:
    run = [case for case in CASES if not excluded(case)]
    assert len(run) == len(CALLS)
    assert all("(" not in case.formula or "MARKET_" in case.formula for case in CASES if excluded(case))


@pytest.mark.parametrize("empty", EMPTIES)
@pytest.mark.parametrize("place", range(len(ASKED)), ids=lambda place: named(ASKED[place].case))
def test_a_case_has_the_same_answer_in_excel(answers: dict[tuple[str, int], Rows], place: int, empty: str) -> None:
    assert same(received(answers[empty, place]), ASKED[place].rows)


def test_an_error_brings_its_sentence(in_excel: Callable[[Running], Any], server: Running) -> None:
    page = in_excel(server)
    [[[wrong]], [[missing]]] = page.evaluate(
        "excel.calculate([['MARKET_SHARE', [[['Brzail']]]], ['MARKET_GROWTH', [[['Brazil']]]]])"
    )
    assert wrong["error"] == "#VALUE!"
    assert "did you mean Brazil?" in wrong["why"]
    assert missing["error"] == "#N/A"
    assert "one period has no growth" in missing["why"]


def test_an_error_inside_a_spill_brings_its_sentence_too(in_excel: Callable[[Running], Any], server: Running) -> None:
    [[[first], [second]]] = in_excel(server).evaluate("excel.calculate([['MARKET_SHARE', [[['Brazil'], ['Brzail']]]]])")
    assert first == pytest.approx(0.022)
    assert second["error"] == "#VALUE!"
    assert "did you mean Brazil?" in second["why"]


def test_a_data_type_of_excels_counts_as_its_text_or_value(in_excel: Callable[[Running], Any], server: Running) -> None:
    script = """() => {
        const typed = (told) => ({ value: JSON.stringify(told) });
        const brazil = typed({ type: "Entity", text: "Brazil", basicType: "Error", basicValue: "#VALUE!" });
        const year = typed({ type: "FormattedNumber", basicValue: 2015, numberFormat: "0" });
        const wrong = typed({ type: "Error", basicValue: "#DIV/0!" });
        return excel.calculate([["MARKET_SHARE", [[[brazil]], [[year]]]], ["MARKET_SHARE", [[[wrong]]]]],
            excel.DATA_TYPES);
    }"""
    [[[share]], [[error]]] = in_excel(server).evaluate(script)
    assert share == pytest.approx(0.022)
    assert error["error"] == "#DIV/0!"
