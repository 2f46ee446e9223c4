"""Tools > Add-Ons > xlmarket: open the figures again and calculate, or show which are open."""

from __future__ import annotations

from typing import Any

import unohelper
from com.sun.star.awt.MessageBoxType import INFOBOX, WARNINGBOX
from com.sun.star.task import XJobExecutor

from xlmarket_calc.answers import answers
from xlmarket_calc.link import Fault

_SHEETS = "com.sun.star.sheet.SpreadsheetDocument"


class Menu(unohelper.Base, XJobExecutor):  # type: ignore[misc]
    """The handler of the menu entries."""

    def __init__(self, context: Any) -> None:
        self.context = context

    def trigger(self, entry: str) -> None:
        try:
            if entry == "refresh":
                answers().refresh()
                self._calculate()
            else:
                self._say(_state(), INFOBOX)
        except Fault as fault:
            self._say(f"The figures are out of reach: {fault}", WARNINGBOX)

    def _desktop(self) -> Any:
        return self.context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", self.context)

    def _calculate(self) -> None:
        documents = self._desktop().Components.createEnumeration()
        while documents.hasMoreElements():
            document = documents.nextElement()
            if document.supportsService(_SHEETS):
                document.calculateAll()

    def _say(self, text: str, kind: Any) -> None:
        frame = self._desktop().getCurrentFrame()
        if frame is not None:
            window = frame.getContainerWindow()
            window.getToolkit().createMessageBox(window, kind, 1, "xlmarket", text).execute()


def _state() -> str:
    known = answers()
    return f"xlmarket {known.settings['version']}\nFigures: {known.figures()}\nPython: {known.settings['python']}"
