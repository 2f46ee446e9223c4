"""A finished report in every format, alone and a hundred in a batch; its PDF beside a LibreOffice started for each.

The peer prints the same finished workbook by `soffice --convert-to pdf`, with a profile that has been used before. It does
not make the workbook, nor bookmarks and properties of its own.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable
from itertools import islice, product
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2

from bench.sideways import medians, shown, table
from xlmarket.batch import FigureSource, MetricScope, plan, run
from xlmarket.errors import EnvironmentFault
from xlmarket.functions import open_snapshot
from xlmarket.output import FORMATS, ReportInputs, report_bytes
from xlmarket.output.office import find_office, release
from xlmarket.report import find_template, regions_with_figures

DATASET = "sample-quarterly"
TEMPLATE = "region-quarterly"
REPORTS = 100
PEER = "soffice --convert-to pdf, the same workbook"


def main() -> None:
    snapshot = open_snapshot(DATASET)
    europe = ReportInputs(template=TEMPLATE, snapshot=snapshot, region="Europe", period="2015Q4")
    formats = [name for name in FORMATS if _is_there(name)]
    if "pdf" in formats:
        _compare_pdf(europe)
    _print_each(europe, [name for name in formats if name != "pdf"])
    regions = list(islice(regions_with_figures(snapshot), REPORTS))
    periods = snapshot.period_labels("2013Q1:2015Q4")
    for name in formats:
        _print_batch(name, regions, periods)


def _is_there(name: str) -> bool:
    try:
        FORMATS[name].need()
    except EnvironmentFault as fault:
        print(f"{name}: {fault}\n")
        return False
    return True


def _compare_pdf(europe: ReportInputs) -> None:
    workbook = report_bytes(europe)
    with TemporaryDirectory() as folder:

        def alone() -> None:
            release()
            report_bytes(europe, "pdf")

        seconds = medians({PEER: _soffice(Path(folder), workbook), "xlmarket, LibreOffice starts": alone}, runs=3)
        seconds |= medians({"xlmarket, LibreOffice resident": lambda: report_bytes(europe, "pdf")}, runs=7)
    release()
    pages = _pages(report_bytes(europe, "pdf"))
    print(table(f"One region report of {pages} pages as PDF (ratio to a start for each)", seconds, PEER))


def _soffice(folder: Path, workbook: bytes) -> Callable[[], object]:
    (folder / "report.xlsx").write_bytes(workbook)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [str(find_office().program), profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    return lambda: subprocess.run([*command, str(folder / "report.xlsx")], check=True, capture_output=True)


def _print_each(europe: ReportInputs, formats: list[str]) -> None:
    makers: dict[str, Callable[[], object]] = {name: lambda name=name: report_bytes(europe, name) for name in formats}
    print(table("One region report in the other formats (ratio to the workbook)", medians(makers), "xlsx"))


def _print_batch(name: str, regions: list[str], periods: tuple[str, ...]) -> None:
    """Make a hundred reports as `xlmarket export` does, with as many workers as there are cores."""
    scopes = [MetricScope(None, [region], [period]) for region, period in islice(product(regions, periods), REPORTS)]
    jobs = plan([(find_template(TEMPLATE), True)], scopes, [name])
    with TemporaryDirectory() as folder:
        started = time.perf_counter()
        outcomes = run(jobs, FigureSource(DATASET), Path(folder))
        seconds = time.perf_counter() - started
        failed = [outcome for outcome in outcomes if outcome.state != "written"]
        if failed:
            raise RuntimeError(f"{failed[0].job.title}: {failed[0].error}")
        pages = sum(_pages(path.read_bytes()) for path in Path(folder).glob("*.pdf"))
    more = f", {pages / seconds:.1f} pages a second" if pages else ""
    each = shown(seconds / len(jobs))
    print(f"{len(jobs)} reports as {name}: {seconds:.1f} s on {os.cpu_count()} cores, {each} each{more}")


def _pages(pdf: bytes) -> int:
    with pypdfium2.PdfDocument(pdf) as document:
        return len(document)


if __name__ == "__main__":
    main()
