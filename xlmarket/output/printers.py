"""The programs that print a workbook: LibreOffice, and Excel where it is installed."""

from __future__ import annotations

from xlmarket.errors import EnvironmentFault, UsageError
from xlmarket.output.excel import find_excel, has_excel, print_with_excel
from xlmarket.output.office import Conversion, convert, find_office

PRINTERS = ("libreoffice", "excel")
_USE = "draws the pages of a PDF"


def choose_printer(name: str | None) -> str:
    """Return the printer of a name, in any case. Without one it is LibreOffice, or Excel where only that is installed.

    Raises `UsageError` for an unknown name and `EnvironmentFault` where the program is missing.
    """
    chosen = (name or "libreoffice").strip().lower()
    if chosen not in PRINTERS:
        raise UsageError.invalid("program", chosen, PRINTERS)
    if chosen == "excel":
        find_excel()
        return chosen
    try:
        find_office(_USE)
    except EnvironmentFault:
        if name is None and has_excel():
            return "excel"
        raise
    return chosen


def print_pages(workbook: bytes, *, kind: str, leave_out: tuple[str, ...], program: str | None = None) -> bytes:
    """Return the pages of a finished workbook as the program prints them.

    Raises the errors of `choose_printer`, and `InputError` for a workbook that the program cannot print.
    """
    if choose_printer(program) == "excel":
        return print_with_excel(workbook, kind=kind, leave_out=leave_out)
    return convert(workbook, Conversion(kind=kind, leave_out=leave_out, all_known=True))
