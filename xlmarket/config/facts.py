"""How order lines are grouped into observations: the keys of `[facts.NAME]`, each with its check and its help."""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Annotated, Any, get_type_hints

from xlmarket.config import keys
from xlmarket.config.expression import parse
from xlmarket.config.keys import MappingKey
from xlmarket.errors import ConfigError, Place
from xlmarket.observations import MetricKind
from xlmarket.periods import NAMED_BY, Calendar, Frequency, calendar_of

ADDED = ("sum", "count")
"""Measures whose groups add up. All others are never added, over time or over markets."""
MEASURES = (*ADDED, "distinct", "mean", "median", "quantile")
LOOKUP = ("table", "column", "key")
MOST_DECIMALS, USUAL_DECIMALS = 9, 6
_WHERE, _WHAT, _ROWS, _PERIODS, _ABOUT = (
    "Where the facts are",
    "What is measured",
    "Which rows count",
    "Periods and zones",
    "What the figures are",
)


def expression(key: str, value: object) -> str:
    """An expression as written, once it can be read. Raises `ConfigError` for any other text."""
    written = keys.text(key, value)
    try:
        parse(written)
    except ConfigError as error:
        raise error.replace(what=f"{key}: {error.what}") from None
    return written


def _lookup(key: str, value: object) -> Dictionary[str, str]:
    read: dict[str, str] = keys.table(keys.text, LOOKUP)(key, value)
    for name in LOOKUP:
        if not read.get(name):
            raise ConfigError(f"{key} needs {name}", allowed='{table = "countries", column = "country", key = "code"}')
    return read


