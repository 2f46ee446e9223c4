"""Where the programs of LibreOffice are: `soffice`, which converts files, and `unopkg`, which installs extensions."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path


def find_libreoffice(program: str) -> Path | None:
    """Return a program of the first LibreOffice on this machine: one in PATH, else one in a usual folder."""
    on_path = shutil.which(program)
    return Path(on_path) if on_path else next(_usual_places(program), None)


def _usual_places(program: str) -> Iterator[Path]:
    if sys.platform == "win32":
        for home in filter(None, (os.environ.get("PROGRAMFILES"), os.environ.get("PROGRAMFILES(X86)"))):
            yield from Path(home).glob(f"LibreOffice*/program/{program}.com")
    elif sys.platform == "darwin":
        yield from Path("/Applications").glob(f"LibreOffice*.app/Contents/MacOS/{program}")
    else:
        yield from sorted(Path("/opt").glob(f"libreoffice*/program/{program}"), reverse=True)
