"""The delimiter of a text: declared, said by its first line or its ending, or found out from many rows.

Where two delimiters cut the rows equally well nobody can know which was meant, and the mapping has to say.
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
    """The delimiter that a first line such as `sep=;` says, as Excel reads it; empty for other lines."""
    match = _SEP.fullmatch(line)
    return match[1] if match else ""


def find_delimiter(lines: Sequence[str], start: int, name: str, mapping: Mapping) -> str:
    """The delimiter of the rows from `start` on, where the mapping and the first line do not say it."""
    sample = lines[start : start + SAMPLE]
    if is_tab_file(name) and any("\t" in line for line in sample):
        return "\t"
    scores = {one: _score(list(cut(sample, one))) for one in CANDIDATES}
    best = max(scores.values())
    fits = [one for one, score in scores.items() if score == best]
    if best == 0:
        return ","
    fits = _without_declared(fits, mapping)
    if len(fits) > 1 and "\t" in fits and (others := [one for one in fits if _is_padded(sample, one)]):
        fits = others
    if len(fits) > 1:
        raise SourceError(
            "two delimiters cut the rows equally well",
            where=Place(file=name),
            found=" and ".join(CANDIDATES[one] for one in fits),
            remedy=f"say in the mapping which it is: delimiter = {_toml(fits[0])} or {_toml(fits[1])}",
        )
    return fits[0]


def is_tab_file(name: str) -> bool:
    """Whether the ending of a file says that tabs cut it."""
    return name.lower().removesuffix(".gz").endswith((".tsv", ".tab"))


def _score(records: list[Record]) -> float:
    """The share of rows that are as wide as the header; 0 where the header has one cell."""
    rows = [record for record in records if record.cells]
    width = len(rows[0].cells)
    if width < 2 or rows[0].fault:
        return 0.0
    return sum(not row.fault and len(row.cells) == width for row in rows) / len(rows)


def _without_declared(fits: list[str], mapping: Mapping) -> list[str]:
    """A sign that the numbers use is a delimiter only where no other can be."""
    others = [one for one in fits if one not in (mapping.decimal, mapping.thousands)]
    return others or fits


def _is_padded(sample: Sequence[str], delimiter: str) -> bool:
    """Whether all tabs stand at the ends of the cells that another delimiter cuts."""
    if delimiter == "\t":
        return False
    return all("\t" not in cell.strip() for record in cut(sample, delimiter) for cell in record.cells)


def _toml(delimiter: str) -> str:
    return '"\\t"' if delimiter == "\t" else f'"{delimiter}"'
