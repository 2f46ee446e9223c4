"""What a job's file holds: the rendered workbook, or the figures behind it as CSV."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from xlmarket.batch.jobs import Job
from xlmarket.functions.snapshot import Snapshot

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def content(job: Job, snapshot: Snapshot) -> bytes:
    """The bytes of the job's file."""
    from xlmarket.report import figures_table

    if job.format == "xlsx":
        return workbook(job.template, snapshot, region=job.region, period=job.period, formulas=job.formulas)
    return csv_content(figures_table(job.template, snapshot=snapshot, region=job.region, period=job.period))


def workbook(template: str | Path, snapshot: Snapshot, *, region: str | None, period: object, formulas: str) -> bytes:
    """A finished report; where its formulas are to be answered by the workbook itself, the figures go with them."""
    from xlmarket.report import build

    if formulas != "lambda":
        return build(template, snapshot=snapshot, region=region, period=period, formulas=formulas)

    from xlmarket.formulas.names import embed
    from xlmarket.formulas.names.limits import unanswered

    covered = snapshot.holding.observations.covered is not None
    return build(
        template,
        snapshot=snapshot,
        region=region,
        period=period,
        formulas=formulas,
        finish=lambda parts: embed(parts, snapshot),
        refuses=lambda call: unanswered(call, covered=covered),
    )


def csv_content(rows: list[list[object]]) -> bytes:
    """RFC 4180 with a byte order mark, which Excel needs to see UTF-8."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([[_field(value) for value in row] for row in rows])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _field(value: object) -> object:
    """A missing figure is an empty field; a text that a spreadsheet would run gets an apostrophe before it."""
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return f"'{value}"
    return value
