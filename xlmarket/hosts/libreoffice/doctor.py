"""The checks of the functions in LibreOffice, for `xlmarket doctor`."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from xlmarket.errors import XlmarketError
from xlmarket.functions import registry
from xlmarket.hosts.findings import Finding, python_itself, same, version_of
from xlmarket.hosts.libreoffice.extension import ExtensionBuild
from xlmarket.hosts.libreoffice.install import find_program, status
from xlmarket.hosts.libreoffice.interface import IDL, idl, load_shipped

_INSTALL = "xlmarket addin install --host libreoffice"
_LOADER = "pythonloader.py"
_TIME_LIMIT = 60
_TRIAL = "import json, sys; from xlmarket.functions import registry; print(json.dumps([sys.version_info[:2], len(registry())]))"


def doctor(folder: Path | None = None) -> list[Finding]:
    """Check LibreOffice, the extension in the profile `folder` (default: the user's) and Python."""
    findings = [python_itself(), *_libreoffice(), _types()]
    found = status(folder)
    if found.build_info is None:
        what = f"unreadable: {found.path}" if found.installed else "none"
        return [*findings, Finding("extension", what, "installed", _INSTALL, ok=False)]
    return [
        *findings,
        Finding("extension", str(found.path), "installed", "", ok=True),
        same("xlmarket of the extension", found.build_info.version, version_of("xlmarket"), _INSTALL),
        _interpreter(found.build_info),
        _figures(found.build_info),
    ]


def _libreoffice() -> list[Finding]:
    """LibreOffice, and its Python, which some systems package separately."""
    try:
        program = find_program()
    except XlmarketError as fault:
        return [Finding("LibreOffice", "none", "installed", fault.remedy, ok=False)]
    loader = next((folder for folder in _near(program) if (folder / _LOADER).exists()), None)
    remedy = "install LibreOffice's Python (Debian: apt install python3-uno)"
    return [
        Finding("LibreOffice", str(program), "installed", "", ok=True),
        Finding("Python in LibreOffice", str(loader or "none"), _LOADER, remedy, ok=loader is not None),
    ]


def _near(program: Path) -> tuple[Path, ...]:
    return program, program.parent / "Resources", program.parent / "Frameworks"


def _types() -> Finding:
    fits = load_shipped(IDL).decode() == idl()
    found = f"{len(registry())} functions" if fits else "those of other functions"
    return Finding("types", found, "those of the registry", "reinstall xlmarket", ok=fits)


def _interpreter(build_info: ExtensionBuild) -> Finding:
    """Whether the Python of the extension exists and has xlmarket. Starts it as the extension does."""
    what = "interpreter of the extension"
    wanted = "a Python with xlmarket"
    try:
        done = subprocess.run(  # noqa: S603 - the interpreter of the extension
            [build_info.python, "-E", "-P", "-c", _TRIAL],
            capture_output=True,
            text=True,
            timeout=_TIME_LIMIT,
            check=True,
        )
        version, functions = json.loads(done.stdout)
    except (OSError, ValueError, subprocess.SubprocessError):
        return Finding(what, f"{build_info.python} (gone, or without xlmarket)", wanted, _INSTALL, ok=False)
    shown = f"{build_info.python} ({'.'.join(map(str, version))}, {functions} functions)"
    return Finding(what, shown, wanted, _INSTALL, ok=True)


def _figures(build_info: ExtensionBuild) -> Finding:
    from xlmarket.hosts.libreoffice.service import Service

    opened = Service(build_info.figures).open_figures()
    remedy = f"{_INSTALL} with --dataset, --store or --config"
    return Finding(
        "figures", opened.get("fault") or opened["version"][:12], "they open", remedy, ok="fault" not in opened
    )
