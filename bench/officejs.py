"""Ten thousand scalar cells and one array of them in Chromium, through Microsoft's Office.js and a real server.

The peer travels the same way, in the same batches: its server answers every call from a dictionary. The difference is
our own part. Office.js hands results to Excel twice a second at most, and that is in both; so the last table sends the same
batches straight to the server.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from itertools import islice, product
from pathlib import Path
from typing import Any
from unittest.mock import patch

from bench.sideways import medians, table
from tests.browser import drive
from tests.hosts.officejs import browsing
from tests.hosts.officejs.running import Running
from xlmarket.functions import Snapshot, open_snapshot
from xlmarket.functions.wire import MOST_CALLS, answer_call
from xlmarket.hosts.officejs import api
from xlmarket.hosts.officejs.certificate import local_certificate
from xlmarket.hosts.officejs.figures import ServedFigures

CELLS = 10_000
OFFICE = Path(__file__).resolve().parents[1] / "node_modules" / "@microsoft" / "office-js" / "dist"
FUNCTIONS = ("MARKET_VALUE", "MARKET_SHARE", "MARKET_GROWTH", "MARKET_RANK", "MARKET_INDEX", "MARKET_RELATIVE_SHARE")
RUN = "async (name) => { await excel.calculate(window[name]); }"
KEEP = "([name, text]) => { window[name] = JSON.parse(text); }"


def scalars(snapshot: Snapshot) -> list[list[Any]]:
    """Different calls of one cell each, as Excel hands them over."""
    markets = [snapshot.markets[key].name for key in snapshot.panel("sales").markets]
    periods = [period.label for period in snapshot.panel("sales").periods]
    options = [[[f"fill={place}"]] for place in range(4)]
    found = product(options, FUNCTIONS, markets, periods)
    return [
        [name, [[[market]], [[period]], *_between(name), option]]
        for option, name, market, period in islice(found, CELLS)
    ]


def _between(name: str) -> list[None]:
    """The arguments left out between the period and the options."""
    return [None] * {"MARKET_VALUE": 1}.get(name, 2)


def array(snapshot: Snapshot) -> list[list[Any]]:
    """One call that answers a block of cells."""
    markets = [[snapshot.markets[key].name] for key in snapshot.panel("sales").markets][:40]
    periods = [period.label for period in snapshot.panel("sales").periods][:10]
    return [["MARKET_SHARE", [markets * (CELLS // len(periods) // len(markets)), [periods]]]]


def from_dictionary(snapshot: Snapshot, calls: list[dict[str, Any]]) -> Callable[[Snapshot, Any], object]:
    """What answers a call in place of the registry."""
    known = {_key(one): answer_call(snapshot, one) for one in calls}
    return lambda _, one: known[_key(one)]


def _key(one: dict[str, Any]) -> tuple[object, ...]:
    return one["function"], *(
        len(argument) if isinstance(argument, list) else argument for argument in one["arguments"]
    )


def sent(calls: list[list[Any]]) -> list[dict[str, Any]]:
    """Calls as the script sends them: ranges of one cell as that cell."""
    return [
        {"function": name, "arguments": [one[0][0] if one and len(one) == 1 == len(one[0]) else one for one in given]}
        for name, given in calls
    ]


def main() -> None:
    chromium = shutil.which("chromium")
    if chromium is None or not OFFICE.is_dir():
        print("Office.js: not measured; it needs chromium and the npm package @microsoft/office-js\n")
        return
    snapshot = open_snapshot("sample-quarterly")
    work = {"scalars": scalars(snapshot), "array": array(snapshot)}
    with tempfile.TemporaryDirectory() as folder:
        running = Running(Path(folder), figures=ServedFigures(lambda: snapshot))
        try:
            with (
                drive() as driver,
                browsing.chromium(driver, chromium, local_certificate(Path(folder))) as browser,
                browsing.context(browser, OFFICE) as context,
            ):
                page = browsing.open_in_excel(context.new_page(), running)
                for name, calls in work.items():
                    page.evaluate(KEEP, [name, json.dumps(calls)])
                measure(page, snapshot, work)
            measure_server(running, snapshot, sent(work["scalars"]))
        finally:
            running.stop()


def measure(page: Any, snapshot: Snapshot, work: dict[str, list[list[Any]]]) -> None:
    """Each kind of work through Office.js in the browser."""

    def calculate(name: str) -> None:
        page.evaluate("xlmarket.forget()")
        page.evaluate(RUN, name)

    for name, calls in work.items():
        title = f"Office.js in Chromium, {CELLS:,} cells as {name}, per cell"
        compare(title, snapshot, sent(calls), lambda name=name: calculate(name))


def measure_server(running: Running, snapshot: Snapshot, calls: list[dict[str, Any]]) -> None:
    """The same batches over TLS, without Office.js and the browser."""
    size = MOST_CALLS // 4
    bodies = [json.dumps({"calls": calls[first : first + size]}).encode() for first in range(0, len(calls), size)]

    def ask() -> None:
        for body in bodies:
            running.data("/api/calls", body)

    compare(f"The server alone, {CELLS:,} calls in {len(bodies)} requests, per call", snapshot, calls, ask)


def compare(title: str, snapshot: Snapshot, calls: list[dict[str, Any]], run: Callable[[], None]) -> None:
    """Our answers, remembered by the server or not, beside those of a dictionary."""
    answer = from_dictionary(snapshot, calls)

    def first() -> None:
        snapshot.memo.clear()
        snapshot.derived.clear()
        run()

    def dictionary() -> None:
        with patch.object(api, "_answer", answer):
            run()

    seconds = medians({"for the first time": first, "remembered": run, "from a dictionary": dictionary}, runs=5)
    each = {kind: one / CELLS for kind, one in seconds.items()}
    print(table(title, each, "from a dictionary"))


if __name__ == "__main__":
    main()
