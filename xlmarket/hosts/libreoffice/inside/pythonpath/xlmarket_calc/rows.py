"""Rows of cells as Calc takes them from Python.

A Python object returned where UNO's type is `any` may not get the type that Calc expects of rows. But a function may
return a volatile result that passes its value to listeners, and there the type can be given.
"""

from __future__ import annotations

from typing import Any

import uno
import unohelper
from com.sun.star.sheet import ResultEvent, XVolatileResult


class ResultRows(unohelper.Base, XVolatileResult):  # type: ignore[misc]
    """Rows that never change. Calc is notified of them once."""

    def __init__(self, rows: tuple[tuple[Any, ...], ...]) -> None:
        self.rows = rows

    def addResultListener(self, listener: Any) -> None:  # noqa: N802 - UNO's name
        told = ResultEvent()
        told.Value = uno.Any("[][]any", self.rows)
        listener.modified(told)

    def removeResultListener(self, listener: Any) -> None:  # noqa: N802 - UNO's name
        """Nothing to do: the value never changes."""
