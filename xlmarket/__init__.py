"""xlmarket: market figures as worksheet functions, finished Excel reports and batch exports.

    from xlmarket import Mapping, call, open_snapshot, read

    figures = open_snapshot("sample-quarterly")
    call(figures, "MARKET_SHARE", ["Brazil", "Japan"], "2015Q4").value

    reading = read("sales.csv", Mapping(metric="sales", kind="flow"))
    reading.rejects, reading.questions, reading.unused

Nothing heavy is imported before it is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xlmarket.config import Mapping, load_config
    from xlmarket.errors import XlmarketError
    from xlmarket.functions import Answer, CellError, Snapshot, call, evaluate, open_snapshot, show
    from xlmarket.observations import Observation
    from xlmarket.periods import Period
    from xlmarket.report import build
    from xlmarket.sources import Reading, draft, read
    from xlmarket.store import open_store

_HOMES = {
    "Answer": "functions",
    "CellError": "functions",
    "Mapping": "config",
    "Observation": "observations",
    "Period": "periods",
    "Reading": "sources",
    "Snapshot": "functions",
    "XlmarketError": "errors",
    "build": "report",
    "call": "functions",
    "draft": "sources",
    "evaluate": "functions",
    "load_config": "config",
    "open_snapshot": "functions",
    "open_store": "store",
    "read": "sources",
    "show": "functions",
}

__all__ = [
    "Answer",
    "CellError",
    "Mapping",
    "Observation",
    "Period",
    "Reading",
    "Snapshot",
    "XlmarketError",
    "build",
    "call",
    "draft",
    "evaluate",
    "load_config",
    "open_snapshot",
    "open_store",
    "read",
    "show",
]


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(import_module(f"xlmarket.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'xlmarket' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
