"""Formulas in a workbook with our names, stored as Excel stores them, evaluated by IronCalc without any cached value."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import ironcalc
import openpyxl

from tests.conformance.calls import FIGURES, days_of_excel
from tests.formulas.names.awkward import awkward
from xlmarket.formulas.names import embed
from xlmarket.package.archive import Package
from xlmarket.package.areas import parse_area
from xlmarket.package.cell_xml import cell_xml
from xlmarket.package.dynamic import array_formula, dynamic_index
from xlmarket.package.parts import Parts

PLACE = 30
"""The row and column of the formula on its sheet; what it refers to stands before."""

STACKED = "Stacked"

SETS = {**FIGURES, "awkward": awkward(1)}
"""The data sets that are asked."""


class Asked(NamedTuple):
    """A formula, the cells it refers to, and how many rows and columns to read beyond its own cell."""

    formula: str
    cells: Mapping[str, Any] = {}
    size: tuple[int, int] = (1, 1)


def answers(dataset: str, asked: Sequence[Asked]) -> list[list[list[object]]]:
    """The rows of each answer, read one row and one column further than said, so that a spill too far is seen."""
    model = _model(dataset, asked)
    model.evaluate()
    found, row = [], 1
    sheet = 1
    for one in asked:
        if one.cells:
            found.append(_read(model, sheet, PLACE, PLACE, one.size))
            sheet += 1
        else:
            found.append(_read(model, 0, row, 1, one.size))
            row += one.size[0] + 2
    return found


def _read(model: Any, sheet: int, row: int, column: int, size: tuple[int, int]) -> list[list[object]]:
    cells = [
        [_value(model, sheet, row + down, column + right) for right in range(size[1] + 1)]
        for down in range(size[0] + 1)
    ]
    while len(cells) > 1 and all(one == "" for one in cells[-1]):
        cells.pop()
    while len(cells[0]) > 1 and all(line[-1] == "" for line in cells):
        for line in cells:
            line.pop()
    return cells


def _value(model: Any, sheet: int, row: int, column: int) -> object:
    value = model.get_cell_value(sheet, row, column)
    return "" if value is None else value


def _model(dataset: str, asked: Sequence[Asked]) -> Any:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "asked.xlsx"
        path.write_bytes(written(dataset, asked))
        return ironcalc.load_from_xlsx(str(path))


def written(dataset: str, asked: Sequence[Asked]) -> bytes:
    """The workbook: formulas without cells below one another, each of the others on a sheet of its own."""
    parts = Parts(Package(_embedded(dataset, sum(1 for one in asked if one.cells))))
    index = dynamic_index(parts)
    stacked, row, sheet = [], 1, 1
    for one in asked:
        if one.cells:
            sheet += 1
            _put(parts, f"xl/worksheets/sheet{sheet}.xml", _own(one, index))
        else:
            stacked.append((row, f'<row r="{row}">{_formula(f"A{row}", one.formula, index)}</row>'))
            row += one.size[0] + 2
    _put(parts, "xl/worksheets/sheet1.xml", "".join(xml for _, xml in stacked))
    out = io.BytesIO()
    parts.package.write(out, parts.changes())
    return out.getvalue()


def _put(parts: Parts, part: str, rows: str) -> None:
    content = parts.read(part).decode()
    empty = "<sheetData></sheetData>"
    assert empty in content
    parts.put(part, content.replace(empty, f"<sheetData>{rows}</sheetData>").encode())


def _formula(reference: str, formula: str, index: int) -> str:
    return f'<c r="{reference}" cm="{index}">{array_formula(formula, reference)}</c>'


def _own(one: Asked, index: int) -> str:
    rows: dict[int, list[tuple[int, str]]] = {}
    for reference, value in one.cells.items():
        area = parse_area(reference)
        held = days_of_excel(value) if isinstance(value, date) else value
        rows.setdefault(area.first_row, []).append((area.first_column, cell_xml(reference, held)))
    rows.setdefault(PLACE, []).append((PLACE, _formula(f"AD{PLACE}", one.formula, index)))
    return "".join(
        f'<row r="{number}">{"".join(xml for _, xml in sorted(rows[number]))}</row>' for number in sorted(rows)
    )


_FOLDER = TemporaryDirectory()


@cache
def _embedded(dataset: str, sheets: int) -> Path:
    """A workbook of empty sheets with the figures of a data set in it."""
    path = Path(_FOLDER.name) / f"{dataset}-{sheets}.xlsx"
    book = openpyxl.Workbook()
    book.active.title = STACKED
    for number in range(sheets):
        book.create_sheet(f"Own{number + 1}")
    book.save(path)
    parts = Parts(Package(path))
    embed(parts, SETS[dataset])
    out = io.BytesIO()
    parts.package.write(out, parts.changes())
    path.write_bytes(out.getvalue())
    return path
