"""Run by a Python that has UNO: drives one LibreOffice. A line of JSON on standard input is a call, a line out its answer."""

from __future__ import annotations

import json
import sys
import time

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.util import NumberFormat

FILTERS = {"xlsx": "Calc MS Excel 2007 XML", "ods": "calc8"}
EVERYTHING = 1023
TEXT = 2


def setting(name, value):
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


class Driver:
    def __init__(self, pipe):
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        self.context = self.connected(resolver, f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        self.desktop = self.made("com.sun.star.frame.Desktop")
        self.documents = {}
        self.new("sheet")

    @staticmethod
    def connected(resolver, address):
        deadline = time.monotonic() + 60
        while True:
            try:
                return resolver.resolve(address)
            except NoConnectException:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def made(self, service):
        return self.context.ServiceManager.createInstanceWithContext(service, self.context)

    def new(self, name):
        hidden = (setting("Hidden", True),)
        self.documents[name] = self.desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, hidden)

    def load(self, name, path, hidden=True):
        url = uno.systemPathToFileUrl(path)
        self.documents[name] = self.desktop.loadComponentFromURL(url, "_blank", 0, (setting("Hidden", hidden),))

    def store(self, name, path):
        chosen = (setting("FilterName", FILTERS[path.rpartition(".")[2]]),)
        self.documents[name].storeToURL(uno.systemPathToFileUrl(path), chosen)

    def close(self, name):
        self.documents.pop(name).close(True)

    def area(self, name, address, sheet=0):
        return self.documents[name].Sheets.getByIndex(sheet).getCellRangeByName(address)

    def fill(self, cells, name="sheet"):
        sheet = self.documents[name].Sheets.getByIndex(0)
        sheet.clearContents(EVERYTHING)
        for address, value in cells.items():
            cell = sheet.getCellRangeByName(address)
            if isinstance(value, dict):
                cell.Formula = f"={value['error']}"
            elif isinstance(value, str):
                cell.String = value
            else:
                cell.Value = value

    def enter(self, address, formula, name="sheet", array=False):
        area = self.area(name, address)
        if array:
            area.setArrayFormula(formula)
        else:
            area.Formula = formula

    def enter_all(self, address, formulas, name="sheet"):
        self.area(name, address).setFormulaArray(tuple(map(tuple, formulas)))

    def read(self, address, name="sheet", sheet=0):
        area = self.area(name, address, sheet)
        rows, columns = area.Rows.Count, area.Columns.Count
        return [[self.cell(area.getCellByPosition(x, y), name) for x in range(columns)] for y in range(rows)]

    def cell(self, cell, name):
        if cell.getError():
            return {"error": cell.getError()}
        if cell.Type.value == "TEXT" or (cell.Type.value == "FORMULA" and cell.FormulaResultType2 == TEXT):
            return cell.String
        form = self.documents[name].NumberFormats.getByKey(cell.NumberFormat)
        return bool(cell.Value) if form.Type & NumberFormat.LOGICAL else cell.Value

    def formulas(self, address, name="sheet", sheet=0):
        return [list(row) for row in self.area(name, address, sheet).getFormulaArray()]

    def is_modified(self, name):
        document = self.documents[name]
        return document.isModified() or document.UndoManager.isUndoPossible()

    def define(self, name, what, content):
        position = self.area(name, "A1").CellAddress
        self.documents[name].NamedRanges.addNewByName(what, content, position, 0)

    def calculate(self, name="sheet", rounds=1):
        seconds = []
        for _ in range(rounds):
            started = time.perf_counter()
            self.documents[name].calculateAll()
            seconds.append(time.perf_counter() - started)
        return seconds

    def by_itself(self, on, name="sheet"):
        self.documents[name].enableAutomaticCalculation(on)

    def trigger(self, entry):
        self.made("org.xlmarket.Menu").trigger(entry)

    def described(self, function):
        found = {
            one.Name: one.Value for one in self.made("com.sun.star.sheet.FunctionDescriptions").getByName(function)
        }
        arguments = [[one.Name, one.Description] for one in found["Arguments"]]
        return {"name": found["Name"], "description": found["Description"], "arguments": arguments}

    def quit(self):
        for name in list(self.documents):
            self.close(name)
        self.desktop.terminate()


def main():
    driver = Driver(sys.argv[1])
    for line in sys.stdin:
        name, given = json.loads(line)
        try:
            answer = {"answer": getattr(driver, name)(**given)}
        except Exception as fault:  # noqa: BLE001 - the test says what went wrong
            answer = {"fault": f"{type(fault).__name__}: {fault}"}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
        if name == "quit":
            return


main()
