"""The finished files of a run in one zip, which has the same bytes whenever the files have."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import BinaryIO

from xlmarket.batch.catalogue import Catalogue, read_catalogue
from xlmarket.batch.run import PAGES, JobOutcome, theme_of
from xlmarket.batch.site import INDEX, site_page
from xlmarket.files import write_pieces

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the zip, the first that the format has."""
UNIX = 3
READABLE = 0o644 << 16
LEVEL = 6


def write_zip(path: Path, outcomes: Sequence[JobOutcome], folder: Path) -> None:
    """Write the files of outcomes that did not fail to a zip, in the order of their names, and with pages a front page.

    The front page has the reports of these outcomes alone, with links to files in the zip.
    Raises `EnvironmentFault` where the zip cannot be written. Then an older one is left as it was.
    """
    names = sorted(outcome.job.target for outcome in outcomes if outcome.state != "failed")
    pages = {}
    if any(outcome.job.format == PAGES for outcome in outcomes):
        pages[INDEX] = site_page(
            _packed_reports(outcomes, names, folder), theme_of(outcome.job for outcome in outcomes)
        )
    write_pieces(path, partial(_pack, folder, names, pages), _is_sound)


def _packed_reports(outcomes: Sequence[JobOutcome], names: Sequence[str], folder: Path) -> Catalogue:
    """Return the reports of a run with those of their files that are in the zip."""
    has_written = any(outcome.state != "unchanged" for outcome in outcomes)
    reports = read_catalogue(folder).of_run({outcome.job.stem for outcome in outcomes}, has_written=has_written).reports
    packed = set(names)
    return Catalogue(
        tuple(
            replace(report, files=tuple(file for file in report.files if file.target in packed)) for report in reports
        )
    )


def _pack(folder: Path, names: Sequence[str], pages: Mapping[str, bytes], file: BinaryIO) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:
        for name in (*names, *pages):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, UNIX, READABLE
            archive.writestr(entry, pages[name] if name in pages else (folder / name).read_bytes())


def _is_sound(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive:
        return archive.testzip() is None
