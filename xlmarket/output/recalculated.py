"""Reports whose formulas have the values that LibreOffice calculates, where ours do not know them.

The report is made without values, LibreOffice calculates a copy, and the report is made again with what it found. So the
file is ours in all but these values.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator

from lxml import etree

from xlmarket.calculation import Calculate, CalculationBook, KnownValues, calculate
from xlmarket.errors import InputError
from xlmarket.output.office import Conversion, convert
from xlmarket.package.archive import MAIN, OFFICE, RELATIONS
from xlmarket.package.areas import column_number, split_cell
from xlmarket.package.texts import unescape_text
from xlmarket.package.values import CellError, CellValue

Build = Callable[[Calculate | None], bytes]
"""Makes a report with a calculation of its formulas, or without their values."""

_ERRORS = frozenset({"#N/A", "#DIV/0!", "#VALUE!", "#NUM!", "#REF!"})
"""Errors of values. `#NAME?` and others stand for what LibreOffice does not know."""


def recalculate(build: Build) -> bytes:
    """Return the report that `build` makes, with all values that LibreOffice finds.

    Raises `EnvironmentFault` without LibreOffice and `InputError` for a workbook that it cannot read.
    """
    theirs = formula_values(convert(build(None), Conversion(to="xlsx")))

    def values(book: CalculationBook) -> KnownValues:
        known = calculate(book)
        for run in book.runs:
            column = theirs.get(run.key, {})
            ours = known.setdefault(run.key, {})
            for row in range(run.row, run.last_row + 1):
                if row in column:
                    ours.setdefault(row, column[row])
        return known

    return build(values)


def formula_values(workbook: bytes) -> KnownValues:
    """The values of all formulas of a workbook, as another program saved them.

    Raises `InputError` for one that cannot be read.
    """
    known: KnownValues = {}
    try:
        with zipfile.ZipFile(io.BytesIO(workbook)) as package:
            for title, part in _sheets(package):
                for column, row, value in _values(package.read(part)):
                    known.setdefault((title.casefold(), column), {})[row] = value
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError) as fault:
        raise InputError("what LibreOffice calculated cannot be read", found=str(fault)) from None
    return known


def _sheets(package: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    relations = _parse(package.read("xl/_rels/workbook.xml.rels")).iter(f"{{{RELATIONS}}}Relationship")
    targets = {str(relation.get("Id")): str(relation.get("Target")) for relation in relations}
    for sheet in _parse(package.read("xl/workbook.xml")).iter(f"{{{MAIN}}}sheet"):
        yield str(sheet.get("name")), f"xl/{targets[str(sheet.get(f'{{{OFFICE}}}id'))]}"


def _values(sheet: bytes) -> Iterator[tuple[int, int, CellValue]]:
    for cell in _parse(sheet).iter(f"{{{MAIN}}}c"):
        text = cell.findtext(f"{{{MAIN}}}v")
        if text is None or cell.find(f"{{{MAIN}}}f") is None:
            continue
        value = _value(cell.get("t"), text)
        if value is not None:
            letters, row = split_cell(str(cell.get("r")))
            yield column_number(letters), row, value


def _value(kind: str | None, text: str) -> CellValue:
    if kind == "str":
        return unescape_text(text)
    if kind == "b":
        return text == "1"
    if kind == "e":
        return CellError(text) if text in _ERRORS else None
    number = float(text)
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


def _parse(content: bytes) -> etree._Element:
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
