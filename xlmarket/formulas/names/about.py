"""The sheet "About xlmarket": whose figures these are, how firm they are, what the functions do and what they cannot."""

from __future__ import annotations

from collections.abc import Iterator

from xlmarket.formulas.names.functions import available_functions
from xlmarket.formulas.names.limits import limitations
from xlmarket.formulas.names.sheets import FITTED, ONE_PAGE_WIDE, worksheet
from xlmarket.functions.registry import find_function
from xlmarket.functions.snapshot import Snapshot
from xlmarket.package.cell_xml import cell_xml, row_xml
from xlmarket.package.rich_text import Rich

_INK, _QUIET = '<color rgb="FF1F3A5F"/>', '<color rgb="FF595959"/>'
_FONT = '<rFont val="Calibri"/><family val="2"/>'
_LOOKS = {
    "title": f'<b/><sz val="18"/>{_INK}{_FONT}',
    "head": f'<b/><sz val="12"/>{_INK}{_FONT}',
    "warning": f'<b/><sz val="11"/><color rgb="FFB02318"/>{_FONT}',
    "name": f'<b/><sz val="11"/>{_FONT}',
    "text": f'<sz val="11"/>{_FONT}',
    "quiet": f'<sz val="10"/>{_QUIET}{_FONT}',
}
_WIDTHS = (3, 34, 120)
AboutLine = tuple[tuple[str, str], ...]


def about_sheet(snapshot: Snapshot, prefix: str) -> bytes:
    """The sheet as XML."""
    rows = (_row(number, line) for number, line in enumerate(_lines(snapshot, prefix), start=2))
    view = '<sheetViews><sheetView showGridLines="0" workbookViewId="0"/></sheetViews>'
    widths = "".join(
        f'<col min="{place}" max="{place}" width="{width}" customWidth="1"/>'
        for place, width in enumerate(_WIDTHS, start=1)
    )
    page = f'<sheetPr><tabColor rgb="FF1F3A5F"/>{FITTED}</sheetPr>'
    return worksheet(rows, properties=page, before=f"{view}<cols>{widths}</cols>", after=ONE_PAGE_WIDE)


def _row(number: int, line: AboutLine) -> str:
    cells = "".join(
        cell_xml(f"{'BC'[place]}{number}", Rich(((text, _LOOKS[look]),), is_whole=True))
        for place, (look, text) in enumerate(line)
        if text
    )
    tall = ' ht="28" customHeight="1"' if line and line[0][0] == "title" else ""
    return row_xml(number, cells, attributes=tall)


def _lines(snapshot: Snapshot, prefix: str) -> Iterator[AboutLine]:
    dataset = snapshot.holding.dataset
    yield (("title", dataset.title or dataset.name),)
    yield (("quiet", f"Figures and functions of xlmarket, {snapshot.vintage}. Nothing needs to be installed."),)
    if dataset.status == "illustrative":
        yield (("warning", "Illustrative figures: made up to show the functions, not published by anybody."),)
    yield ()
    for name, text in (
        ("Data set", dataset.name),
        ("Vintage", snapshot.vintage),
        ("Status", dataset.status),
        ("Source", dataset.source),
        ("Needs", "Excel 2024, Microsoft 365, Excel for the web or for Mac; an older Excel shows the last values"),
    ):
        yield ("name", name), ("text", text)
    yield ()
    yield (("head", "Functions"),)
    for function in available_functions():
        spec = find_function(function)
        yield ("name", f"{prefix}{function}"), ("text", f"{prefix}{spec.signature}")
        yield ("quiet", ""), ("quiet", spec.summary)
    yield ()
    yield (("head", "What a worksheet cannot say"),)
    for name, why in limitations().items():
        yield ("name", name), ("text", f"{why[0].upper()}{why[1:]}.")
