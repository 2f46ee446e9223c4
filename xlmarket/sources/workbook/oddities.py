"""Odd places among the cells that were read: hidden rows, and formats that show a number as another one."""

from __future__ import annotations

from collections.abc import Iterator

from xlmarket.config import Mapping
from xlmarket.listing import count_of, list_names
from xlmarket.package.areas import Area, column_letters
from xlmarket.sources.workbook.formats import NumberFormat
from xlmarket.sources.workbook.scan import Scan
from xlmarket.sources.workbook.styles import CellStyles


def find_odd(scan: Scan, area: Area, styles: CellStyles, mapping: Mapping) -> Iterator[str]:
    """Yield sentences on hidden rows and columns that were read, and on formats that show a number as another one."""
    rows = [row for row in scan.hidden_rows if area.has_row(row)]
    if rows:
        yield f"{count_of(len(rows), 'hidden row')} read: row {list_names([*map(str, rows)])}"
    used = {column for _, cells in scan.rows for column in cells} if scan.hidden_columns else set()
    hidden = sorted(n for n in used if area.has_column(n) and any(n in columns for columns in scan.hidden_columns))
    if hidden:
        yield f"{count_of(len(hidden), 'hidden column')} read: column {list_names([*map(column_letters, hidden)])}"
    for style in sorted({style for _, style in scan.styles}):
        shown = _difference(styles.format(style), is_declared=bool(mapping.unit or "unit" in mapping.columns))
        columns = sorted(column for column, other in scan.styles if other == style and area.has_column(column))
        if shown and columns:
            count = sum(scan.styles[column, style] for column in columns)
            places = f"column {list_names([*map(column_letters, columns)])}"
            yield f"{count_of(count, 'number')} in {places} shown {shown}, imported as the cells hold them"


def _difference(look: NumberFormat, *, is_declared: bool) -> str:
    """How a format shows a number as another one. The text it prints next to it matters where no unit is declared."""
    thousands = max(section.thousands for section in look.sections)
    words = next((section.words for section in look.sections if section.words), "")
    parts = [f"divided by {1000**thousands:,}"] if thousands else []
    parts += [f'with "{words}"'] if words and (thousands or not is_declared) else []
    return f"{' '.join(parts)} (format {look.code})" if parts else ""
