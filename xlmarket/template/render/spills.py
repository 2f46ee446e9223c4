"""Cells that an answer of several cells fills beside its own: put into the rows of a sheet as they are written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from xlmarket.package.areas import column_letters, column_number
from xlmarket.package.cell_xml import element_xml, row_xml, value_xml
from xlmarket.package.values import CellValue

_ROW = re.compile(r'<row r="(\d+)"([^>]*?)(?:/>|>(.*?)</row>)', re.DOTALL)
_CELL = re.compile(r'<c r="([A-Z]+)\d+"((?: [\w:]+="[^"]*")*)(?:/>|>.*?</c>)', re.DOTALL)
_STYLE = re.compile(r' s="\d+"')
SpilledCells = Mapping[int, Mapping[int, CellValue]]
"""The values by row and column."""


def insert_spills(texts: Iterable[str], spilled: SpilledCells) -> Iterator[str]:
    """The rows with the cells filled. Missing rows are added."""
    waiting = sorted(spilled, reverse=True)

    def before(row: int) -> Iterator[str]:
        """The rows that come before one and are only of filled cells."""
        while waiting and waiting[-1] < row:
            number = waiting.pop()
            yield row_xml(number, _cells("", number, spilled[number]))

    for text in texts:
        if not waiting:
            yield text
            continue
        for match in _ROW.finditer(text):
            number = int(match[1])
            yield from before(number)
            if waiting and waiting[-1] == number:
                waiting.pop()
                yield row_xml(number, _cells(match[3] or "", number, spilled[number]), attributes=match[2])
            else:
                yield match[0]
    yield from before(max(spilled, default=0) + 1)


def _cells(text: str, row: int, filled: Mapping[int, CellValue]) -> str:
    """The cells of a row in the order of their columns. A filled one keeps the style its place had."""
    cells = {column_number(match[1]): match for match in _CELL.finditer(text)}
    texts = {column: match[0] for column, match in cells.items()}
    for column, value in filled.items():
        style = _STYLE.search(cells[column][2]) if column in cells else None
        attributes = f' r="{column_letters(column)}{row}"{style[0] if style else ""}'
        texts[column] = element_xml(attributes, *value_xml(value, of_formula=True))
    return "".join(texts[column] for column in sorted(texts))
