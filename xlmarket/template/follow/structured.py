"""Structured references (`Sales[Share]`): they follow the names of tables and of their columns.

A column is named by its header cell, so a header with an expression gives it a new name, a repeated one several:
from its own copy a formula means that one, from elsewhere all of them (`Sales[[2013]:[2015]]`). A table on a copy of a
sheet has a name of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from xlmarket.package.areas import Area, column_number
from xlmarket.template.layout.axes import Path
from xlmarket.template.layout.references import compile_formula
from xlmarket.template.plan.cells import FormulaCell, RowPlan, TemplateRows

_ITEM = r"\[((?:[^\[\]']|'.)*)\]"
_NAME = r"[^\W\d][\w.\\]*"
_TOKEN = re.compile(
    rf"\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'!?"
    rf"|(?<![\w.\\\]!])({_NAME})?(\[(?:[^\[\]']|'.|{_ITEM.replace('(', '(?:', 1)})*\])(?![\w!])"
    rf"|(?<![\w.\\!'])({_NAME})(?![\w.\\(!\[])"
)
_ITEMS = re.compile(rf"{_ITEM}:{_ITEM}|{_ITEM}")
ColumnNames = tuple[tuple[Path, str], ...]
"""The names a column has now, each with the path of its column."""


@dataclass(frozen=True, slots=True)
class RenamedTable:
    """A table as formulas call it now: its name, those of its columns by the casefolded old ones, and its area.

    Its columns are those of the finished sheet, its rows those of the template.
    """

    name: str
    columns: Mapping[str, ColumnNames]
    area: Area


RenamedTables = Mapping[str, RenamedTable]
"""By the casefolded name in the template. Only tables whose name or columns changed."""


def rewrite_names(formula: str, tables: RenamedTables, across: Path = (), inside: RenamedTable | None = None) -> str:
    """A formula with the new names of tables and columns. `inside` is the table it lies in, which it need not name."""
    return _TOKEN.sub(lambda match: _token(match, tables, across, inside), formula) if tables else formula


def _token(match: re.Match[str], tables: RenamedTables, across: Path, inside: RenamedTable | None) -> str:
    if match[2]:
        table = tables.get(match[1].casefold()) if match[1] else inside
        return (table.name if match[1] else "") + _columns(match[2], table, across) if table else match[0]
    table = tables.get(match[3].casefold()) if match[3] else None
    return table.name if table else match[0]


def _columns(bracket: str, table: RenamedTable, across: Path) -> str:
    """The brackets behind a table's name, with the new names of its columns."""
    lone = re.fullmatch(_ITEM, bracket)
    if lone:
        names = _names(lone[1], table, across)
        return f"[{_range(names)}]" if len(names) > 1 else _range(names)

    def item(match: re.Match[str]) -> str:
        if match[3] is not None:
            return _range(_names(match[3], table, across))
        return _range([*_names(match[1], table, ()), *_names(match[2], table, ())])

    return "[" + _ITEMS.sub(item, bracket[1:-1]) + "]"


def _range(names: list[str]) -> str:
    ends = [names[0]] if len(names) == 1 else [names[0], names[-1]]
    return ":".join(f"[{name}]" for name in ends)


def _names(item: str, table: RenamedTable, across: Path) -> list[str]:
    """The names of one column as references write them. What is not a column of the table (`#Totals`) stays."""
    copies = table.columns.get(re.sub("'(.)", r"\1", item).casefold(), ())
    names = [name for path, name in copies if across and path == across] or [name for _, name in copies]
    return [re.sub(r"([\[\]#'])", r"'\1", name) for name in names] or [item]


def rewrite_rows(rows: TemplateRows, tables: RenamedTables, inside: list[RenamedTable]) -> TemplateRows:
    """The rows with the new names of tables in their formulas. `inside` are the tables of their sheet."""
    return {number: _rewrite_row(row, tables, inside) for number, row in rows.items()}


def _rewrite_row(row: RowPlan, tables: RenamedTables, inside: list[RenamedTable]) -> RowPlan:
    cells = [
        _rewrite_cell(cell, row.number, tables, inside) if isinstance(cell, FormulaCell) else cell for cell in row.cells
    ]
    return replace(row, cells=tuple(cells)) if any(a is not b for a, b in zip(cells, row.cells, strict=True)) else row


def _rewrite_cell(cell: FormulaCell, row: int, tables: RenamedTables, inside: list[RenamedTable]) -> FormulaCell:
    column = column_number(cell.column)
    place = Area(column, row, column, row)
    table = next((table for table in inside if table.area.holds(place)), None)
    text = rewrite_names(cell.formula.text, tables, cell.across, table)
    return cell if text == cell.formula.text else replace(cell, formula=compile_formula(text))
