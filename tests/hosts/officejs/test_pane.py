"""The pane in Chromium: what one does with it, in Excel for Mac and outside it, with eyes, keyboard and screen reader.

In Excel, Microsoft's own Office.js runs; `excel.js` holds the few cells it then speaks of, since only Excel has more.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.hosts.officejs.conftest import package
from tests.hosts.officejs.running import Running
from xlmarket.functions.registry import registry

pytestmark = pytest.mark.slow
Open = Callable[[Running], Any]


@pytest.fixture
def pane(outside: Open, sample_server: Running) -> Any:
    """The pane outside Excel, before anything is chosen."""
    return outside(sample_server)


def choose(page: Any, market: str) -> None:
    page.fill("#search", market)
    page.locator("#found button", has_text=market).first.click()
    page.wait_for_selector("#chart svg")


# ------------------------------------------------------------------------------------------------------------ markets


def test_a_market_is_found_as_one_types_in_any_language(pane: Any) -> None:
    pane.fill("#search", "巴西")
    pane.wait_for_selector("#count:has-text('1 found')")
    assert pane.inner_text("#found") == "Brazil\nBRA"
    pane.fill("#search", "Atlantis-on-Sea")
    pane.wait_for_selector("#count:has-text('Nobody knows')")
    assert pane.locator("#found button").count() == 0


def test_a_market_shows_its_series_drawn_its_source_and_its_status(pane: Any) -> None:
    choose(pane, "Brazil")
    assert pane.inner_text("#name") == "Brazil"
    assert pane.inner_text("#last") == "684.452 USD million, 2015Q4"
    assert pane.locator("#chart rect.bar").count() == 12
    drawn = pane.get_attribute("#chart svg", "aria-label")
    assert drawn == "sales of Brazil in USD million: from 363.503 in 2013Q1 to 684.452 in 2015Q4"
    behind = pane.inner_text("#behind")
    assert "illustrative" in behind
    assert "xlmarket sample generator" in behind
    assert "vintage 1" in behind
    pane.click("#market summary")
    assert pane.locator("#figures tbody tr").count() == 12
    assert pane.inner_text("#figures tbody tr:last-child") == "2015Q4\t684.452"


def test_a_market_without_figures_says_so(pane: Any) -> None:
    choose(pane, "Fiji")
    assert "No sales of this market" in pane.inner_text("#last")
    assert pane.get_attribute("#chart svg", "aria-label") == "sales of Fiji: no figures"


def test_one_period_is_one_column(outside: Open, server: Running) -> None:
    page = outside(server)
    choose(page, "Brazil")
    assert page.locator("#chart rect.bar").count() == 1
    assert page.inner_text("#last") == "2.2 percent, 2015"


def test_a_long_series_is_a_line_that_breaks_where_a_figure_is_missing(pane: Any) -> None:
    path = pane.evaluate(
        """() => {
        const points = Array.from({ length: 30 }, (_, n) => ({ period: String(1990 + n), value: n === 9 ? null : n - 5 }));
        return chart.draw({ market: "X", metric: "y", unit: "z", points }).querySelector(".curve").getAttribute("d");
    }"""
    )
    assert path.count("M") == 2
    assert path.count("L") == 27


def test_the_formula_follows_function_period_and_metric(pane: Any) -> None:
    choose(pane, "Brazil")
    assert pane.input_value("#text") == '=MARKET_SHARE("Brazil")'
    pane.select_option("#function", "MARKET_GROWTH")
    pane.select_option("#period", "2014Q4")
    assert pane.input_value("#text") == '=MARKET_GROWTH("Brazil","2014Q4")'
    pane.select_option("#metric", "parcels")
    pane.wait_for_selector("#chart svg[aria-label^=parcels]")
    assert pane.input_value("#text") == '=MARKET_GROWTH("Brazil",,,"parcels")'


def test_every_formula_the_pane_offers_answers(pane: Any, sample_server: Running) -> None:
    choose(pane, "Brazil")
    names = pane.locator("#function option").all_inner_texts()
    assert len(names) >= 15
    for value in sample_server.values(*((name, "Brazil") for name in names)):
        assert not isinstance(value, dict) or value["error"] != "#VALUE!", value


def test_with_a_prefix_the_formula_has_it(outside: Open, certificate_folder: Path) -> None:
    running = Running(certificate_folder, "sample-quarterly", prefix="XL")
    try:
        page = outside(running)
        choose(page, "Brazil")
        assert page.input_value("#text") == '=XL.MARKET_SHARE("Brazil")'
        assert page.evaluate("xlmarket.repaired('=_xldudf_XL_MARKET_RANK(A1)')") == "=XL.MARKET_RANK(A1)"
    finally:
        running.stop()


def test_outside_excel_the_formula_is_copied(pane: Any) -> None:
    choose(pane, "Brazil")
    pane.click("#insert")
    pane.wait_for_selector("#done:has-text('Copied')")
    assert pane.evaluate("navigator.clipboard.readText()") == '=MARKET_SHARE("Brazil")'
    assert pane.locator("#repairing").is_hidden()


# ---------------------------------------------------------------------------------------------------------- in Excel


def test_in_excel_the_formula_is_entered_into_the_active_cell(in_excel: Open, sample_server: Running) -> None:
    page = in_excel(sample_server)
    page.evaluate("excel.cells.set('Sheet1', [[{ formula: '', value: '' }]])")
    choose(page, "Brazil")
    assert page.inner_text("#insert") == "Insert into the cell"
    page.click("#insert")
    page.wait_for_selector("#done:has-text('Entered into Sheet1!A1')")
    assert page.evaluate("excel.cells.get('Sheet1')[0][0].formula") == '=MARKET_SHARE("Brazil")'


def test_a_cell_that_takes_nothing_is_said(in_excel: Open, sample_server: Running) -> None:
    page = in_excel(sample_server)
    page.evaluate("excel.cells.set('Sheet1', Object.assign([[{ formula: '', value: '' }]], { isLocked: true }))")
    choose(page, "Brazil")
    page.click("#insert")
    page.wait_for_selector("#done:has-text('That did not work')")


def test_stuck_formulas_are_entered_again_and_nothing_else_is_touched(in_excel: Open, server: Running) -> None:
    page = in_excel(server)
    cells = [
        ("=MARKET_SHARE(A1)", "#NAME?", "=MARKET_SHARE(A1)"),
        ("=_xldudf_MARKET_SHARE(A1)*2", "#NAME?", "=MARKET_SHARE(A1)*2"),
        ('=IF(A1="MARKET_RANK(",market_rank(B1),0)', "#BUSY!", '=IF(A1="MARKET_RANK(",MARKET_RANK(B1),0)'),
        ("=MARKET_VALUE(A1)", "#N/A", "=MARKET_VALUE(A1)"),
        ("=MARKET_SHARE(A1)", 0.022, None),
        ('="MARKET_SHARE("', "#NAME?", None),
        ("=MY_MARKET_SHARE(A1)", "#NAME?", None),
        ("=Book.MARKET_SHARE(A1)", "#NAME?", None),
        ("=VLOOKUP(1,A:B,2)", "#N/A", None),
        ("#NAME?", "#NAME?", None),
    ]
    grid = [[{"formula": formula, "value": value}] for formula, value, _ in cells]
    script = """(grid) => {
        excel.cells.set('Sheet1', grid);
        excel.cells.set('Empty', []);
        excel.cells.set('Locked', Object.assign([[{ ...grid[0][0] }]], { isLocked: true }));
    }"""
    page.evaluate(script, grid)
    page.click("#tab-connection")
    page.click("#repair")
    page.wait_for_selector("#repaired:has-text('entered again')")
    assert page.inner_text("#repaired") == (
        "4 formulas entered again; not on Locked, which Excel does not let us write to"
    )
    wanted = [
        [{"formula": formula, "value": value}] if entered is None else [{"formula": entered, "value": "entered"}]
        for formula, value, entered in cells
    ]
    assert page.evaluate("excel.cells.get('Sheet1')") == wanted


def test_the_button_on_the_ribbon_repairs_too_and_reports_back(in_excel: Open, server: Running) -> None:
    page = in_excel(server)
    page.evaluate("excel.cells.set('Sheet1', [[{ formula: '=MARKET_SHARE(A1)', value: '#NAME?' }]])")
    script = """() => new Promise((completed) => {
        Office.actions._association.mappings.XLMARKETREPAIR({ completed });
    })"""
    page.evaluate(script)
    assert page.evaluate("excel.cells.get('Sheet1')[0][0].value") == "entered"


def test_the_functions_start_with_the_workbook_from_then_on(page: Any, server: Running) -> None:
    """Only Excel knows what to do with it; the page says so as soon as Office is ready."""
    page.add_init_script(
        """window.Office = { actions: { associate() {} }, onReady: (then) => then(), StartupBehavior: { load: "Load" },
        addin: { setStartupBehavior: async (behavior) => { window.startup = behavior; } } };"""
    )
    page.route("https://appsforoffice.microsoft.com/**", lambda route: route.fulfill(body=""))
    page.goto(server.page)
    assert page.evaluate("startup") == "Load"


# ------------------------------------------------------------------------------------------- the manual, the connection


def test_the_manual_is_browsed_and_filtered(pane: Any) -> None:
    pane.click("#tab-functions")
    assert pane.locator("#manual details").count() == len(registry())
    pane.fill("#filter", "herfindahl")
    assert pane.inner_text("#matches") == f"1 of {len(registry())} functions"
    pane.click("#manual summary")
    text = pane.inner_text("#manual details")
    assert "MARKET_CONCENTRATION([within]" in text
    assert "=MARKET_CONCENTRATION(" in text


def test_the_connection_is_seen(pane: Any, sample_server: Running) -> None:
    pane.click("#tab-connection")
    facts = pane.inner_text("#facts")
    for said in (sample_server.url, "connected", "sample-quarterly", str(len(registry())), "0.1.0"):
        assert said in facts


def test_a_server_that_is_gone_is_said_and_found_again(outside: Open, certificate_folder: Path) -> None:
    running = Running(certificate_folder, "sample-quarterly")
    page = outside(running)
    running.stop()
    page.click("#tab-connection")
    page.click("#check")
    page.wait_for_selector("#trouble:visible")
    assert "is 'xlmarket serve' running?" in page.inner_text("#why")
    assert page.inner_text("#state") == "Not connected"
    again = Running(certificate_folder, "sample-quarterly", port=running.port)
    try:
        page.click("#again")
        page.wait_for_selector("#state.on")
        assert page.locator("#trouble").is_hidden()
    finally:
        again.stop()


def test_without_the_token_the_pane_says_what_to_do(page: Any, server: Running) -> None:
    page.goto(f"{server.url}/taskpane.html")
    page.wait_for_selector("#trouble:visible")
    assert "sideload the manifest" in page.inner_text("#why")


def test_texts_of_others_are_never_markup(pane: Any) -> None:
    pane.route("**/api/series*", lambda route: route.fulfill(json={
        "market": "<img src=x onerror=alert(1)>", "metric": "sales", "unit": "<b>", "source": "<script>1</script>",
        "status": "published", "vintage": "", "points": [{"period": "<i>", "value": 1, "why": None}],
    }))  # fmt: skip
    choose(pane, "Brazil")
    assert pane.locator("#market img, #market script, #market i").count() == 0
    assert pane.inner_text("#name") == "<img src=x onerror=alert(1)>"


# ------------------------------------------------------------------------------------------------------ for everybody


STATES = {
    "markets": lambda page: choose(page, "Brazil"),
    "functions": lambda page: (page.click("#tab-functions"), page.click("#manual summary")),
    "connection": lambda page: page.click("#tab-connection"),
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_to_mend(pane: Any, state: str, scheme: str) -> None:
    """Names, roles, order of headings, contrast (AA) and more, by the rules most audits use."""
    pane.emulate_media(color_scheme=scheme)
    STATES[state](pane)
    pane.evaluate((package("axe-core") / "axe.min.js").read_text(encoding="utf-8"))
    found = pane.evaluate("axe.run(document, { resultTypes: ['violations'] })")["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []


@pytest.mark.parametrize("state", STATES)
def test_it_fits_into_320_pixels(pane: Any, state: str) -> None:
    pane.set_viewport_size({"width": 320, "height": 600})
    STATES[state](pane)
    assert pane.evaluate("document.documentElement.scrollWidth") == 320


def test_everything_is_done_with_the_keyboard(pane: Any) -> None:
    focused = "document.activeElement.id || document.activeElement.tagName"
    pane.keyboard.press("Tab")
    assert pane.evaluate(focused) == "tab-markets"
    pane.keyboard.press("ArrowRight")
    assert pane.evaluate(focused) == "tab-functions"
    assert pane.locator("#functions").is_visible()
    pane.keyboard.press("End")
    pane.keyboard.press("ArrowRight")
    assert pane.evaluate(focused) == "tab-markets"
    pane.keyboard.press("Tab")
    assert pane.evaluate(focused) == "search"
    pane.keyboard.type("Brazil")
    pane.wait_for_selector("#count:has-text('1 found')")
    pane.keyboard.press("Tab")
    pane.keyboard.press("Tab")
    assert pane.evaluate("document.activeElement.textContent") == "BrazilBRA"
    pane.keyboard.press("Enter")
    pane.wait_for_selector("#chart svg")
    assert pane.evaluate(focused) == "name"
    order = []
    for _ in range(5):
        pane.keyboard.press("Tab")
        order.append(pane.evaluate(focused))
    assert order == ["SUMMARY", "function", "period", "text", "insert"]


def test_the_focus_is_seen(pane: Any) -> None:
    for _ in range(3):
        pane.keyboard.press("Tab")
        style = pane.evaluate(
            "(({ outlineStyle, outlineWidth }) => [outlineStyle, outlineWidth])(getComputedStyle(document.activeElement))"
        )
        assert style == ["solid", "2px"]
