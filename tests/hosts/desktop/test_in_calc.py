"""Our VBA in real Calc: it is the add-in's own, and it remembers. The cases of the table are in `test_conformance`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conformance.cases import BRIEF
from tests.hosts.desktop.calc.running import Calculated, Formula, Sheet, calculated
from tests.hosts.desktop.interpreted import built_source
from tests.hosts.desktop.test_addin import bare
from xlmarket.hosts.desktop.wrapper import MODULE

pytestmark = pytest.mark.slow

ONE_CALL = ['=MARKET_SHARE("Brazil")', '=MARKET_SHARE("Brazil","")', "=MARKET_SHARE(A1)", "=MARKET_SHARE(A1,B1)"]


def _calculated(folder: Path) -> Calculated:
    formulas = [*map(Formula, ONE_CALL), *[Formula("=MARKET_SHARE(A1:A2)", rows=2)] * 2]
    return calculated(folder, BRIEF, [Sheet({"A1": "Brazil", "A2": "India"}, formulas)])


def test_calc_runs_the_module_of_the_add_in_and_asks_python_once_for_the_same_call(tmp_path: Path) -> None:
    found = _calculated(tmp_path)
    lines = [line for line in bare(found.modules[MODULE]) if not line.startswith(("Rem ", "Option VBASupport"))]
    assert lines == bare(built_source(BRIEF))
    assert found.answers == [[[0.022]]] * len(ONE_CALL) + [[[0.022], [0.014]]] * 2
    assert found.asked == ["XLMARKET_OPEN", "MARKET_SHARE", "MARKET_SHARE"]
