"""Data sets with all that a format may lose: gaps, bounds, doubt, units per market, sums, fiscal years, odd texts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from tests.formulas.names.awkward import awkward
from xlmarket.observations import FigureStatus, Gap, Metric, MetricKind, Observation, Observations, Qualifier
from xlmarket.periods import Frequency, Period, read_calendar
from xlmarket.store import Dataset, Holding, Vintage


def held(table: Observations, name: str = "mine") -> Holding:
    """A data set of one vintage with these observations."""
    day = datetime(2016, 1, 5, tzinfo=UTC)
    vintage = Vintage(dataset=name, number=1, published=day, imported=day, file="x", fingerprint="f", rows=len(table))
    return Holding(dataset=Dataset(name=name, title="Mine"), vintage=vintage, observations=table)


def figure(market: str, value: float, **more: object) -> Observation:
    fields = {"metric": "sales", "period": Period.of(2015), "unit": "EUR million", "source": "Office"} | more
    return Observation(market=market, value=value, **fields)  # type: ignore[arg-type]


SALES = Metric(name="sales", unit="EUR million", kind=MetricKind.FLOW, frequency=Frequency.YEAR, default=True)

ODD = Observations(
    rows=(
        figure("DEU", 0.1 + 0.2, note="=SUM(A1:A9)", source="+Office, \"2\"\nsecond line"),
        figure("FRA", 70.0, qualifier=Qualifier.ABOVE, note="as much as  two spaces"),
        figure("BRA", 12.0, qualifier=Qualifier.BELOW, status=FigureStatus.ESTIMATED),
        figure("IND", 3.0, qualifier=Qualifier.ABOUT, status=FigureStatus.DOUBTFUL),
        figure("Café & Bar <1>", -123456789012345.0),
        figure("Germany and France", 1e-7, status=FigureStatus.DERIVED),
        figure("NAM", 5.0, period=Period.of(2015, "H", 2), metric="visits", unit="thousand visits"),
        figure("OTHERS", 1e22),
    ),
    metrics=(
        replace(SALES, title="Sales, net of returns"),
        Metric(name="visits", unit="thousand visits", kind=MetricKind.STOCK, frequency=Frequency.HALF),
    ),
    covered=(date(2014, 4, 1), date(2016, 3, 9)),
    gaps=(
        Gap(market="JPN", metric="sales", period=Period.of(2015), symbol="(S)", reason="suppressed", source="Office"),
        Gap(market="USA", metric="visits", period=Period.of(2015, "H", 2), symbol="..", reason="none", source="Office"),
    ),
    aggregates={"Germany and France": ("DEU", "FRA")},
)  # fmt: skip

MONEY = Observations(
    rows=(figure("JPN", 5.0, unit="JPY billion"), figure("BRA", 7.0, unit="BRL million")),
    metrics=(replace(SALES, unit="", default=False),),
)

FISCAL_CALENDAR = read_calendar("4 end")
FISCAL = Observations(
    rows=tuple(
        figure("DEU", float(n), period=Period.holding(date(2014, 5, 1), Frequency.QUARTER, FISCAL_CALENDAR).shift(n))
        for n in range(6)
    ),
    metrics=(replace(SALES, frequency=Frequency.QUARTER, calendar=FISCAL_CALENDAR, default=False),),
)

RETAIL_CALENDAR = read_calendar("2 start 4-5-4 nearest saturday")
RETAIL = Observations(
    rows=tuple(
        figure("DEU", float(n), period=Period.holding(date(2015, 5, 1), Frequency.WEEK, RETAIL_CALENDAR).shift(n))
        for n in range(60)
    ),
    metrics=(replace(SALES, frequency=Frequency.WEEK, calendar=RETAIL_CALENDAR, default=False),),
)


def random_table() -> Observations:
    """Months with gaps, zeros, negatives, bounds and doubt. A source that is not named becomes the file's name."""
    table = awkward(3).holding.observations
    rows = tuple(replace(row, source=row.source or "Office") for row in table.rows)
    return replace(table, rows=rows)


TABLES = {"odd": ODD, "money": MONEY, "fiscal": FISCAL, "retail weeks": RETAIL, "random": random_table()}
