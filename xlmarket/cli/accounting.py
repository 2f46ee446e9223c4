"""The account of an import, for every part of a file: grouped and short as text, complete for `--json`."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from xlmarket.listing import count_of, list_names

if TYPE_CHECKING:
    from xlmarket.errors import Place
    from xlmarket.sources import Question, Reading, Reject, Unused

_WIDTH = 80
_PLACES = 3
_KINDS = 20
_OTHERS = 5
_METRICS = 6


def describe(reading: Reading) -> str:
    """The outcome of one file: a line of totals, then one entry per kind with a count and its first places."""
    return "\n".join([_totals(reading), *_details(reading)])


def group_questions(questions: Sequence[Question]) -> Iterator[tuple[str, str]]:
    """One sentence for all metrics of unknown kind, and one for all sums, each with its remedy."""
    for topic in dict.fromkeys(question.topic for question in questions):
        alike = [question for question in questions if question.topic == topic]
        others = [f'"{question.name}"' for question in alike[1:]]
        more = f"; the same of {list_names(others, _OTHERS)}" if others else ""
        yield f"{alike[0].what}{more}", alike[0].remedy


def summarize(reading: Reading) -> dict[str, object]:
    """The account of one file as fields."""
    return {
        "file": reading.file,
        "figures": len(reading.observations),
        "gaps": len(reading.observations.gaps),
        "not_used": sum(unused.count for unused in reading.unused),
        "metrics": [metric.name for metric in reading.observations.metrics],
        "kinds": {metric.name: metric.kind.value for metric in reading.observations.metrics},
        "aggregates": {key: list(members) for key, members in reading.observations.aggregates.items()},
        "rejected": [
            {**_fields(reject.place), "found": reject.found, "why": reject.why, "offered": list(reject.offered)}
            for reject in reading.rejects
        ],
        "unused": [
            {**_fields(unused.place), "kind": unused.kind, "why": unused.why, "count": unused.count}
            for unused in reading.unused
        ],
        "questions": [asdict(question) for question in reading.questions],
        "new_markets": reading.new_names,
        "findings": list(reading.findings),
    }


def _fields(place: Place) -> dict[str, object]:
    fields = {key: value for key, value in asdict(place).items() if value is not None}
    return {"place": str(place), **fields}


def _totals(reading: Reading) -> str:
    table = reading.observations
    counts = [
        count_of(len(table), "figure"),
        count_of(len(table.gaps), "gap"),
        f"{len(reading.rejects):,} rejected",
        f"{sum(unused.count for unused in reading.unused):,} not used",
    ]
    return f"{reading.file}: {', '.join(counts)}"


def _details(reading: Reading) -> Iterator[str]:
    table = reading.observations
    if table.rows:
        markets = len({row.market for row in table.rows})
        spans = sorted((row.period.start, row.period.label) for row in table.rows)
        metrics = list_names([f"{metric.name} ({metric.kind})" for metric in table.metrics], _METRICS)
        yield _wrap(f"{metrics}; {count_of(markets, 'market')}; {spans[0][1]} to {spans[-1][1]}")
    for sentence, remedy in group_questions(reading.questions):
        yield _wrap(f"question: {sentence}; {remedy}")
    yield from _groups("rejected", [(_kind_of(reject), reject.why, 1, _where(reject)) for reject in reading.rejects])
    yield from _groups(
        "not used",
        [(unused.kind, f"{unused.kind}: {unused.why}", unused.count, _span(unused)) for unused in reading.unused],
    )
    yield from _groups(
        "gap", [(gap.symbol, f'"{gap.symbol}": {gap.reason}', 1, f"{gap.market} {gap.period}") for gap in table.gaps]
    )
    new_markets = [
        (near, f"a market of your own{f' (did you mean {near}?)' if near else ''}", 1, f'"{name}"')
        for name, near in reading.new_names.items()
    ]
    yield from _groups("new", new_markets)
    for finding in reading.findings[:_KINDS]:
        yield _wrap(f"odd: {finding}")
    if len(reading.findings) > _KINDS:
        yield _wrap(f"odd: {len(reading.findings) - _KINDS:,} more; --json lists them all")


def _groups(title: str, entries: Sequence[tuple[str, str, int, str]]) -> Iterator[str]:
    """One entry per kind: how many, why, and the first places."""
    kinds: dict[str, list[tuple[str, int, str]]] = {}
    for kind, why, count, where in entries:
        kinds.setdefault(kind, []).append((why, count, where))
    ordered = sorted(kinds.values(), key=lambda group: -sum(count for _, count, _ in group))
    for group in ordered[:_KINDS]:
        total = sum(count for _, count, _ in group)
        places = "; ".join(where for _, _, where in group[:_PLACES])
        yield _wrap(f"{title} {total:,}: {group[0][0]}")
        yield _wrap(places + (" …" if len(group) > _PLACES else ""), "      ")
    if len(ordered) > _KINDS:
        yield _wrap(f"{title}: {len(ordered) - _KINDS:,} more kinds; --json lists them all")


def _kind_of(reject: Reject) -> str:
    """The sentence of a reject without its numbers. Rejects with the same sentence are of one kind."""
    return re.sub(r"\d[\d.,e+]*", "…", reject.why)


def _where(reject: Reject) -> str:
    offered = f" (did you mean {' or '.join(reject.offered[:3])}?)" if reject.offered else ""
    found = "" if reject.found == reject.place.column else f' "{_cut(reject.found)}"'
    return f"{_short(reject.place)}{found}{offered}"


def _span(unused: Unused) -> str:
    place = _short(unused.place)
    return f"{place} ({unused.count:,})" if unused.count > 1 else place


def _short(place: Place) -> str:
    return str(replace(place, file=None)) or str(place)


def _cut(text: str, limit: int = 30) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def _wrap(text: str, indent: str = "  ") -> str:
    return textwrap.fill(
        text,
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=f"{indent}  ",
        break_on_hyphens=False,
        break_long_words=False,
    )
