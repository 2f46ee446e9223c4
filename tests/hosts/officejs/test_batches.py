"""How calls travel between Excel and the server: together, once, within bounds, cancelled and tried again.

Requests are counted where they leave the browser; the functions are called by Microsoft's own runtime.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.hosts.officejs.running import Running
from xlmarket.cli import run
from xlmarket.functions import open_snapshot
from xlmarket.functions.wire import MOST_CALLS
from xlmarket.hosts.officejs.figures import ServedFigures
from xlmarket.hosts.officejs.limits import MOST_BODY

pytestmark = pytest.mark.slow
Open = Callable[[Running], Any]
CALLS = "**/api/calls"


def carried(page: Any) -> list[list[dict[str, Any]]]:
    """The batches the page sends from now on."""
    batches: list[list[dict[str, Any]]] = []

    def seen(request: Any) -> None:
        if request.url.endswith("/api/calls"):
            batches.append(json.loads(request.post_data)["calls"])

    page.on("request", seen)
    return batches


def value_of(*markets: str) -> list[list[Any]]:
    return [["MARKET_VALUE", [[[market]]]] for market in markets]


def calculated(page: Any, calls: list[list[Any]]) -> Any:
    return page.evaluate("calls => excel.calculate(calls)", calls)


@pytest.fixture
def imported(tmp_path: Path, certificate_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    """A server on a store of its own, into which `figures` imports."""
    monkeypatch.setenv("XLMARKET_STORE", str(tmp_path / "store.sqlite"))
    import_figures(tmp_path, 10)
    running = Running(
        certificate_folder, figures=ServedFigures(lambda: open_snapshot("own"), [tmp_path / "store.sqlite"])
    )
    yield running
    running.stop()


def import_figures(folder: Path, value: int) -> None:
    file = folder / f"{value}.csv"
    file.write_text(f"market,metric,period,value,unit\nBrazil,sales,2015,{value},USD\n", encoding="utf-8")
    assert run(["import", str(file), "--as", "own", "--quiet"]) == 0


def test_a_thousand_cells_take_at_most_two_requests(in_excel: Open, sample_server: Running) -> None:
    page = in_excel(sample_server)
    batches = carried(page)
    calls = [["MARKET_VALUE", [[["Brazil"]], [["latest"]], None, [[f"fill={place}"]]]] for place in range(1000)]
    assert calculated(page, calls) == [[[684.452]]] * 1000
    assert len(batches) <= 2
    assert sum(map(len, batches)) == 1000


def test_identical_calls_in_flight_are_one(in_excel: Open, server: Running) -> None:
    page = in_excel(server)
    batches = carried(page)
    assert calculated(page, value_of("Brazil", "India", "Brazil", "Brazil")) == [[[2.2]], [[1.4]], [[2.2]], [[2.2]]]
    assert [one["arguments"] for batch in batches for one in batch] == [["Brazil"], ["India"]]


def test_the_same_cell_again_asks_nobody(in_excel: Open, server: Running) -> None:
    page = in_excel(server)
    first = calculated(page, value_of("Brazil", "Brzail"))
    batches = carried(page)
    assert calculated(page, value_of("Brazil", "Brzail")) == first
    assert batches == []


def test_a_failing_call_fails_alone(in_excel: Open, server: Running) -> None:
    [[[good]], [[bad]], [[also]]] = calculated(in_excel(server), value_of("Brazil", "Brzail", "India"))
    assert (good, bad["error"], also) == (2.2, "#VALUE!", 1.4)


def test_many_cells_are_split(in_excel: Open, server: Running) -> None:
    page = in_excel(server)
    batches = carried(page)
    many = MOST_CALLS // 4 + 1
    script = """async (many) => {
        const calls = Array.from({ length: many }, (_, n) => ["MARKET_VALUE", [[["Brazil"]], null, null, [[`fill=${n}`]]]]);
        return [...new Set((await excel.calculate(calls)).flat(2))];
    }"""
    assert page.evaluate(script, many) == [2.2]
    assert sum(map(len, batches)) == many
    assert max(map(len, batches)) == MOST_CALLS // 4


def test_long_arguments_are_split(in_excel: Open, server: Running) -> None:
    page = in_excel(server)
    batches = carried(page)
    script = """async () => {
        const column = Array.from({ length: 5000 }, () => ["Brazil"]);
        const calls = Array.from({ length: 8 }, (_, n) => ["MARKET_VALUE", [[...column, [`a${n}`]]]]);
        return (await excel.calculate(calls)).map((rows) => rows.length);
    }"""
    assert page.evaluate(script) == [5001] * 8
    assert sum(map(len, batches)) == 8
    assert len(batches) > 1
    assert max(len(json.dumps(batch)) for batch in batches) < MOST_BODY // 4


def test_what_the_server_had_no_time_for_is_asked_for_again(in_excel: Open, server: Running) -> None:
    page = in_excel(server)
    batches = carried(page)

    def hurried(route: Any) -> None:
        answer = server.data("/api/calls", json.loads(route.request.post_data))
        route.fulfill(json={**answer, "values": answer["values"][:2]})

    page.route(CALLS, hurried)
    assert calculated(page, value_of("Brazil", "India", "Japan", "Russia", "ASEAN")) == [
        [[2.2]], [[1.4]], [[6.6]], [[4.2]], [[11.4]],
    ]  # fmt: skip
    assert [len(batch) for batch in batches] == [5, 3, 1]


def test_a_cancelled_cell_that_is_not_sent_yet_never_is(in_excel: Open, server: Running) -> None:
    page = in_excel(server)
    batches = carried(page)
    script = """async calls => {
        const dropped = excel.invoke(calls.slice(0, 2));
        const kept = excel.invoke(calls.slice(1));
        excel.cancel(dropped.ids);
        return kept.results;
    }"""
    assert page.evaluate(script, value_of("Brazil", "India", "Japan")) == [[[1.4]], [[6.6]]]
    assert [one["arguments"] for batch in batches for one in batch] == [["India"], ["Japan"]]


def test_a_request_nobody_waits_for_is_given_up(in_excel: Open, server: Running) -> None:
    page = in_excel(server)
    page.route(CALLS, lambda route: None)  # an answer that never comes
    with page.expect_request(CALLS):
        page.evaluate("calls => { window.slow = excel.invoke(calls); }", value_of("Brazil"))
    with page.expect_event("requestfailed") as given_up:
        page.evaluate("excel.cancel(slow.ids)")
    assert given_up.value.failure == "net::ERR_ABORTED"
    page.unroute(CALLS)
    assert calculated(page, value_of("Brazil")) == [[[2.2]]]


def test_a_request_that_fails_is_tried_again_ever_more_slowly(in_excel: Open, server: Running) -> None:
    page = in_excel(server)
    batches = carried(page)
    faults = iter([lambda route: route.abort(), lambda route: route.fulfill(status=503, json={"why": "busy"})])
    page.route(CALLS, lambda route: next(faults, lambda one: one.continue_())(route))
    assert calculated(page, value_of("Brazil")) == [[[2.2]]]
    assert len(batches) == 3


def test_a_refusal_is_not_tried_again_and_says_why(in_excel: Open, server: Running) -> None:
    page = in_excel(server)
    batches = carried(page)
    page.route(CALLS, lambda route: route.fulfill(status=401, json={"error": "token", "why": "the token is wrong"}))
    [[[cell]]] = calculated(page, value_of("Brazil"))
    assert cell == {"error": "#N/A", "why": "xlmarket: the token is wrong"}
    assert len(batches) == 1


def test_cells_that_missed_the_server_are_calculated_when_it_is_back(in_excel: Open, certificate_folder: Path) -> None:
    first = Running(certificate_folder, "cross-border-2015")
    page = in_excel(first)
    first.stop()
    [[[cell]]] = calculated(page, value_of("Brazil"))
    assert cell["error"] == "#N/A"
    assert "is 'xlmarket serve' running?" in cell["why"]
    page.wait_for_selector("#trouble:visible")
    again = Running(certificate_folder, "cross-border-2015", port=first.port)
    try:
        page.click("#again")
        page.evaluate("excel.recalculated")
        assert page.evaluate("excel.calculations") == ["Full"]
        assert calculated(page, value_of("Brazil")) == [[[2.2]]]
    finally:
        again.stop()


def test_after_an_import_excel_calculates_every_cell_again(in_excel: Open, imported: Running, tmp_path: Path) -> None:
    page = in_excel(imported)
    assert calculated(page, value_of("Brazil")) == [[[10]]]
    import_figures(tmp_path, 20)
    imported.look_now()
    page.click("#tab-connection")
    page.click("#check")
    page.evaluate("excel.recalculated")
    assert page.evaluate("excel.calculations") == ["Full"]
    assert calculated(page, value_of("Brazil")) == [[[20]]]


def test_an_array_spills_markets_down_and_periods_across(in_excel: Open, sample_server: Running) -> None:
    page = in_excel(sample_server)
    [grid] = calculated(page, [["MARKET_VALUE", [[["Brazil"], ["India"]], [["2014Q4", "2015Q4"]]]]])
    assert grid == [[612.576, 684.452], [337.654, 480.692]]
