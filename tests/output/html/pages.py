"""Pages of the shipped templates, and the figures in them and in their workbooks, for tests."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from lxml import html

from tests.output.printed import printed_cells
from xlmarket.functions import open_snapshot
from xlmarket.functions.snapshot import Snapshot
from xlmarket.output import ReportInputs, report_bytes

REPORTS = {
    "region-quarterly": "Europe",
    "market-profile": "Brazil",
    "world-overview": None,
    "brief": None,
    "kpi-card": "Europe",
    "league-table": "Latin America",
    "growth-waterfall": "Europe",
    "share-shift": "East Asia",
}
"""Every shipped template with a page, and a region for it."""


@cache
def snapshot_for(name: str) -> Snapshot:
    return open_snapshot("cross-border-2015" if name == "brief" else "sample-quarterly")


def inputs(name: str, region: str | None = "", workbook: str | None = "") -> ReportInputs:
    chosen = REPORTS[name] if region == "" else region
    return ReportInputs(template=name, snapshot=snapshot_for(name), region=chosen, workbook=workbook)


@cache
def page_of(name: str) -> str:
    """The page of a report, which links to no workbook."""
    return report_bytes(inputs(name), "html").decode()


def parse(page: str) -> html.HtmlElement:
    return html.document_fromstring(page)


def figures(page: str) -> Iterator[tuple[float, str, html.HtmlElement]]:
    """Every figure of a page that has a value: in full, as it is printed, its element. Tables of charts are not among them."""
    for element in parse(page).xpath("//*[@data-value and not(ancestor::details) and not(self::th)]"):
        if element.get("data-value"):
            yield float(element.get("data-value")), element.text_content().strip(), element


def printed(name: str, *, with_data: bool = False) -> dict[str, list[tuple[float, str]]]:
    """The figures of the workbook by sheet: in full and as they are printed. Data: see `printed_cells`."""
    figures: dict[str, list[tuple[float, str]]] = {}
    for cell in printed_cells(report_bytes(inputs(name), "xlsx"), with_data=with_data):
        figures.setdefault(cell.sheet, []).extend([(cell.value, cell.text)] if cell.is_number else [])
    return figures
