"""One import of facts, from the engine to a reading."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from xlmarket.addresses import mask
from xlmarket.config import Facts
from xlmarket.errors import Place
from xlmarket.markets import Markets, standard_markets
from xlmarket.sources.facts.engines import open_tables, source_name
from xlmarket.sources.facts.figures import (
    Cells,
    cells_of,
    covered_by,
    market_keys,
    observations_of,
    rejects_of,
    without_value,
)
from xlmarket.sources.facts.increments import group_changed
from xlmarket.sources.facts.measures import MERGED, group
from xlmarket.sources.facts.rows import Rows
from xlmarket.sources.facts.survey import survey
from xlmarket.sources.reading import Reading, check_plausible


def read_facts(source: str, facts: Facts, markets: Markets | None = None, memory: Path | None = None) -> Reading:
    """Group the facts of a file or of a table on an engine, by its path or URL.

    `memory` is a folder that remembers the periods of costly measures, so that only changed ones are grouped again.

    Raises `SourceError` where they cannot be grouped, with the place and the nearest column.
    """
    markets = markets or standard_markets()
    place, name = Place(file=mask(source)), source_name(source, facts)
    with open_tables(source, facts) as tables:
        rows = Rows.of(tables, facts, place)
        seen = survey(tables.engine, rows)
        joined = {} if facts.how in MERGED else _joined_markets(tables.engine, rows, markets)
        if memory is None or facts.how in MERGED:
            groups = group(tables.engine, rows, seen.span, joined)
        else:
            groups = group_changed(tables.engine, rows, seen.span, joined, source=source, folder=memory)
    keys = market_keys({one.market for one in groups if one.market} - {*joined.values()}, facts, markets)
    cells = cells_of(groups, facts, keys)
    observations = observations_of(cells, facts, name, covered_by(seen.span, facts))
    return Reading(
        observations=observations,
        rejects=rejects_of(groups, facts, name),
        findings=(*seen.findings, *without_value(groups, facts), *check_plausible(observations, markets)),
        file=name,
        fingerprint=_fingerprint(cells, observations.covered, facts),
        is_state=True,
    )


def _joined_markets(engine: Any, rows: Rows, markets: Markets) -> Mapping[str, str]:
    """The names of markets that have several in the facts, with their keys: a median of two groups is none of both."""
    market = rows.market
    names = engine.to_pyarrow(rows.table.select(market=market).distinct()).to_pylist()
    keys = market_keys({row["market"] for row in names if row["market"]}, rows.facts, markets)
    several = Counter(keys.values())
    return {name: key for name, key in keys.items() if several[key] > 1}


def _fingerprint(cells: Cells, covered: object, facts: Facts) -> str:
    """Hash over what the engine returned, in full precision, and the mapping without the way to the engine.

    A changed row that changes a figure is a new import. One that changes none is the same import.
    """
    digest = hashlib.sha256(repr((replace(facts, connection=""), covered)).encode())
    for (market, period), groups in cells.items():
        total = tuple(sum(getattr(one, name) for one in groups) for name in ("valued", "total", "low", "high"))
        digest.update(repr((market, period.label, total)).encode())
    return digest.hexdigest()
