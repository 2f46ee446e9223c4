"""A hundred thousand function calls one by one, and as one array, against pandas' `.loc` on the same figures."""

from __future__ import annotations

from bench.sideways import medians, table
from xlmarket.functions import call, open_snapshot

CALLS = 100_000


def main() -> None:
    snapshot = open_snapshot("sample-quarterly")
    markets = [snapshot.markets[key].name for key in snapshot.panel("sales").markets][:40]
    periods = [period.label for period in snapshot.panel("sales").periods]
    wanted = [(markets[n % 40], periods[n % len(periods)]) for n in range(CALLS)]
    column = [[market] for market in (markets * (CALLS // 40 // 10 + 1))[: CALLS // 10]]
    frame = snapshot.holding.observations.to_frame().query("metric == 'sales'").set_index(["market", "period"])["value"]
    frame = frame.sort_index()
    keys = [(snapshot.resolve(market).key, period) for market, period in wanted[: CALLS // 10]]

    def scalars() -> None:
        for market, period in wanted:
            call(snapshot, "MARKET_SHARE", market, period)

    distinct = list(dict.fromkeys(wanted))

    def first_time() -> None:
        snapshot.memo.clear()
        snapshot.derived.clear()
        for market, period in distinct:
            call(snapshot, "MARKET_SHARE", market, period)

    def array() -> None:
        call(snapshot, "MARKET_SHARE", column, [periods[:10]])

    def pandas_loc() -> None:
        for key in keys:
            frame.loc[key]

    seconds = medians({"scalars": scalars, "first": first_time, "array": array, "loc": pandas_loc}, runs=3)
    each = {
        f"MARKET_SHARE, {CALLS:,} scalar calls ({len(distinct)} different, remembered), each": seconds["scalars"]
        / CALLS,
        "MARKET_SHARE, a scalar call for the first time, each": seconds["first"] / len(distinct),
        f"MARKET_SHARE, one array of {CALLS:,} cells, per cell": seconds["array"] / CALLS,
        "pandas .loc of a value (no share), each": seconds["loc"] / len(keys),
    }
    print(table("Function calls (ratio to pandas .loc)", each, "pandas .loc of a value (no share), each"))


if __name__ == "__main__":
    main()
