"""The content of each column of a foreign table: markets, periods, figures or units, by its cells and its header."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path

from xlmarket.config.mapping import mapping_of
from xlmarket.errors import PeriodError, XlmarketError
from xlmarket.markets import Markets
from xlmarket.periods import LANGUAGES, DatePattern, Period
from xlmarket.sources.cells import is_blank
from xlmarket.sources.drafting.header import Header, is_figure, is_year
from xlmarket.sources.drafting.numbers import flags_of
from xlmarket.sources.headers import SYNONYMS, plain_header
from xlmarket.sources.moments import period_reader
from xlmarket.sources.tables import RawCell, text_of

_PATTERNS = (
    "M/D/YYYY",
    "D/M/YYYY",
    "D.M.YYYY",
    "D-M-YYYY",
    "M-D-YYYY",
    "MMM YY",
    "MMM-YY",
    "D MMM YYYY",
    "YYYYMMDD",
    "YYYY/MM/DD",
)
_ORDERS = {f"{a}{sign}{b}{sign}YYYY": f"{b}{sign}{a}{sign}YYYY" for a, b in ("DM", "MD") for sign in "/-"}
"""Patterns that may read the same texts as other days."""

_CODES = frozenset(["code", "id", "flag", "leaf", "aggr", "rank", "row", "no", "number", "isic", "sic"])
_SPACES = ((4, "M", "mean"), (10, "W", ""), (45, "M", ""), (135, "Q", ""), (250, "H", ""), (400, "A", ""))
"""The most days between two dates, the frequency they mean, and the rule for a month with several of them."""

_MARKETS = 3
"""How many distinct names of markets a column has at least, so that a column of two codes does not count."""

_MOSTLY = 0.8
_SOME = 0.5
MOST_TEXTS = 300


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its header, the filled cells of its top, and how many distinct texts it has."""

    place: int
    header: str
    cells: tuple[RawCell, ...]
    distinct: int = 0

    def share(self, holds: Callable[[RawCell], bool]) -> float:
        """Return the share of filled cells for which a condition is true."""
        return sum(map(holds, self.cells)) / len(self.cells) if self.cells else 0.0

    @property
    def figures(self) -> float:
        """The share of filled cells that look like figures."""
        return self.share(is_figure)

    @property
    def is_code(self) -> bool:
        """Whether its figures are codes or numbers of the rows, not amounts."""
        words = re.findall(r"[A-Z]?[a-z]+|[A-Z]+", self.header)
        return bool({word.casefold() for word in words} & _CODES) or is_year_column(self)


@dataclass
class Roles:
    """The columns of one table by their content. `period_keys` are the keys of a mapping that read its periods."""

    header: Header
    markets: Markets
    columns: list[Column] = field(default_factory=list)
    period_keys: dict[str, object] = field(default_factory=dict)
    flags: dict[str, str] = field(default_factory=dict)
    other_order: str = ""

    def __post_init__(self) -> None:
        self.columns = [self._column(place, label) for place, label in enumerate(self.header.labels)]
        self.flags = flags_of(self.header.labels)

    def _column(self, place: int, label: str) -> Column:
        cells = (row.cells[place] for row in self.header.body if place < len(row.cells))
        filled = [cell for cell in cells if not is_blank(cell)]
        return Column(place, label, tuple(filled[:MOST_TEXTS]), len(set(map(text_of, filled))))

    def find(self, name: str, among: Sequence[Column] | None = None) -> Column | None:
        """Return the column of a field by its own name or a usual one, the first in the order of the usual names."""
        wanted = (name, *SYNONYMS.get(name, ()))
        matches = [
            column for column in (self.columns if among is None else among) if plain_header(column.header) in wanted
        ]
        return min(matches, key=lambda column: wanted.index(plain_header(column.header)), default=None)

    def period_labels(self) -> list[Column]:
        """Return the columns whose headers are periods, and set the keys that read them."""
        candidates = [
            column for column in self.columns if column.header and (column.figures >= _SOME or is_year(column.header))
        ]
        labels = [self._without_flag(column.header) for column in candidates]
        keys, read = self._period_keys(labels)
        periods = [column for column, good in zip(candidates, read, strict=True) if good]
        if len(periods) < 2 or len(periods) < _SOME * len(candidates):
            return []
        self.period_keys = {**keys, **_spacing(keys, Column(0, "", tuple(column.header for column in periods)))}
        other = _ORDERS.get(str(keys.get("dates", "")), "")
        if other and sum(_read_all({**keys, "dates": other}, labels)) == sum(read):
            self.other_order = other
        return periods

    def market_labels(self) -> list[Column]:
        """Return the columns whose headers are markets."""
        candidates = [column for column in self.columns if column.header and column.figures >= _SOME]
        markets = [column for column in candidates if self.is_market(column.header)]
        return markets if len(markets) >= max(_MARKETS, _SOME * len(candidates)) else []

    def period_column(self) -> Column | None:
        """Return the column of periods, and set the keys that read them."""
        named = self.find("period")
        others = [column for column in self.columns if column is not named and not is_figure_only(column)]
        for column in ([named] if named else []) + others:
            keys, read = self._period_keys([text_of(cell) for cell in column.cells], column.cells)
            if column.cells and sum(read) >= (_MOSTLY if column is not named else 1 / len(read)) * len(read):
                keys = self._in_likely_order(keys, column)
                self.period_keys = {**keys, **_spacing(keys, column)}
                return column
        return None

    def _in_likely_order(self, keys: dict[str, object], column: Column) -> dict[str, object]:
        """Where days may be months as well, the order under which the days have the most even distances."""
        other = _ORDERS.get(str(keys.get("dates", "")), "")
        swapped = {**keys, "dates": other}
        if not other or not all(_read_all(swapped, column.cells)):
            return keys
        self.other_order = other
        if _unevenness(swapped, column) < _unevenness(keys, column):
            keys, self.other_order = swapped, str(keys["dates"])
        return keys

    def market_column(self, taken: Sequence[Column]) -> Column | None:
        """Return the column with the most names or codes of markets, else one with such a header, else one of words."""
        free = [column for column in self.columns if column not in taken and column.figures < _SOME and column.cells]
        free = [column for column in free if not self._names_days(column)]
        known = [
            column
            for column in free
            if self._share_of_markets(column) >= _SOME and (column.distinct >= _MARKETS or len(column.cells) < _MARKETS)
        ]
        if known:
            return min(known, key=lambda column: (-round(self._share_of_markets(column), 1), -column.distinct))
        words = [
            column
            for column in free
            if column.distinct > 1 and not column.is_code and column is not self.find("source")
        ]
        most = max(words, key=lambda column: (column.share(_is_word) >= _SOME, column.distinct), default=None)
        return self.find("market", free) or most

    def is_market(self, cell: RawCell) -> bool:
        """Whether a cell is the name or code of a known market."""
        try:
            self.markets.resolve(text_of(cell))
        except XlmarketError:
            return False
        return True

    def _names_days(self, column: Column) -> bool:
        """Whether a column holds days or periods written another way."""
        _, read = self._period_keys([text_of(cell) for cell in column.cells], column.cells)
        return sum(read) >= _MOSTLY * len(read)

    def _share_of_markets(self, column: Column) -> float:
        return column.share(self.is_market)

    def _without_flag(self, label: str) -> str:
        return next((label.removesuffix(flag).rstrip() for flag in self.flags if label.endswith(flag)), label)

    def _period_keys(
        self, labels: Sequence[str], cells: Sequence[RawCell] = ()
    ) -> tuple[dict[str, object], list[bool]]:
        """The keys that read the most labels as periods, and which they read."""
        best: tuple[dict[str, object], list[bool]] = ({}, [False] * len(labels))
        for keys in _period_keys():
            read = _read_all(keys, cells or labels)
            if sum(read) > sum(best[1]):
                best = (keys, read)
            if labels and sum(best[1]) == len(labels):
                break
        return best


