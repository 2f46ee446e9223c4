"""Where the programs of LibreOffice are: `soffice` converts files, `unopkg` installs extensions, its Python drives it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

TRIAL_SECONDS = 60.0
"""How long a Python may take to import `uno`. On a cold disk it loads the libraries of LibreOffice."""


def find_libreoffice(program: str) -> Path | None:
    """Return a program of the first LibreOffice on this machine: one in PATH, else one in a usual folder."""
    on_path = shutil.which(program)
    return Path(on_path) if on_path else next(_usual_places(program), None)


@lru_cache(maxsize=4)
def find_uno_python(office: Path) -> Path | None:
    """Return a Python that can drive the LibreOffice whose `soffice` this is: its own, else one of the system.

    LibreOffice for Windows and macOS has its own. On Linux it is the Python of the system with a package more.
    """
    return next(filter(_has_uno, _pythons(office)), None)


def foreign_environment() -> Mapping[str, str]:
    """Return the environment for another Python than ours, without the paths of ours."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


def _pythons(office: Path) -> Iterator[Path]:
    """Pythons to try. `soffice` may be a link to the folder of LibreOffice's programs."""
    folder = office.resolve().parent
    for place in (folder / "python", folder / "python.exe", folder.parent / "Resources" / "python"):
        if place.is_file():
            yield place
    for name in ("/usr/bin/python3", "python3"):
        if on_path := shutil.which(name):
            yield Path(on_path)


def _has_uno(python: Path) -> bool:
    try:
        done = subprocess.run(  # noqa: S603 - a Python of this machine
            [str(python), "-c", "import uno"],
            env=foreign_environment(),
            capture_output=True,
            timeout=TRIAL_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _usual_places(program: str) -> Iterator[Path]:
    if sys.platform == "win32":
        for home in filter(None, (os.environ.get("PROGRAMFILES"), os.environ.get("PROGRAMFILES(X86)"))):
            yield from Path(home).glob(f"LibreOffice*/program/{program}.com")
    elif sys.platform == "darwin":
        yield from Path("/Applications").glob(f"LibreOffice*.app/Contents/MacOS/{program}")
    else:
        yield from sorted(Path("/opt").glob(f"libreoffice*/program/{program}"), reverse=True)
