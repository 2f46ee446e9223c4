"""LibreOffice as a converter of finished workbooks. It runs as a process of its own, with a profile of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from xlmarket.errors import EnvironmentFault, InputError
from xlmarket.programs import find_libreoffice

SECONDS = 120.0
"""How long a conversion may take."""

REMEDY = "install it (Debian and Ubuntu: apt install libreoffice-calc; Windows and macOS: libreoffice.org)"


def find_office(use: str = "turns workbooks into pages") -> Path:
    """Return the program of LibreOffice. Raises `EnvironmentFault` without one, which says what it is used for."""
    found = find_libreoffice("soffice")
    if found is None:
        raise EnvironmentFault(f"LibreOffice is not installed, which {use}", remedy=REMEDY)
    return found


def convert(workbook: bytes, to: str = "pdf", *, seconds: float = SECONDS) -> bytes:
    """Return a workbook in another format of LibreOffice: `pdf`, or `xlsx` recalculated.

    Raises `EnvironmentFault` without LibreOffice or where it cannot be started, and `InputError` for a workbook that it
    cannot convert in this time.
    """
    office = find_office()
    with tempfile.TemporaryDirectory(prefix="xlmarket-", ignore_cleanup_errors=True) as made:
        folder = Path(made)
        source = folder / "report.xlsx"
        source.write_bytes(workbook)
        arguments = ["--headless", "--norestore", "--convert-to", to, "--outdir", str(folder / "out"), str(source)]
        said = _run([str(office), f"-env:UserInstallation={(folder / 'profile').as_uri()}", *arguments], seconds)
        target = folder / "out" / f"report.{to}"
        if not target.is_file():
            raise InputError(f"LibreOffice made no {to} of the workbook", found=said or "no message")
        return target.read_bytes()


def _run(command: list[str], seconds: float) -> str:
    """What the program says. LibreOffice starts processes of its own, so all of its group end with it."""
    try:
        process = subprocess.Popen(  # noqa: S603 - LibreOffice itself
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
        )
    except OSError as fault:
        raise EnvironmentFault("LibreOffice cannot be started", found=command[0], remedy=str(fault.strerror)) from None
    try:
        return process.communicate(timeout=seconds)[0].decode(errors="replace").strip()
    except subprocess.TimeoutExpired:
        raise InputError(f"LibreOffice took over {seconds:.0f} seconds for the workbook") from None
    finally:
        if process.poll() is None:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
