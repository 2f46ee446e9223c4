"""A drafted mapping is tried on its file: open questions get a careful answer, and guesses become doubts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from xlmarket.config import Mapping
from xlmarket.listing import list_names
from xlmarket.markets import standard_markets
from xlmarket.observations import MetricKind, Observation
from xlmarket.sources.drafting.keys import Proposal
from xlmarket.sources.reading import Question, Reading

_MOST_READINGS = 2
"""A declared sum can show that another row is one too, but no more follow from that."""

_ROUNDING = 0.2
"""How far the mean of an index may lie from 100 in its base year, whose months are rounded and weighted."""

_MARKETS = 3
"""How many markets must all have a mean of 100 in one year, so that it is not by chance."""

_MOST_NAMES = 3


def try_out(proposal: Proposal, read: Callable[[Mapping], Reading]) -> None:
    """Declare the sums and indices that a reading finds, and add doubts on guesses and rejects.

    Raises what `read` raises.
    """
    reading = read(proposal.mapping())
    guesses: list[str] = []
    for _ in range(_MOST_READINGS):
        if not reading.questions:
            break
        guesses += _declare(proposal, reading.questions)
        reading = read(proposal.mapping())
    _declare_indices(proposal, reading)
    if guesses:
        _doubt_kinds(proposal, reading)
    _doubt_new_markets(proposal, reading)
    if reading.rejects:
        first = reading.rejects[0]
        proposal.doubts.append(
            f"rejects: {len(reading.rejects):,} values are not read; the first: {first.why} ({first.found})"
        )


def _declare(proposal: Proposal, questions: Sequence[Question]) -> list[str]:
    """Declare sums as aggregates and open kinds as ratios, and return the metrics of open kind."""
    sums = [question.name for question in questions if question.topic == "aggregate"]
    kinds = [question.name for question in questions if question.topic == "kind"]
    proposal.doubts += [f"{question.what}: aggregates keeps it apart" for question in questions if _is_guess(question)]
    if sums:
        known = proposal.keys.get("aggregates", [])
        declared = {**known, **{name: [] for name in sums}} if isinstance(known, dict) else [*known, *sums]
        proposal.add("aggregates", declared, "these rows are sums of others")
    if kinds:
        reason = "flow where figures add up over time, stock where the last counts"
        proposal.add("kind", dict.fromkeys(kinds, MetricKind.RATIO.value), reason)
        proposal.doubts.append(f"kind: it is open how {list_names(kinds)} add up; a ratio is never added")
    return kinds


def _is_guess(question: Question) -> bool:
    """Whether a market is taken for a sum though it does not have the name of a sum."""
    markets = standard_markets()
    named = markets.is_total(question.name) or markets.is_subtotal(question.name)
    return question.topic == "aggregate" and not named


def _doubt_new_markets(proposal: Proposal, reading: Reading) -> None:
    """Add a doubt for each market that the file brings itself with a name near a known one: `Brazil (1)`."""
    near = [(name, known) for name, known in reading.new_names.items() if known][:_MOST_NAMES]
    proposal.doubts += [
        f'"{name}" is not a known market: names = {{"{name}" = "{known}"}} reads it as {known}' for name, known in near
    ]


def _declare_indices(proposal: Proposal, reading: Reading) -> None:
    """Declare the metrics whose mean is 100 in one year in every market: they are indices and never add up."""
    kinds, units = proposal.keys.get("kind", {}), proposal.keys.get("units", {})
    if not isinstance(kinds, dict) or not isinstance(units, dict):
        return
    rows: dict[str, list[Observation]] = defaultdict(list)
    for row in reading.observations:
        rows[row.metric].append(row)
    named = [metric.name for metric in reading.observations.metrics if not metric.unit and metric.name not in kinds]
    bases = {name: year for name in named if (year := _base_year(rows[name]))}
    if bases:
        proposal.add(
            "kind", {**kinds, **dict.fromkeys(bases, MetricKind.RATIO.value)}, proposal.reasons.get("kind", "")
        )
        indices = {name: f"index {year}=100" for name, year in bases.items()}
        proposal.add("units", {**units, **indices}, "the mean of that year is 100 in every market")


def _base_year(rows: Sequence[Observation]) -> int | None:
    """The year in which every market has a mean of 100, or None where the figures have one year only."""
    years: dict[int, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        years[row.period.start.year][row.market].append(row.value)
    if len(years) < 2:
        return None
    return next((year for year, markets in years.items() if _are_100(list(markets.values()))), None)


def _are_100(figures: Sequence[Sequence[float]]) -> bool:
    means = [sum(values) / len(values) for values in figures]
    return len(means) >= _MARKETS and all(abs(mean - 100) <= _ROUNDING for mean in means)


def _doubt_kinds(proposal: Proposal, reading: Reading) -> None:
    """Next to metrics of open kind, those whose kind is known by their name alone are a guess too."""
    metrics = [
        metric for metric in reading.observations.metrics if not metric.unit and metric.kind is not MetricKind.RATIO
    ]
    for kind in (MetricKind.FLOW, MetricKind.STOCK):
        if names := [metric.name for metric in metrics if metric.kind is kind]:
            proposal.doubts.append(f"kind: {list_names(names)} taken for a {kind} by name alone")
