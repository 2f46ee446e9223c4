"""A message as a table: one row an observation, one column a component (dimension, measure, attribute) with its codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from xlmarket.errors import Place, SourceError
from xlmarket.sources.tables import RawCell, RawRow, RawTable

MOST_OBSERVATIONS = 1_000_000
"""An observation costs about 1.4 kB until it is stored: 142 MB and 7 seconds for 100,000 of them."""

ACTION, FLOW, VALUE = "ACTION", "DATAFLOW", "OBS_VALUE"
"""Columns that every message has: what to do with the row, whose data they are, and the measure."""

Names = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageTable(RawTable):
    """The observations of one message. The number of a row is that of its observation, in CSV of its line.

    `dimensions` are the components that may be dimensions, `names` the names of their codes, `time` and `area` are the
    dimensions that the message declares to be periods and places, and `sender` is who wrote the message.
    """

    dimensions: tuple[str, ...] = ()
    names: Names = field(default_factory=dict)
    time: str = "TIME_PERIOD"
    area: str = ""
    sender: str = ""


class Components:
    """The columns of a table while observations come in: each component gets the next one."""

    def __init__(self, name: str) -> None:
        self.file = name
        self.places: dict[str, int] = {FLOW: 0, ACTION: 1, VALUE: 2}
        self.rows: list[RawRow] = []

    def add(self, *parts: Mapping[str, RawCell] | Iterable[tuple[str, RawCell]]) -> None:
        """Add an observation of several parts, such as the key of its series and its own. The last one wins."""
        if len(self.rows) == MOST_OBSERVATIONS:
            remedy = "ask the agency for fewer: a later startPeriod, or a key with fewer codes"
            raise SourceError(
                f"the message holds more than {MOST_OBSERVATIONS:,} observations",
                where=Place(file=self.file),
                remedy=remedy,
            )
        cells: list[RawCell] = [None] * len(self.places)
        for part in parts:
            for name, cell in part.items() if isinstance(part, Mapping) else part:
                place = self.places.setdefault(name, len(self.places))
                if place == len(cells):
                    cells.append(None)
                cells[place] = cell
        self.rows.append(RawRow(len(self.rows) + 1, cells))
