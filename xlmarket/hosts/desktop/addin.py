"""`xlmarket.xlam`, built on the user's machine from the add-in of the installed xlwings. `install` calls it.

So the add-in always fits the library that xlwings installs next to Python. The build adds the path of the interpreter,
our VBA module, and the descriptions of the functions. It runs on every system.
"""

from __future__ import annotations

import re
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from importlib import metadata, resources
from pathlib import Path

from xlmarket.errors import EnvironmentFault, InputError, Place
from xlmarket.files import write_whole
from xlmarket.hosts.desktop.settings_sheet import PROJECT, read_settings, with_settings
from xlmarket.hosts.desktop.wrapper import MODULE, UDF_MODULE, functions_source, opening_source
from xlmarket.hosts.settings import AddinSettings

FILE = "xlmarket.xlam"
INTERPRETER = "Interpreter_Win"
VERSION = "xlmarket version"
_XLWINGS_MODULE = "xlwings"
_SAMPLE_MODULE = "Module1"
_OPENING_MODULE = "ThisWorkbook"
_PROJECT_NAME = re.compile(r'(Public Const PROJECT_NAME As String = )"[^"]*"')
_XLWINGS_VERSION = re.compile(r'Public Const XLWINGS_VERSION As String = "([^"]*)"')


@dataclass(frozen=True, slots=True)
class AddinBuild:
    """The interpreter and the versions an add-in was built with."""

    interpreter: str
    xlmarket: str
    xlwings: str


def build(path: Path, *, python: str = sys.executable, settings: AddinSettings | None = None) -> Path:
    """Write the add-in to `path`, whole or not at all. It starts `python` and opens the figures of `settings`.

    Raises `EnvironmentFault` without a usable xlwings.
    """
    package = with_settings(
        _original(),
        {
            INTERPRETER: python,
            "UDF Modules": UDF_MODULE,
            "ADD_WORKBOOK_TO_PYTHONPATH": "false",
            VERSION: metadata.version("xlmarket"),
        },
    )
    write_whole(path, _with_modules(package, settings or AddinSettings()))
    return path


def read_build(path: Path) -> AddinBuild:
    """What the add-in at `path` was built with. Raises `InputError` where it is not one of ours."""
    from pyopenvba import ExcelFile
    from pyopenvba.exceptions import PyOpenVBAError

    try:
        settings = read_settings(path.read_bytes())
        with ExcelFile(path) as file:
            match = _XLWINGS_VERSION.search(file.get_module(_XLWINGS_MODULE))
        return AddinBuild(settings[INTERPRETER.upper()], settings[VERSION.upper()], match[1] if match else "")
    except (
        OSError,
        LookupError,
        SyntaxError,
        ValueError,
        zipfile.BadZipFile,
        EnvironmentFault,
        PyOpenVBAError,
    ) as fault:
        raise InputError("not an add-in of xlmarket", where=Place(file=str(path))) from fault


def xlwings_version() -> str:
    """The version of the installed xlwings. Raises `EnvironmentFault` where there is none."""
    try:
        return metadata.version("xlwings")
    except metadata.PackageNotFoundError:
        raise EnvironmentFault("xlwings is not installed", remedy="pip install xlwings") from None


def _original() -> bytes:
    xlwings_version()
    return (resources.files("xlwings") / "quickstart_addin.xlam").read_bytes()


def _with_modules(package: bytes, settings: AddinSettings) -> bytes:
    """The package with our modules in its VBA project. xlwings' module gets the name of our sheet of settings."""
    from pyopenvba import ExcelFile

    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / FILE
        place.write_bytes(package)
        with ExcelFile(place) as file:
            machinery, renamed = _PROJECT_NAME.subn(rf'\1"{PROJECT}"', file.get_module(_XLWINGS_MODULE))
            if renamed != 1:
                raise EnvironmentFault(
                    "the add-in of the installed xlwings has an unknown layout",
                    found=xlwings_version(),
                    allowed="0.33…0.37",
                )
            project = file.vba_project()
            file.set_module(_XLWINGS_MODULE, machinery)
            file.set_module(_OPENING_MODULE, opening_source())
            if _SAMPLE_MODULE in file.module_names():
                project.delete_module(_SAMPLE_MODULE)
            project.add_module(MODULE, functions_source(settings))
            file.save()
        return place.read_bytes()
