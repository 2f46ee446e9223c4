"""Names of markets as a worksheet finds them: texts packed into few cells, each cell holding the names of one hash.

`FIND` compares sign by sign, so no collation of Excel's decides what a name means. A packed cell reads
`␞brazil␟0031␞brasil␟0031␞…`. The sheet's `Hash`, `Folded` and `Found` are the other half of what is written here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from xlmarket.errors import XlmarketError
from xlmarket.markets import Markets
from xlmarket.markets.languages import foreign
from xlmarket.markets.names import key_of

SPELT, FOLDED = 256, 1024
"""How many cells the names as written, and the folded ones, are spread over."""

FOLDS = 12_543
"""The last sign that has a row in the area of folds. Signs beyond stand for themselves."""

NOTHING = "␟"
"""What a sign folds to that a key leaves out: an empty cell means "itself"."""

_BEGINS, _ENDS = "␞", "␟"


def hash_place(text: str, size: int) -> int:
    """The place, from 0, of a text among `size` cells."""
    return (ord(text[0]) * 31 + ord(text[-1]) * 17 + ord(text[len(text) // 2]) * 7 + len(text) * 101) % size


def pack(entries: Mapping[str, int | str]) -> str:
    """Texts with what they stand for, four digits or a text of its own, in one cell."""
    return "".join(
        f"{_BEGINS}{text}{_ENDS}{what:04d}" if isinstance(what, int) else f"{_BEGINS}{text}{_ENDS}{what}"
        for text, what in entries.items()
    )


def spread(entries: Mapping[str, int], size: int) -> list[str]:
    """The cells of a dictionary, each with the texts of one hash."""
    cells: list[dict[str, int]] = [{} for _ in range(size)]
    for text, number in entries.items():
        cells[hash_place(text, size)][text] = number
    return [pack(cell) for cell in cells]


def exact_names(markets: Markets, number: Mapping[str, int]) -> dict[str, int]:
    """Names, keys and codes exactly as written, each with the number of the market it means."""
    texts = [text for market in markets for text in (market.name, market.key, market.official)]
    return _meaning(markets, number, [*markets.capitals, *markets.numbers, *texts])


def key_names(markets: Markets, number: Mapping[str, int]) -> dict[str, int]:
    """The keys of names in all languages, ambiguous ones left out."""
    return _meaning(markets, number, [*markets.names, *foreign()])


def _meaning(markets: Markets, number: Mapping[str, int], texts: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for text in texts:
        if not text or max(text) > "\uffff":
            continue
        try:
            found[text] = number[markets.resolve(text).key]
        except XlmarketError:
            continue
    return found


def folds() -> list[str | None]:
    """What each sign from 1 on becomes in a key. Nothing where it stays as it is."""
    found: list[str | None] = []
    for code in range(1, FOLDS + 1):
        into = key_of(f"x{chr(code)}x")[1:-1]
        found.append(None if into == chr(code) else into or NOTHING)
    return found
