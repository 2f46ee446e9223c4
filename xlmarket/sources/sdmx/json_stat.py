"""JSON-stat 2.0, which Eurostat and the offices of the Nordic countries answer with: a cube, its cells by number.

Standard: https://json-stat.org/full. The number of a cell counts through the categories of the dimensions, the last one
fastest. Values and statuses are lists, or objects by number where most cells are empty.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from xlmarket.errors import Place, SourceError
from xlmarket.sources.reading import Unused
from xlmarket.sources.sdmx.message import FLOW, VALUE, Components, MessageTable
from xlmarket.sources.sdmx.refusals import without_data
from xlmarket.sources.sdmx.roles import is_time

Part = dict[str, Any]
FLAG, UNIT, POWER = "OBS_FLAG", "UNIT_MEASURE", "UNIT_MULT"


def is_cube(message: Part) -> bool:
    """Whether a JSON object is a dataset of JSON-stat."""
    return message.get("class") == "dataset" and {"id", "size", "dimension"} <= set(message)


def read_cube(message: Part, name: str) -> MessageTable:
    """Return the cells of a dataset that have a value or a status.

    Raises `SourceError` for a dataset without cells and for one that contradicts its own sizes.
    """
    try:
        return _Cube(message, name).table()
    except (KeyError, IndexError, TypeError, AttributeError, ValueError) as fault:
        what = "the JSON-stat contradicts its own sizes"
        raise SourceError(what, where=Place(file=name), found=f"{type(fault).__name__}: {fault}"[:120]) from None


class _Cube:
    def __init__(self, message: Part, name: str) -> None:
        self.message, self.name = message, name
        self.dimensions: list[str] = list(message["id"])
        self.sizes = [int(size) for size in message["size"]]
        self.codes = [_codes(message["dimension"][dimension]) for dimension in self.dimensions]
        if [len(codes) for codes in self.codes] != self.sizes:
            raise ValueError(f"sizes {self.sizes}, categories {[len(codes) for codes in self.codes]}")

    def table(self) -> MessageTable:
        components, cells = Components(self.name), math.prod(self.sizes)
        values, statuses = self._cells("value", cells), self._cells("status", cells)
        flow, names = self._flow(), self._names()
        for number in sorted({*values, *statuses}):
            key = self._key(number)
            components.add({FLOW: flow, VALUE: values.get(number)}, key, self._unit(key), {FLAG: statuses.get(number)})
        if not components.rows:
            raise without_data(self.name, ())
        role = self.message.get("role") or {}
        empty = cells - len(components.rows)
        why = "no value and no status"
        return MessageTable(
            file=self.name,
            header=tuple(components.places),
            rows=components.rows,
            dimensions=tuple(self.dimensions),
            names={**names, FLOW: {flow: str(self.message.get("label") or "")}},
            time=next(iter(role.get("time") or [d for d in self.dimensions if is_time(d)]), "time"),
            area=next(iter(role.get("geo") or ()), ""),
            sender=str(self.message.get("source") or ""),
            unused=(Unused(Place(file=self.name), "empty cell", why, empty),) if empty else (),
        )

    def _cells(self, name: str, count: int) -> dict[int, str]:
        """The filled cells of `value` or `status` by number. One status may hold for all values."""
        held = self.message.get(name)
        if name == "status" and (isinstance(held, str) or (isinstance(held, list) and len(held) == 1)):
            return dict.fromkeys(self._cells("value", count), str(held[0] if isinstance(held, list) else held))
        if isinstance(held, list) and len(held) != count:
            raise ValueError(f"{len(held)} entries of {name} for {count} cells")
        pairs = list(held.items() if isinstance(held, dict) else enumerate(held or ()))
        if len({int(number) for number, _ in pairs}) < len(pairs):
            raise ValueError(f"{name} has a cell twice")
        cells = {int(number): str(cell) for number, cell in pairs if cell is not None}
        if any(not 0 <= number < count for number in cells):
            raise ValueError(f"{name} has a cell beyond {count}")
        return cells

    def _key(self, number: int) -> Part:
        """The codes of a cell by its number."""
        key = {}
        for dimension, codes in zip(reversed(self.dimensions), reversed(self.codes), strict=True):
            number, at = divmod(number, len(codes))
            key[dimension] = codes[at]
        return key

    def _unit(self, key: Part) -> Part:
        """The unit of a category, such as that of an indicator. A multiplier has no agreed meaning, so it is a reject."""
        for dimension, code in key.items():
            unit = (self.message["dimension"][dimension]["category"].get("unit") or {}).get(code) or {}
            if unit:
                multiplier = str(unit.get("multiplier") or "")
                power = {POWER: f"the multiplier {multiplier}"} if multiplier not in ("", "0") else {}
                return {UNIT: str(unit.get("base") or unit.get("label") or ""), **power}
        return {}

    def _flow(self) -> str:
        extension = self.message.get("extension") or {}
        agency = extension.get("agencyId") or ""
        return f"{agency}:{extension['id']}".lstrip(":") if extension.get("id") else "value"

    def _names(self) -> dict[str, dict[str, str]]:
        names = {d: dict(self.message["dimension"][d]["category"].get("label") or {}) for d in self.dimensions}
        labels = ((self.message.get("extension") or {}).get("status") or {}).get("label") or {}
        return {**names, FLAG: dict(labels)}


def _codes(dimension: Part) -> Sequence[str]:
    """The codes of a dimension in their order. One category may have a label only."""
    category = dimension["category"]
    index = category.get("index")
    if index is None:
        return list(category["label"])
    return list(_ordered(index)) if isinstance(index, dict) else list(index)


def _ordered(index: Part) -> Iterator[str]:
    places = {int(place): code for code, place in index.items()}
    return (places[n] for n in range(len(index)))
