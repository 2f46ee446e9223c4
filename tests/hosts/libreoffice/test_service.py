"""What the process in the user's Python does: calls as the registry answers them, formulas as Calc spells them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.calls import CALLS, Call, named
from xlmarket.cli import run
from xlmarket.functions import open_snapshot
from xlmarket.functions.wire import value_in, value_out
from xlmarket.hosts.libreoffice import columns
from xlmarket.hosts.libreoffice.columns import CallColumns
from xlmarket.hosts.libreoffice.service import Service, respell
from xlmarket.hosts.settings import AddinSettings

OURS = "ORG.XLMARKET.MARKET_SHARE"


@pytest.mark.parametrize(
    ("formula", "calc"),
    [
        ('=market_share("Brazil")', f'={OURS}("Brazil")'),
        ('=_xll.market_share("Brazil";2)', f'={OURS}("Brazil";2)'),
        ('=_xldudf_market_share("Brazil")', f'={OURS}("Brazil")'),
        ('=_xldudf_xl_market_share("Brazil")', f'={OURS}("Brazil")'),
        ('=[1]!market_share("Brazil")', f'={OURS}("Brazil")'),
        ('=IF(TRUE();market_share(B1)*2;"MARKET_SHARE(x)")', f'=IF(TRUE();{OURS}(B1)*2;"MARKET_SHARE(x)")'),
        ("=SUM(market_share($'My Sheet'.A1:A2))", f"=SUM({OURS}($'My Sheet'.A1:A2))"),
        ('=market_share(market_name("BRA"))', f'={OURS}(ORG.XLMARKET.MARKET_NAME("BRA"))'),
        (f'={OURS}("Brazil")', f'={OURS}("Brazil")'),
        ("=market_unheard_of(1)", "=market_unheard_of(1)"),
        ("=own_market_share(1)", "=own_market_share(1)"),
    ],
)
def test_formulas_of_other_hosts_are_spelled_as_calc_knows_them(formula: str, calc: str) -> None:
    assert respell(formula) == calc


def test_a_name_the_document_defines_is_its_own() -> None:
    assert respell('=market_share("x")+market_value("y")', ["MARKET_SHARE"]) == (
        '=market_share("x")+ORG.XLMARKET.MARKET_VALUE("y")'
    )


def test_the_prefix_it_was_installed_with_is_known() -> None:
    assert respell('=own_market_share("x")', prefix="OWN_") == f'={OURS}("x")'


def test_figures_that_cannot_be_opened_are_a_sentence_and_leave_the_old_ones_open() -> None:
    service = Service(AddinSettings("cross-border-2015"))
    service.open_figures()
    service.settings = AddinSettings("nowhere")
    assert "unknown data set" in service.open_figures()["fault"]
    assert service.answer(["MARKET_SHARE", "Brazil"]) == 0.022


def test_opened_anew_the_figures_of_other_data_sets_are_the_new_ones_too(tmp_path: Path) -> None:
    store, file = str(tmp_path / "store.sqlite"), tmp_path / "mine.csv"
    service, versions, found = Service(AddinSettings(store=store)), set(), []
    for figure in (10, 20):
        file.write_text(f"market,metric,period,value,unit,status,source\nBrazil,sales,2015,{figure},USD,published,me\n")
        assert run(["import", str(file), "--as", "mine", "--store", store]) == 0
        versions.add(service.open_figures()["version"])
        found.append(service.answer(["MARKET_VALUE", "Brazil", 2015, None, "dataset=mine"]))
    assert (found, len(versions)) == ([10.0, 20.0], 2)


def test_a_fault_of_ours_is_one_cells_and_the_process_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    service = Service(AddinSettings("cross-border-2015"))
    service.open_figures()
    asked = columns.call

    def broken(snapshot: Any, name: str, *given: Any) -> Any:
        if given == ("Mars",):
            raise ZeroDivisionError("none left")
        return asked(snapshot, name, *given)

    monkeypatch.setattr(columns, "call", broken)
    wrong = service.answer(["MARKET_SHARE", "Mars"])
    assert wrong == {"error": "#VALUE!", "why": "a fault of ours: ZeroDivisionError: none left"}
    assert service.answer(["MARKET_SHARE", "Brazil", 2015]) == 0.022


def test_the_process_needs_no_pandas() -> None:
    asked = "import sys, xlmarket.hosts.libreoffice.service as s; from xlmarket.hosts.settings import AddinSettings\n"
    asked += (
        "one = s.Service(AddinSettings()); one.open_figures(); assert one.answer(['MARKET_SHARE', 'Brazil']) == 0.022\n"
    )
    asked += "print(*[name for name in ('pandas', 'openpyxl', 'duckdb', 'ibis') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout == "\n"


@pytest.mark.parametrize("one", CALLS, ids=lambda one: named(one.case))
def test_all_markets_at_once_is_what_each_alone_is(one: Call) -> None:
    snapshot = open_snapshot(one.case.dataset)
    given = [value_out(argument) for argument in one.arguments] if one.case.cells == {} else []
    columns, market = CallColumns(snapshot), "South Africa"
    columns.answer(one.name, [market, *given[1:]])
    for name in given[:1] or ["Brazil"]:
        found = columns.answer(one.name, [name, *given[1:]])
        each = found["each"] if isinstance(found, dict) and "each" in found else [[name, found]]
        for asked, answer in each[:12]:
            alone = CallColumns(snapshot).answer(one.name, [asked, *given[1:]])
            assert stripped(answer) == stripped(alone)


def stripped(answer: object) -> object:
    """An answer without the sentences of its errors, which Calc does not show."""
    if isinstance(answer, list):
        return [stripped(one) for one in answer]
    return answer.get("error") if isinstance(answer, dict) else answer


def test_a_value_that_is_no_cell_is_an_error_and_not_the_end() -> None:
    assert value_in({"no": "cell"}).code == "#VALUE!"
    service = Service(AddinSettings("cross-border-2015"))
    service.open_figures()
    assert stripped(service.answer(["MARKET_SHARE", {"no": "cell"}])) == "#VALUE!"
    assert stripped(service.answer(["NO_SUCH"])) == "#VALUE!"
