"""The tables that all engines hold: few rows, with every kind of value that engines treat in ways of their own."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa

_ROWS = [
    # country, code, day, naive time, amount, price, quantity, customer, status, express
    ("Brazil", "BR", date(2015, 1, 5), datetime(2015, 1, 5, 1, 30), 10.1, "19.99", 3, "a", "paid", True),
    ("Brasil", "BR", date(2015, 2, 6), datetime(2015, 2, 6, 12), 0.2, "0.10", 1, "a", "paid", False),
    (
        "Brazil",
        "BR",
        date(2015, 4, 7),
        datetime(2015, 4, 1, 2, 59, 59, 700000),
        7.7,
        "5.00",
        -2,
        "b",
        "returned",
        False,
    ),
    ("Brazil", "BR", date(2015, 4, 8), datetime(2015, 4, 8, 12), 4.0, "2.50", 1, "c", "void", False),
    ("Japan", "JP", date(2015, 12, 31), datetime(2015, 12, 31, 15), 1 / 3, "1.00", 1, "c", "paid", True),
    ("Japan", "JP", date(2016, 1, 1), datetime(2016, 1, 1, 12), 2 / 3, "1.00", 2, "d", None, False),
    ("Japan", "JP", date(2016, 1, 3), datetime(2016, 1, 3, 12), None, "1.00", 2, "e", "paid", False),
    ("Shopland", "XX", date(2016, 5, 9), datetime(2016, 5, 9, 12), 1e9 + 0.123457, "9.00", 1, "f", "paid", False),
]
_SCHEMA = pa.schema(
    [
        ("country", pa.string()),
        ("code", pa.string()),
        ("day", pa.date32()),
        ("time", pa.timestamp("us")),
        ("amount", pa.float64()),
        ("price", pa.decimal128(12, 2)),
        ("quantity", pa.int64()),
        ("customer", pa.string()),
        ("Order Status", pa.string()),
        ("express", pa.bool_()),
        ("moment", pa.timestamp("us", tz="UTC")),
    ]
)


def table_of(rows: list[tuple[object, ...]]) -> pa.Table:
    """Orders as an Arrow table. The moment of a row is its time in UTC."""
    names = [column.name for column in _SCHEMA]
    typed = [
        (*row[:5], None if row[5] is None else Decimal(str(row[5])), *row[6:], row[3].replace(tzinfo=UTC))  # type: ignore[attr-defined]
        for row in rows
    ]
    return pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in typed], schema=_SCHEMA)


ROWS: list[tuple[object, ...]] = list(_ROWS)
ORDERS = table_of(ROWS)
CODES = pa.table({"iso": ["BR", "JP", "ZZ"], "land": ["Brazil", "Japan", "Peru"], "weight": [2.0, 0.5, 1.0]})
