"""xlmarket: market figures as worksheet functions, finished Excel reports and batch exports.

    from xlmarket import call, open_snapshot

    figures = open_snapshot("sample-quarterly")
    call(figures, "MARKET_SHARE", ["Brazil", "Japan"], "2015Q4").value

Nothing heavy is imported before it is asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xlmarket.errors import XlmarketError
    from xlmarket.functions import Answer, CellError, Snapshot, call, evaluate, open_snapshot, show
    from xlmarket.observations import Observation
    from xlmarket.periods import Period
    from xlmarket.report import build

_HOMES = {
    "Answer": "functions",
    "CellError": "functions",
    "Observation": "observations",
    "Period": "periods",
    "Snapshot": "functions",
    "XlmarketError": "errors",
    "build": "report",
    "call": "functions",
    "evaluate": "functions",
    "open_snapshot": "functions",
    "show": "functions",
}

__all__ = [
    "Answer",
    "CellError",
    "Observation",
    "Period",
    "Snapshot",
    "XlmarketError",
    "build",
    "call",
    "evaluate",
    "open_snapshot",
    "show",
]


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(import_module(f"xlmarket.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'xlmarket' has no attribute '{name}'")
