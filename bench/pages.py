"""A report as a page, next to the workbook of the same report. The figures are known, and no page carries its workbook."""

from __future__ import annotations

from functools import partial

from bench.sideways import medians, table
from xlmarket.functions import open_snapshot
from xlmarket.output import ReportInputs, report_bytes

REGION = {"kpi-card": "no chart", "growth-waterfall": "one chart", "region-quarterly": "three charts"}
"""Templates by how many charts their page draws, which is what most of its time goes to."""


def main() -> None:
    snapshot = open_snapshot("sample-quarterly")
    for template, drawn in REGION.items():
        report = ReportInputs(template=template, snapshot=snapshot, region="Europe", period="2015Q4", workbook="")
        seconds = medians({form: partial(report_bytes, report, form) for form in ("html", "xlsx")})
        print(table(f"{template} of Europe as a page, {drawn} (ratio to the workbook)", seconds, "xlsx"))


if __name__ == "__main__":
    main()
