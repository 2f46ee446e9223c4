"""Pages of the shipped templates, and the figures in them and in their workbooks, for tests."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from functools import cache

import openpyxl
from lxml import html

from xlmarket.functions import open_snapshot
from xlmarket.functions.snapshot import Snapshot
from xlmarket.output import ReportInputs, report_bytes
from xlmarket.package.number_text import number_text

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


def printed(name: str) -> dict[str, list[tuple[float, str]]]:
    """The figures of the workbook by sheet: in full and as their number formats print them, rounded zeros without a sign."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl does not read sparklines and says so
        book = openpyxl.load_workbook(io.BytesIO(report_bytes(inputs(name), "xlsx")), data_only=True)
    return {
        sheet.title: [
            (cell.value, print_cell(cell.value, cell.number_format))
            for row in sheet.iter_rows()
            for cell in row
            if not any(
                width.hidden and width.min <= cell.column <= width.max for width in sheet.column_dimensions.values()
            )
            if isinstance(cell.value, (int, float)) and not isinstance(cell.value, bool)
        ]
        for sheet in book
    }


def print_cell(value: float, code: str) -> str:
    text = number_text(value, code) if code != "General" else f"{value:.11g}"
    assert text is not None, code
    return text.lstrip("+-") if not set(text) & set("123456789") else text
