"""Order lines grouped by country and month in DuckDB, against the same grouping as bare SQL: the cost per row must not grow."""

from __future__ import annotations

import sys
import tempfile
import warnings
from pathlib import Path

import duckdb

from bench.sideways import medians, shown
from xlmarket.config import Facts
from xlmarket.sources import read_facts

ROWS_OF = (1_000_000, 10_000_000, 50_000_000)
ORDERS = Facts(market="country", date="day", value="amount", frequency="M", table="orders")
BARE = "SELECT country, date_trunc('month', day) AS month, sum(amount) FROM orders GROUP BY 1, 2"
FILL = """CREATE TABLE orders AS SELECT 'Market ' || (hash(i) % 40) AS country,
    DATE '2010-01-01' + (hash(i + 7) % 3650)::INT AS day, ((hash(i + 3) % 1000000) / 100.0)::DECIMAL(12, 2) AS amount
    FROM range({rows}) AS rows(i)"""


def main(rows_of: tuple[int, ...] = ROWS_OF) -> None:
    warnings.simplefilter("ignore")
    print("Facts in DuckDB: 40 countries, 120 months\n-----------------------------------------")
    for rows in rows_of:
        with tempfile.TemporaryDirectory() as folder:
            print(_line(rows, Path(folder) / "facts.duckdb"), flush=True)


def _line(rows: int, path: Path) -> str:
    with duckdb.connect(path) as database:
        database.execute(FILL.format(rows=rows))

    def bare() -> None:
        with duckdb.connect(path, read_only=True) as database:
            database.execute(BARE).fetchall()

    def ours() -> None:
        read_facts(f"duckdb://{path}", ORDERS)

    seconds = medians({"bare": bare, "ours": ours}, runs=3)
    ratio = seconds["ours"] / seconds["bare"]
    each = f"{shown(seconds['ours'] / rows)} a row"
    return f"{rows:>12,} rows   {shown(seconds['ours']):>9}  {each}   bare {shown(seconds['bare']):>9}   {ratio:.2f} x"


if __name__ == "__main__":
    main(tuple(int(word) for word in sys.argv[1:]) or ROWS_OF)
