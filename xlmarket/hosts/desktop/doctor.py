"""What the functions in Excel on Windows need, one by one: what is there, what is wanted, how to mend it."""

from __future__ import annotations

import os
import platform
import sys
from pathlib import Path

from xlmarket.errors import XlmarketError
from xlmarket.hosts.desktop.addin import FILE, Baked
from xlmarket.hosts.desktop.install import place, status
from xlmarket.hosts.findings import Finding, python_itself, same, version_of

_INSTALL = "xlmarket addin install"


def doctor(folder: Path | None = None) -> list[Finding]:
    """Everything that can disagree between Excel, the add-in, xlwings and Python; the add-in of `folder` if given."""
    version = version_of("xlwings")
    findings = [_system(), python_itself(), _package("xlwings", version), _package("pywin32", version_of("pywin32"))]
    try:
        baked = status(folder).baked
        installed = place(folder)
    except XlmarketError as fault:
        return [*findings, Finding("add-in", str(fault), FILE, "", ok=False)]
    if baked is None:
        what = "unreadable" if installed.exists() else "none"
        return [*findings, Finding("add-in", what, str(installed), _INSTALL, ok=False)]
    return [
        *findings,
        Finding("add-in", str(installed), str(installed), "", ok=True),
        same("xlmarket of the add-in", baked.xlmarket, version_of("xlmarket"), _INSTALL),
        same("xlwings of the add-in", baked.xlwings, version or "an installed xlwings", _INSTALL),
        _interpreter(baked),
        _library(baked),
    ]


def _system() -> Finding:
    found = platform.system()
    return Finding("system", found, "Windows", "the add-in needs Excel for Windows", ok=found == "Windows")


def _package(name: str, version: str) -> Finding:
    return Finding(name, version or "none", "installed", f"pip install {name}", ok=bool(version))


def _interpreter(baked: Baked) -> Finding:
    exists = Path(baked.interpreter).is_file()
    found = baked.interpreter if exists else f"{baked.interpreter} (gone)"
    return Finding("interpreter of the add-in", found, "a Python that exists", _INSTALL, ok=exists)


def _library(baked: Baked) -> Finding:
    """Xlwings' library lies in the folder of the interpreter, or, for a virtual environment, in the one above."""
    bits = "64" if sys.maxsize > 2**32 else "32"
    name = f"xlwings{bits}-{baked.xlwings}.dll"
    home = Path(baked.interpreter).parent
    found = next((folder / name for folder in (home, home.parent) if (folder / name).is_file()), None)
    remedy = f"pip install --force-reinstall xlwings, then {_INSTALL}"
    return Finding(
        "library of xlwings", str(found or "none"), f"{name} in {home}{os.sep} or above", remedy, ok=bool(found)
    )
