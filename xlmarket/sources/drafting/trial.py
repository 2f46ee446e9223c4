"""A drafted mapping is tried on its file: what the reading asks is answered, and what is a guess is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from xlmarket.config import Mapping
from xlmarket.listing import list_names
from xlmarket.markets import standard_markets
from xlmarket.observations import Kind, Observation
from xlmarket.sources.drafting.keys import Proposal
from xlmarket.sources.reading import Question, Reading

_ROUNDING = 0.2
"""How far the mean of an index may lie from 100 in its base year, whose months are rounded and weighted."""

_MARKETS = 3
"""How many markets must all have a mean of 100 in one year, so that it is no chance."""

_MOST_NAMES = 3


def try_out(proposal: Proposal, read: Callable[[Mapping], Reading]) -> None:
    """Declare the sums and indices that reading finds, and say which kinds are a guess and what is rejected."""
    reading = read(proposal.mapping())
    asked: list[str] = []
    for _ in range(2):
        if not reading.questions:
            break
        asked += _answer(proposal, reading.questions)
        reading = read(proposal.mapping())
    _declare_indices(proposal, reading)
    if asked:
        _tell_names(proposal, reading)
    _tell_near_markets(proposal, reading)
    if reading.rejects:
        first = reading.rejects[0]
        proposal.doubts.append(f"rejects: {len(reading.rejects):,} values are not read; the first: {first.why}")


def _answer(proposal: Proposal, questions: Sequence[Question]) -> list[str]:
    """Declare sums as aggregates and unknown kinds as ratios; the metrics whose kind was asked."""
    sums = [question.name for question in questions if question.topic == "aggregate"]
    kinds = [question.name for question in questions if question.topic == "kind"]
    proposal.doubts += [f"{one.what}: aggregates keeps it apart" for one in questions if _is_guess(one)]
    if sums:
        known = proposal.keys.get("aggregates", [])
        declared = {**known, **{name: [] for name in sums}} if isinstance(known, dict) else [*known, *sums]
        proposal.add("aggregates", declared, "these rows are sums of others")
    if kinds:
        reason = "flow where figures add up over time, stock where the last counts"
        proposal.add("kind", dict.fromkeys(kinds, Kind.RATIO.value), reason)
        proposal.doubts.append(f"kind: nothing says how {list_names(kinds)} add up; a ratio is never added")
    return kinds


def _is_guess(question: Question) -> bool:
    """Whether a market is taken for a sum though its name does not call it one."""
    markets = standard_markets()
    named = markets.is_total(question.name) or markets.is_subtotal(question.name)
    return question.topic == "aggregate" and not named


def _tell_near_markets(proposal: Proposal, reading: Reading) -> None:
    """Markets of the file's own whose names are near known ones: `Brazil (1)`."""
    near = [(name, known) for name, known in reading.new_names.items() if known][:_MOST_NAMES]
    proposal.doubts += [
        f'"{name}" is a market of your own: names = {{"{name}" = "{known}"}} reads it as {known}'
        for name, known in near
    ]


def _declare_indices(proposal: Proposal, reading: Reading) -> None:
    """Declare the metrics whose figures are 100 in one year in every market: they are indices and never add up."""
    kinds, units = proposal.keys.get("kind", {}), proposal.keys.get("units", {})
    if not isinstance(kinds, dict) or not isinstance(units, dict):
        return
    rows: dict[str, list[Observation]] = defaultdict(list)
    for row in reading.observations:
        rows[row.metric].append(row)
    named = [one.name for one in reading.observations.metrics if not one.unit and one.name not in kinds]
    bases = {name: year for name in named if (year := _base_year(rows[name]))}
    if bases:
        proposal.add("kind", {**kinds, **dict.fromkeys(bases, Kind.RATIO.value)}, proposal.reasons.get("kind", ""))
        indices = {name: f"index {year}=100" for name, year in bases.items()}
        proposal.add("units", {**units, **indices}, "the mean of that year is 100 in every market")


def _base_year(rows: Sequence[Observation]) -> int | None:
    """The year in which every market has a mean of 100, where the figures of other years differ."""
    years: dict[int, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        years[row.period.start.year][row.market].append(row.value)
    if len(years) < 2:
        return None
    return next((year for year, markets in years.items() if _are_100(list(markets.values()))), None)


def _are_100(figures: Sequence[Sequence[float]]) -> bool:
    means = [sum(values) / len(values) for values in figures]
    return len(means) >= _MARKETS and all(abs(mean - 100) <= _ROUNDING for mean in means)


def _tell_names(proposal: Proposal, reading: Reading) -> None:
    """Beside metrics of which nothing says the kind, those whose name alone says it are a guess too."""
    metrics = [one for one in reading.observations.metrics if not one.unit and one.kind is not Kind.RATIO]
    for kind in (Kind.FLOW, Kind.STOCK):
        if names := [one.name for one in metrics if one.kind is kind]:
            proposal.doubts.append(f"kind: {list_names(names)} taken for a {kind} by name alone")
