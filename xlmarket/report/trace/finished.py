"""A finished report as it lies in a file: what it was made from, and its cells as openpyxl reads them."""

from __future__ import annotations

import io
import re
import warnings
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from xlmarket.errors import InputError, Place, TemplateError, UnknownName
from xlmarket.package.archive import Package
from xlmarket.package.areas import Area
from xlmarket.package.number_text import number_text
from xlmarket.report.provenance import Provenance, read_provenance

_ROOM = re.compile(r"_.")
"""What a format leaves as wide as a character."""


@dataclass(frozen=True, slots=True)
class FinishedCell:
    """A cell of a file: its value (of a formula the one that is kept in the file), its formula and its number format."""

    value: Any
    formula: str
    number_format: str

    @property
    def is_empty(self) -> bool:
        return self.value is None and not self.formula

    @property
    def text(self) -> str:
        """What the cell shows. A format that is not read here shows all digits."""
        if isinstance(self.value, bool) or not isinstance(self.value, (int, float)):
            return "" if self.value is None else str(self.value)
        text = number_text(self.value, _ROOM.sub(" ", self.number_format))
        return f"{self.value:.11g}" if text is None else text.strip()


class FinishedReport:
    """An opened report."""

    def __init__(self, path: Path) -> None:
        """Open a report. Raises `InputError` for a file that is missing, damaged or not a report of xlmarket."""
        if not path.is_file():
            raise InputError("missing report", found=str(path))
        self.path = path
        try:
            package = Package(path, "report")
            made_from = read_provenance(package)
            self._values, self._formulas = _open(package, values=True), _open(package, values=False)
        except TemplateError as error:
            raise InputError("the report is damaged", where=error.where, found=error.what) from None
        if made_from is None:
            raise InputError(
                "not a report of xlmarket: it does not say what it was made from",
                where=Place(file=path.name),
                remedy="trace a workbook that report or export wrote",
            )
        self.made_from: Provenance = made_from

    def title(self, name: str) -> str:
        """Return the title of a sheet, by default of the first that is shown. Raises `UnknownName` with the nearest."""
        sheets = self._values.worksheets
        if not name:
            return next((str(sheet.title) for sheet in sheets if sheet.sheet_state == "visible"), str(sheets[0].title))
        for sheet in sheets:
            if sheet.title.casefold() == name.casefold():
                return str(sheet.title)
        raise UnknownName.unknown("sheet", name, [str(sheet.title) for sheet in sheets])

    @property
    def titles(self) -> tuple[str, ...]:
        return tuple(str(sheet.title) for sheet in self._values.worksheets)

    def used(self, title: str, area: Area) -> Area:
        """Return the part of an area in which a sheet has cells, at least its first cell."""
        sheet = self._values[title]
        last_column, last_row = min(area.last_column, sheet.max_column), min(area.last_row, sheet.max_row)
        return Area(
            area.first_column, area.first_row, max(last_column, area.first_column), max(last_row, area.first_row)
        )

    def cell(self, title: str, column: int, row: int) -> FinishedCell:
        cell = self._values[title].cell(row, column)
        content = self._formulas[title].cell(row, column).value
        text = getattr(content, "text", content)
        formula = text if isinstance(text, str) and text.startswith("=") and text != cell.value else ""
        return FinishedCell(self._number(cell.value), formula, str(cell.number_format))

    def _number(self, value: Any) -> Any:
        """A value as the file has it: days and times are numbers there."""
        if isinstance(value, (datetime, date, time, timedelta)):
            from openpyxl.utils.datetime import to_excel

            return to_excel(value, self._values.epoch)  # type: ignore[no-untyped-call]
        return value

    @cached_property
    def names(self) -> dict[str, str]:
        """The defined names of the workbook, in lower case, with what they refer to."""
        return {name.casefold(): str(entry.attr_text) for name, entry in self._values.defined_names.items()}


def _open(package: Package, *, values: bool) -> Any:
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return openpyxl.load_workbook(io.BytesIO(package.data), data_only=values)
    except Exception as fault:  # noqa: BLE001 - whatever a damaged part does to a parser
        raise InputError("the report is damaged", where=Place(file=package.path.name), found=str(fault)) from None
