"""Ten thousand scalar cells and one array of them through xlwings' own call path, beside a bare dictionary look-up there.

The path is `XLPython.CallUDF` and `call_udf` as they run on Windows, over an empty stand-in for pywin32: Excel, VBA and
COM are not in it, and they take the larger part of a call. The peer has the same arguments, declared to xlwings in the
same way, and looks its answer up in a dictionary. The function core alone comes last.
"""

from __future__ import annotations

import subprocess
import sys
from itertools import islice, product
from typing import Any

from bench.sideways import medians, table

CELLS = 10_000
DATASET = "sample-quarterly"
HERE = "--here"


def main() -> None:
    """In a process of its own: xlwings is told there that the system is Windows."""
    subprocess.run([sys.executable, "-m", "bench.desktop", HERE], check=True)


def measured() -> None:
    from tests.hosts.desktop.pywin32_standin import prepare

    prepare()
    from xlwings import com_server

    from xlmarket.functions import call, open_snapshot
    from xlmarket.hosts.desktop import udfs

    snapshot = open_snapshot(DATASET)
    asked, block = calls(snapshot)
    python, module = com_server.XLPython(), udfs.__name__
    python.CallUDF(module, "XLMARKET_OPEN", (DATASET, "", ""))
    declare_peer(udfs, snapshot, [*asked, block])

    def each(name: str) -> None:
        for arguments in asked:
            python.CallUDF(module, name, arguments)

    def first() -> None:
        udfs._opened.clear()
        python.CallUDF(module, "XLMARKET_OPEN", (DATASET, "", ""))
        each("MARKET_SHARE")

    def core() -> None:
        for arguments in asked:
            call(snapshot, "MARKET_SHARE", *arguments)

    seconds = medians(
        {
            "xlmarket, a cell for the first time": first,
            "xlmarket, a cell asked again": lambda: each("MARKET_SHARE"),
            "a dictionary look-up, a cell": lambda: each("PEER"),
            "xlmarket, one array, per cell": lambda: python.CallUDF(module, "MARKET_SHARE", block),
            "a dictionary look-up, one array, per cell": lambda: python.CallUDF(module, "PEER", block),
            "the function core alone, a cell": core,
        },
        runs=5,
    )
    per_cell = {name: found / CELLS for name, found in seconds.items()}
    print(table(f"{CELLS:,} cells through xlwings' call path", per_cell, "a dictionary look-up, a cell"))


def calls(snapshot: Any) -> tuple[list[tuple[Any, ...]], tuple[Any, ...]]:
    """As many different calls of one cell as there are cells, and one call that answers as many."""
    panel = snapshot.panel("sales")
    markets = [snapshot.markets[key].name for key in panel.markets][:40]
    periods = [period.label for period in panel.periods]
    fills = (f"fill={place}" for place in range(CELLS))
    found = product(fills, ("sales", "parcels"), markets, periods)
    scalars = [(market, period, None, metric, fill) for fill, metric, market, period in islice(found, CELLS)]
    column = tuple((market,) for market in markets * (CELLS // 10 // len(markets)))
    return scalars, (column, (tuple(periods[:10]),), None, None, None)


def declare_peer(module: Any, snapshot: Any, asked: list[tuple[Any, ...]]) -> None:
    """A function of the module that knows its answers already."""
    from xlmarket.functions import call
    from xlmarket.hosts.desktop.crossing import answer_out

    known = {key(arguments): answer_out(call(snapshot, "MARKET_SHARE", *arguments)) for arguments in asked}

    def peer(*arguments: Any) -> Any:
        return known[key(arguments)]

    peer.__xlfunc__ = module.MARKET_SHARE.__xlfunc__  # type: ignore[attr-defined]
    module.PEER = peer


def key(arguments: tuple[Any, ...]) -> tuple[Any, ...]:
    """The first cells of the arguments and how many rows they have: all that tells these calls apart."""
    return tuple((len(one), one[0][0]) if isinstance(one, (list, tuple)) else (1, one) for one in arguments)


if __name__ == "__main__":
    if HERE in sys.argv:
        measured()
    else:
        main()
