"""A proposed mapping for a message of an agency: its components are known, so the draft only has to choose among them."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Dictionary

from xlmarket.config import Mapping
from xlmarket.listing import list_names
from xlmarket.sources.drafting.keys import Proposal
from xlmarket.sources.drafting.trial import try_out
from xlmarket.sources.reading import Reading
from xlmarket.sources.sdmx import MessageTable
from xlmarket.sources.sdmx.combinations import code_of, combine
from xlmarket.sources.sdmx.figures import source_of
from xlmarket.sources.sdmx.roles import INDICATORS, Roles

_MOST_CODES = 6
_DAYS = {"D", "B"}


def draft_message(
    table: MessageTable, read: Callable[[Mapping], Reading], given: Dictionary[str, object] | None = None
) -> Proposal:
    """Return the mapping that reads a message. `given` are keys that a person has set already.

    Raises `SourceError` where a field has no component, which only a person can choose.
    """
    proposal = Proposal(dict(given or {}))
    mapping = proposal.mapping()
    roles = Roles.of(table, mapping)
    _add_columns(proposal, table, roles)
    _add_days(proposal, table, roles)
    _add_dimensions(proposal, table, roles)
    if not mapping.source:
        proposal.add("source", source_of(table, table.rows), "who sent the message, and the dataflow")
    try_out(proposal, read)
    return proposal


def _add_columns(proposal: Proposal, table: MessageTable, roles: Roles) -> None:
    places = {"market": roles.market, "period": roles.period, "value": roles.value, "unit": roles.unit}
    columns = {name: table.header[place] for name, place in places.items() if place is not None}
    proposal.add("columns", {**proposal.keys.get("columns", {}), **columns}, "components of the message")


def _add_days(proposal: Proposal, table: MessageTable, roles: Roles) -> None:
    """Declare a month and its mean where all series are daily, as a guess."""
    place = roles.frequency
    codes = set() if place is None else {code_of(row, place) for row in table.rows}
    if codes and codes <= _DAYS and "frequency" not in proposal.keys:
        proposal.add("frequency", "M", "the figures are daily")
        proposal.add("several", "mean")
        proposal.doubts.append('several: "mean" of the days of a month is a guess; it may be first, last or sum')


def _add_dimensions(proposal: Proposal, table: MessageTable, roles: Roles) -> None:
    """Name the dimensions of several codes, each combination of which is a metric, and how one code of each is kept."""
    mapping = proposal.mapping()
    if mapping.metric or mapping.dimensions or "metric" in mapping.columns:
        return
    metrics = combine(table, mapping, roles, table.rows)
    places = [place for place in metrics.places if place != roles.unit]
    if places:
        proposal.add("dimensions", [table.header[place] for place in places], "each combination is a metric")
    for place in places:
        codes = sorted({code_of(row, place) for row in table.rows})
        if len(codes) > 1 and table.header[place].upper() not in INDICATORS:
            shown = list_names(codes, _MOST_CODES)
            proposal.doubts.append(
                f'{table.header[place]} has {shown}: only = {{{table.header[place]} = ["{codes[0]}"]}} keeps one'
            )
