"""Our VBA in pyOpenVBA's interpreter, with Python called directly, and modules as oletools reads them from a file.

The interpreter is not Excel, and xlwings' library between VBA and Python is a stand-in here.
"""

from __future__ import annotations

import warnings
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.apps.excel._bridge import ExcelBridge
from pyopenvba.interpreter import (
    EMPTY,
    MISSING,
    Interpreter,
    VBAArray,
    VBADate,
    VBAErrorValue,
    VBAObject,
)

from tests.conformance.calls import shown
from xlmarket.functions import CellError
from xlmarket.hosts.desktop import udfs
from xlmarket.hosts.desktop.addin import build
from xlmarket.hosts.desktop.crossing import NUMBERS
from xlmarket.hosts.desktop.wrapper import MODULE, AddinSettings

CODES = {number: code for code, number in NUMBERS.items()}


def from_vba(value: Any) -> Any:
    """An argument as xlwings would read it."""
    if value is EMPTY or value is MISSING:
        return None
    if isinstance(value, VBAErrorValue):
        return CODES[value.number]
    if isinstance(value, VBAArray):
        if value.dimensions == 1:
            return [[from_vba(one) for one in value.elements()]]
        (top, bottom), (left, right) = value.bounds
        return [[from_vba(value.get([i, j])) for j in range(left, right + 1)] for i in range(top, bottom + 1)]
    if isinstance(value, VBADate):
        return value.to_datetime()
    return value if isinstance(value, (bool, str)) else float(value)


def array(rows: Any, base: int) -> VBAArray:
    made = VBAArray([(base, base + len(rows) - 1), (base, base + len(rows[0]) - 1)])
    for i, row in enumerate(rows):
        for j, cell in enumerate(row):
            made.set([base + i, base + j], cell)
    return made


class Python(VBAObject):
    """What `XLPy` is: calls the Python function of a name, and flattens its answer as xlwings does."""

    vba_type_name = "Object"

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.broken = False

    def vba_get(self, name: str, args: list[Any], named: dict[str, Any]) -> Any:
        assert name.lower() == "calludf"
        if self.broken:
            from pyopenvba.interpreter._values import error

            raise error(1000, "Python is out of reach")
        module, function, given = args
        assert module == udfs.__name__
        self.asked.append(str(function))
        answer = getattr(udfs, str(function))(*(from_vba(one) for one in given.elements()))
        if not isinstance(answer, list):
            return answer
        if len(answer) == 1:
            made = VBAArray([(0, len(answer[0]) - 1)], items=list(answer[0]))
            return answer[0][0] if len(answer[0]) == 1 else made
        return array(answer, 0)


class Bridge(ExcelBridge):
    """Excel's names, and `XLPy`."""

    def __init__(self, application: Any, python: Python) -> None:
        super().__init__(application)
        self.python = python

    def global_object(self, name: str) -> object:
        return self.python if name.lower() == "xlpy" else super().global_object(name)


class Excel:
    """The wrapper in an interpreter, as the built add-in has it."""

    def __init__(self, source: str) -> None:
        self.python = Python()
        self.app = ExcelApplication()
        self.app.add_workbook()
        self.vba = Interpreter(Bridge(self.app.application, self.python))
        self.app.application.interpreter = self.vba
        self.vba.add_module(source, name=MODULE)

    def call(self, name: str, *arguments: Any) -> list[list[object]]:
        return rows(self.vba.run(name, [self.given(one) for one in arguments]))

    @staticmethod
    def given(value: Any) -> Any:
        if isinstance(value, CellError):
            return VBAErrorValue(NUMBERS[value.code])
        if isinstance(value, date):
            return VBADate.from_datetime(value)
        if isinstance(value, tuple):
            lines = [one if isinstance(one, tuple) else (one,) for one in value]
            return array([[EMPTY if cell is None else Excel.given(cell) for cell in line] for line in lines], 1)
        return MISSING if value is None else value


def rows(value: Any) -> list[list[object]]:
    """What VBA answered, as rows of cells."""

    def cell(one: Any) -> object:
        return CODES[one.number] if isinstance(one, VBAErrorValue) else shown(one)

    if not isinstance(value, VBAArray):
        return [[cell(value)]]
    if value.dimensions == 1:
        return [[cell(one) for one in value.elements()]]
    (top, bottom), (left, right) = value.bounds
    return [[cell(value.get([i, j])) for j in range(left, right + 1)] for i in range(top, bottom + 1)]


def source_of(path: Path, module: str) -> str:
    """A module's text as oletools reads it from the file."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # oletools calls names of pyparsing by their old spelling
        from oletools.olevba import VBA_Parser

        parser = VBA_Parser(str(path))
        try:
            found = {name.rpartition(".")[0]: text for _, _, name, text in parser.extract_macros()}
        finally:
            parser.close()
    return str(found[module])


@cache
def built_source(dataset: str) -> str:
    """Our module as it lies in an add-in built for a data set."""
    with TemporaryDirectory() as folder:
        return source_of(build(Path(folder) / "xlmarket.xlam", settings=AddinSettings(dataset=dataset)), MODULE)