def _fraction(key: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
        raise ConfigError(f"{key} takes a number from 0 to 1", found=value)
    return float(value)


def _decimals(key: str, value: object) -> int:
    read: int = keys.count(0)(key, value)
    if read > MOST_DECIMALS:
        raise ConfigError(f"{key} takes at most {MOST_DECIMALS}", found=value)
    return read


def _zone(key: str, value: object) -> str:
    """A time zone by its name. Raises `ConfigError` for an unknown one with the nearest."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

    name = keys.text(key, value)
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        near = ConfigError.unknown("time zone", name, available_timezones()).nearest
        raise ConfigError.unknown("time zone", name, nearest=near, remedy="such as Europe/Berlin") from None
    return name


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """How single orders are grouped into observations. Every field is a key of `[facts.NAME]`."""

    connection: Annotated[
        str,
        MappingKey(
            _WHERE,
            keys.text,
            "the engine by its URL; `${NAME}` is taken from the environment",
            '"postgres://reader@db.example/shop"',
        ),
    ] = ""
    table: Annotated[
        str, MappingKey(_WHERE, keys.text, "the table of the engine, with its schema if it has one", '"sales.orders"')
    ] = ""
    lookup: Annotated[
        Dictionary[str, str],
        MappingKey(
            _WHERE,
            _lookup,
            "a table joined to each row: where its `key` equals the `column` of the facts, its columns can be used",
            '{table = "countries", column = "country", key = "code"}',
        ),
    ] = field(default_factory=dict)
    value: Annotated[
        str, MappingKey(_WHAT, expression, "what is summed, an expression over columns", '"quantity * price"')
    ] = ""
    how: Annotated[
        str,
        MappingKey(
            _WHAT,
            keys.choice(*MEASURES),
            f"{', '.join(f'`{how}`' for how in MEASURES)}; `count` without `value` counts rows",
            '"distinct"',
        ),
    ] = "sum"
    quantile: Annotated[
        float | None, MappingKey(_WHAT, _fraction, 'with `how = "quantile"`: which, from 0 to 1', "0.9")
    ] = None
    decimals: Annotated[
        int | None,
        MappingKey(
            _WHAT,
            _decimals,
            f"decimals each value is rounded to before it is added, up to {MOST_DECIMALS}; default: {USUAL_DECIMALS}, "
            "which is refused where it would round a value by more than a thousandth",
            "2",
        ),
    ] = None
    where: Annotated[str, MappingKey(_ROWS, expression, "the rows that count", "\"channel in ('web', 'app')\"")] = ""
    cancelled: Annotated[
        str, MappingKey(_ROWS, expression, "the rows that never happened, which are left out", "\"status = 'void'\"")
    ] = ""
    returns: Annotated[
        str,
        MappingKey(_ROWS, expression, "the rows whose value, without its sign, is subtracted", '"quantity < 0"'),
    ] = ""
    date: Annotated[str, MappingKey(_PERIODS, keys.text, "the column with the day or time of a row", '"ordered"')] = ""
    frequency: Annotated[
        str,
        MappingKey(
            _PERIODS,
            keys.choice(*(frequency.value for frequency in Frequency)),
            "`A` year, `H` half, `Q` quarter, `M` month, `W` week of ISO 8601",
            '"M"',
        ),
    ] = "Q"
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
    times_in: Annotated[str, MappingKey(_PERIODS, _zone, "the zone of times that are stored without one", '"UTC"')] = ""
    zone: Annotated[
        str | Dictionary[str, str],
        MappingKey(
            _PERIODS,
            keys.either(_zone, _zone),
            "the zone whose days count; as a table, by market as the facts write it",
            '{Brazil = "America/Sao_Paulo", Japan = "Asia/Tokyo"}',
        ),
    ] = ""
    market: Annotated[str, MappingKey(_ABOUT, keys.text, "the column with the market", '"country"')] = ""
    names: Annotated[
        Dictionary[str, str],
        MappingKey(_ABOUT, keys.table(keys.text), "names of markets in the facts, and what they mean", '{EIRE = "IE"}'),
    ] = field(default_factory=dict)
    metric: Annotated[str, MappingKey(_ABOUT, keys.text, "the metric the groups become", '"orders"')] = "sales"
    unit: Annotated[str, MappingKey(_ABOUT, keys.text, "its unit", '"EUR"')] = ""
    kind: Annotated[
        str,
        MappingKey(
            _ABOUT,
            keys.choice(*(kind.value for kind in MetricKind)),
            "how it adds up over time: `flow` for sums and counts, `ratio` for all others, which are never added",
            '"stock"',
        ),
    ] = ""
    complete: Annotated[
        bool, MappingKey(_ABOUT, keys.switch, "a market and period without rows had none: it is zero", "true")
    ] = False

    def __post_init__(self) -> None:
        if self.kind == MetricKind.FLOW and self.how not in ADDED:
            raise ConfigError(f"a {self.how} is never a flow: it does not add up", found=self.kind, allowed=_NOT_ADDED)
        if (self.how == "quantile") != (self.quantile is not None):
            raise ConfigError('quantile and how = "quantile" need each other', found=self.quantile or self.how)
        if self.returns and self.how not in ADDED:
            raise ConfigError(f"returns cannot be subtracted from a {self.how}", remedy="leave them out: cancelled")
        if self.complete and self.how not in (*ADDED, "distinct"):
            raise ConfigError(f"a {self.how} of no rows is not zero", remedy="leave out complete")
        calendar_of(self.fiscal_start, self.fiscal_name, "", "")

    @property
    def metric_kind(self) -> MetricKind:
        return MetricKind(self.kind or (MetricKind.FLOW if self.how in ADDED else MetricKind.RATIO))

    @property
    def calendar(self) -> Calendar:
        """The calendar the periods count by."""
        return calendar_of(self.fiscal_start, self.fiscal_name, "", "")


_NOT_ADDED = tuple(kind.value for kind in MetricKind if kind is not MetricKind.FLOW)
_NEEDED = ("market", "date")


@cache
def facts_keys() -> dict[str, MappingKey]:
    """Every key of facts, in the order of the manual."""
    hints = get_type_hints(Facts, include_extras=True)
    return {one.name: hints[one.name].__metadata__[0] for one in fields(Facts)}


def facts_of(table: object, path: Path, at: str) -> Facts:
    """Return the facts that a table of a settings file holds.

    Raises `ConfigError` with the place of a wrong key or value.
    """
    place = Place(file=str(path), key=f"[{at}]")
    if not isinstance(table, dict):
        raise ConfigError(f"[{at}] is a table", where=Place(file=str(path)), found=table)
    try:
        facts = Facts(**{key: _value(key, value) for key, value in table.items()})
        _refuse_incomplete(facts)
    except ConfigError as error:
        raise error.at(place) from None
    return facts


def _value(key: str, value: object) -> Any:
    known = facts_keys()
    if key not in known:
        raise ConfigError.unknown("key of facts", key, known)
    return known[key].check(key, value)


def _refuse_incomplete(facts: Facts) -> None:
    for key in (*_NEEDED, *(() if facts.how == "count" else ("value",))):
        if not getattr(facts, key):
            raise ConfigError(f"facts need {key}", remedy=f"{key} = {facts_keys()[key].example}")
