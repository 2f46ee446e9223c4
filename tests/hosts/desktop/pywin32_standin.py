"""Runs xlwings' own Windows code on any system, over empty stand-ins for pywin32.

Run as a program: it reads JSON calls and answers them through xlwings' decorators, `XLPython.CallUDF`, `call_udf` and
its conversions, unchanged. It proves that our functions fit xlwings: names, arguments, errors, shapes. It proves
nothing about COM, Excel, or the library that starts Python: none of them is here.
"""

from __future__ import annotations

import asyncio  # noqa: F401 - before the platform is changed, as all below
import concurrent.futures  # noqa: F401
import ctypes
import io
import json
import multiprocessing  # noqa: F401
import subprocess  # noqa: F401
import sys
import types
from datetime import datetime
from typing import Any, ClassVar
from unittest.mock import MagicMock

import numpy  # noqa: F401
import pandas  # noqa: F401

MISSING = -2147352572
ERRORS = {"#NULL!": 2000, "#DIV/0!": 2007, "#VALUE!": 2015, "#REF!": 2023, "#NAME?": 2029, "#NUM!": 2036, "#N/A": 2042}
ERRORS |= {"#SPILL!": 2045, "#CALC!": 2050}
MODULES = [
    "pythoncom",
    "pywintypes",
    "win32api",
    "win32con",
    "win32event",
    "win32gui",
    "win32process",
    "win32timezone",
    "win32com",
    "win32com.client",
    "win32com.server",
    "win32com.server.dispatcher",
    "win32com.server.policy",
    "win32com.server.util",
]


class Standin(types.ModuleType):
    """A module that has every name: a class nothing is an instance of."""

    __path__: ClassVar[list[str]] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        made = type(name, (Exception,), {})
        setattr(self, name, made)
        return made


def no_object(given: object) -> object:
    raise TypeError("no COM object")


def prepare() -> Any:
    """xlwings as it imports on Windows."""
    for name in MODULES:
        sys.modules[name] = Standin(name)
        parent, _, child = name.rpartition(".")
        if parent:
            setattr(sys.modules[parent], child, sys.modules[name])
    sys.modules["pythoncom"].TypeIIDs = {sys.modules["pythoncom"].IID_IDispatch: type("PyIDispatch", (), {})}
    sys.modules["pythoncom"].__file__ = ""
    sys.modules["win32com.server.util"].unwrap = no_object
    for name in ("oledll", "windll", "PyDLL", "WINFUNCTYPE", "WinError"):
        if not hasattr(ctypes, name) or name == "PyDLL":
            setattr(ctypes, name, MagicMock())
    real, sys.platform = sys.platform, "win32"
    try:
        import xlwings
    finally:
        sys.platform = real
    return xlwings


def com(value: Any) -> Any:
    """An argument as pywin32 hands it on."""
    if isinstance(value, dict):
        if "day" in value:
            return datetime.fromisoformat(value["day"])
        return MISSING if "missing" in value else -(2**31) + 0x000A0000 + ERRORS[value["error"]]
    return tuple(com(one) for one in value) if isinstance(value, list) else value


def main() -> None:
    asked = json.load(sys.stdin)
    xlwings = prepare()
    from xlwings import com_server, udfs

    server = com_server.XLPython()
    module = "xlmarket.hosts.desktop.udfs"
    answers = []
    for one in asked["calls"]:
        if one["dataset"]:
            server.CallUDF(module, "XLMARKET_OPEN", (one["dataset"], "", ""))
        answers.append(server.CallUDF(module, one["name"], tuple(com(value) for value in one["arguments"])))
    text = io.StringIO()
    book = types.SimpleNamespace(Name="xlmarket.xlam")
    udfs.generate_vba_wrapper(module, sys.modules[module], text, book)
    made = {name: value.__xlfunc__ for name, value in vars(sys.modules[module]).items() if hasattr(value, "__xlfunc__")}
    said = {
        "answers": answers,
        "wrapper": text.getvalue(),
        "functions": {name: [one["name"] for one in xlf["args"]] for name, xlf in made.items()},
        "volatile": [name for name, xlf in made.items() if xlf["volatile"]],
        "version": xlwings.__version__,
        "paid": sorted(name for name in sys.modules if name.startswith(("xlwings.server", "xlwings.reports"))),
    }
    json.dump(said, sys.__stdout__)


if __name__ == "__main__":
    main()
