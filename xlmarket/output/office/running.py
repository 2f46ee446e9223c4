"""The resident LibreOffice of this process: it starts with the first document and serves the next ones.

A start takes seconds, a document tenths of one. It is started again after a crash, a document that took too long, and
many documents.
"""

from __future__ import annotations

import atexit
import os
import threading
from dataclasses import dataclass, field

from xlmarket.errors import InputError
from xlmarket.output.office.conversion import Conversion
from xlmarket.output.office.profile import sweep_folders
from xlmarket.output.office.program import Office, find_office
from xlmarket.output.office.resident import Ended, Resident


@dataclass(slots=True)
class _Running:
    """The LibreOffice of this process, if it runs, and the lock of who uses it."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    resident: Resident | None = None


RUNNING = _Running()


def convert(document: bytes, conversion: Conversion | None = None) -> bytes:
    """Return a document in another format, by default a workbook as a PDF.

    Raises `EnvironmentFault` without LibreOffice or where it cannot be started, `InputError` for a document that it
    cannot convert in the time, and `UsageError` for a conversion that it does not do.
    """
    wanted = conversion or Conversion()
    office = find_office()
    with RUNNING.lock:
        while True:
            resident = _resident(office)
            first = resident.documents == 0
            try:
                return resident.convert(document, wanted)
            except Ended:
                if first:
                    raise InputError("LibreOffice ended while it read the document") from None


def _resident(office: Office) -> Resident:
    running = RUNNING.resident
    if running is None or not running.is_open:
        _close()
        sweep_folders()
        running = RUNNING.resident = Resident(office)
    return running


def release() -> None:
    """End the LibreOffice of this process. The next document starts another."""
    with RUNNING.lock:
        _close()


def _close() -> None:
    resident, RUNNING.resident = RUNNING.resident, None
    if resident is not None and resident.owner == os.getpid():
        resident.close()


atexit.register(release)
