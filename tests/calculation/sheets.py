"""Small sheets of figures, texts, gaps and errors with formulas over them, and what LibreOffice makes of them."""

from __future__ import annotations

import random
import re
import subprocess
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter
from openpyxl.utils.datetime import to_excel

from xlmarket.calculation import CalculationBook, FormulaRun, KnownValues, calculate
from xlmarket.package.areas import column_letters
from xlmarket.package.values import CellError

ERRORS = {"#N/A": "=NA()", "#DIV/0!": "=1/0"}
Key = tuple[int, int]
"""Column and row."""


@dataclass
class Sheet:
    """Values and formulas of one sheet by column and row."""

    title: str
    values: dict[Key, object] = field(default_factory=dict)
    formulas: dict[Key, str] = field(default_factory=dict)


def draw(path: Path, sheets: list[Sheet]) -> None:
    """Write the sheets as a workbook without values of formulas."""
    with xlsxwriter.Workbook(path, {"use_future_functions": True}) as book:
        for sheet in sheets:
            page = book.add_worksheet(sheet.title)
            for (column, row), value in sheet.values.items():
                if isinstance(value, CellError):
                    page.write_formula(row - 1, column - 1, ERRORS[value.code], value=value.code)
                else:
                    page.write(row - 1, column - 1, value)
            for (column, row), formula in sheet.formulas.items():
                page.write_formula(row - 1, column - 1, f"={formula}", value="")


def recalculate(soffice: str, path: Path, folder: Path) -> dict[str, dict[Key, object]]:
    """The values of all cells of a workbook once LibreOffice has calculated it, by sheet."""
    return recalculate_all(soffice, [path], folder)[path.name]


