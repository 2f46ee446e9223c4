"""Figures that charts find hard: gaps, values below zero, a market that begins late, regions of long names."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from xlmarket.functions import open_snapshot
from xlmarket.functions.snapshot import Snapshot
from xlmarket.observations import Observation

LONG = "The southern cone and what else is sold from the warehouse in Brazil under the long name of its region"
REGIONS = {LONG: ("Brazil", "Mexico", "Chile", "Peru"), "A & <b>": ("Japan",), "Alone": ("Brazil", "Japan", "Chile")}


@cache
def awkward() -> Snapshot:
    """The sample with holes: Mexico begins late, Chile ends early, Peru and Germany fall below zero."""
    holding = open_snapshot("sample-quarterly").holding
    rows = tuple(_change(row) for row in holding.observations.rows if not _is_left_out(row))
    return Snapshot(replace(holding, observations=replace(holding.observations, rows=rows)), regions=REGIONS)


def _is_left_out(row: Observation) -> bool:
    label = row.period.label
    return (row.market, label < "2015Q2") == ("MEX", True) or (row.market, label > "2015Q1") == ("CHL", True)


def _change(row: Observation) -> Observation:
    falls = (row.market, row.period.label) in (("PER", "2015Q4"), ("DEU", "2015Q3"), ("DEU", "2015Q4"))
    return replace(row, value=-row.value) if falls else row
