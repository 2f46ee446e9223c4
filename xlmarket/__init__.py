"""xlmarket: market figures as worksheet functions, finished Excel reports and batch exports.

    import xlmarket as xm

    data = xm.open("sample-quarterly")
    data.share(["Brazil", "Japan"], "2015Q4").to_frame()

    read = xm.read("sales.csv", mapping="sales")
    xm.store().add(read, dataset="mine")

Nothing heavy is imported before it is used.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xlmarket.config import Mapping
    from xlmarket.errors import NotAvailable, UnknownMarket, XlmarketError
    from xlmarket.functions import Answer
    from xlmarket.package.values import CellError
    from xlmarket.python.data import Data, open  # noqa: A004
    from xlmarket.python.exporting import export
    from xlmarket.python.fetching import fetch
    from xlmarket.python.keeping import FigureStore, store
    from xlmarket.python.reading import read
    from xlmarket.python.reports import Report
    from xlmarket.python.table import FigureTable
    from xlmarket.sources import Reading, draft

    __version__: str

_HOMES = {
    "Answer": "functions",
    "CellError": "package.values",
    "Data": "python.data",
    "FigureStore": "python.keeping",
    "FigureTable": "python.table",
    "Mapping": "config",
    "NotAvailable": "errors",
    "Reading": "sources",
    "Report": "python.reports",
    "UnknownMarket": "errors",
    "XlmarketError": "errors",
    "draft": "sources",
    "export": "python.exporting",
    "fetch": "python.fetching",
    "open": "python.data",
    "read": "python.reading",
    "store": "python.keeping",
}

__all__ = [
    "Answer",
    "CellError",
    "Data",
    "FigureStore",
    "FigureTable",
    "Mapping",
    "NotAvailable",
    "Reading",
    "Report",
    "UnknownMarket",
    "XlmarketError",
    "__version__",
    "draft",
    "export",
    "fetch",
    "open",
    "read",
    "store",
]


class _Face(ModuleType):
    """The type of this module. Importing the room `xlmarket.store` does not replace the function `store`."""

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _HOMES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Face


def __getattr__(name: str) -> object:
    if name == "__version__":
        from importlib.metadata import version

        return version(__name__)
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return list(__all__)
