"""Install, find and remove the extension in LibreOffice, for `xlmarket addin`.

`unopkg` is LibreOffice's installer of extensions. It works on the profile of a user and refuses root. The status is
read from that profile, which does not need LibreOffice.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from xlmarket.errors import EnvironmentFault, InputError
from xlmarket.hosts.libreoffice import SERVICE
from xlmarket.hosts.libreoffice.extension import FILE, ExtensionBuild, build, read_build
from xlmarket.hosts.settings import AddinSettings
from xlmarket.programs import find_libreoffice

_PACKAGES = Path("user") / "uno_packages" / "cache"
_MAP = "uno_packages.pmap"
_ENTRY = re.compile(re.escape(SERVICE.encode()) + rb"\n([^\xff\n]+)\xff([^\xff\n]+)\xff")
_CALLED = re.compile(rb"(/\S+/program/unopkg)\b")
_SMALL = 4096
_TIME_LIMIT = 300
_NOISE = ("dconf", "javaldx", "(process:")


@dataclass(frozen=True, slots=True)
class ExtensionStatus:
    """Whether the extension is installed, where, and what it was built with (None if it cannot be read)."""

    path: Path
    installed: bool
    build_info: ExtensionBuild | None = None


def install(folder: Path | None = None, *, python: str = sys.executable, settings: AddinSettings | None = None) -> Path:
    """Build the extension, install it in a user's profile (default: yours) and return its path.

    Raises `EnvironmentFault` without LibreOffice, or where its installer fails.
    """
    with tempfile.TemporaryDirectory(prefix="xlmarket-") as made:
        file = Path(made) / FILE
        file.write_bytes(build(python=python, settings=settings))
        Path(made).chmod(0o755)
        _unopkg(folder, "add", "--force", str(file))
    return status(folder).path


def status(folder: Path | None = None) -> ExtensionStatus:
    """The extension in a user's profile."""
    packages = profile(folder) / _PACKAGES
    entry = _ENTRY.search((packages / _MAP).read_bytes()) if (packages / _MAP).exists() else None
    if entry is None:
        return ExtensionStatus(packages, installed=False)
    path = packages / "uno_packages" / f"{entry[1].decode()}_" / entry[2].decode()
    try:
        return ExtensionStatus(path, installed=True, build_info=read_build(path))
    except InputError:
        return ExtensionStatus(path, installed=True)


def remove(folder: Path | None = None) -> bool:
    """Remove the extension. Return whether there was one. Raises `EnvironmentFault`."""
    if not status(folder).installed:
        return False
    _unopkg(folder, "remove", SERVICE)
    return True


def profile(folder: Path | None = None) -> Path:
    """The folder of a user's LibreOffice settings."""
    if folder is not None:
        return folder.expanduser().resolve()
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA", "")) / "LibreOffice" / "4"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "LibreOffice" / "4"
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "libreoffice" / "4"


def find_unopkg() -> Path:
    """The `unopkg` of the first LibreOffice on this machine. Raises `EnvironmentFault`."""
    found = find_libreoffice("unopkg")
    if found is None:
        raise EnvironmentFault(
            "LibreOffice is not installed, or its folder `program` is not in PATH",
            found="no unopkg",
            remedy="install LibreOffice with its Python (Debian: libreoffice-calc, python3-uno)",
        )
    return found


def find_program() -> Path:
    """The folder `program` of that LibreOffice. The `unopkg` in PATH may be a shell script that calls it.

    Raises `EnvironmentFault` without LibreOffice.
    """
    unopkg = find_unopkg().resolve()
    called = _CALLED.search(unopkg.read_bytes()[:1000]) if unopkg.stat().st_size < _SMALL else None
    return Path(called[1].decode()).parent if called else unopkg.parent


def _unopkg(folder: Path | None, *arguments: str) -> None:
    command = [str(find_unopkg()), *arguments]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        raise EnvironmentFault(
            "unopkg refuses root, as an extension belongs to the user who works with it",
            remedy="run it as that user: sudo -u NAME xlmarket addin install --host libreoffice",
        )
    if folder is not None:
        command.append(f"-env:UserInstallation={profile(folder).as_uri()}")
    try:
        done = subprocess.run(  # noqa: S603 - LibreOffice's own installer
            command, input="y\n", capture_output=True, text=True, errors="replace", timeout=_TIME_LIMIT, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as fault:
        raise EnvironmentFault("unopkg does not run", found=command[0], remedy=str(fault)) from fault
    if done.returncode:
        said = [line for line in f"{done.stdout}\n{done.stderr}".splitlines() if line and not line.startswith(_NOISE)]
        raise EnvironmentFault(
            f"unopkg {arguments[0]} failed",
            found=" ".join(said[-3:]) or f"exit code {done.returncode}",
            remedy="close LibreOffice, its quickstarter too, and do it again",
        )
