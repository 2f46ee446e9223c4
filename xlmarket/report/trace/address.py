"""What a reader asks for: `report.xlsx!C7`, `report.xlsx!Sheet!C7`, `report.xlsx!'My sheet'!C7:D9`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from xlmarket.errors import UsageError
from xlmarket.package.areas import Area, parse_area

EXAMPLES = ("report.xlsx!C7", "report.xlsx!Sheet!C7", "report.xlsx!'My sheet'!C7:D9")
_ADDRESS = re.compile(r"(?P<file>.+?\.xls[xm])!(?:(?P<sheet>'(?:[^']|'')+'|[^!]+)!)?(?P<cells>[^!]+)\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CellAddress:
    """Cells of a finished report. Without a `sheet` they are on the first one that is shown."""

    file: Path
    sheet: str
    area: Area


def parse_address(text: str) -> CellAddress:
    """Return the cells that a text means. Raises `UsageError` with the forms there are."""
    match = _ADDRESS.match(text.strip())
    if match is None:
        raise UsageError("not the cell of a report", found=text, allowed=EXAMPLES)
    sheet = match["sheet"] or ""
    if sheet.startswith("'"):
        sheet = sheet[1:-1].replace("''", "'")
    try:
        return CellAddress(Path(match["file"]), sheet, parse_area(match["cells"].strip()))
    except ValueError:
        raise UsageError("not a cell or an area of cells", found=match["cells"], allowed=("C7", "C7:D9")) from None
