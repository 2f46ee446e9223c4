"""A structure message next to the data: which components are dimensions, and the names of their codes.

Structure-specific messages do not tell dimensions from attributes, and no SDMX-ML data message names its codes. The key
`structure` of a mapping says which file does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from xlmarket.errors import Place, SourceError
from xlmarket.listing import list_names
from xlmarket.sources.encoded import unpack
from xlmarket.sources.sdmx.markup import check_safe, elements
from xlmarket.sources.sdmx.message import FLOW, MessageTable
from xlmarket.sources.sdmx.parser import local_name
from xlmarket.sources.tables import text_of

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_COMPONENTS = ("Dimension", "MeasureDimension", "TimeDimension", "Attribute", "Measure", "PrimaryMeasure")


@dataclass
class DataStructure:
    """One data structure: its dimensions in order, its dimension of periods, and the code list of each component."""

    identifier: str = ""
    dimensions: list[str] = field(default_factory=list)
    time: str = ""
    lists: dict[str, str] = field(default_factory=dict)

    def add(self, element: Element, kind: str) -> None:
        """Add a component."""
        name = element.get("id") or _reference(element, "ConceptIdentity")
        self.lists[name.casefold()] = _reference(element, "Enumeration") or f"CL_{name}"
        if kind in ("Dimension", "MeasureDimension", "TimeDimension"):
            self.dimensions.append(name.casefold())
        if kind == "TimeDimension":
            self.time = name.casefold()


def with_structure(table: MessageTable, data: bytes, name: str) -> MessageTable:
    """Return a message with the dimensions and the names of a structure message. Names in the message win.

    Raises `SourceError` for a file that holds no structure or several, of which none is that of the message.
    """
    structures, lists = _read(unpack(data, name), name)
    structure = _choose(structures, table, name)
    dimensions = tuple(component for component in table.header if component.casefold() in structure.dimensions)
    missing = [component for component in structure.dimensions if component not in {d.casefold() for d in dimensions}]
    if missing and len(missing) == len(structure.dimensions):
        found = f"{structure.identifier}: {', '.join(structure.dimensions)}"
        raise SourceError("the structure is not that of the message", where=Place(file=name), found=found)
    names = {
        component: {**lists.get(structure.lists.get(component.casefold(), ""), {}), **table.names.get(component, {})}
        for component in table.header
    }
    time = next((component for component in dimensions if component.casefold() == structure.time), table.time)
    return replace(table, dimensions=dimensions, names={**table.names, **names}, time=time)


def _read(data: bytes, name: str) -> tuple[list[DataStructure], dict[str, dict[str, str]]]:
    structures: list[DataStructure] = []
    lists: dict[str, dict[str, str]] = {}
    root = ""
    for element, local, is_start in elements(data, name):
        if not root:
            check_safe(element, name)
            root = local
        if is_start and local == "DataStructure":
            structures.append(DataStructure(element.get("id", "")))
        elif not is_start and local == "Codelist":
            lists[element.get("id", "")] = {
                code.get("id", ""): _name(code) for code in element if local_name(code) == "Code"
            }
        elif not is_start and local in _COMPONENTS and structures:
            structures[-1].add(element, local)
    return [structure for structure in structures if structure.dimensions], lists


def _choose(structures: list[DataStructure], table: MessageTable, name: str) -> DataStructure:
    if len(structures) == 1:
        return structures[0]
    place = table.find(FLOW)
    flow = text_of(table.rows[0].cells[place]) if place is not None and table.rows else ""
    for structure in structures:
        if structure.identifier == flow.rpartition(":")[2].partition("(")[0]:
            return structure
    what = (
        "no data structure in the file"
        if not structures
        else "several data structures, none of them that of the message"
    )
    found = list_names([structure.identifier for structure in structures]) or None
    remedy = "ask the agency for the structure of this dataflow, with references=all"
    raise SourceError(what, where=Place(file=name), found=found, remedy=remedy)


def _reference(element: Element, kind: str) -> str:
    """The identifier that a part of a component refers to, by an element or by a URN."""
    for part in element.iter():
        if local_name(part) == kind:
            for child in part.iter():
                if child.get("id"):
                    return child.get("id", "")
                if "=" in (child.text or ""):
                    return (child.text or "").strip().rpartition(":")[2].partition("(")[0]
    return ""


def _name(code: Element) -> str:
    """The name of a code, in English where it has one."""
    names: Mapping[str, str] = {_language(child): child.text or "" for child in code if local_name(child) == "Name"}
    return str(names.get("en") or next(iter(names.values()), ""))


def _language(element: Element) -> str:
    return next((str(text) for key, text in element.attrib.items() if str(key).endswith("}lang")), "en")
