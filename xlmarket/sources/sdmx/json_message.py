"""SDMX-JSON data messages: 1.0, its drafts of the ECB and the OECD, and 2.0, as series and as observations.

Standard: https://github.com/sdmx-twg/sdmx-json. Keys are positions in lists of codes, `0:3:1`, and attributes are
positions or texts. A key that comes twice is refused, since readers of JSON differ in which value they take.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xlmarket.errors import Place, SourceError
from xlmarket.sources.json_lines import unique_keys
from xlmarket.sources.reading import Unused
from xlmarket.sources.sdmx.json_stat import is_cube, read_cube
from xlmarket.sources.sdmx.message import ACTION, FLOW, VALUE, Components, MessageTable
from xlmarket.sources.sdmx.refusals import Notice, not_a_message, of_agency, of_structure, without_data
from xlmarket.sources.sdmx.roles import is_time

Part = dict[str, Any]
MOST_BYTES = 256 << 20
"""JSON is held in memory as a whole, at about ten times its size."""

_LEVELS = ("dataSet", "series", "observation", "dimensionGroup")
_REFERENCE = ("dataflow", "datastructure", "provisionagreement")


def read_json(data: bytes, name: str) -> MessageTable:
    """Return the observations of an SDMX-JSON message.

    Raises `SourceError` for text that is not JSON or no data message, and for a message without an observation.
    """
    message = _load(data, name)
    if is_cube(message):
        return read_cube(message, name)
    try:
        return _read(message, name)
    except (KeyError, IndexError, TypeError, AttributeError, ValueError) as fault:
        what = "the message contradicts its own structure"
        raise SourceError(what, where=Place(file=name), found=f"{type(fault).__name__}: {fault}"[:120]) from None


def _read(message: Part, name: str) -> MessageTable:
    body, errors = message.get("data", message), message.get("errors") or ()
    if not isinstance(body, dict) or "dataSets" not in body:
        raise _no_data(message, body, errors, name)
    structures = body.get("structures") or [body.get("structure") or message.get("structure")]
    parts = [Structure.of(structure) for structure in structures]
    reader = _Reader(Components(name), parts)
    for dataset in body["dataSets"]:
        reader.read(dataset)
    if not reader.components.rows:
        raise without_data(name, [_notice(error) for error in errors])
    return _table(message, parts, reader, name)


def _load(data: bytes, name: str) -> Part:
    if len(data) > MOST_BYTES:
        remedy = "ask for SDMX-ML, which is read as a stream, or for fewer figures"
        raise SourceError(f"more than {MOST_BYTES >> 20} MB of JSON", where=Place(file=name), remedy=remedy)
    try:
        message = json.loads(data.decode("utf-8-sig"), object_pairs_hook=unique_keys, parse_float=str, parse_int=str)
    except (ValueError, RecursionError) as fault:
        words = "nested too deeply" if isinstance(fault, RecursionError) else str(fault)
        remedy = "of one object a line the name ends in .jsonl"
        raise SourceError(f"the JSON cannot be read: {words}", where=Place(file=name), remedy=remedy) from None
    if not isinstance(message, dict):
        raise not_a_message(name, "a JSON array" if isinstance(message, list) else "JSON text")
    return message


def _no_data(message: Part, body: object, errors: Sequence[Part], name: str) -> SourceError:
    if errors:
        return of_agency(name, [_notice(error) for error in errors])
    held = body if isinstance(body, dict) else {}
    lists = {key: len(value) for key, value in held.items() if isinstance(value, list)}
    if lists and ("data" in message or "structure" in message):
        return of_structure(name, lists)
    return not_a_message(name, ", ".join(list(message)[:4]) or "an empty JSON object")


def _notice(error: Part) -> Notice:
    texts = (error.get("title"), error.get("detail"), error.get("message"))
    return Notice(str(error.get("code", "")), "error", tuple(str(text) for text in texts if text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """The lists of codes that the keys of a message point into. `flow` is the reference of the dataflow."""

    dimensions: Mapping[str, Sequence[Part]]
    attributes: Mapping[str, Sequence[Part]]
    measures: Sequence[Part]
    flow: str

    @classmethod
    def of(cls, structure: Part) -> Structure:
        """Read a structure of a message."""
        dimensions = {level: structure["dimensions"].get(level) or [] for level in _LEVELS}
        attributes = {level: (structure.get("attributes") or {}).get(level) or [] for level in _LEVELS}
        measures = (structure.get("measures") or {}).get("observation") or [{"id": VALUE}]
        for component in (
            *measures,
            *(c for levels in (dimensions, attributes) for part in levels.values() for c in part),
        ):
            if not isinstance(component["id"], str) or not component["id"]:
                raise ValueError("a component without an identifier")
        return cls(dimensions=dimensions, attributes=attributes, measures=measures, flow=_flow(structure))

    def names(self) -> dict[str, dict[str, str]]:
        """The names of codes by component."""
        components = [c for levels in (self.dimensions, self.attributes) for parts in levels.values() for c in parts]
        return {c["id"]: {str(v["id"]): str(v["name"]) for v in c.get("values") or () if v.get("id") and v.get("name")}
                for c in components}  # fmt: skip


def _flow(structure: Part) -> str:
    links = sorted(
        (link for link in structure.get("links") or () if link.get("rel") in _REFERENCE),
        key=lambda link: _REFERENCE.index(link["rel"]),
    )
    for link in links:
        if urn := link.get("urn"):
            return str(urn).rpartition("=")[2]
        parts = str(link.get("href", "")).rstrip("/").split("/")
        if "dataflow" in parts[:-2]:
            return ":".join(parts[parts.index("dataflow") + 1 :][:2])
    return str(structure.get("name") or "")


class _Reader:
    """Walks over data sets and adds their observations."""

    def __init__(self, components: Components, structures: Sequence[Structure]) -> None:
        self.components, self.structures = components, structures
        self.empty_series = 0

    def read(self, dataset: Part) -> None:
        structure = self.structures[int(dataset.get("structure") or 0)]
        part: Part = {FLOW: structure.flow, ACTION: str(dataset.get("action") or "")}
        part |= _key(structure.dimensions["dataSet"], ["0"] * len(structure.dimensions["dataSet"]))
        part |= _attributes(structure.attributes["dataSet"], dataset.get("attributes") or ())
        groups = _Groups(structure, dataset.get("dimensionGroupAttributes") or {})
        before = len(self.components.rows)
        for key, series in (dataset.get("series") or {}).items():
            self._series(structure, part, groups, key, series)
        self._observations(structure, part, groups, dataset.get("observations") or {})
        if part[ACTION].casefold() == "delete" and len(self.components.rows) == before:
            self.components.add(part)

    def _series(self, structure: Structure, part: Part, groups: _Groups, key: str, series: Part) -> None:
        own = part | _key(structure.dimensions["series"], key.split(":"))
        own |= _attributes(structure.attributes["series"], series.get("attributes") or ())
        observations = series.get("observations") or {}
        if not observations and own[ACTION].casefold() == "delete":
            self.components.add(own)
        self.empty_series += not observations and own[ACTION].casefold() != "delete"
        self._observations(structure, own, groups, observations)

    def _observations(self, structure: Structure, part: Part, groups: _Groups, observations: Part) -> None:
        count = len(structure.measures)
        for key, cells in observations.items():
            own = _key(structure.dimensions["observation"], key.split(":"))
            for measure, value in zip(structure.measures, [*cells[:count], *[None] * count][:count], strict=True):
                own[measure["id"]] = _value(measure, value)
            own |= _attributes(structure.attributes["observation"], cells[count:])
            self.components.add(groups.of(part | own), part, own)


class _Groups:
    """The attributes of groups, `0:1:` for the first two dimensions in the order of the message: by their codes."""

    def __init__(self, structure: Structure, groups: Part) -> None:
        order = [d for level in _LEVELS[:3] for d in structure.dimensions[level]]
        self._by: dict[tuple[str, ...], dict[tuple[str, ...], Part]] = {}
        for key, values in groups.items():
            pairs = [(d, at) for d, at in zip(order, key.split(":"), strict=False) if at]
            codes = _key([d for d, _ in pairs], [at for _, at in pairs])
            part = _attributes(structure.attributes["dimensionGroup"], values, defaults=False)
            self._by.setdefault(tuple(codes), {})[tuple(codes.values())] = part

    def of(self, part: Part) -> Part:
        """Return the attributes of all groups that an observation is in."""
        found: Part = {}
        for names, groups in self._by.items():
            found |= groups.get(tuple(part.get(name, "") for name in names), {})
        return found


def _key(dimensions: Sequence[Part], positions: Sequence[str]) -> Part:
    if len(dimensions) != len(positions):
        raise ValueError(f"a key of {len(positions)} for {len(dimensions)} dimensions")
    return {d["id"]: _code(d["values"][_at(position)]) for d, position in zip(dimensions, positions, strict=True)}


def _at(position: str) -> int:
    if not position.isdecimal():
        raise ValueError(f"{position} is not a position")
    return int(position)


def _code(value: Part) -> str:
    return str(next((value[key] for key in ("id", "value", "name") if value.get(key) is not None), ""))


def _attributes(attributes: Sequence[Part], cells: Sequence[Any], *, defaults: bool = True) -> Part:
    """The attributes that have a value: positions in their lists, or the values themselves, else their defaults."""
    filled = [*cells, *[None] * (len(attributes) - len(cells))]
    part = {}
    for attribute, cell in zip(attributes, filled, strict=False):
        text = attribute.get("default") if cell is None and defaults else _value(attribute, cell)
        if text is not None:
            part[attribute["id"]] = str(text)
    return part


def _value(component: Part, cell: Any) -> str | None:
    """The text of a cell: the code at a position where the component has a list of them."""
    if cell is None:
        return None
    if isinstance(cell, list):
        return "; ".join(text for text in (_value(component, entry) for entry in cell) if text)
    if isinstance(cell, dict):
        return str(cell.get("en") or next(iter(cell.values()), ""))
    values = component.get("values")
    return _code(values[_at(str(cell))]) if values else str(cell)


def _table(message: Part, structures: Sequence[Structure], reader: _Reader, name: str) -> MessageTable:
    head = message.get("meta") or message.get("header") or {}
    sender = head.get("sender") or {}
    dimensions = [d for structure in structures for parts in structure.dimensions.values() for d in parts]
    time = next((d["id"] for d in dimensions if is_time(str(d.get("role") or "")) or is_time(d["id"])), "TIME_PERIOD")
    names: dict[str, dict[str, str]] = {}
    for structure in structures:
        for component, codes in structure.names().items():
            names.setdefault(component, {}).update(codes)
    empty = Unused(
        Place(file=name), "series without observations", "the message names it and no figure", reader.empty_series
    )
    return MessageTable(
        file=name,
        header=tuple(reader.components.places),
        rows=reader.components.rows,
        dimensions=tuple(dict.fromkeys(d["id"] for d in dimensions)),
        names=names,
        time=time,
        sender=str(sender.get("name") or sender.get("id") or ""),
        findings=("the message calls itself a test",) if head.get("test") is True else (),
        unused=(empty,) if reader.empty_series else (),
    )
