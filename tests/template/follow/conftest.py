"""A finished report in each of the two ways that programs write names: without prefixes, and with one before each."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from tests.template.follow.finished import Finished, prefixed
from xlmarket.package.archive import Package


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Package:
    """A workbook with the sheets Report (with a chart and a table) and Other."""
    path: Path = tmp_path_factory.mktemp("package") / "book.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Report")
    sheet.add_table("A1:B2", {"name": "Sales", "columns": [{"header": "Market"}, {"header": "Share"}]})
    chart = book.add_chart({"type": "bar"})
    chart.add_series({"values": "=Report!$B$2:$B$2"})
    sheet.insert_chart("D2", chart)
    book.add_worksheet("Other")
    book.define_name("Total", "=Report!$B$3")
    book.close()
    return Package(path)


@pytest.fixture(params=["no prefixes", "prefixes"])
def finished(request: pytest.FixtureRequest, package: Package) -> Finished:
    return Finished(package, prefixed if request.param == "prefixes" else lambda element: element)
