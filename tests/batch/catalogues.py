"""Catalogues of many reports, for the tests and the bench of the front page."""

from __future__ import annotations

from dataclasses import replace

from tests.batch.headlines import headline
from xlmarket.batch.catalogue import Catalogue, CataloguedReport, ReportFile
from xlmarket.batch.manifest import ReportKey

ODD = "Österreich & Côte d'Ivoire #1, 100% <b>bold</b> 中国"
FORMATS = ("csv", "html", "pdf", "pptx", "xlsx")


def many_reports(count: int) -> Catalogue:
    """Reports in five formats, each tenth with figures that moved, one with an odd name."""
    return Catalogue(tuple(map(report, range(count))))


def report(place: int) -> CataloguedReport:
    title = ODD if place == 7 else f"Region {place}"
    head = replace(headline(title, f"{place}.0", f"2015Q{place % 4 + 1}"), metric_title=f"Metric {place % 3}")
    return CataloguedReport(
        stem=title,
        key=ReportKey(f"template-{place % 5}", title, head.period),
        change="moved" if place % 10 == 3 else "unchanged",
        files=tuple(ReportFile(form, f"{title}.{form}") for form in FORMATS),
        errors=(),
        headline=head,
        before=headline(title, "0.5") if place % 10 == 3 else None,
    )
