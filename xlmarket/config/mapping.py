"""How a foreign file becomes observations: the keys of `[mapping.NAME]`, each with its check and its help."""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any, get_type_hints

from xlmarket.config import keys
from xlmarket.config.keys import MappingKey
from xlmarket.errors import ConfigError, Place
from xlmarket.observations import FigureStatus, MetricKind
from xlmarket.periods import NAMED_BY, WEEKS, YEAR_ENDS, Calendar, Frequency, calendar_of

WIDE = ("periods", "metrics", "markets")
FIELDS = (
    "market", "metric", "period", "value", "unit", "qualifier", "status", "source", "note",
    "kind", "default", "symbol", "reason", "flag",
)  # fmt: skip
_KINDS = tuple(kind.value for kind in MetricKind)
_WHAT, _ABOUT, _PERIODS, _NUMBERS = "Columns and rows", "What the figures are", "Periods", "Numbers"
_SYMBOLS, _TOTALS, _FILE = "Symbols and flags", "Totals", "The file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """How the columns of a foreign file become observations. Every field is a key of `[mapping.NAME]`."""

    columns: Annotated[
        Dictionary[str, str],
        MappingKey(
            _WHAT,
            keys.table(keys.text, FIELDS),
            f"which column holds what: {', '.join(f'`{name}`' for name in FIELDS)}",
            '{market = "Country", period = "DATE"}',
        ),
    ] = field(default_factory=dict)
    wide: Annotated[
        str,
        MappingKey(_WHAT, keys.choice(*WIDE), "`periods`, `metrics` or `markets` stand in the headers", '"periods"'),
    ] = ""
    values: Annotated[
        Dictionary[str, str],
        MappingKey(
            _WHAT,
            keys.table_or_list(keys.text, lambda name: name),
            "the value columns of a wide table; as a table, the metric, market or period each of them is",
            '{"E-commerce" = "ecommerce", Retail = "retail"}',
        ),
    ] = field(default_factory=dict)
    only: Annotated[
        Dictionary[str, tuple[str, ...]],
        MappingKey(
            _WHAT,
            keys.table(keys.texts),
            "keeps the rows whose column has one of these texts",
            '{release = ["2017Q3"]}',
        ),
    ] = field(default_factory=dict)
    exclude: Annotated[
        tuple[str, ...],
        MappingKey(_WHAT, keys.texts, "markets whose rows are left out", '["Not stated", "Total"]'),
    ] = ()
    dimensions: Annotated[
        tuple[str, ...],
        MappingKey(
            _WHAT,
            keys.texts,
            "of an SDMX message: the dimensions whose codes name the metric; others must have one code",
            '["INDICATOR", "SEX"]',
        ),
    ] = ()
    market: Annotated[str, MappingKey(_ABOUT, keys.text, "the market, where no column says it", '"United States"')] = ""
    metric: Annotated[str, MappingKey(_ABOUT, keys.text, "the metric, where no column says it", '"sales"')] = ""
    unit: Annotated[str, MappingKey(_ABOUT, keys.text, "the unit, where no column says it", '"USD million"')] = ""
    units: Annotated[
        Dictionary[str, str],
        MappingKey(
            _ABOUT,
            keys.table(keys.text),
            "the unit of a column, a metric or a market",
            '{sales = "USD", Japan = "JPY"}',
        ),
    ] = field(default_factory=dict)
    kind: Annotated[
        str | Dictionary[str, str],
        MappingKey(
            _ABOUT,
            keys.either(keys.choice(*_KINDS), keys.choice(*_KINDS)),
            "`flow` adds up over time, `stock` takes the last, `ratio` is never added; as a table, by metric",
            '{sales = "flow", users = "stock"}',
        ),
    ] = ""
    default: Annotated[
        bool | str,
        MappingKey(
            _ABOUT,
            keys.default,
            "the metric meant where a call names none: its name, or `true` for the first",
            '"sales"',
        ),
    ] = False
    title: Annotated[str, MappingKey(_ABOUT, keys.text, "how reports print the metric", '"E-commerce sales"')] = ""
    status: Annotated[
        str,
        MappingKey(
            _ABOUT,
            keys.choice(*(status.value for status in FigureStatus)),
            "how far to trust the figures",
            '"estimated"',
        ),
    ] = "published"
    source: Annotated[str, MappingKey(_ABOUT, keys.text, "who published them", '"US Census Bureau"')] = ""
    names: Annotated[
        Dictionary[str, str],
        MappingKey(
            _ABOUT, keys.table(keys.text), "names of markets in this file, and what they mean", '{EIRE = "Ireland"}'
        ),
    ] = field(default_factory=dict)
    covered: Annotated[
        tuple[date, date] | None,
        MappingKey(
            _ABOUT,
            keys.days,
            "the days the data reach; a period that sticks out is partial and has no growth",
            '["2010-12-01", "2011-12-09"]',
        ),
    ] = None
    complete: Annotated[
        bool,
        MappingKey(
            _ABOUT, keys.switch, "a market and period without a row had nothing, as in a book of orders", "true"
        ),
    ] = False
    frequency: Annotated[
        str,
        MappingKey(
            _PERIODS,
            keys.choice(*(one.value for one in Frequency)),
            "`A` year, `H` half, `Q` quarter, `M` month, `W` week; a date falls into its period",
            '"Q"',
        ),
    ] = ""
    period: Annotated[str, MappingKey(_PERIODS, keys.text, "the period, where no column says it", '"2015Q4"')] = ""
    several: Annotated[
        str,
        MappingKey(
            _PERIODS,
            keys.choice("first", "last", "mean", "sum"),
            "what a period is that has several figures, such as the days of a month",
            '"mean"',
        ),
    ] = ""
    week_starts: Annotated[
        str,
        MappingKey(
            _PERIODS,
            keys.choice("Monday", "Sunday"),
            "the day on which the weeks of the file begin; a week from Sunday on is the one that its Monday lies in",
            '"Sunday"',
        ),
    ] = "Monday"
    dates: Annotated[
        str,
        MappingKey(
            _PERIODS,
            keys.date_pattern,
            "how dates are written: `D` or `DD`, `M` or `MM`, `MMM` or `MMMM` for the name, `YY` or `YYYY`, `Q`; other "
            "letters between quotes",
            '"M/D/YYYY"',
        ),
    ] = ""
    language: Annotated[
        str, MappingKey(_PERIODS, keys.language, "the language of month names and words such as Quartal", '"de"')
    ] = ""
    fiscal_start: Annotated[
        int | None,
        MappingKey(_PERIODS, keys.month, "the month fiscal years begin with, by number or English name", '"April"'),
    ] = None
    fiscal_name: Annotated[
        str,
        MappingKey(
            _PERIODS, keys.choice(*NAMED_BY), "a fiscal year has the name of the year it ends in, or starts in", '"end"'
        ),
    ] = ""
    weeks: Annotated[
        str,
        MappingKey(
            _PERIODS, keys.choice(*WEEKS), "fiscal years of whole weeks: those of each month of a quarter", '"4-5-4"'
        ),
    ] = ""
    year_end: Annotated[
        str,
        MappingKey(
            _PERIODS,
            keys.choice(*YEAR_ENDS),
            "with `weeks`: the day the year ends on, nearest to the end of the month before `fiscal_start`, or the last "
            "in it; default: `nearest saturday`",
            '"last saturday"',
        ),
    ] = ""
    decimal: Annotated[str, MappingKey(_NUMBERS, keys.sign, "the decimal sign", '","')] = "."
    thousands: Annotated[
        str,
        MappingKey(_NUMBERS, keys.optional_sign, "the sign between groups of three; a space means any space", '","'),
    ] = ""
    grouping: Annotated[
        str,
        MappingKey(_NUMBERS, keys.choice("western", "indian"), "groups of three, or 12,34,567", '"indian"'),
    ] = "western"
    minus: Annotated[
        str, MappingKey(_NUMBERS, keys.choice("leading", "trailing"), "where the minus stands: -5 or 5-", '"trailing"')
    ] = "leading"
    signs: Annotated[
        tuple[str, ...],
        MappingKey(_NUMBERS, keys.signs, "signs of currencies around numbers that are not read", '["$", "EUR"]'),
    ] = ()
    digits: Annotated[
        str, MappingKey(_NUMBERS, keys.choice("ascii", "any"), "`any` reads the digits of every script", '"any"')
    ] = "ascii"
    scale: Annotated[
        float | Dictionary[str, float],
        MappingKey(
            _NUMBERS, keys.either(keys.factor, keys.factor), "a factor for all values; as a table, by column", "1000"
        ),
    ] = 1.0
    multiples: Annotated[
        Dictionary[str, float],
        MappingKey(
            _NUMBERS,
            keys.multiples,
            "words behind numbers that multiply them, as in 1.2M",
            "{k = 1000, M = 1000000}",
        ),
    ] = field(default_factory=dict)
    missing: Annotated[
        Dictionary[str, str],
        MappingKey(
            _SYMBOLS,
            keys.table_or_list(keys.text, lambda _: ""),
            "texts that stand for no figure; as a table, why there is none",
            '{"(S)" = "suppressed", ".." = "not available"}',
        ),
    ] = field(default_factory=dict)
    flags: Annotated[
        Dictionary[str, str],
        MappingKey(
            _SYMBOLS,
            keys.marks_with_meaning(keys.text),
            "marks at figures or headers, and what they mean; the name of a status sets it, other texts are notes",
            '{p = "provisional", e = "estimated", "*" = "break in series"}',
        ),
    ] = field(default_factory=dict)
    aggregates: Annotated[
        Dictionary[str, tuple[str, ...] | None],
        MappingKey(
            _TOTALS,
            keys.table_or_list(keys.members, lambda _: ()),
            "markets that are sums of others; as a table, of which, and `false` for one that is not",
            '{Total = [], "South Cone" = ["Argentina", "Chile"]}',
        ),
    ] = field(default_factory=dict)
    parent: Annotated[
        Dictionary[str, str],
        MappingKey(_TOTALS, keys.table(keys.text), "the aggregate a market is part of", '{Bavaria = "Germany"}'),
    ] = field(default_factory=dict)
    structure: Annotated[
        str,
        MappingKey(
            _FILE,
            keys.text,
            "of an SDMX message: the structure message next to it, which names its codes and its dimensions",
            '"structure.xml"',
        ),
    ] = ""
    encoding: Annotated[str, MappingKey(_FILE, keys.encoding, "where it is not UTF-8 or UTF-16", '"cp1252"')] = ""
    delimiter: Annotated[str, MappingKey(_FILE, keys.one_character, "where it is not found out", '";"')] = ""
    sheet: Annotated[str, MappingKey(_FILE, keys.text, "the sheet of a workbook", '"Data"')] = ""
    table: Annotated[str, MappingKey(_FILE, keys.text, "the table of a workbook", '"Sales"')] = ""
    range: Annotated[str, MappingKey(_FILE, keys.text, "the cells of a sheet", '"B3:F20"')] = ""
    skip_rows: Annotated[int, MappingKey(_FILE, keys.count(0), "rows above the header", "3")] = 0
    skip: Annotated[
        tuple[int, ...], MappingKey(_FILE, keys.numbers, "rows to leave out, by their numbers", "[5, 6]")
    ] = ()
    skip_columns: Annotated[
        tuple[str, ...], MappingKey(_FILE, keys.texts, "columns to leave out, by their headers", '["Country Code"]')
    ] = ()
    skip_footer: Annotated[int, MappingKey(_FILE, keys.count(0), "rows below the data", "2")] = 0
    header_rows: Annotated[
        int, MappingKey(_FILE, keys.count(1), "rows the header takes; their texts are joined", "2")
    ] = 1
    carry: Annotated[
        bool,
        MappingKey(
            _FILE,
            keys.switch,
            "in a sheet, labels of upper header rows hold for the empty cells to their right",
            "true",
        ),
    ] = False

    def __post_init__(self) -> None:
        if self.decimal == self.thousands:
            raise ConfigError("decimal and thousands are the same sign", found=self.decimal)
        calendar_of(self.fiscal_start, self.fiscal_name, self.weeks, self.year_end)

    @property
    def calendar(self) -> Calendar:
        """The calendar the periods of the file count by."""
        return calendar_of(self.fiscal_start, self.fiscal_name, self.weeks, self.year_end)


@cache
def mapping_keys() -> dict[str, MappingKey]:
    """Every key of a mapping, in the order of the manual."""
    hints = get_type_hints(Mapping, include_extras=True)
    return {one.name: hints[one.name].__metadata__[0] for one in fields(Mapping)}


def mapping_of(table: object, path: Path, at: str) -> Mapping:
    """Return the mapping that a table of a settings file holds. Raises `ConfigError` with the place of a wrong key or value."""
    place = Place(file=str(path), key=f"[{at}]")
    known = mapping_keys()
    if not isinstance(table, dict):
        raise ConfigError(f"[{at}] is a table", where=Place(file=str(path)), found=table)
    try:
        return Mapping(**{key: _value(key, value, known) for key, value in table.items()})
    except ConfigError as error:
        raise error.at(place) from None


def _value(key: str, value: object, known: dict[str, MappingKey]) -> Any:
    if key not in known:
        raise ConfigError.unknown("key of a mapping", key, known)
    return known[key].check(key, value)
