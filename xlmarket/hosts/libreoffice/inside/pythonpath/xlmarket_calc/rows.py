"""Rows of cells as Calc takes them from Python.

What a Python object answers where UNO's type is `any` may not be of the type Calc knows rows by. But a function may
answer with a result that tells its value to whoever listens, and there the type can be said.
"""

from __future__ import annotations

from typing import Any

import uno
import unohelper
from com.sun.star.sheet import ResultEvent, XVolatileResult


class Rows(unohelper.Base, XVolatileResult):  # type: ignore[misc]
    """Rows that never change: Calc hears of them once."""

    def __init__(self, rows: tuple[tuple[Any, ...], ...]) -> None:
        self.rows = rows

    def addResultListener(self, listener: Any) -> None:  # noqa: N802 - UNO's name
        told = ResultEvent()
        told.Value = uno.Any("[][]any", self.rows)
        listener.modified(told)

    def removeResultListener(self, listener: Any) -> None:  # noqa: N802 - UNO's name
        """There is nothing more to tell."""
