"""The delimiter of a text: from the mapping, its first line, its ending, or the widths of many rows.

Where two delimiters cut the rows equally well, neither is taken: the mapping has to name one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from xlmarket.config import Mapping
from xlmarket.errors import Place, SourceError
from xlmarket.sources.records import Record, cut

CANDIDATES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
SAMPLE = 1000
_SEP = re.compile(r'\s*"?sep=(.)"?[,;\s]*', re.IGNORECASE)


def delimiter_line(line: str) -> str:
    """Return the delimiter of a first line such as `sep=;`, which Excel understands, or "" for other lines."""
    match = _SEP.fullmatch(line)
    return match[1] if match else ""


def find_delimiter(lines: Sequence[str], start: int, name: str, mapping: Mapping) -> str:
    """Return the delimiter of the rows from line `start` on (from 0), by the ending of the file or by its rows.

    Raises `SourceError` where two delimiters fit equally well.
    """
    sample = lines[start : start + SAMPLE]
    if is_tab_file(name) and any("\t" in line for line in sample):
        return "\t"
    scores = {sign: _score(list(cut(sample, sign))) for sign in CANDIDATES}
    best = max(scores.values())
    if best == 0:
        return ","
    fits = _without_declared([sign for sign, score in scores.items() if score == best], mapping)
    if len(fits) > 1 and "\t" in fits and (others := [sign for sign in fits if _is_padded(sample, sign)]):
        fits = others
    if len(fits) > 1:
        raise SourceError(
            "two delimiters cut the rows equally well",
            where=Place(file=name),
            found=" and ".join(CANDIDATES[sign] for sign in fits),
            remedy=f"set one in the mapping: delimiter = {_toml(fits[0])} or {_toml(fits[1])}",
        )
    return fits[0]


def is_tab_file(name: str) -> bool:
    """Whether a file has an ending of texts with tabs."""
    return name.lower().removesuffix(".gz").endswith((".tsv", ".tab"))


def _score(records: list[Record]) -> float:
    """The share of rows that are as wide as the header, or 0 where the header has one cell."""
    rows = [record for record in records if record.cells]
    width = len(rows[0].cells)
    if width < 2 or rows[0].fault:
        return 0.0
    return sum(not row.fault and len(row.cells) == width for row in rows) / len(rows)


def _without_declared(fits: list[str], mapping: Mapping) -> list[str]:
    """The signs that numbers do not use, else all: a decimal comma is a delimiter only where no other sign can be."""
    others = [sign for sign in fits if sign not in (mapping.decimal, mapping.thousands)]
    return others or fits


def _is_padded(sample: Sequence[str], delimiter: str) -> bool:
    """Whether tabs only pad the cells that another delimiter cuts."""
    if delimiter == "\t":
        return False
    return all("\t" not in cell.strip() for record in cut(sample, delimiter) for cell in record.cells)


def _toml(delimiter: str) -> str:
    return '"\\t"' if delimiter == "\t" else f'"{delimiter}"'
