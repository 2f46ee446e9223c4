"""One observation of a message as a row of the tidy table: codes become a market, a period, a number, a unit, a status."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field

from xlmarket.config import Mapping
from xlmarket.errors import SourceError
from xlmarket.sources.cells import NO_REASON, join_notes
from xlmarket.sources.sdmx.areas import area_of
from xlmarket.sources.sdmx.combinations import Combinations, code_of, codes_of
from xlmarket.sources.sdmx.message import FLOW, MessageTable
from xlmarket.sources.sdmx.roles import Roles, first_of
from xlmarket.sources.sdmx.statuses import Meaning, meanings
from xlmarket.sources.sdmx.times import period_text
from xlmarket.sources.sdmx.units import NATIONAL, multiplied, power_of, unit_of
from xlmarket.sources.tables import RawCell, RawRow, Unreadable
from xlmarket.sources.values import NumberReader

_STATUSES = ("OBS_STATUS", "OBS_FLAG", "CONF_STATUS", "OBS_CONF", "CONF_STATUS_OBS")
_COMMENTS = ("COMMENT_OBS", "OBS_COM", "COMMENT")
_POWERS = ("UNIT_MULT", "POWERCODE")
_COMPUTED = ("status", "note", "symbol", "reason")
_ABSENT = ("", "NaN", "nan", "NAN")


@dataclass
class FigureRows:
    """Makes the rows of one message. `used` are the positions of the components that became part of a figure."""

    table: MessageTable
    mapping: Mapping
    roles: Roles
    metrics: Combinations
    extra: Dictionary[str, int]
    used: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        header = self.table.header
        self._statuses = [place for name in _STATUSES if (place := first_of(header, (name,))) is not None]
        self._comments = [place for name in _COMMENTS if (place := first_of(header, (name,))) is not None]
        self._power = first_of(header, _POWERS)
        self._year_start = first_of(header, ("REPORTING_YEAR_START_DAY",))
        self._numbers = NumberReader(self.mapping)
        self._seen: dict[tuple[str, ...], int] = {}
        self._key = [
            n for n, name in enumerate(header) if name in (*self.table.dimensions, FLOW) or n == self.roles.period
        ]
        places = (*self._statuses, *self._comments, self._power, self._year_start, self.roles.frequency)
        self.used |= {place for place in (*places, *self.extra.values()) if place is not None}
        self.columns = self._columns()
        self.header = tuple(self.columns.values())

    def _columns(self) -> dict[str, str]:
        """The header of each field. A component that holds one keeps its name."""
        header, roles = self.table.header, self.roles
        columns = {} if roles.market is None else {"market": header[roles.market]}
        columns |= {} if roles.period is None else {"period": header[roles.period]}
        columns |= {"metric": "metric", "value": header[roles.value]}
        columns["unit"] = "unit" if roles.unit is None else header[roles.unit]
        return columns | {name: name for name in (*_COMPUTED, *(name for name in self.extra if name not in _COMPUTED))}

    def row(self, row: RawRow) -> RawRow:
        """Return the row of an observation."""
        cells = self._describe(row)
        extra = {name: self._text(row, place) for name, place in self.extra.items()}
        if "note" in extra:
            extra["note"] = join_notes(str(cells["note"]), extra["note"])
        cells |= extra
        return RawRow(row.number, [cells[name] for name in self.columns])

    def _describe(self, row: RawRow) -> dict[str, RawCell]:
        roles, metric = self.roles, self.metrics.name(row)
        market = self._market(row)
        found = list(self._meanings(row))
        unit, power, fault = self._unit(row, metric, market)
        value = self._value(row, power, fault)
        gap = any(meaning.is_gap for meaning in found) or value is None
        texts = join_notes(*(meaning.text for meaning in found), *(self._text(row, n) for n in self._comments))
        status = next((meaning.status.value for meaning in found if meaning.status), "")
        cells: dict[str, RawCell] = {"metric": metric, "unit": unit}
        if roles.market is not None:
            cells["market"] = market
        if roles.period is not None:
            cells["period"] = self._period(row)
        if gap:
            symbol = self._text(row, roles.value) or next(
                (self._text(row, n) for n in self._statuses if self._text(row, n)), ""
            )
            return {**cells, "value": None, "symbol": symbol, "reason": texts or NO_REASON, "status": "", "note": ""}
        return {**cells, "value": value, "symbol": "", "reason": "", "status": status, "note": texts}

    def _text(self, row: RawRow, place: int | None) -> str:
        return "" if place is None else code_of(row, place)

    def _named(self, place: int, code: str) -> str:
        return self.table.names.get(self.table.header[place], {}).get(code, "")

    def _market(self, row: RawRow) -> str:
        if self.roles.market is None:
            return self.mapping.market
        code = self._text(row, self.roles.market)
        declared = code.casefold() in {name.casefold() for name in self.mapping.names}
        rate = self.roles.rate is not None and self.roles.market in self.roles.rate
        return code if declared or rate else area_of(code, self._named(self.roles.market, code))

    def _period(self, row: RawRow) -> RawCell:
        text = self._text(row, self.roles.period)
        if self.mapping.dates or self.mapping.frequency:
            return text
        start = "" if self.mapping.fiscal_start is not None else self._text(row, self._year_start)
        return period_text(text, self._text(row, self.roles.frequency), start)

    def _meanings(self, row: RawRow) -> Iterator[Meaning]:
        """What the statuses mean. Of a component that the mapping reads as flags, only whether there is a figure."""
        for place in self._statuses:
            code = self._text(row, place)
            for meaning in meanings(self.table.header[place], code, self._named(place, code)) if code else ():
                if place != self.extra.get("flag") or meaning.is_gap:
                    yield meaning

    def _unit(self, row: RawRow, metric: str, market: str) -> tuple[str, int, str]:
        """The unit, the power of ten of the values, and why they cannot be read."""
        power = power_of(self._text(row, self._power))
        if power is None:
            return "", 0, f"{self._text(row, self._power)} is not a power of ten"
        code = self._text(row, self.roles.unit)
        if rate := self._rate(row, code):
            return rate, power, ""
        if code.upper() in NATIONAL:
            named = self.mapping.unit or any(name in self.mapping.units for name in (metric, market))
            why = 'in the money of each country, which the message does not name; set units = {"Japan" = "JPY"}'
            return "", power + NATIONAL[code.upper()], "" if named else why
        unit, more = unit_of(code, self._named(self.roles.unit, code) if self.roles.unit is not None else "")
        return unit, power + more, ""

    def _rate(self, row: RawRow, code: str) -> str:
        """The unit of an exchange rate, whose two currencies are dimensions: `USD per EUR`."""
        if self.roles.rate is None:
            return ""
        currency, denominator = codes_of(row, self.roles.rate)
        return f"{currency} per {denominator}" if currency and denominator and code in ("", currency) else ""

    def _value(self, row: RawRow, power: int, fault: str) -> RawCell:
        text = self._text(row, self.roles.value)
        if text in _ABSENT:
            return None
        if twice := self._twice(row):
            return Unreadable(text, twice)
        if fault:
            return Unreadable(text, fault)
        return self._number(text, power)

    def _number(self, text: str, power: int) -> RawCell:
        """A number, multiplied. Without a multiplier, a text that is no plain number is left to the readers of numbers."""
        number = multiplied(text, power) if self.mapping.decimal == "." else None
        if number is not None or not power or text in self.mapping.missing:
            return text if number is None else number
        try:
            number = multiplied(repr(self._numbers.read(text).value), power)
        except SourceError as error:
            return Unreadable(text, f"{error.what}, and UNIT_MULT multiplies it")
        return Unreadable(text, "a number beyond what a figure can be") if number is None else number

    def _twice(self, row: RawRow) -> str:
        """Why an observation is not read: the message holds its key before. Figures of one key are never joined."""
        first = self._seen.setdefault(codes_of(row, self._key), row.number)
        return f"the message gives this observation twice, first as observation {first}" if first != row.number else ""
