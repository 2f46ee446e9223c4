"""The front page of ten thousand reports: how long it takes to write, its size, and how fast Chromium shows and searches it."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.batch.catalogues import many_reports
from tests.browser import drive, launch
from tests.conftest import program
from xlmarket.batch.site import INDEX, site_page

COUNT = 10_000
RUNS = 5
KEYS = """() => {
  const search = document.getElementById("search");
  const times = [];
  for (const text of ["r", "re", "reg", "regi", "region", "region 9", "region 99", "region 999", "region 9999"]) {
    const start = performance.now();
    search.value = text;
    search.dispatchEvent(new Event("input", { bubbles: true }));
    document.body.offsetHeight;
    times.push(performance.now() - start);
  }
  return times;
}"""


def main() -> None:
    catalogue = many_reports(COUNT)
    start = time.perf_counter()
    page = site_page(catalogue)
    seconds = time.perf_counter() - start
    print(f"\nFront page of {COUNT:,} reports: {len(page) / 1e6:.1f} MB, written in {seconds:.2f} s")
    with tempfile.TemporaryDirectory() as folder, drive() as driver:
        path = Path(folder) / INDEX
        path.write_bytes(page)
        with launch(driver, program("chromium", "chromium")) as browser:
            paints, keys = zip(*(_visit(browser, path.as_uri()) for _ in range(RUNS)), strict=True)
    times = sorted(min(each) for each in zip(*keys, strict=True))
    print(f"Chromium: first paint {min(paints):.0f} ms, a key {statistics.median(times):.0f} ms", end="")
    print(f" (the slowest {times[-1]:.0f} ms)")


def _visit(browser: Any, address: str) -> tuple[float, list[float]]:
    """The milliseconds to the first paint, and those of each key until the list is drawn."""
    page = browser.new_page()
    page.goto(address)
    page.wait_for_function("performance.getEntriesByType('paint').length > 0")
    paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    keys = page.evaluate(KEYS)
    page.close()
    return float(paint), [float(key) for key in keys]


if __name__ == "__main__":
    main()
