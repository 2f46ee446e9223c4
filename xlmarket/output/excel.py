"""Excel itself as the printer of finished workbooks, on Windows and macOS, through the free part of xlwings.

One Excel without a window serves all workbooks of a process. It prints what a user of it would print: links are not
updated and macros do not run.
"""

from __future__ import annotations

import atexit
import sys
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any

from xlmarket.errors import EnvironmentFault, InputError

_PROGRAM_ID = "Excel.Application"
_MAC_APPLICATION = Path("/Applications/Microsoft Excel.app")
_NO_MACROS = 3
"""`msoAutomationSecurityForceDisable`."""

_NO_START = ":"
"""No sheet's name begins with it, so that xlwings leaves out only the sheets it is told to."""


def find_excel() -> None:
    """Raise `EnvironmentFault` where no Excel can be driven: another system, Excel or xlwings missing."""
    if sys.platform not in ("win32", "darwin"):
        raise EnvironmentFault(
            "Excel does not run on this system",
            remedy='leave out --with, or use --with libreoffice, in Python program="libreoffice"',
        )
    if not _is_installed():
        raise EnvironmentFault(
            "Excel is not installed", remedy='install it, or use --with libreoffice, in Python program="libreoffice"'
        )
    try:
        import xlwings  # noqa: F401 - whether it is there
    except ImportError:
        raise EnvironmentFault("xlwings is not installed, which drives Excel", remedy="pip install xlwings") from None


def has_excel() -> bool:
    """Whether Excel can print on this machine."""
    try:
        find_excel()
    except EnvironmentFault:
        return False
    return True


def print_with_excel(workbook: bytes, *, kind: str, leave_out: tuple[str, ...]) -> bytes:
    """Return the pages of a workbook as a PDF. Hidden sheets do not print, nor do those named in `leave_out`.

    Raises `EnvironmentFault` without Excel and `InputError` with what Excel says of a workbook that it cannot print.
    """
    find_excel()
    with tempfile.TemporaryDirectory(prefix="xlmarket-", ignore_cleanup_errors=True) as made:
        source, target = Path(made) / f"report.{kind}", Path(made) / "report.pdf"
        source.write_bytes(workbook)
        try:
            _print(source, target, leave_out)
        except Exception as fault:  # noqa: BLE001 - COM and AppleScript raise errors of their own
            _application.cache_clear()
            raise InputError("Excel cannot print the workbook", found=str(fault)) from None
        return target.read_bytes()


def _print(source: Path, target: Path, leave_out: tuple[str, ...]) -> None:
    book = _application().books.open(str(source), update_links=False, read_only=True)
    try:
        book.to_pdf(str(target), exclude=list(leave_out) or None, exclude_start_string=_NO_START)
    finally:
        book.close()


@lru_cache(maxsize=1)
def _application() -> Any:
    """The Excel of this process. It ends with the process."""
    import xlwings

    application = xlwings.App(visible=False, add_book=False)
    atexit.register(application.quit)
    application.display_alerts = False
    if sys.platform == "win32":
        application.api.AutomationSecurity = _NO_MACROS
    return application


def _is_installed() -> bool:
    if sys.platform != "win32":
        return _MAC_APPLICATION.exists()
    import winreg

    try:
        winreg.CloseKey(winreg.OpenKey(winreg.HKEY_CLASSES_ROOT, _PROGRAM_ID))
    except OSError:
        return False
    return True
