"""The headlines of a batch: made once for a report, whatever the number of its formats. `run` calls this."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress

from xlmarket.batch.jobs import Job
from xlmarket.batch.manifest import Manifest
from xlmarket.errors import XlmarketError
from xlmarket.report.headline import Headline


def kept_headlines(manifest: Manifest, unchanged: Iterable[Job]) -> dict[str, Headline]:
    """Return the headlines of reports that have a file which need not be made again, by stem."""
    entries = ((job.stem, manifest.entries[job.target]) for job in unchanged)
    return {report: entry.headline for report, entry in entries if entry.headline is not None}


def first_of_reports(due: Iterable[Job], known: Mapping[str, Headline]) -> frozenset[Job]:
    """Return the first job of each report whose headline is not known."""
    firsts: dict[str, Job] = {}
    for job in due:
        firsts.setdefault(job.stem, job)
    return frozenset(job for report, job in firsts.items() if report not in known)


def missing_headlines(
    manifest: Manifest, jobs: Iterable[Job], known: Mapping[str, Headline], make: Callable[[Job], Headline]
) -> dict[str, Headline]:
    """Return the headlines that finished files have not got, by target.

    A file has none where it was done before the first of its report, or where that one failed. Then it is made here.
    """
    headlines = dict(known)
    missing: dict[str, Headline] = {}
    for job in jobs:
        entry = manifest.entries[job.target]
        if entry.error or entry.headline is not None:
            continue
        with suppress(XlmarketError):
            headlines[job.stem] = headlines.get(job.stem) or make(job)
            missing[job.target] = headlines[job.stem]
    return missing