def recalculate_all(soffice: str, paths: Sequence[Path], folder: Path) -> dict[str, dict[str, dict[Key, object]]]:
    """The same for several workbooks, by the names of their files."""
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    out = folder / "recalculated"
    command = [soffice, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(out), *map(str, paths)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    return {path.name: _values_of(out / f"{path.stem}.xlsx") for path in paths}


def _values_of(path: Path) -> dict[str, dict[Key, object]]:
    book = openpyxl.load_workbook(path, data_only=True)
    return {
        sheet.title: {
            (cell.column, cell.row): _other(cell.value)
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        }
        for sheet in book.worksheets
    }


def _other(value: object) -> object:
    return to_excel(value) if isinstance(value, (date, time, timedelta)) else value


def calculated(sheets: list[Sheet]) -> dict[str, dict[Key, object]]:
    """Our values of all formulas that have one, by sheet."""
    by_title = {sheet.title.casefold(): sheet for sheet in sheets}

    def cells(title: str, column: int, first: int, last: int) -> list[object]:
        return [by_title[title].values.get((column, row)) for row in range(first, last + 1)]

    runs = [
        FormulaRun(sheet.title, column, row, (formula,), 1)
        for sheet in sheets
        for (column, row), formula in sheet.formulas.items()
    ]
    known: KnownValues = calculate(CalculationBook(used={sheet.title: 60 for sheet in sheets}, runs=runs, cells=cells))
    return {
        sheet.title: {
            (column, row): value
            for (title, column), rows in known.items()
            if title == sheet.title.casefold()
            for row, value in rows.items()
        }
        for sheet in sheets
    }


def is_same(ours: object, theirs: object) -> bool:
    """Whether two programs calculated the same: numbers to twelve digits, or both as good as nothing."""
    if isinstance(ours, CellError):
        return theirs in (ours, ours.code)
    if isinstance(ours, bool) or isinstance(theirs, bool):
        return bool(ours) == bool(theirs) and isinstance(theirs, (bool, int)) and isinstance(ours, (bool, int))
    if isinstance(ours, (int, float)) and isinstance(theirs, (int, float)):
        return abs(ours - theirs) <= 1e-12 * max(abs(ours), abs(theirs)) + 1e-14
    return (ours or "") == (theirs or "")


def random_sheet(title: str, seed: int, count: int) -> Sheet:
    """A sheet of 20 rows of figures, texts and gaps, and formulas behind them."""
    chance = random.Random(seed)
    sheet = Sheet(title)
    for row in range(1, 21):
        for column in range(1, 5):
            value = _value(chance, column)
            if value is not None:
                sheet.values[column, row] = value
    for number in range(count):
        place = (6 + number // 20, 1 + number % 20)
        sheet.formulas[place] = _formula(chance, sheet, place)
    return sheet


WORDS = ["Brazil", "brazil", "Mexico", "Peru", "Åland", "co-op", "x y", "", "7", "1/2", "a*", "São Paulo"]
TITLES = ["alpha", "Beta", "gamma", "beta", "delta"]


def _value(chance: random.Random, column: int) -> object:
    kind = chance.random()
    if column == 4:
        return chance.choice(TITLES) if kind < 0.9 else None
    if kind < 0.12:
        return None
    if kind < 0.2:
        return chance.choice(WORDS) or None
    if kind < 0.24:
        return chance.random() < 0.5
    if kind < 0.26:
        return CellError(chance.choice(["#N/A", "#DIV/0!"]))
    if kind < 0.5:
        return chance.randint(-20, 20)
    if kind < 0.6:
        return chance.choice([0.1, 0.2, 0.3, 0.7, 1.005, 2.675, 0.5, 1e-7])
    return round(chance.uniform(-1000, 1000), chance.randint(0, 6))


def _formula(chance: random.Random, sheet: Sheet, place: Key) -> str:
    formulas = list(sheet.formulas)

    def cell() -> str:
        if formulas and chance.random() < 0.2:
            column, row = chance.choice(formulas)
        else:
            column, row = chance.randint(1, 3), chance.randint(1, 20)
        return f"{chance.choice(['', '$'])}{column_letters(column)}{chance.choice(['', '$'])}{row}"

    def area(column: int = 0) -> str:
        letters = column_letters(column or chance.randint(1, 3))
        first = chance.randint(1, 15)
        return f"{letters}{first}:{letters}{chance.randint(first, 20)}"

    def number() -> str:
        return chance.choice(["0", "1", "2", "-1", "0.5", "10", "100", "3%", "1E3"])

    def scalar(depth: int = 0) -> str:
        options = [cell, cell, number, lambda: f"SUM({area()})", lambda: f'"{chance.choice(TITLES)}"']
        if depth < 2:
            sign = chance.choice(["+", "-", "*", "/", "+", "-", "&", "=", "<>", "<", ">", "<=", ">="])
            options += [
                lambda: f"({scalar(depth + 1)}{sign}{scalar(depth + 1)})",
                lambda: f"{scalar(depth + 1)}{sign}{scalar(depth + 1)}",
                lambda: f"-{scalar(depth + 1)}",
                call,
                call,
            ]
        return chance.choice(options)()

    def call() -> str:
        first = chance.randint(1, 12)
        column = column_letters(chance.randint(1, 3))
        keys = f"D1:D{first + 5}"
        figures = f"{column}1:{column}{first + 5}"
        key = chance.choice([f'"{chance.choice(TITLES)}"', f"D{chance.randint(1, 20)}"])
        criterion = chance.choice(['">0"', '"<=10"', '"<>0"', '"5"', f'">"&{cell()}', '"<>"', cell()])
        aggregate = chance.choice(["SUM", "AVERAGE", "COUNT", "COUNTA", "MIN", "MAX", "PRODUCT", "MEDIAN"])
        rounding = chance.choice(["ROUND", "ROUNDUP", "ROUNDDOWN", "TRUNC"])
        test = chance.choice(["ISNUMBER", "ISTEXT", "ISBLANK", "ISERROR", "ISERR", "ISNA"])
        plain = chance.choice(["ABS", "INT", "SQRT", "EXP", "LN", "LOG10", "SIGN"])
        reader = chance.choice(["LEN", "TRIM", "UPPER", "LOWER", "LEFT", "RIGHT"])
        return chance.choice(
            [
                f"{aggregate}({area()})",
                f"{aggregate}({area()},{cell()},{number()})",
                f"SUBTOTAL({chance.choice(['9', '1', '2', '3', '4', '5', '109', '101'])},{area()})",
                f"IF({cell()}{chance.choice(['=', '<>', '>', '<', '>=', '<='])}{number()},{scalar(2)},{scalar(2)})",
                f"IF({cell()},{scalar(2)})",
                f"IFERROR({scalar(1)},{scalar(2)})",
                f"IFNA({scalar(1)},{scalar(2)})",
                f"{rounding}({scalar(1)},{chance.choice(['0', '1', '2', '-1', '-2'])})",
                f"{plain}({scalar(2)})",
                f"POWER({cell()},2)",
                f"{cell()}^2",
                f"{test}({scalar(2)})",
                f"AND({scalar(2)}<>0,{cell()}>0)",
                f"NOT({cell()}>1)",
                f"OR({cell()}=0,{cell()}>0)",
                f"CHOOSE({chance.choice(['1', '2', cell()])},{scalar(2)},{scalar(2)})",
                f"{reader}(D{first})",
                f"{reader}({cell()})",
                f"MID(D{first},2,{chance.choice(['1', '2', '9'])})",
                f'SUBSTITUTE(D{first},"a","-")',
                f'FIND("a",D{first})',
                f"EXACT(D{first},D{first + 1})",
                f"REPT(D{first},2)",
                f'CONCATENATE(D{first}," ",{cell()})',
                f'D{first}&": "&{cell()}',
                f"MATCH({key},{keys},0)",
                f"INDEX({figures},MATCH({key},{keys},0))",
                f"INDEX(A1:C20,{chance.randint(1, 20)},{chance.randint(1, 3)})",
                f"VLOOKUP({cell()},A1:C20,{chance.randint(1, 4)},FALSE)",
                f"SUMIF({keys},{key},{figures})",
                f"SUMIF({figures},{criterion})",
                f"COUNTIF({figures},{criterion})",
                f"COUNTIF({keys},{key})",
                f"AVERAGEIF({keys},{key},{figures})",
                f"SUMIFS({figures},{keys},{key},{figures},{criterion})",
                f"AVERAGEIFS({figures},{keys},{key},{figures},{criterion})",
                f"COUNTIFS({keys},{key},{figures},{criterion})",
                f"SUMPRODUCT({figures},{figures})",
                f"SUMPRODUCT(({keys}={key})*{figures})",
                f"SUMPRODUCT(--({figures}>0))",
                f"LARGE({figures},{chance.randint(1, 4)})",
                f"SMALL({figures},{chance.randint(1, 4)})",
                f"RANK({cell()},{figures})",
                f"RANK({cell()},{figures},1)",
                f"ROWS({area()})+COLUMNS(A1:C{first})",
                f'IF(COUNT({figures})=ROWS({figures}),SUM({figures}),"n/a")',
            ]
        )

    return scalar() if chance.random() < 0.3 else call()


def function_names(formula: str) -> set[str]:
    """The functions of a formula."""
    return {part.split("(")[0] for part in formula.replace("(", "( ").split() if part.endswith("(")}


_FORMULA_CELL = re.compile(rb"(<c\b[^>]*>)(<f\b[^>]*(?:/>|>[^<]*</f>))(?:<v\b[^>]*>[^<]*</v>)?")


def strip_values(source: Path, target: Path) -> None:
    """A copy of a workbook whose formulas have no values, so that another program has to calculate them."""
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            content = before.read(name)
            if "/worksheets/" in name and name.endswith(".xml"):
                content = _FORMULA_CELL.sub(lambda match: re.sub(rb" t=\"\w+\"", b"", match[1]) + match[2], content)
            after.writestr(name, content)


def cached(path: Path) -> dict[str, dict[Key, tuple[str, object]]]:
    """The formulas of a workbook and their cached values, by sheet. The value is None where there is none."""
    formulas, values = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    return {
        sheet.title: {
            (cell.column, cell.row): (str(cell.value), _plain(values[sheet.title][cell.coordinate]))
            for row in sheet.iter_rows()
            for cell in row
            if cell.data_type == "f"
        }
        for sheet in formulas.worksheets
    }


def _plain(cell: Any) -> object:
    if isinstance(cell.value, (date, time, timedelta)):
        return to_excel(cell.value)
    return CellError(cell.value) if cell.data_type == "e" else cell.value
