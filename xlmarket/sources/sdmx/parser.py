"""The elements of an SDMX-ML message as observations: keys and attributes of data sets, groups, series and observations.

Elements are known by their local names, since every structure has a namespace of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from xlmarket.sources.sdmx.message import ACTION, FLOW, VALUE, Components
from xlmarket.sources.sdmx.refusals import Notice
from xlmarket.sources.sdmx.roles import KNOWN_ATTRIBUTES
from xlmarket.sources.tables import RawCell, RawRow

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_ABOUT_DATASET = {
    "action", "structureRef", "setID", "validFromDate", "validToDate", "publicationYear", "publicationPeriod",
    "reportingBeginDate", "reportingEndDate", "dataScope", "type", "dataProviderID",
}  # fmt: skip
Part = dict[str, RawCell]
Groups = dict[tuple[str, ...], dict[tuple[RawCell, ...], Part]]


@dataclass
class MessageHeader:
    """What the header says: who sent the message, and by structure the dataflow and the dimension of observations."""

    sender: str = ""
    is_test: bool = False
    action: str = ""
    flows: dict[str, str] = field(default_factory=dict)
    at: dict[str, str] = field(default_factory=dict)

    def read(self, header: Element) -> None:
        for element in header.iter():
            match local_name(element):
                case "Sender":
                    name = next((child.text for child in element if local_name(child) == "Name"), None)
                    self.sender = str(name or element.get("id", ""))
                case "Test":
                    self.is_test = (element.text or "").strip() in ("true", "1")
                case "DataSetAction":
                    self.action = (element.text or "").strip()
                case "Structure" if element.get("structureID"):
                    self.flows[element.get("structureID", "")] = _flow_of(element)
                    self.at[element.get("structureID", "")] = element.get("dimensionAtObservation", "")

    def of(self, table: dict[str, str], structure: str) -> str:
        """What holds for a structure. Some agencies name another one than they declare, where they declare one only."""
        return table.get(structure) or (next(iter(table.values())) if len(table) == 1 else "")


class MessageParser:
    """Takes the elements of a message as they end, and gathers observations."""

    def __init__(self, name: str) -> None:
        self.components = Components(name)
        self.header = MessageHeader()
        self.notices: list[Notice] = []
        self.artefacts: Counter[str] = Counter()
        self.attributes: dict[str, None] = {}
        self.keys: dict[str, None] = {}
        self._dataset: Part = {}
        self._series: Part = {}
        self._own: Part = {}
        self._group: tuple[Part, Part] = ({}, {})
        self._groups: Groups = {}
        self._loose: list[Part] = []
        self._first = 0
        self._at = ""
        self._in_series = False
        self._before = 0
        self.empty_series = 0

    def start(self, element: Element, local: str) -> None:
        """Open a data set, a series or a group, whose attributes hold for all in it."""
        match local:
            case "DataSet":
                self._open_dataset(element)
            case "Series":
                self._in_series, self._series = True, _plain(element) | _action(element)
                self._before = len(self.components.rows)
            case "Group":
                self._group = ({}, {})

    def end(self, element: Element, local: str) -> None:
        """Close an element."""
        parent = element.getparent()
        inside = "" if parent is None else local_name(parent)
        if inside == "Structures":
            self.artefacts[local] += len(element)
        elif close := _CLOSED.get(local):
            close(self, element, inside)

    def _open_dataset(self, element: Element) -> None:
        about = {key.rpartition("}")[2]: text for key, text in _attributes(element)}
        structure = about.get("structureRef", "")
        self._dataset = {FLOW: self.header.of(self.header.flows, structure)}
        self._dataset[ACTION] = about.get("action", self.header.action)
        own = {key: text for key, text in _plain(element).items() if key not in _ABOUT_DATASET}
        self._dataset |= own
        self.attributes |= dict.fromkeys(own)
        self._at = self.header.of(self.header.at, structure)
        self._first, self._groups, self._loose = len(self.components.rows), {}, []

    def _read_header(self, element: Element, _: str) -> None:
        self.header.read(element)

    def _read_series_key(self, element: Element, _: str) -> None:
        self._note_key(self._series, element)

    def _read_group_key(self, element: Element, _: str) -> None:
        self._group[0].update(_values(element))

    def _read_observation_key(self, element: Element, _: str) -> None:
        self._note_key(self._own, element)

    def _read_dimension(self, element: Element, _: str) -> None:
        name = element.get("id") or self._at or "TIME_PERIOD"
        self._own[name] = element.get("value")
        self.keys[name] = None

    def _read_value(self, element: Element, _: str) -> None:
        self._own[VALUE] = element.get("value", element.text)

    def _read_attributes(self, element: Element, inside: str) -> None:
        self._note_attributes(dict(_values(element)), inside)

    def _read_component(self, element: Element, inside: str) -> None:
        self._note_attributes({element.get("id", ""): _texts(element)}, inside)

    def _read_notice(self, element: Element, _: str) -> None:
        self.notices.append(_notice(element))

    def _note_key(self, part: Part, element: Element) -> None:
        part.update(_values(element))
        self.keys |= dict.fromkeys(part)

    def _note_attributes(self, values: Part, inside: str) -> None:
        parts = {"Series": self._series, "Obs": self._own, "Group": self._group[1], "DataSet": self._dataset}
        parts.get(inside, self._dataset).update(values)
        if not (inside == "Series" and VALUE in values):
            self.attributes |= dict.fromkeys(key for key in values if key != VALUE)

    def _add(self, element: Element, _: str) -> None:
        own = {**_plain(element), **_action(element), **self._own}
        if self._in_series:
            self.attributes |= dict.fromkeys(
                key for key, _ in _attributes(element) if key not in (VALUE, self._at, "TIME_PERIOD")
            )
        self.components.add(self._dataset, self._series, own)
        self._own = {}

    def _close_series(self, _element: Element, _: str) -> None:
        """A series without observations is counted. One to delete becomes a row, so that it is not passed over."""
        if len(self.components.rows) == self._before:
            if self._deletes(self._series):
                self.components.add(self._dataset, self._series)
            else:
                self.empty_series += 1
        self._in_series, self._series = False, {}

    def _deletes(self, part: Part) -> bool:
        return str(part.get(ACTION) or self._dataset.get(ACTION) or "").casefold() == "delete"

    def _close_group(self, element: Element, _: str) -> None:
        key, attributes = self._group
        if key:
            self._groups.setdefault(tuple(key), {})[tuple(key.values())] = attributes
        else:
            self._loose.append(_plain(element) | attributes)

    def _close_dataset(self, _element: Element, _: str) -> None:
        self._apply_groups()
        if self._deletes({}) and len(self.components.rows) == self._first:
            self.components.add(self._dataset)

    def _apply_groups(self) -> None:
        """Give observations the attributes of their groups. In structure-specific messages the key of a group is what it
        shares with the keys of observations.
        """
        places, rows = self.components.places, self.components.rows[self._first :]
        held = {
            name for name, place in places.items() if any(place < len(row.cells) and row.cells[place] for row in rows)
        }
        held -= KNOWN_ATTRIBUTES
        for part in self._loose:
            key = {name: text for name, text in part.items() if name in held and name not in self._dataset}
            self._groups.setdefault(tuple(key), {})[tuple(key.values())] = {
                name: text for name, text in part.items() if name not in key and name != "type"
            }
        for names, groups in self._groups.items():
            rows = self.components.rows[self._first :]
            where = [places[name] for name in names if name in places]
            if len(where) == len(names):
                self._apply(rows, where, groups)

    def _apply(self, rows: list[RawRow], where: list[int], groups: dict[tuple[RawCell, ...], Part]) -> None:
        places = self.components.places
        for part in groups.values():
            self.attributes |= dict.fromkeys(part)
            for name in part:
                places.setdefault(name, len(places))
        for at, row in enumerate(rows, start=self._first):
            key = tuple(row.cells[place] if place < len(row.cells) else None for place in where)
            if part := groups.get(key, {}):
                cells = [*row.cells, *[None] * (len(places) - len(row.cells))]
                for name, text in part.items():
                    cells[places[name]] = text if cells[places[name]] is None else cells[places[name]]
                self.components.rows[at] = RawRow(row.number, cells)


_CLOSED: dict[str, Callable[[MessageParser, Element, str], None]] = {
    "Header": MessageParser._read_header,
    "SeriesKey": MessageParser._read_series_key,
    "GroupKey": MessageParser._read_group_key,
    "ObsKey": MessageParser._read_observation_key,
    "ObsDimension": MessageParser._read_dimension,
    "ObsValue": MessageParser._read_value,
    "Attributes": MessageParser._read_attributes,
    "Comp": MessageParser._read_component,
    "Obs": MessageParser._add,
    "Series": MessageParser._close_series,
    "Group": MessageParser._close_group,
    "DataSet": MessageParser._close_dataset,
    "Message": MessageParser._read_notice,
    "ErrorMessage": MessageParser._read_notice,
}


def local_name(element: Element) -> str:
    """The name of an element without its namespace, "" for a comment."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _attributes(element: Element) -> Iterator[tuple[str, str]]:
    return ((str(key), str(text)) for key, text in element.attrib.items())


