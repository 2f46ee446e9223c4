"""Reports name the data set that their figures are of, and no other."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest
from lxml import etree

from xlmarket.functions import open_snapshot
from xlmarket.functions.snapshot import Snapshot
from xlmarket.output import ReportInputs, report_bytes

TITLE = "Trade in services"
TEMPLATES = (
    "region-quarterly", "market-profile", "world-overview", "kpi-card", "league-table", "growth-waterfall", "share-shift"
)  # fmt: skip


def _own_figures() -> Snapshot:
    """Figures of the user: the sample under another title, with another name for its metric."""
    sample = open_snapshot("sample-quarterly")
    dataset = replace(sample.holding.dataset, name="trade", title=TITLE, source="a ministry")
    table = sample.holding.observations
    rows = tuple(replace(row, source="a ministry") for row in table.rows)
    metrics = tuple(replace(metric, title=metric.name) for metric in table.metrics)
    return Snapshot(replace(sample.holding, dataset=dataset, observations=replace(table, rows=rows, metrics=metrics)))


SNAPSHOT = _own_figures()


def _texts(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = [package.read(name) for name in package.namelist() if name.endswith(".xml")]
    return "\n".join("".join(map(str, etree.fromstring(part).itertext())) for part in parts)


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_report_names_its_data_set_over_the_title(template: str) -> None:
    region = "Brazil" if template == "market-profile" else "Europe"
    inputs = ReportInputs(template=template, snapshot=SNAPSHOT, region=region, period="2015Q4")
    book, page = _texts(report_bytes(inputs)), report_bytes(inputs, "html").decode()
    for text in (book, page):
        assert f"  ·  {TITLE}" in text
        assert "cross-border" not in text.casefold()
