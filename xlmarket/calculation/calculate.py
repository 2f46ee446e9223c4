"""The calculation of one finished workbook: formulas in order, their values, and which of these are believed."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from xlmarket.calculation.book import UNKNOWN, CalculationBook, ColumnKey, FormulaRun, KnownValues
from xlmarket.calculation.doubts import Doubt, Doubts, is_long, prints_long
from xlmarket.calculation.engine import Engine
from xlmarket.calculation.expansion import expand_run
from xlmarket.calculation.functions import Trait
from xlmarket.calculation.grammar import CellsRead, CheckedFormula, check_formula
from xlmarket.calculation.order import MOST_APART, OrderedRun, order_runs
from xlmarket.package.areas import Area, column_letters
from xlmarket.package.lexer import CELL, SHEET
from xlmarket.package.limits import MOST_TEXT
from xlmarket.package.values import CellError, CellValue, is_number

MOST_READ = 20_000_000
"""Most cells that all formulas together read: half a second of the engine."""

MOST_GIVEN = 500_000
"""Most cells that are given to the engine."""

_ERRORS = frozenset({"#N/A", "#DIV/0!", "#VALUE!", "#NUM!", "#REF!"})
"""Errors of values. Others are those of an engine that does not know a formula."""

_SOUND_ERRORS = frozenset({"#N/A", "#DIV/0!"})
"""Errors of results. Which numbers have no root, and which of two errors counts, differs between programs."""

_ZERO, _DOUBTFUL = 2.0**-50, 2.0**-45
"""What is left of a difference is zero for Excel below the one, and doubtful below the other, as a share of the first number."""

_LONGEST_NUMBER = 24
_SUM = re.compile(rf"(?<![\w.])(?:SUM|AVERAGE|COUNT|COUNTA|MIN|MAX)\((?:{SHEET})?{CELL}:{CELL}\)")
_COMPARES = Trait.EQUAL | Trait.ORDER | Trait.MATCHING | Trait.READING
_PRINTS = Trait.TEXT | Trait.READING


def calculate(book: CalculationBook) -> KnownValues:
    """The values of all formulas that can be calculated. None without IronCalc, or where it fails."""
    ironcalc = _import_ironcalc()
    if ironcalc is None or not book.runs:
        return {}
    return _Calculation(book, Engine(ironcalc, list(book.used))).values()


@lru_cache(maxsize=1)
def _import_ironcalc() -> Any:
    try:
        import ironcalc
    except ImportError:  # no wheel for this system
        return None
    return ironcalc


@dataclass
class _Calculation:
    book: CalculationBook
    engine: Engine
    doubts: Doubts = field(default_factory=Doubts)
    given: dict[ColumnKey, list[tuple[int, Sequence[object]]]] = field(default_factory=dict)
    known: KnownValues = field(default_factory=dict)
    helpers: dict[tuple[ColumnKey, int], int] = field(default_factory=dict)

    def values(self) -> KnownValues:
        titles = {title.casefold(): title for title in self.book.used}
        runs = [expand_run(run, self.book) for run in self.book.runs]
        self.used = {title.casefold(): last for title, last in self.book.used.items()}
        self.around = [run for run in runs if any(_is_around_subtotal(text) for text in run.texts[:1])]
        ordered = list(self._bounded(order_runs(runs, titles)))
        self._give(ordered)
        ordered = list(self._short(ordered))
        for item in ordered:
            self._put(item)
        try:
            self.engine.evaluate()
        except BaseException as fault:  # a panic of the engine is no Exception
            if type(fault).__name__ != "PanicException":
                raise
            return {}
        for item in ordered:
            self._keep(item)
        return self.known

    def _bounded(self, ordered: Sequence[OrderedRun]) -> Iterator[OrderedRun]:
        """Those runs that do not read too much. What reads the others reads something lost."""
        read = 0
        for item in ordered:
            once = sum(part.area.size for call in shared_calls(item) for part in ranges_of(call))
            each = max(sum(part.area.size for part in (*end.cells, *end.ranges)) for end in (item.first, item.last))
            cost = once + item.run.count * (each - once)
            if read + cost > MOST_READ or self._is_filtered(item):
                for row in range(item.run.row, item.run.last_row + 1):
                    self.doubts.add(Doubt.LOST, item.run.key, row)
                continue
            read += cost
            yield item

    def _short(self, ordered: Sequence[OrderedRun]) -> Iterator[OrderedRun]:
        """Those runs whose texts fit a cell: the engine has no bound, and formulas that double a text fill the memory."""
        if not any(item.first.traits & _PRINTS for item in ordered):
            yield from ordered
            return
        longest = {
            key: max((len(value) for _, values in spans for value in values if isinstance(value, str)), default=0)
            for key, spans in self.given.items()
        }
        for item in ordered:
            sheets = [(part.sheet.casefold() or item.run.key[0], part.area) for part in item.reads]
            length = len(item.run.texts[-1]) + sum(
                max(longest.get((sheet, column), 0), _LONGEST_NUMBER)
                for sheet, area in sheets
                for column in range(area.first_column, area.last_column + 1)
            )
            length *= length if item.first.traits & Trait.GROWING else 1
            if item.first.traits & _PRINTS and length > MOST_TEXT:
                for row in _rows(item.run):
                    self.doubts.add(Doubt.LOST, item.run.key, row)
                continue
            longest[item.run.key] = max(longest.get(item.run.key, 0), min(length, MOST_TEXT))
            yield item

    def _clip(self, sheet: str, area: Area) -> Area | None:
        last = min(area.last_row, self.used.get(sheet, 0))
        return Area(area.first_column, area.first_row, area.last_column, last) if last >= area.first_row else None

    def _is_filtered(self, item: OrderedRun) -> bool:
        """Whether a SUBTOTAL reads hidden rows, or a formula around another SUBTOTAL, which not all programs leave out."""
        if not item.first.traits & Trait.SUBTOTAL:
            return False
        own = item.run.key[0]
        for part in item.reads:
            sheet = part.sheet.casefold() or own
            if sheet in self.book.filtered:
                return True
            for run in self.around:
                inside = run.key[0] == sheet and part.area.has_column(run.column)
                if inside and run.row <= part.area.last_row and run.last_row >= part.area.first_row:
                    return True
        return False

    def _give(self, ordered: Sequence[OrderedRun]) -> None:
        """Give the engine the cells that formulas read."""
        wanted: dict[ColumnKey, list[tuple[int, int]]] = {}
        for item in ordered:
            for part in item.reads:
                sheet = part.sheet.casefold() or item.run.key[0]
                area = self._clip(sheet, part.area)
                if area is not None:
                    for column in range(area.first_column, area.last_column + 1):
                        wanted.setdefault((sheet, column), []).append((area.first_row, area.last_row))
        self.wanted = wanted.keys()
        left = MOST_GIVEN
        for key, spans in wanted.items():
            for first, last in _merge(spans):
                left -= last - first + 1
                if left < 0:
                    for row in range(first, last + 1):
                        self.doubts.add(Doubt.LOST, key, row)
                else:
                    self._give_column(key, first, last)

    def _give_column(self, key: ColumnKey, first: int, last: int) -> None:
        values = self.book.cells(*key, first, last)
        self.engine.put_values(*key, first, values)
        self.given.setdefault(key, []).append((first, values))
        self.doubts.read(key, first, values)
        if CellError not in set(map(type, values)):
            return
        for row, value in enumerate(values, start=first):
            if isinstance(value, CellError) and value.code not in _ERRORS:
                self.doubts.add(Doubt.LOST, key, row)

    def _put(self, item: OrderedRun) -> None:
        run = item.run
        sheet, column = run.key
        places = {call: self.engine.put_helper(sheet, run.row, call) for call in shared_calls(item)}
        texts: Sequence[str] = run.texts
        for call, helper in places.items():
            shared = f"${column_letters(helper)}${run.row}"
            texts = [text.replace(call, shared) for text in texts]
        self.engine.put_formulas(sheet, column, run.row, texts)
        sign, before = item.first.split
        if sign and item.first.right is None and not item.first.ends_with_cell:
            for row, text in enumerate(texts, start=run.row):
                left = sign.join(text.split(sign, before + 1)[:-1])
                self.helpers[run.key, row] = self.engine.put_helper(sheet, row, left)

    def _keep(self, item: OrderedRun) -> None:
        """Keep the values of a run that are believed. The others are lost, and so is what reads them."""
        run, key = item.run, item.run.key
        values = self.engine.values(*key, run.row, run.count)
        if item.first.split[0]:
            values = self._without_noise(item, values)
        doubtful = self._is_doubtful(item.first, item.reads, run)
        kept = self.known.setdefault(key, {})
        if not doubtful and _are_finite(values):
            kept.update(enumerate(values, start=run.row))
            return
        for row, value in enumerate(values, start=run.row):
            text = run.texts[row - run.row]
            is_lost = doubtful and (run.count > MOST_APART or self._is_cell_doubtful(run, text))
            if not is_lost and _is_sound(value, item.first.traits) and not self._is_other_error(run, text, value):
                kept[row] = value
            else:
                self.doubts.add(Doubt.LOST, key, row)
        if key in self.wanted:
            self.doubts.read(key, run.row, [kept.get(row) for row in range(run.row, run.last_row + 1)])

    def _without_noise(self, item: OrderedRun, values: Sequence[CellValue]) -> list[CellValue]:
        """The values, zero for what is left of a difference of equal numbers. Nothing that reads it is believed."""
        cleared = list(values)
        for row, (value, left) in enumerate(zip(values, self._lefts(item), strict=True), start=item.run.row):
            if is_number(value) and value and is_number(left) and abs(value) <= _DOUBTFUL * abs(left):
                self.doubts.add(Doubt.LOST, item.run.key, row)
                cleared[row - item.run.row] = 0 if abs(value) <= _ZERO * abs(left) else None
        return cleared

    def _lefts(self, item: OrderedRun) -> Iterator[object]:
        """The first of the two numbers of each difference, or the second, as these are nearly the same."""
        run, first = item.run, item.first
        if first.right is not None:
            yield from [first.right] * run.count
        elif first.ends_with_cell:
            start, end = first.cells[-1], item.last.cells[-1]
            sheet = start.sheet.casefold() or run.key[0]
            step = end.area.first_row != start.area.first_row
            for place in range(run.count):
                yield self._value_at((sheet, start.area.first_column), start.area.first_row + place * step)
        else:
            yield from (self.engine.value(run.key[0], self.helpers[run.key, row], row) for row in _rows(run))

    def _is_other_error(self, run: FormulaRun, text: str, value: CellValue) -> bool:
        """Whether a result is one of several errors: which of them counts differs between programs."""
        checked = check_formula(text) if isinstance(value, CellError) else None
        if checked is None:
            return False
        places = [(part.sheet.casefold() or run.key[0], part.area) for part in (*checked.cells, *checked.ranges)]
        errors = {
            self._value_at(*cell) for sheet, area in places for cell in self.doubts.rows(Doubt.ERROR, sheet, area)
        }
        has_text = any(self.doubts.has(Doubt.TEXT, *place) for place in places[: len(checked.cells)])
        return bool(errors - {value}) or (bool(checked.traits & Trait.ARITHMETIC) and has_text)

    def _is_cell_doubtful(self, run: FormulaRun, text: str) -> bool:
        checked = check_formula(text)
        return checked is None or self._is_doubtful(checked, [*checked.cells, *checked.ranges], run)

    def _is_doubtful(self, checked: CheckedFormula, reads: Sequence[CellsRead], run: FormulaRun) -> bool:
        """Whether formulas read a cell that makes their results doubtful. The single cells come first in `reads`."""
        traits, own = checked.traits, run.key[0]
        places = [(part.sheet.casefold() or own, part.area) for part in reads]
        cells = places[: len(checked.cells)]

        def any_in(doubt: Doubt, areas: Sequence[tuple[str, Area]]) -> bool:
            return any(self.doubts.has(doubt, sheet, area) for sheet, area in areas)

        return (
            any_in(Doubt.LOST, places)
            or any_in(Doubt.TRUTH, places if traits & ~Trait.NONE else places[len(cells) :])
            or (bool(traits & _COMPARES) and any_in(Doubt.ODD, places))
            or (bool(traits & Trait.ARITHMETIC) and any_in(Doubt.NUMBER_LIKE, cells))
            or (bool(traits & Trait.MATCHING) and any_in(Doubt.NUMBER_LIKE, places))
            or (bool(traits & Trait.ORDER) and any_in(Doubt.TEXT, cells))
            or (bool(traits & Trait.CONDITION) and any_in(Doubt.ERROR, places))
            or (Trait.CONDITION | Trait.ARITHMETIC in traits and any_in(Doubt.TEXT, cells))
            or (bool(traits & (_PRINTS | Trait.MATCHING)) and self._has_long_or_empty(traits, cells))
        )

    def _has_long_or_empty(self, traits: Trait, cells: Sequence[tuple[str, Area]]) -> bool:
        for sheet, area in cells:
            for row in range(area.first_row, area.last_row + 1):
                value = self._value_at((sheet, area.first_column), row)
                if is_long(value) or (
                    traits & Trait.MATCHING and (value is None or value == 0 or isinstance(value, CellError))
                ):
                    return True
        return False

    def _value_at(self, key: ColumnKey, row: int) -> object:
        known = self.known.get(key)
        if known is not None and row in known:
            return known[row]
        for first, values in self.given.get(key, ()):
            if first <= row < first + len(values):
                value = values[row - first]
                return None if value is UNKNOWN else value
        return None


def _is_sound(value: CellValue, traits: Trait) -> bool:
    """Whether a result is one that Excel has too."""
    if isinstance(value, CellError):
        return value.code in _SOUND_ERRORS and not traits & (Trait.RANK | Trait.POWER)
    if isinstance(value, str):
        return len(value) <= MOST_TEXT and not (traits & _PRINTS and prints_long(value))
    return value is not None and math.isfinite(value)


def shared_calls(item: OrderedRun) -> list[str]:
    """Sums over the same range in all formulas of a run, such as the whole of a share: they are calculated once."""
    if item.run.count == 1 or '"' in item.run.texts[0]:
        return []
    calls = dict.fromkeys(match[0] for match in _SUM.finditer(item.run.texts[0]))
    return [call for call in calls if call in item.run.texts[-1]]


def ranges_of(call: str) -> tuple[CellsRead, ...]:
    """The ranges of a call of one function."""
    checked = check_formula(call)
    return checked.ranges if checked is not None else ()


def _rows(run: FormulaRun) -> range:
    return range(run.row, run.last_row + 1)


def _are_finite(values: Sequence[CellValue]) -> bool:
    """Whether all values are numbers that a cell can hold."""
    return {float, int}.issuperset(map(type, values)) and all(map(math.isfinite, values))  # type: ignore[arg-type]


def _is_around_subtotal(text: str) -> bool:
    """Whether a formula has a SUBTOTAL and is more than that."""
    if "SUBTOTAL" not in text.upper():
        return False
    checked = check_formula(text)
    return checked is None or not checked.is_subtotal


def _merge(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans of rows without those that overlap."""
    merged: list[tuple[int, int]] = []
    for first, last in sorted(set(spans)):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged
