"""What a job's file holds: the rendered workbook, or the figures behind it as CSV."""

from __future__ import annotations

import csv
import io

from xlmarket.batch.jobs import Job
from xlmarket.functions.snapshot import Snapshot

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def content(job: Job, snapshot: Snapshot) -> bytes:
    """The bytes of the job's file."""
    from xlmarket.report import build, figures_table

    if job.format == "xlsx":
        return build(job.template, snapshot=snapshot, region=job.region, period=job.period)
    return _csv(figures_table(job.template, snapshot=snapshot, region=job.region, period=job.period))


def _csv(rows: list[list[object]]) -> bytes:
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
