"""Has a workbook calculated by a running LibreOffice; run by a Python that has PyUNO.

It reads JSON from its input: the address of the office, the path of the workbook, the classes to put in and the areas to
read. It answers the cells of every area, and the modules' texts as Calc has them, and ends the office.
"""

import json
import sys
import time

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.script import ModuleInfo

RUN_MACROS = 4
CLASS_MODULE = 2
LOGICAL = 1024
ERRORS = {32767: "#N/A", 532: "#DIV/0!", 519: "#VALUE!", 524: "#REF!", 525: "#NAME?", 503: "#NUM!"}
SPOKEN = {"Error 2042": "#N/A", "Error 2007": "#DIV/0!", "Error 2015": "#VALUE!", "Error 2023": "#REF!"}
SPOKEN.update({"Error 2029": "#NAME?", "Error 2036": "#NUM!"})


def desktop(address, patience=60):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    give_up = time.monotonic() + patience
    while True:
        try:
            context = resolver.resolve(f"uno:{address};urp;StarOffice.ComponentContext")
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except NoConnectException:
            if time.monotonic() > give_up:
                raise
            time.sleep(0.1)


def properties(**values):
    return tuple(PropertyValue(Name=name, Value=value) for name, value in values.items())


def cell_value(document, cell):
    if cell.getError():
        return ERRORS.get(cell.getError(), f"Err:{cell.getError()}")
    if cell.FormulaResultType2 == 2:
        return SPOKEN.get(cell.String, cell.String)
    logical = document.NumberFormats.getByKey(cell.NumberFormat).Type & LOGICAL
    return bool(cell.Value) if logical else cell.Value


def calculated(desk, asked):
    document = desk.loadComponentFromURL(
        uno.systemPathToFileUrl(asked["path"]), "_blank", 0, properties(Hidden=True, MacroExecutionMode=RUN_MACROS)
    )
    try:
        library = document.BasicLibraries.getByName("VBAProject")
        for name, model in asked["classes"].items():
            library.insertModuleInfo(name, ModuleInfo(None, CLASS_MODULE))
            library.insertByName(name, library.getByName(model))
        started = time.perf_counter()
        document.calculateAll()
        seconds = time.perf_counter() - started
        answers = []
        for sheet, area in asked["areas"]:
            cells = document.Sheets.getByName(sheet).getCellRangeByName(area)
            address = cells.RangeAddress
            answers.append(
                [
                    [
                        cell_value(document, cells.getCellByPosition(column, row))
                        for column in range(address.EndColumn - address.StartColumn + 1)
                    ]
                    for row in range(address.EndRow - address.StartRow + 1)
                ]
            )
        modules = {name: library.getByName(name) for name in library.ElementNames}
        return {"answers": answers, "modules": modules, "seconds": seconds}
    finally:
        document.close(True)


def main():
    asked = json.load(sys.stdin)
    desk = desktop(asked["address"])
    json.dump(calculated(desk, asked), sys.stdout)
    desk.terminate()


if __name__ == "__main__":
    main()
