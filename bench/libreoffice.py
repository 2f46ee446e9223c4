"""Ten thousand scalar cells and one array of them in a real Calc, beside a bare dictionary look-up through the same transport.

The peer is the same extension in another LibreOffice, but each of its functions is a look-up in a dictionary and nothing
else. Calculated for the first time, our cells ask the process in the user's Python; calculated again, they do not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice, product
from typing import Any

from bench.sideways import table
from tests.hosts.libreoffice.office import Office, Profile
from xlmarket.functions import Snapshot, open_snapshot

CELLS = 10_000
COLUMNS = 10
ROUNDS = 25
DATASET = "sample-quarterly"
FUNCTIONS = {
    "MARKET_VALUE": 1,
    "MARKET_SHARE": 2,
    "MARKET_GROWTH": 2,
    "MARKET_RANK": 2,
    "MARKET_RELATIVE_SHARE": 2,
    "MARKET_CONTRIBUTION": 3,
}
"""With how many separators stand between the period and the metric."""

METRICS = ("sales", "parcels")
SCALARS, ARRAY = f"A1:J{CELLS // COLUMNS}", f"L1:L{CELLS}"

PEER = """
import unohelper

from xlmarket_calc.answers import answers
from xlmarket_calc.rows import ResultRows

ARRAY = ResultRows(tuple((0.5,) for _ in range(10000)))


class Table(dict):
    def __missing__(self, key):
        self[key] = ARRAY if isinstance(key[0], tuple) else 0.5
        return self[key]


def create(context):
    from org.xlmarket import XFunctions

    methods = {name: method(Table()) for name in answers().memory}
    return type("Functions", (unohelper.Base, XFunctions), methods)()


def method(table):
    def looked_up(_, *arguments):
        return table[arguments]

    return looked_up
"""


def formulas(snapshot: Snapshot) -> list[list[str]]:
    """Different calls of one cell each, of every market in every period of both metrics."""
    markets = [snapshot.markets[key].name for key in snapshot.panel("sales").markets]
    periods = [period.label for period in snapshot.panel("sales").periods]
    found = (
        f'={name}("{market}";"{period}"{";" * before}"{metric}")'
        for (name, before), metric, market, period in product(FUNCTIONS.items(), METRICS, markets, periods)
    )
    cells = list(islice(found, CELLS))
    return [cells[start : start + COLUMNS] for start in range(0, CELLS, COLUMNS)]


@contextmanager
def office(functions: str = "") -> Iterator[Office]:
    """A LibreOffice with the extension; with other functions in it, if given."""
    with Profile() as profile:
        profile.install("--dataset", DATASET)
        if functions:
            (profile.inside / "functions.py").write_text(functions, encoding="utf-8")
        running = Office(profile)
        running.by_itself(on=False)
        yield running
        running.stop()


def first_time(running: Office, cells: list[list[str]]) -> float:
    """Seconds of the first calculation; the process that answers has started before."""
    running.enter(address="N1", formula='=MARKET_SHARE("Brazil")')
    running.calculate()
    running.enter_all(address=SCALARS, formulas=cells)
    return float(running.calculate()[0])


def again(offices: Sequence[Office]) -> list[float]:
    """Seconds of the fastest calculation of each, in turn: what else the machine does only ever adds to one."""
    seconds: list[list[float]] = [[] for _ in offices]
    for _ in range(ROUNDS):
        for place, running in enumerate(offices):
            seconds[place] += running.calculate()
    return [min(taken) for taken in seconds]


def with_array(running: Office, cells: list[list[str]]) -> None:
    """Clear the sheet and enter one array over as many markets."""
    names = [cell.split('"')[1] for row in cells for cell in row]
    running.fill(cells={f"M{place}": name for place, name in enumerate(names, 1)})
    running.enter(address=ARRAY, formula=f'=MARKET_SHARE(M1:M{CELLS};"2015Q4")', array=True)


def main() -> None:
    cells = formulas(open_snapshot(DATASET))
    with office() as ours, office(PEER) as peer:
        first = [first_time(running, cells) for running in (ours, peer)]
        scalars = again((ours, peer))
        for running in (ours, peer):
            with_array(running, cells)
            running.calculate()
        arrays = again((ours, peer))
    print_all(first, scalars, arrays)


def print_all(first: list[float], scalars: list[float], arrays: list[float]) -> None:
    peer = "a bare dictionary look-up, the same cells"
    each: dict[str, Any] = {
        f"{CELLS:,} scalar cells calculated for the first time, per cell": first[0] / CELLS,
        f"{CELLS:,} scalar cells calculated again, per cell": scalars[0] / CELLS,
        peer: scalars[1] / CELLS,
    }
    print(table("Calc: scalar cells (ratio to a dictionary look-up)", each, peer))
    print(f"the whole sheet: {first[0]:.2f} s the first time, {scalars[0]:.2f} s again\n")
    each = {f"one array of {CELLS:,} cells, per cell": arrays[0] / CELLS, f"{peer} ": arrays[1] / CELLS}
    print(table("Calc: one array (ratio to a dictionary look-up)", each, f"{peer} "))


if __name__ == "__main__":
    main()
