"""Which component holds the market, the metric, the unit and the period, by the mapping or by its usual name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from xlmarket.config import Mapping
from xlmarket.errors import SourceError
from xlmarket.sources.sdmx.message import MessageTable

AREAS = (
    "REF_AREA", "GEO", "LOCATION", "COUNTRY", "REFERENCE_AREA", "AREA", "REPORTER", "REPORTING_AREA", "GEOGRAPHY",
    "COU", "COUNTERPART_AREA", "PARTNER",
)  # fmt: skip
INDICATORS = (
    "INDICATOR", "MEASURE", "SUBJECT", "VARIABLE", "SERIES", "NA_ITEM", "INDIC", "INDIC_IS", "INDIC_BT", "INDIC_ET",
    "ICP_ITEM", "COMMODITY", "STS_CONCEPT", "ITEM",
)  # fmt: skip
UNITS = ("UNIT_MEASURE", "UNIT", "UNITS")
FREQUENCIES = ("FREQ", "FREQUENCY")
TIMES = ("TIME_PERIOD", "TIME", "PERIOD")
CURRENCY, DENOMINATOR = "CURRENCY", "CURRENCY_DENOM"
"""The dimensions of an exchange rate: units of the first for one unit of the second."""

KNOWN_ATTRIBUTES = {
    "UNIT_MULT", "POWERCODE", "DECIMALS", "TIME_FORMAT", "OBS_STATUS", "OBS_FLAG", "CONF_STATUS", "OBS_CONF", "CONF_STATUS_OBS",
    "OBS_PRE_BREAK", "PRE_BREAK_VALUE", "OBS_COM", "COMMENT_OBS", "COMMENT_TS", "COMMENT", "TITLE", "TITLE_COMPL", "COLLECTION",
    "COLL_METHOD", "SOURCE_AGENCY", "SOURCE_PUB", "COMPILATION", "COVERAGE", "EMBARGO", "EMBARGO_DATE", "EMBARGO_TIME", "LAST_UPDATE",
    "LAST UPDATE", "UPDATED", "IDBANK", "BASE_PER", "BASE_YEAR", "REF_YEAR_PRICE", "DISS_ORG", "PUBL_PUBLIC",
    "PUBL_MU", "PUBL_ECB", "AVAILABILITY", "BREAKS", "DOM_SER_IDS", "NAT_TITLE", "TIME_PER_COLLECT", "REF_PERIOD_DETAIL",
    "REPYEARSTART", "REPYEAREND", "REPORTING_YEAR_START_DAY", "ID", "SERIES_KEY", "OBS_KEY", "STRUCTURE", "STRUCTURE_NAME",
    "COUNTRY_UPDATE_DATE", "OVERLAP", "DECIMALS_DISPLAYED", "SCALE", "SERIES_NAME", "METHODOLOGY_NOTES",
}  # fmt: skip
"""Attributes that no agency uses as dimensions. Only structures tell for sure, and structure-specific messages lack it."""


def is_time(component: str) -> bool:
    """Whether a component is a dimension of periods by its name."""
    return component.upper() in TIMES


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """The positions of components. None where the mapping says it for the whole file or the message lacks one."""

    market: int | None
    period: int | None
    value: int
    unit: int | None
    frequency: int | None
    rate: tuple[int, int] | None

    @classmethod
    def of(cls, table: MessageTable, mapping: Mapping) -> Roles:
        """Find the components of the fields.

        Raises `SourceError` for a component that the mapping names and the message lacks, and for a missing one.
        """
        rate = _rate(table)
        market = None if mapping.market else _place(table, mapping, "market", (table.area, *AREAS))
        if market is None and not mapping.market and rate:
            market = rate[0]
        period = None if mapping.period else _place(table, mapping, "period", (table.time, *TIMES))
        value = _place(table, mapping, "value", ("OBS_VALUE",))
        missing = [
            name
            for name, place in (("market", market), ("period", period))
            if place is None and not getattr(mapping, name)
        ]
        missing += ["value"] if value is None else []
        if missing or value is None:
            raise _missing(table, missing)
        unit = _place(table, mapping, "unit", UNITS)
        return cls(
            market=market,
            period=period,
            value=value,
            unit=unit,
            frequency=first_of(table.header, FREQUENCIES),
            rate=rate,
        )

    def taken(self) -> set[int]:
        """The positions that are no part of the name of a metric."""
        rate = self.rate if self.rate and self.market in self.rate else ()
        return {place for place in (self.market, self.period, self.value, self.unit, *rate) if place is not None}


def first_of(header: Iterable[str], names: Iterable[str]) -> int | None:
    """The position of the first of some components, without regard to case."""
    places = {component.upper(): n for n, component in reversed(list(enumerate(header)))}
    return next((places[name.upper()] for name in names if name.upper() in places), None)


def _place(table: MessageTable, mapping: Mapping, use: str, names: tuple[str, ...]) -> int | None:
    if use in mapping.columns:
        return table.column(mapping.columns[use], use)
    return first_of(table.header, names)


def _rate(table: MessageTable) -> tuple[int, int] | None:
    places = [first_of(table.header, (name,)) for name in (CURRENCY, DENOMINATOR)]
    return (places[0], places[1]) if places[0] is not None and places[1] is not None else None


def _missing(table: MessageTable, missing: list[str]) -> SourceError:
    constant = ', or market = "..."' if missing[0] == "market" else ""
    return SourceError(
        f"no component for the {', '.join(missing)}",
        where=table.place(),
        found=", ".join(table.header if "value" in missing else table.dimensions),
        remedy=f'set columns = {{{missing[0]} = "..."}}{constant} in a mapping',
    )
