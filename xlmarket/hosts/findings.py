"""The findings of `xlmarket doctor`, used by the doctor of each host."""

from __future__ import annotations

import platform
import sys
from dataclasses import dataclass
from importlib import metadata

OLDEST_PYTHON = (3, 11)


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: what was checked, its value, the expected value and the remedy."""

    what: str
    found: str
    wanted: str
    remedy: str
    ok: bool


def version_of(package: str) -> str:
    """The version of an installed package, or an empty text."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


def same(what: str, found: str, wanted: str, remedy: str) -> Finding:
    """Whether a value equals the expected one."""
    return Finding(what, found or "none", wanted, remedy, ok=found == wanted)


def python_itself() -> Finding:
    """Whether the running Python is new enough."""
    wanted = ".".join(map(str, OLDEST_PYTHON))
    found = platform.python_version()
    new = sys.version_info >= OLDEST_PYTHON
    return Finding("Python", found, f"{wanted} or newer", f"install Python {wanted}", ok=new)
