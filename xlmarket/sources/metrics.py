"""The metrics of a file while it is read: units, kinds and the default, from the file or the mapping."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from xlmarket.config import Mapping
from xlmarket.errors import Place, SourceError
from xlmarket.observations import Gap, Metric, MetricKind, Observation
from xlmarket.sources.kinds import is_ratio, kind_of, may_stand_together, pair_of
from xlmarket.sources.reading import Question
from xlmarket.sources.units import unit_of

_YES = ("true", "yes", "1", "x")
_NO = ("false", "no", "0")


@dataclass
class MetricBook:
    """The units, kinds and spellings of each metric so far. `codes` are metrics whose name is a code."""

    mapping: Mapping
    codes: frozenset[str] = frozenset()
    _units: dict[str, dict[str, str]] = field(default_factory=dict)
    _units_read: dict[tuple[str, str, tuple[str, ...], str, bool], str] = field(default_factory=dict)
    _kinds: dict[str, MetricKind] = field(default_factory=dict)
    _default: str = ""
    _names: dict[str, None] = field(default_factory=dict)
    _used: set[str] = field(default_factory=set)
    _spellings: dict[str, str] = field(default_factory=dict)
    _respelled: dict[str, str] = field(default_factory=dict)
    _bare: dict[str, None] = field(default_factory=dict)

    def canonical_name(self, text: str) -> str:
        """Return the name of a metric as the file writes it first: `sales` below `Sales` is the same metric."""
        first = self._spellings.setdefault(text.casefold(), text)
        if first != text:
            self._respelled[text] = first
        return first

    def _is_scaled(self, header: str) -> bool:
        scale = self.mapping.scale
        return scale != 1.0 if isinstance(scale, (int, float)) else header in scale

    def unit(self, metric: str, market: str, entries: tuple[str, ...], text: str, percent: bool) -> str:
        """Return the unit of a figure: of its row, of its column, metric or market, of the file, or its percent sign.

        `entries` are the header, the metric and the market as the file names it. A market has one unit in a metric.
        Markets may have different ones where all are amounts of money or exchange rates. Raises `SourceError` where the
        unit differs from that of other rows.
        """
        key = (metric, market, entries, text, percent)
        if key not in self._units_read:
            self._units_read[key] = self._unit(metric, market, entries, text, percent)
        return self._units_read[key]

    def _unit(self, metric: str, market: str, entries: Sequence[str], text: str, percent: bool) -> str:
        declared = next((self.mapping.units[entry] for entry in entries if entry in self.mapping.units), "")
        self._used.update(f"units {entry}" for entry in entries)
        unit = pair_of(text or declared or self.mapping.unit or ("percent" if percent else ""), entries[-1])
        if percent and not is_ratio(unit):
            raise SourceError(f"a percent sign where the unit is {unit}", found=f"unit {unit}")
        if not unit and not self._is_scaled(entries[0]):
            self._bare[entries[0]] = None
        units = self._units.setdefault(metric, {})
        other = units.setdefault(market, unit)
        first = next(iter(units.values()))
        if unit != other or (unit != first and not may_stand_together(unit, first)):
            known = other if unit != other else first
            raise SourceError(f'the metric "{metric}" has the unit "{known}" in other rows', found=unit)
        return unit

    def note(self, metric: str, kind: str, default: str) -> None:
        """Keep the kind of a metric in a row, and whether it is the default.

        Raises `SourceError` for an invalid text and where other rows differ.
        """
        self._names[metric] = None
        if kind:
            self._note_kind(metric, kind)
        if not default:
            return
        if default.casefold() in _YES:
            if self._default not in ("", metric):
                raise SourceError(f'the default metric is "{self._default}" in other rows', found=metric)
            self._default = metric
        elif default.casefold() not in _NO:
            raise SourceError.invalid("default", default, ("true", "false"))

    def _note_kind(self, metric: str, text: str) -> None:
        if text.casefold() not in [kind.value for kind in MetricKind]:
            raise SourceError.invalid("kind", text, [kind.value for kind in MetricKind])
        kind = self._kinds.setdefault(metric, MetricKind(text.casefold()))
        if kind.value != text.casefold():
            raise SourceError(f'the metric "{metric}" is a {kind} in other rows', found=text)

    def kind(self, metric: str) -> MetricKind | None:
        """Return the kind of a metric by the file, the mapping, its unit or its name, or None where all leave it open.

        Of a name that is a code only the unit of a ratio decides: an amount of money may be a price.
        """
        declared = self.mapping.kind
        declared = declared if isinstance(declared, str) else declared.get(metric, "")
        if metric in self._kinds or declared:
            return self._kinds.get(metric) or MetricKind(declared)
        unit = next(iter(self._units.get(metric, {"": ""}).values()))
        if metric in self.codes and not is_ratio(unit):
            return None
        return kind_of(metric, unit)

    def questions(self, place: Place) -> Iterator[Question]:
        """Yield a question for each metric whose kind is open."""
        for metric in self._names:
            if self.kind(metric) is None:
                yield Question(
                    topic="kind",
                    name=metric,
                    what=f'it is open how "{metric}" adds up over time',
                    remedy=f'pass --kind flow, stock or ratio, or set kind = {{"{metric}" = "flow"}} in a mapping',
                    place=place,
                    choices=tuple(kind.value for kind in MetricKind),
                )

    def findings(self) -> Iterator[str]:
        """Yield entries of `units` and `default` without a column, metric or market, and respelled or bare headers."""
        if isinstance(self.mapping.default, str) and self.mapping.default not in self._names:
            yield f'default: no metric of the file has the name "{self.mapping.default}"'
        for entry in self.mapping.units:
            if f"units {entry}" not in self._used:
                yield f'units: no column, metric or market of the file has the name "{entry}"'
        for text, first in self._respelled.items():
            yield f'"{text}" is read as the metric "{first}"'
        for header in self._bare:
            if unit := unit_of(header):
                yield f'the header "{header}" names a unit that is not declared: units = {{"{header}" = "{unit}"}}'

    def metrics(self, rows: Sequence[Observation | Gap]) -> tuple[Metric, ...]:
        """Return every metric with figures or gaps, in the order of the rows.

        Its unit is empty where markets have different ones, which the rows carry. A metric of open kind counts as a
        ratio, which is never added up.
        """
        first = {row.metric: row for row in reversed(rows)}
        names = list(dict.fromkeys(row.metric for row in rows))
        return tuple(
            Metric(
                name=name,
                unit=self._unit_of(name),
                kind=self.kind(name) or MetricKind.RATIO,
                frequency=first[name].period.frequency,
                default=self._is_default(name, n),
                title=self.mapping.title,
                calendar=first[name].period.calendar,
            )
            for n, name in enumerate(names)
        )

    def _unit_of(self, metric: str) -> str:
        units = set(self._units.get(metric, {}).values())
        return units.pop() if len(units) == 1 else ""

    def _is_default(self, metric: str, position: int) -> bool:
        if self.mapping.default is True:
            return position == 0
        return metric == (self.mapping.default or self._default)
