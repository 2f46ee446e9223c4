"""The LibreOffice of this machine: its program, and a Python that can drive it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from xlmarket.errors import EnvironmentFault
from xlmarket.programs import find_libreoffice, find_uno_python

REMEDY = "install it (Debian and Ubuntu: apt install libreoffice-calc python3-uno; Windows and macOS: libreoffice.org)"
PYTHON_REMEDY = "install it (Debian and Ubuntu: apt install python3-uno; Fedora: dnf install libreoffice-pyuno)"


@dataclass(frozen=True, slots=True)
class Office:
    """The program of LibreOffice and a Python that can drive it."""

    program: Path
    python: Path


def find_office(use: str = "turns workbooks into pages") -> Office:
    """Return LibreOffice. Raises `EnvironmentFault` without one, or its Python, which says what it is used for."""
    program = find_libreoffice("soffice")
    if program is None:
        raise EnvironmentFault(f"LibreOffice is not installed, which {use}", remedy=REMEDY)
    python = find_uno_python(program)
    if python is None:
        raise EnvironmentFault(f"the Python of LibreOffice is not installed, which {use}", remedy=PYTHON_REMEDY)
    return Office(program, python)
