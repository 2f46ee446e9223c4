"""Install, find and remove the add-in, for `xlmarket addin`.

Excel opens every file in the user's XLSTART folder and trusts it, so nothing needs to be registered.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from xlmarket.errors import EnvironmentFault, InputError, Place
from xlmarket.files import name_faults
from xlmarket.hosts.desktop.addin import FILE, AddinBuild, build, read_build
from xlmarket.hosts.settings import AddinSettings


@dataclass(frozen=True, slots=True)
class AddinStatus:
    """Whether the add-in is installed, where, and what it was built with (None if it cannot be read)."""

    path: Path
    installed: bool
    build_info: AddinBuild | None = None


def install(folder: Path | None = None, *, python: str = sys.executable, settings: AddinSettings | None = None) -> Path:
    """Build the add-in in Excel's start folder and return its path. Excel must be closed. Raises `EnvironmentFault`."""
    return build(place(folder), python=python, settings=settings)


def status(folder: Path | None = None) -> AddinStatus:
    """The add-in in Excel's start folder. Raises `EnvironmentFault` on another system."""
    path = place(folder)
    if not path.exists():
        return AddinStatus(path, installed=False)
    try:
        return AddinStatus(path, installed=True, build_info=read_build(path))
    except InputError:
        return AddinStatus(path, installed=True)


def remove(folder: Path | None = None) -> bool:
    """Remove the add-in. Return whether there was one."""
    path = place(folder)
    if not path.exists():
        return False
    with name_faults(path):
        path.unlink()
    return True


def place(folder: Path | None = None) -> Path:
    """The path of the add-in: in `folder`, or in Excel's start folder.

    Raises `EnvironmentFault` on a system without Excel for Windows.
    """
    if folder is not None:
        return folder / FILE
    if os.name != "nt":
        raise EnvironmentFault(
            "the add-in needs Excel for Windows",
            found=sys.platform,
            remedy="on a Mac or in the web use `xlmarket serve`, in LibreOffice `xlmarket addin install --host libreoffice`",
        )
    home = os.environ.get("APPDATA")
    if not home:
        raise EnvironmentFault("APPDATA is not set, so Excel's start folder is unknown", where=Place(file=FILE))
    return Path(home) / "Microsoft" / "Excel" / "XLSTART" / FILE