def _plain(element: Element) -> Part:
    """The attributes of an element that have no namespace, which are components."""
    return {key: text for key, text in _attributes(element) if not key.startswith("{")}


def _action(element: Element) -> Part:
    """What SDMX 3.0 says to do with one series or observation, where it says so."""
    actions = [text for key, text in _attributes(element) if key.startswith("{") and key.endswith("}action")]
    return {ACTION: actions[0]} if actions else {}


def _values(element: Element) -> Iterator[tuple[str, RawCell]]:
    """The pairs of a key or of attributes in a generic message."""
    return ((child.get("id", ""), child.get("value")) for child in element if local_name(child) == "Value")


def _texts(element: Element) -> str:
    return "; ".join(text for child in element if (text := "".join(map(str, child.itertext())).strip())) or (
        element.text or ""
    )


def _flow_of(element: Element) -> str:
    """The reference of a structure: `ECB:ECB_EXR1(1.0)`."""
    for child in element.iter():
        if local_name(child) in ("URN", "StructureUsage", "Structure", "ProvisionAgreement") and "=" in (
            child.text or ""
        ):
            return (child.text or "").strip().rpartition("=")[2]
        if local_name(child) == "Ref" and child.get("id"):
            version = f"({child.get('version')})" if child.get("version") else ""
            return f"{child.get('agencyID', '')}:{child.get('id')}{version}".lstrip(":")
    return ""


def _notice(element: Element) -> Notice:
    texts = tuple((child.text or "").strip() for child in element.iter() if local_name(child) == "Text")
    return Notice(element.get("code", ""), element.get("severity", ""), texts)
