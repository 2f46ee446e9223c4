"""The checks of the functions in Excel on Windows, for `xlmarket doctor`."""

from __future__ import annotations

import os
import platform
import sys
from pathlib import Path

from xlmarket.errors import XlmarketError
from xlmarket.hosts.desktop.addin import FILE, AddinBuild
from xlmarket.hosts.desktop.install import place, status
from xlmarket.hosts.findings import Finding, python_itself, same, version_of

_INSTALL = "xlmarket addin install"


def doctor(folder: Path | None = None) -> list[Finding]:
    """Check Excel, the add-in of `folder` (default: Excel's start folder), xlwings and Python."""
    version = version_of("xlwings")
    findings = [_system(), python_itself(), _package("xlwings", version), _package("pywin32", version_of("pywin32"))]
    try:
        build_info = status(folder).build_info
        installed = place(folder)
    except XlmarketError as fault:
        return [*findings, Finding("add-in", str(fault), FILE, "", ok=False)]
    if build_info is None:
        what = "unreadable" if installed.exists() else "none"
        return [*findings, Finding("add-in", what, str(installed), _INSTALL, ok=False)]
    return [
        *findings,
        Finding("add-in", str(installed), str(installed), "", ok=True),
        same("xlmarket of the add-in", build_info.xlmarket, version_of("xlmarket"), _INSTALL),
        same("xlwings of the add-in", build_info.xlwings, version or "an installed xlwings", _INSTALL),
        _interpreter(build_info),
        _library(build_info),
    ]


def _system() -> Finding:
    found = platform.system()
    return Finding("system", found, "Windows", "the add-in needs Excel for Windows", ok=found == "Windows")


def _package(name: str, version: str) -> Finding:
    return Finding(name, version or "none", "installed", f"pip install {name}", ok=bool(version))


def _interpreter(build_info: AddinBuild) -> Finding:
    exists = Path(build_info.interpreter).is_file()
    found = build_info.interpreter if exists else f"{build_info.interpreter} (gone)"
    return Finding("interpreter of the add-in", found, "a Python that exists", _INSTALL, ok=exists)


def _library(build_info: AddinBuild) -> Finding:
    """The library of xlwings is in the folder of the interpreter, or for a virtual environment in its parent."""
    bits = "64" if sys.maxsize > 2**32 else "32"
    name = f"xlwings{bits}-{build_info.xlwings}.dll"
    home = Path(build_info.interpreter).parent
    found = next((folder / name for folder in (home, home.parent) if (folder / name).is_file()), None)
    remedy = f"pip install --force-reinstall xlwings, then {_INSTALL}"
    return Finding(
        "library of xlwings", str(found or "none"), f"{name} in {home}{os.sep} or above", remedy, ok=bool(found)
    )
