"""Structured references (`Sales[Share]`): they follow the names of tables and of their columns.

A column is called what its header cell shows, so a header with an expression gives it a new name, a repeated one several:
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
from xlmarket.template.read.plan import Formula, RowPlan, Rows

_ITEM = r"\[((?:[^\[\]']|'.)*)\]"
_NAME = r"[^\W\d][\w.\\]*"
_TOKEN = re.compile(
    rf"\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'!?"
    rf"|(?<![\w.\\\]!])({_NAME})?(\[(?:[^\[\]']|'.|{_ITEM.replace('(', '(?:', 1)})*\])(?![\w!])"
    rf"|(?<![\w.\\!'])({_NAME})(?![\w.\\(!\[])"
)
_ITEMS = re.compile(rf"{_ITEM}:{_ITEM}|{_ITEM}")
Names = tuple[tuple[Path, str], ...]
"""The names a column has now, each with the path of its column."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table as formulas know it: its name now, those of its columns by the casefolded old ones, and where it stands."""

    name: str
    columns: Mapping[str, Names]
    area: Area


Tables = Mapping[str, Table]
"""By the casefolded name in the template; only tables whose name or columns changed."""


def rewritten(formula: str, tables: Tables, across: Path = (), inside: Table | None = None) -> str:
    """A formula with the names tables and columns have now; `inside` is the table it stands in, which it need not name."""
    return _TOKEN.sub(lambda found: _token(found, tables, across, inside), formula) if tables else formula


def _token(found: re.Match[str], tables: Tables, across: Path, inside: Table | None) -> str:
    if found[2]:
        table = tables.get(found[1].casefold()) if found[1] else inside
        return (table.name if found[1] else "") + _columns(found[2], table, across) if table else found[0]
    table = tables.get(found[3].casefold()) if found[3] else None
    return table.name if table else found[0]


def _columns(bracket: str, table: Table, across: Path) -> str:
    """What stands behind a table's name, with the new names of its columns."""
    lone = re.fullmatch(_ITEM, bracket)
    if lone:
        names = _names(lone[1], table, across)
        return f"[{_range(names)}]" if len(names) > 1 else _range(names)

    def item(found: re.Match[str]) -> str:
        if found[3] is not None:
            return _range(_names(found[3], table, across))
        return _range([*_names(found[1], table, ()), *_names(found[2], table, ())])

    return "[" + _ITEMS.sub(item, bracket[1:-1]) + "]"


def _range(names: list[str]) -> str:
    ends = [names[0]] if len(names) == 1 else [names[0], names[-1]]
    return ":".join(f"[{name}]" for name in ends)


def _names(item: str, table: Table, across: Path) -> list[str]:
    """The names of one column as references write them; what is no column of the table (`#Totals`) stays."""
    known = table.columns.get(re.sub("'(.)", r"\1", item).casefold(), ())
    own = [name for path, name in known if across and path == across]
    return [re.sub(r"([\[\]#'])", r"'\1", name) for name in own or [name for _, name in known]] or [item]


def rows_of(rows: Rows, tables: Tables, inside: list[Table]) -> Rows:
    """The rows with their formulas speaking of tables as they are called now; `inside` are the tables of their sheet."""
    return {number: _row(row, tables, inside) for number, row in rows.items()}


def _row(row: RowPlan, tables: Tables, inside: list[Table]) -> RowPlan:
    cells = [_cell(cell, row.number, tables, inside) if isinstance(cell, Formula) else cell for cell in row.cells]
    return replace(row, cells=tuple(cells)) if any(a is not b for a, b in zip(cells, row.cells, strict=True)) else row


def _cell(cell: Formula, row: int, tables: Tables, inside: list[Table]) -> Formula:
    column = column_number(cell.column)
    place = Area(column, row, column, row)
    text = rewritten(
        cell.formula.text, tables, cell.across, next((one for one in inside if one.area.holds(place)), None)
    )
    return cell if text == cell.formula.text else replace(cell, formula=compile_formula(text))
