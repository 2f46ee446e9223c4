"""The generator of `sample-quarterly`: illustrative figures, seeded, whose 2015 shares equal the published ones.

`python -m xlmarket.store.sample` writes the CSV again. Each market has a size, a growth rate and a seasonal profile
(fourth quarter high). Noise comes from `random.Random(SEED)`. The sales of 2015 are then scaled group by group so that
the year's shares of the United States, the European Union, ASEAN, Japan, Russia, South Korea, Brazil and India are
exactly those of `cross-border-2015`, and the remaining 38.4 % are other markets and the rest of the world.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator
from pathlib import Path

SEED = 20151231
TARGET = Path(__file__).with_name("shipped") / "sample-quarterly.csv"
YEARS = (2013, 2014, 2015)
WORLD_2015 = 100_000_000  # thousands of USD: 100 billion, so that one share point is a billion
SEASON = (0.90, 0.95, 0.98, 1.17)

PROFILES = Path(__file__).with_name("shipped") / "sample-profiles.csv"
"""Per market: the group its 2015 share is published for, its weight in that group, growth, and 2015 factors."""

PUBLISHED = {"USA": 165, "EU": 158, "ASEAN": 114, "JPN": 66, "RUS": 42, "KOR": 35, "BRA": 22, "IND": 14, "REST": 384}
"""Shares of 2015 in thousandths; REST is what the source calls others."""

FACTORS = {
    "population": ("thousand persons", 1.0),
    "gdp": ("USD million", 1.0),
    "internet_users": ("thousand persons", 1.06),
    "online_buyers": ("thousand persons", 1.12),
    "consumption_per_head": ("USD", 1.02),
    "logistics_index": ("score 1 to 5", 1.0),
    "payment_index": ("score 0 to 100", 1.01),
    "customs_index": ("score 1 to 5", 1.0),
    "law_index": ("score 0 to 100", 1.0),
}
"""Annual factor metrics of the profiles with unit and yearly drift."""

Row = tuple[str, str, str, str, str]


def profiles() -> list[dict[str, str]]:
    with PROFILES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def rows() -> Iterator[Row]:
    """Market, metric, period, value, unit of every figure, market by market."""
    noise = random.Random(SEED)
    table = profiles()
    budgets = {group: WORLD_2015 * share // 1000 for group, share in PUBLISHED.items()}
    yearly = _split(table, budgets)
    for profile in table:
        quarters = _quarters(yearly[profile["market"]], float(profile["growth"]), noise)
        price = float(profile["parcel_usd"])
        for (year, quarter), sales in quarters.items():
            period = f"{year}Q{quarter}"
            yield profile["market"], "sales", period, f"{sales / 1000:.3f}", "USD million"
            parcels = sales / (price * (1 - 0.01 * (year - 2015)))
            yield profile["market"], "parcels", period, f"{parcels:.1f}", "thousand"
        yield from _factors(profile)


def _split(table: list[dict[str, str]], budgets: dict[str, int]) -> dict[str, int]:
    """Each market's 2015 sales in thousands of USD. A group's parts add up to its budget to the last thousand."""
    yearly: dict[str, int] = {}
    for group, budget in budgets.items():
        members = [profile for profile in table if profile["group"] == group]
        weights = [float(profile["weight"]) for profile in members]
        left = budget
        for profile, weight in zip(members[1:], weights[1:], strict=True):
            part = round(budget * weight / sum(weights))
            yearly[profile["market"]] = part
            left -= part
        yearly[members[0]["market"]] = left
    return yearly


def _quarters(sales_2015: int, growth: float, noise: random.Random) -> dict[tuple[int, int], int]:
    """Twelve quarters in thousands of USD. Those of 2015 add up to the year exactly."""
    tilt = noise.uniform(-0.03, 0.05)
    shape = [SEASON[q] * (1 + growth / 4) ** q * (1 + noise.uniform(-0.02, 0.02)) for q in range(4)]
    shape[3] *= 1 + tilt
    last = [round(sales_2015 * part / sum(shape)) for part in shape]
    last[3] += sales_2015 - sum(last)
    quarters = {(2015, q + 1): last[q] for q in range(4)}
    for year in (2014, 2013):
        for q in range(4):
            rate = growth * (1.1 if year == 2013 else 1.0) + noise.uniform(-0.04, 0.04)
            quarters[year, q + 1] = round(quarters[year + 1, q + 1] / (1 + rate))
    return dict(sorted(quarters.items()))


def _factors(profile: dict[str, str]) -> Iterator[Row]:
    for metric, (unit, drift) in FACTORS.items():
        if not profile[metric]:
            continue
        for year in YEARS:
            value = float(profile[metric]) * drift ** (year - 2015)
            yield profile["market"], metric, str(year), f"{value:.2f}" if value < 1000 else f"{value:.0f}", unit


def text() -> str:
    """The CSV as it is shipped."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("market", "metric", "period", "value", "unit"))
    writer.writerows(rows())
    return out.getvalue()


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8")
