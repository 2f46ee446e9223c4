"""The add-in where Excel finds it: put there, asked after, taken away.

Excel opens what lies in the user's XLSTART folder by itself and trusts it; nothing is ticked, nothing registered.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from xlmarket.errors import EnvironmentFault, InputError, Place
from xlmarket.files import name_faults
from xlmarket.hosts.desktop.addin import FILE, Baked, build, read_baked
from xlmarket.hosts.settings import Settings


@dataclass(frozen=True, slots=True)
class Status:
    """Whether the add-in is installed, where, and what it was built with (nothing if it cannot be read)."""

    path: Path
    installed: bool
    baked: Baked | None = None


def install(folder: Path | None = None, *, python: str = sys.executable, settings: Settings | None = None) -> Path:
    """Build the add-in into Excel's start folder; Excel must be closed. Answers where it lies."""
    return build(place(folder), python=python, settings=settings)


def status(folder: Path | None = None) -> Status:
    """What lies in Excel's start folder."""
    path = place(folder)
    if not path.exists():
        return Status(path, installed=False)
    try:
        return Status(path, installed=True, baked=read_baked(path))
    except InputError:
        return Status(path, installed=True)


def remove(folder: Path | None = None) -> bool:
    """Take the add-in away; answers whether there was one."""
    path = place(folder)
    if not path.exists():
        return False
    with name_faults(path):
        path.unlink()
    return True


def place(folder: Path | None = None) -> Path:
    """Where the add-in lies: in `folder`, else in Excel's start folder, which only Windows has."""
    if folder is not None:
        return folder / FILE
    if os.name != "nt":
        raise EnvironmentFault(
            "the add-in needs Excel for Windows, and this is another system",
            found=sys.platform,
            remedy="on a Mac or in the web use `xlmarket serve`, in LibreOffice `xlmarket addin install --host libreoffice`",
        )
    home = os.environ.get("APPDATA")
    if not home:
        raise EnvironmentFault("APPDATA is not set, so Excel's start folder is unknown", where=Place(file=FILE))
    return Path(home) / "Microsoft" / "Excel" / "XLSTART" / FILE
