"""The making of one file of a batch, in whatever process does it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from xlmarket.batch.figures import snapshot_of_metric
from xlmarket.batch.jobs import FigureSource, Job
from xlmarket.files import write_whole
from xlmarket.functions.snapshot import Snapshot
from xlmarket.output import ReportInputs, report_bytes
from xlmarket.report.headline import Headline, headline_of
from xlmarket.report.provenance import Provenance, provenance_of


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file that a worker wrote, as the manifest keeps it: its hash and what it was made from.

    `headline` is that of the report, where the job was to make it.
    """

    sha256: str
    made_from: Provenance
    headline: Headline | None = None


def make_file(job: Job, figures: FigureSource, folder: Path, is_first: bool) -> MadeFile:
    """Build a file in a worker and write it. The first file of a report makes its headline too."""
    snapshot = snapshot_of_metric(figures, job.metric)
    data, headline = make_bytes(job, snapshot, is_first)
    made_from = provenance_of_job(job, snapshot)
    write_whole(folder / job.target, data)
    return MadeFile(hashlib.sha256(data).hexdigest(), made_from, headline)


def make_bytes(job: Job, snapshot: Snapshot, is_first: bool) -> tuple[bytes, Headline | None]:
    """Return the bytes of a file, and the headline of its report where the job is the one that makes it."""
    report = ReportInputs(
        template=job.template,
        snapshot=snapshot,
        region=job.region,
        period=job.period,
        formulas=job.formulas,
        theme=job.theme,
        anonymous=job.anonymous,
        recalculate=job.recalculate,
        workbook=job.workbook,
        with_data=job.with_data,
        program=job.program,
    )
    return report_bytes(report, job.format), _headline(job, snapshot) if is_first else None


def headline_of_job(figures: FigureSource, job: Job) -> Headline:
    """Return the headline of the report of a job."""
    return _headline(job, snapshot_of_metric(figures, job.metric))


def _headline(job: Job, snapshot: Snapshot) -> Headline:
    return headline_of(job.template, snapshot=snapshot, region=job.region, period=job.period)


def provenance_of_job(job: Job, snapshot: Snapshot) -> Provenance:
    """Return what the file of a job is made from."""
    return provenance_of(
        snapshot,
        job.template,
        region=job.region,
        period=job.period,
        formulas=job.formulas,
        theme=job.theme,
        recalculated=job.recalculate,
    )
