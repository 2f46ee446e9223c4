"""Names and structured references inside formulas, written as the areas they mean: the engine knows cells only."""

from __future__ import annotations

import re
from dataclasses import replace

from xlmarket.calculation.book import CalculationBook, FormulaRun, TableRange
from xlmarket.calculation.grammar import FormulaPart, tokens_of
from xlmarket.package.areas import column_letters
from xlmarket.package.limits import MOST_FORMULA

_ITEM = r"\[((?:[^\[\]']|'.)*)\]"
_THIS_ROW = re.compile(rf"\[\[#This Row\],\s*(?:{_ITEM}|([^\[\]']+))\]\Z", re.IGNORECASE)
_SPAN = re.compile(rf"\[{_ITEM}:{_ITEM}\]\Z")
_COLUMN = re.compile(rf"{_ITEM}\Z")
_MEANS = re.compile(
    r"(?:(?:'(?:[^']|'')+'|[^\W\d][\w.]*)!\$[A-Z]{1,3}\$[0-9]{1,7}(?::\$[A-Z]{1,3}\$[0-9]{1,7})?"
    r"|[0-9]+(?:\.[0-9]+)?)\Z"
)
"""What a name has to mean: cells that stay where they are, or a number."""


def expand_run(run: FormulaRun, book: CalculationBook) -> FormulaRun:
    """The run with the areas in the place of names. What has no area stays, and is refused later."""
    if run.texts and len(run.texts[-1]) > MOST_FORMULA:
        return replace(run, texts=())
    parts = tokens_of(run.texts[0]) if run.texts else []
    if not any(_is_name(part, run.texts[0]) or _is_whole(part) for part in parts):
        return run
    texts = [expand_text(text, run.sheet, (run.column, row), book) for row, text in enumerate(run.texts, start=run.row)]
    return replace(run, texts=texts)


def expand_text(text: str, sheet: str, place: tuple[int, int], book: CalculationBook) -> str:
    """One formula of a sheet at a column and row with the areas in the place of names."""
    pieces: list[str] = []
    done = 0
    parts = tokens_of(text)
    counts_rows = any(part.text.upper() == "ROWS" for part in parts)  # ROWS(B:B) is that of all rows, and left to Excel
    for part in parts:
        if _is_whole(part) and not counts_rows:
            pieces += [text[done : part.at], _clip(part, sheet, book)]
            done = part.at + len(part.text)
        elif _is_name(part, text):
            area = _area_of(part.text, sheet, place, book)
            if area:
                pieces += [text[done : part.at], area]
                done = part.at + len(part.text)
    return "".join([*pieces, text[done:]])


def _is_name(part: FormulaPart, text: str) -> bool:
    if part.kind != "name" or part.text.upper() in ("TRUE", "FALSE"):
        return False
    return not text[part.at + len(part.text) :].lstrip().startswith("(")


def _is_whole(part: FormulaPart) -> bool:
    """Whether a token means whole columns."""
    return part.kind == "reference" and not any(map(str.isdigit, part.text[len(part.sheet) :]))


def _clip(part: FormulaPart, sheet: str, book: CalculationBook) -> str:
    """Whole columns down to the last row in use: the engine would look at a million rows."""
    title = part.sheet.removesuffix("!") or sheet
    last = book.used.get(title[1:-1].replace("''", "'") if title.startswith("'") else title)
    first, _, end = part.text[len(part.sheet) :].partition(":")
    return f"{part.sheet}{first}$1:{end}${max(last, 1)}" if last is not None else part.text


def _area_of(name: str, sheet: str, place: tuple[int, int], book: CalculationBook) -> str:
    if "[" not in name:
        meaning = book.names(sheet).get(name.casefold(), "")
        return meaning if _MEANS.match(meaning) else ""
    table_name, _, bracket = name.partition("[")
    table = book.tables().get(table_name.casefold()) if table_name else _table_around(sheet, place, book)
    return _area_of_table(table, "[" + bracket, sheet, place[1]) if table is not None else ""


def _table_around(sheet: str, place: tuple[int, int], book: CalculationBook) -> TableRange | None:
    """The table that a formula lies in, which it need not name."""
    column, row = place
    for table in book.tables().values():
        is_inside = table.area.has_column(column) and table.area.has_row(row)
        if is_inside and table.sheet.casefold() == sheet.casefold():
            return table
    return None


def _area_of_table(table: TableRange, bracket: str, sheet: str, row: int) -> str:
    first = table.area.first_row + table.header_rows
    last = table.area.last_row - table.total_rows
    this_row, span, lone = _THIS_ROW.match(bracket), _SPAN.match(bracket), _COLUMN.match(bracket)
    if this_row:
        column = _column(table, this_row[1] or this_row[2])
        is_here = sheet.casefold() == table.sheet.casefold() and first <= row <= last
        return _cells(table, column, column, row, row) if column and is_here else ""
    if span:
        ends = (_column(table, span[1]), _column(table, span[2]))
    elif lone:
        ends = (_column(table, lone[1]),) * 2
    else:
        return ""
    return _cells(table, ends[0], ends[1], first, last) if all(ends) and first <= last else ""


def _column(table: TableRange, item: str) -> int:
    """The number of a column by its name as references write it, 0 where it is not one of the table."""
    name = re.sub("'(.)", r"\1", item).casefold()
    places = [place for place, column in enumerate(table.columns) if column == name]
    return table.area.first_column + places[0] if len(places) == 1 else 0


def _cells(table: TableRange, left: int, right: int, first: int, last: int) -> str:
    title = table.sheet.replace("'", "''")
    start, end = f"${column_letters(left)}${first}", f"${column_letters(right)}${last}"
    return f"'{title}'!{start}" if start == end else f"'{title}'!{start}:{end}"
