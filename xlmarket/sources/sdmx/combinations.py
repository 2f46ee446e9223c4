"""The metric of each observation: a combination of codes of the dimensions that are not market, period or unit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from xlmarket.config import Mapping
from xlmarket.errors import SourceError
from xlmarket.listing import list_names
from xlmarket.sources.sdmx.message import FLOW, MessageTable
from xlmarket.sources.sdmx.roles import INDICATORS, Roles
from xlmarket.sources.tables import RawRow, text_of

_MOST_CODES = 6
Codes = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Combinations:
    """The dimensions in the names of metrics, the name of each combination, and the dimensions of one code.

    `bare` are the names that hold codes only.
    """

    places: tuple[int, ...]
    names: dict[Codes, str]
    constant: dict[int, str]
    bare: frozenset[str] = frozenset()

    def name(self, row: RawRow) -> str:
        """Return the metric of an observation."""
        return self.names[codes_of(row, self.places)]


def combine(table: MessageTable, mapping: Mapping, roles: Roles, rows: Sequence[RawRow]) -> Combinations:
    """Name the metrics of the rows.

    Raises `SourceError` where the mapping names dimensions, or one metric, and others have several codes: figures of
    several combinations would be one.
    """
    varying, constant = _varying(table, roles, rows)
    frequency = roles.frequency
    if frequency in varying:
        varying.remove(frequency)
        if _splits(rows, frequency, tuple(varying)):
            varying.append(frequency)
    named = _named(table, mapping)
    if named is not None:
        left = [place for place in varying if place not in named]
        if left:
            raise _several(table, rows, left)
        places = tuple(named)
    else:
        indicators = [n for n in constant if table.header[n].upper() in INDICATORS]
        places = tuple(sorted({*varying, *indicators}, key=lambda place: (place == frequency, place)))
    market = () if roles.market is None else (roles.market,)
    if roles.unit is not None and not mapping.metric and _splits(rows, roles.unit, (*market, *places)):
        places = (*places, roles.unit)
    used = {place: code for place, code in constant.items() if place not in places}
    names = _names(table, mapping, places, rows)
    bare = (
        frozenset() if mapping.metric else frozenset(n for codes, n in names.items() if _is_bare(table, places, codes))
    )
    return Combinations(places, names, used, bare)


def _is_bare(table: MessageTable, places: Sequence[int], codes: Codes) -> bool:
    """Whether no code of a combination has a name."""
    return not any(table.names.get(table.header[n], {}).get(code) for n, code in zip(places, codes, strict=True))


def codes_of(row: RawRow, places: Iterable[int]) -> Codes:
    """The codes of a row in some columns."""
    return tuple([code_of(row, place) for place in places])


def code_of(row: RawRow, place: int) -> str:
    """The code of a row in one column, "" where it has none."""
    cells = row.cells
    cell = cells[place] if place < len(cells) else None
    return cell.strip() if isinstance(cell, str) else text_of(cell)


def _varying(table: MessageTable, roles: Roles, rows: Sequence[RawRow]) -> tuple[list[int], dict[int, str]]:
    """The dimensions with several codes, and those of one code. The dataflow counts where there are several."""
    varying, constant = [], {}
    for place, component in enumerate(table.header):
        if place in roles.taken() or component not in (*table.dimensions, FLOW):
            continue
        codes = {code_of(row, place) for row in rows}
        if len(codes) > 1:
            varying.append(place)
        elif component != FLOW:
            constant[place] = next(iter(codes), "")
    return varying, constant


def _named(table: MessageTable, mapping: Mapping) -> list[int] | None:
    """The dimensions that the mapping declares as the metric, or None where it leaves them open."""
    if mapping.dimensions:
        return [table.column(name, "metric") for name in mapping.dimensions]
    if "metric" in mapping.columns:
        return [table.column(mapping.columns["metric"], "metric")]
    return [] if mapping.metric else None


def _several(table: MessageTable, rows: Sequence[RawRow], places: Sequence[int]) -> SourceError:
    place = places[0]
    codes = sorted({code_of(row, place) for row in rows})
    component = table.header[place]
    others = f" (and {', '.join(table.header[n] for n in places[1:])})" if places[1:] else ""
    return SourceError(
        f"one metric would hold figures of several {component}{others}",
        where=table.place(column=place),
        found=list_names(codes, _MOST_CODES),
        remedy=f'set only = {{{_quoted(component)} = ["{codes[0]}"]}}, or name it in dimensions = [...]',
    )


def _quoted(component: str) -> str:
    return component if component.replace("_", "").replace("-", "").isalnum() else f'"{component}"'


def _splits(rows: Sequence[RawRow], place: int, within: tuple[int, ...]) -> bool:
    """Whether rows with the same codes in some columns have several in another one, which then tells metrics apart.

    The frequency does within a combination, the unit within a combination and market.
    """
    first: dict[Codes, str] = {}
    return any(first.setdefault(codes_of(row, within), code := code_of(row, place)) != code for row in rows)


def _names(table: MessageTable, mapping: Mapping, places: tuple[int, ...], rows: Sequence[RawRow]) -> dict[Codes, str]:
    """The name of each combination: the names of its codes, with the codes behind them where names are alike."""
    combinations = dict.fromkeys(codes_of(row, places) for row in rows)
    if mapping.metric:
        return dict.fromkeys(combinations, mapping.metric)
    if not places:
        return dict.fromkeys(combinations, _flow_name(table, rows))
    names = {
        codes: ", ".join(_label(table, n, code) for n, code in zip(places, codes, strict=True))
        for codes in combinations
    }
    often: dict[str, int] = {}
    for name in names.values():
        often[name.casefold()] = often.get(name.casefold(), 0) + 1
    return {
        codes: name if often[name.casefold()] == 1 else f"{name} ({'.'.join(codes)})" for codes, name in names.items()
    }


def _label(table: MessageTable, place: int, code: str) -> str:
    component = table.header[place]
    name = table.names.get(component, {}).get(code, "")
    if name or component.upper() in INDICATORS or component == FLOW:
        return name or code or f"without {component}"
    return f"{component} {code}" if code else f"without {component}"


def _flow_name(table: MessageTable, rows: Sequence[RawRow]) -> str:
    """The identifier of the dataflow: `EXR` of `ECB:EXR(1.0)`."""
    place = table.find(FLOW)
    flow = code_of(rows[0], place) if place is not None and rows else ""
    return table.names.get(FLOW, {}).get(flow, "") or flow.rpartition(":")[2].partition("(")[0] or "value"
