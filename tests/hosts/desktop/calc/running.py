"""Our VBA as real cells: LibreOffice Calc opens a workbook with macros and calculates it.

What is real: the module is the one read back from the built add-in, unchanged; Calc's own VBA runs it with Calc's own
Range objects, arrays and omitted arguments; behind it stands xlwings' `XLPython.CallUDF` and `call_udf` with our
functions.

What stands in, as only Windows has it: `XLPy`, xlwings' COM object, is a class that speaks to that Python through a
socket; `Scripting.Dictionary` is a class of that name, put in once the workbook is open; pywin32 is empty.

What Calc's VBA cannot do, and Excel's can: an error value that a function answers becomes the text `Error 2042`, so
`ISNA` of it is false here (what the text says is compared; the interpreter's test sees the true value); an error in a
cell reaches VBA as 0, and TRUE as 1.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.conftest import IN_CI, program
from tests.hosts.desktop.interpreted import built_source
from xlmarket.hosts.desktop.wrapper import MODULE
from xlmarket.package.areas import column_letters

HERE = Path(__file__).parent
CLASSES = ("PythonInCalc", "DictionaryInCalc")


class Formula(NamedTuple):
    """A formula and how many cells it answers."""

    text: str
    rows: int = 1
    columns: int = 1


class Sheet(NamedTuple):
    """What stands in a sheet, and the formulas on it."""

    cells: Mapping[str, Any]
    formulas: Sequence[Formula]


@dataclass(frozen=True)
class Calculated:
    """What Calc made of a workbook: the cells of every formula, the texts of its modules, what Python was asked."""

    answers: list[list[list[object]]]
    modules: dict[str, str]
    asked: list[str]
    seconds: float


def calculated(folder: Path, dataset: str, sheets: Sequence[Sheet]) -> Calculated:
    """The workbook in a Calc of its own with a Python of its own."""
    office, address = program("soffice", "libreoffice-calc"), f"pipe,name=xlmarket-vba-{os.getpid()}-{dataset}"
    resident = subprocess.Popen([sys.executable, str(HERE.with_name("resident.py"))], stdout=subprocess.PIPE, text=True)
    assert resident.stdout is not None
    project = _macros(folder, dataset, port=int(resident.stdout.readline()))
    path, areas = _workbook(folder, project, sheets)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    calc = subprocess.Popen(
        [office, "--headless", "--norestore", "--nologo", "--nodefault", profile, f"--accept={address};urp;"],
        stderr=subprocess.DEVNULL,
    )
    try:
        classes = {"Scripting.Dictionary": "DictionaryInCalc"}
        told = _told({"address": address, "path": str(path), "areas": areas, "classes": classes})
        calc.wait(60)
        resident.terminate()
        return Calculated(asked=resident.stdout.read().split(), **told)
    finally:
        for process in (calc, resident):
            process.kill()
            process.wait()
        resident.stdout.close()


def _told(wish: dict[str, Any]) -> dict[str, Any]:
    done = subprocess.run(
        [_python_with_uno(), str(HERE / "client.py")],
        input=json.dumps(wish),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


@cache
def _python_with_uno() -> str:
    """A Python that has PyUNO: the one LibreOffice brings, or the system's."""
    folder = str(Path(program("soffice", "libreoffice-calc")).resolve().parent)
    for found in filter(None, (shutil.which("python", path=folder), shutil.which("python3", path=os.defpath))):
        if subprocess.run([found, "-c", "import uno"], capture_output=True, check=False).returncode == 0:
            return found
    message = "needs a Python with PyUNO (python3-uno)"
    return pytest.fail(message) if IN_CI else pytest.skip(message)


def _macros(folder: Path, dataset: str, *, port: int) -> Path:
    """The VBA project: our module as it lies in the add-in, and what stands in for Windows."""
    from pyopenvba import ExcelFile
    from pyopenvba.vba import VBAModuleKind

    path, project = folder / "macros.xlsm", folder / "vbaProject.bin"
    with ExcelFile.create_new(path) as file:
        vba = file.vba_project()
        vba.add_module(MODULE, built_source(dataset))
        vba.add_module("XLPyInCalc", (HERE / "XLPyInCalc.bas").read_text())
        for name in CLASSES:
            text = (HERE / f"{name}.cls").read_text().replace("PORT", str(port))
            vba.add_module(name, f'Attribute VB_Name = "{name}"\n{text}', kind=VBAModuleKind.other)
        file.save()
    with zipfile.ZipFile(path) as package:
        project.write_bytes(package.read("xl/vbaProject.bin"))
    return project


def _workbook(folder: Path, project: Path, sheets: Sequence[Sheet]) -> tuple[Path, list[tuple[str, str]]]:
    """The workbook, and where each formula's answer lies: one below the other, from H11 on."""
    import xlsxwriter

    areas = []
    with xlsxwriter.Workbook(folder / "cells.xlsm") as book:
        book.add_vba_project(str(project))
        days = book.add_format({"num_format": "yyyy-mm-dd"})
        for number, one in enumerate(sheets, 1):
            sheet, top = book.add_worksheet(f"Sheet{number}"), 11
            for where, what in one.cells.items():
                if what is not None:
                    sheet.write(where, what, days if isinstance(what, date) else None)
            for formula in one.formulas:
                where = f"H{top}:{column_letters(7 + formula.columns)}{top + formula.rows - 1}"
                if formula.rows == formula.columns == 1:
                    sheet.write_formula(f"H{top}", formula.text)
                else:
                    sheet.write_array_formula(where, f"{{{formula.text}}}")
                areas.append((sheet.name, where))
                top += formula.rows
    return folder / "cells.xlsm", areas