def _is_word(cell: RawCell) -> bool:
    """Whether a cell is written like a word and not like a code such as `MZX6` or `SA`."""
    return any(sign.islower() or (sign.isalpha() and not sign.isupper()) for sign in text_of(cell))


def is_year_column(column: Column) -> bool:
    """Whether most cells of a column are years."""
    return column.share(is_year) >= _MOSTLY


def _spacing(keys: dict[str, object], column: Column) -> dict[str, object]:
    """The keys for a column of days: the frequency by the usual distance of its days."""
    if "frequency" not in keys:
        return {}
    days = sorted({day for cell in column.cells if (day := _day(keys, cell)) is not None})
    gaps = sorted((later - earlier).days for earlier, later in pairwise(days))
    if not gaps:
        return {}
    usual = gaps[len(gaps) // 2]
    frequency, several = next(((f, rule) for most, f, rule in _SPACES if usual <= most), ("A", ""))
    starts = {"week_starts": "Sunday"} if frequency == "W" and days[0].isoweekday() == 7 else {}
    return {"frequency": frequency, **({"several": several} if several else {}), **starts}


def _unevenness(keys: dict[str, object], column: Column) -> tuple[bool, float]:
    """Whether some day is not the first of a month, and how much the distances differ, as a part of the usual one."""
    days = sorted({day for cell in column.cells if (day := _day(keys, cell)) is not None})
    gaps = sorted((later - earlier).days for earlier, later in pairwise(days))
    return any(day.day > 1 for day in days), (gaps[-1] - gaps[0]) / gaps[len(gaps) // 2] if gaps else 0.0


def is_figure_only(column: Column) -> bool:
    """Whether a column holds figures that are not years."""
    return column.figures >= _MOSTLY and column.share(is_year) < _MOSTLY


def _period_keys() -> Iterator[dict[str, object]]:
    """The keys under which labels may be periods, the simplest first."""
    yield {}
    yield {"fiscal_start": "April"}
    for frequency in ("M", "A"):
        yield {"frequency": frequency}
    for pattern in _PATTERNS:
        yield {"dates": pattern, "frequency": "M"} if "D" in pattern else {"dates": pattern}
    for language in LANGUAGES:
        yield {"language": language}
        yield {"language": language, "dates": "MMM YY"}


def _read_all(keys: dict[str, object], labels: Sequence[RawCell]) -> list[bool]:
    read = period_reader(mapping_of(keys, Path("draft"), "draft"), labels)
    return [_is_period(read, label) for label in labels]


def _is_period(read: Callable[[RawCell], Period], label: RawCell) -> bool:
    try:
        read(label)
    except XlmarketError:
        return False
    return True


def _day(keys: dict[str, object], cell: RawCell) -> date | None:
    """The day of a cell: a date, ISO text, or a text written by the pattern of the keys."""
    if isinstance(cell, date):
        return cell
    pattern = DatePattern(str(keys.get("dates") or "YYYY-MM-DD"), str(keys.get("language") or "en"))
    try:
        day = pattern.read(text_of(cell)[:10] if "dates" not in keys else text_of(cell))
    except PeriodError:
        return None
    return day if isinstance(day, date) else None
