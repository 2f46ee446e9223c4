"""The finished files of a run in one zip, which has the same bytes whenever the files have."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import BinaryIO

from xlmarket.batch.run import JobOutcome
from xlmarket.files import write_pieces

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the zip, the first that the format has."""
UNIX = 3
READABLE = 0o644 << 16
LEVEL = 6


def write_zip(path: Path, outcomes: Sequence[JobOutcome], folder: Path) -> None:
    """Write the files of outcomes that did not fail to a zip, in the order of their names.

    Raises `EnvironmentFault` where the zip cannot be written. Then an older one is left as it was.
    """
    names = sorted(outcome.job.target for outcome in outcomes if outcome.state != "failed")
    write_pieces(path, partial(_pack, folder, names), _is_sound)


def _pack(folder: Path, names: Sequence[str], file: BinaryIO) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:
        for name in names:
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, UNIX, READABLE
            archive.writestr(entry, (folder / name).read_bytes())


def _is_sound(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive:
        return archive.testzip() is None
