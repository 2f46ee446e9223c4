"""Grouping: each engine returns whole numbers, from which the value of a group follows in exact arithmetic.

A value is rounded to the decimals of the mapping and counted in units of the last one; a column of decimals or whole
numbers is taken as it is. Such sums do not depend on the order of rows. A quantile takes its two neighbours in rank as they are and lies between them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from xlmarket.config import Facts
from xlmarket.config.facts import ADDED, USUAL_DECIMALS
from xlmarket.periods import Frequency
from xlmarket.sources.facts.buckets import bucket_of
from xlmarket.sources.facts.rows import Rows, Span

_EXACT = "decimal(18, 0)"
"""What engines sum without loss: whole numbers of 18 digits. A larger one is an error on all of them."""
MERGED = (*ADDED, "mean")
"""Measures whose groups can be put together afterwards, as those of one market under two names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What an engine returns about a market and a period, as the names in the facts have them.

    `rows` are all of its rows, `valued` those with a value. `total` is the sum, in units of the last decimal, or the
    number of distinct values. `low` and `high` are the neighbours of a quantile.
    """

    market: str | None
    bucket: Any
    rows: int
    valued: int
    total: int = 0
    low: int = 0
    high: int = 0


def group(
    engine: Any, rows: Rows, span: Span, keys: Mapping[str, str], only: frozenset[Any] | None = None
) -> list[Group]:
    """Group on the engine. `keys` are names of markets that become one before they are grouped.

    `only` are the periods to group, as `bucket_of` has them (default: all).
    """
    narrow = narrow_of(rows, span, keys)
    if only is not None:
        wanted = narrow.bucket.isin([bucket for bucket in only if bucket is not None])
        narrow = narrow.filter(narrow.bucket.isnull() | wanted if None in only else wanted)
    expression = _grouped(narrow, rows.facts)
    units = 10 ** decimals_of(rows.facts) if _column(rows) is not None else 1
    return [_group(fields, units) for fields in engine.to_pyarrow(expression).to_pylist()]


def narrow_of(rows: Rows, span: Span, keys: Mapping[str, str]) -> Any:
    """The rows that count, with their market, period and value alone."""
    facts = rows.facts
    counted = Rows(facts, rows.counted(), rows.place, rows.zoned)
    market = counted.market.substitute(dict(keys)) if keys else counted.market
    bucket = bucket_of(counted.day(span), Frequency(facts.frequency), facts.calendar)
    return counted.table.select(market=market, bucket=bucket, value=_value(counted))


def _grouped(narrow: Any, facts: Facts) -> Any:
    """The grouping as an Ibis expression with the columns of `Group`."""
    by = narrow.group_by(["market", "bucket"])
    if facts.how in ("median", "quantile"):
        return _neighbours(narrow, _fraction(facts))
    if facts.how == "distinct":
        return by.aggregate(rows=narrow.count(), valued=narrow.value.count(), total=narrow.value.nunique())
    return by.aggregate(rows=narrow.count(), valued=narrow.value.count(), total=narrow.value.sum())


def value_of(groups: Iterable[Group], facts: Facts) -> float:
    """The figure of the groups of one market and period. Several groups are put together only for `MERGED` measures."""
    groups = list(groups)
    total, valued = sum(group.total for group in groups), sum(group.valued for group in groups)
    if facts.how in ("count", "distinct"):
        return float(total)
    unit = Fraction(1, 10 ** decimals_of(facts))
    if facts.how == "sum":
        return float(total * unit)
    if facts.how == "mean":
        return float(Fraction(total, valued) * unit)
    (only,) = groups
    place = _fraction(facts) * (only.valued - 1)
    return float((only.low + (only.high - only.low) * (place % 1)) * unit)


def decimals_of(facts: Facts) -> int:
    """The decimals that each value is rounded to."""
    return USUAL_DECIMALS if facts.decimals is None else facts.decimals


def _group(fields: dict[str, Any], units: int) -> Group:
    """A group from a row of the engine, whose values count `units` of the last decimal."""
    values = {name: int(Fraction(fields[name] or 0) * units) for name in ("total", "low", "high") if name in fields}
    return Group(
        market=fields["market"],
        bucket=fields["bucket"],
        rows=int(fields["rows"]),
        valued=int(fields["valued"]),
        **values,
    )


def _column(rows: Rows) -> Any | None:
    """The column that is the value, where it can be taken as it is."""
    facts = rows.facts
    if facts.how in ("count", "distinct"):
        return None
    return rows.columns("value").exact(facts.value, decimals_of(facts))


def _value(rows: Rows) -> Any:
    """The value of each row: in units of the last decimal, as 1 where rows are counted, or as it is where it is named."""
    import ibis

    facts = rows.facts
    columns = rows.columns("value")
    if facts.how == "distinct":
        return columns.any(facts.value)
    if facts.how == "count":
        one = ibis.literal(1, "int64")
        return rows.sign(
            ibis.ifelse(columns.any(facts.value).notnull(), one, ibis.null("int64")) if facts.value else one
        )
    column = _column(rows)
    if column is not None:
        return rows.sign(column)
    number = rows.sign(columns.number(facts.value))
    whole = (number * 10.0 ** decimals_of(facts) + 0.5).floor().cast("int64")
    return whole if facts.how in ("median", "quantile") else whole.cast(_EXACT)


def _fraction(facts: Facts) -> Fraction:
    """Which quantile, as it is written: 0.9 is nine tenths."""
    return Fraction(1, 2) if facts.how == "median" else Fraction(str(facts.quantile))


def _neighbours(narrow: Any, fraction: Fraction) -> Any:
    """The groups with the two values between which the quantile lies, by their rank."""
    import ibis

    window = {"group_by": ["market", "bucket"]}
    ranked = narrow.mutate(
        rank=ibis.row_number().over(order_by=[narrow.value.isnull(), narrow.value], **window),
        valued=narrow.value.count().over(**window),
        rows=narrow.count().over(**window),
    )
    place = (ranked.valued - 1) * fraction.numerator // fraction.denominator
    near = ranked.filter((ranked.rank >= place) & (ranked.rank <= place + 1))
    by = near.group_by(["market", "bucket"])
    return by.aggregate(rows=near.rows.max(), valued=near.valued.max(), low=near.value.min(), high=near.value.max())
