"""The exchange rates that come with xlmarket: monthly reference rates of the European Central Bank.

`python -m xlmarket.store.rates FILE` cuts the shipped CSV out of a file of the bank's monthly rates with the columns
month, currency, avg_per_eur, eop_per_eur and days (of the daily reference rates behind the average). Reuse is free with
the source named: https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator
from pathlib import Path

from xlmarket.observations import Observation
from xlmarket.periods import parse_period

TARGET = Path(__file__).with_name("shipped") / "ecb-reference-rates.csv"
FIRST, LAST = "2012-01", "2016-12"
"""The years of the shipped figures, the year before them for growth in constant currency, and the year after."""

COLUMNS = ("month", "currency", "avg_per_eur", "eop_per_eur", "days")
METRICS = {"exchange_rate": "avg_per_eur", "exchange_rate_end": "eop_per_eur", "exchange_rate_days": "days"}


def rows(text: str, source: str) -> Iterator[Observation]:
    """Averages, last rates and days of each month. Pair and market are both called `BRL per EUR`."""
    for row in csv.DictReader(text.splitlines()):
        period, pair = parse_period(row["month"]), f"{row['currency']} per EUR"
        for metric, column in METRICS.items():
            unit = "days" if column == "days" else pair
            yield Observation(
                market=pair, metric=metric, period=period, value=float(row[column]), unit=unit, source=source
            )


def cut(text: str) -> str:
    """The shipped CSV out of a file with all months."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(row for row in csv.DictReader(text.splitlines()) if FIRST <= row["month"] <= LAST)
    return out.getvalue()


if __name__ == "__main__":
    TARGET.write_text(cut(Path(sys.argv[1]).read_text(encoding="utf-8")), encoding="utf-8")
