"""Tools > Add-Ons > xlmarket: open the figures anew and calculate, and say which are open."""

from __future__ import annotations

from typing import Any

import unohelper
from com.sun.star.awt.MessageBoxType import INFOBOX, WARNINGBOX
from com.sun.star.task import XJobExecutor

from xlmarket_calc.answers import answers
from xlmarket_calc.link import Fault

_SHEETS = "com.sun.star.sheet.SpreadsheetDocument"


class Menu(unohelper.Base, XJobExecutor):  # type: ignore[misc]
    """What a click on an entry does."""

    def __init__(self, context: Any) -> None:
        self.context = context

    def trigger(self, entry: str) -> None:
        try:
            version = answers().refresh()
        except Fault as fault:
            self._say(f"The figures are out of reach: {fault}", WARNINGBOX)
            return
        self._calculate()
        if entry == "status":
            self._say(_state(version), INFOBOX)

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


def _state(version: str) -> str:
    settings = answers().settings
    figures = settings["figures"]
    lines = [
        f"xlmarket {settings['version']}",
        f"Data set: {figures['dataset'] or 'as the settings say'}",
        f"Version of the figures: {version[:12]}",
        f"Python: {settings['python']}",
    ]
    return "\n".join(lines)
