"""A series of an agency, as `[fetch.NAME]` declares it: each key with its check and its help.

A series of the name of a ready one takes from it what it does not say, so nothing is required here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Annotated, Any, get_type_hints

from xlmarket.config import keys
from xlmarket.config.keys import MappingKey
from xlmarket.config.mapping import Mapping, mapping_of
from xlmarket.errors import ConfigError, Place

RESERVED = "list"
"""The word of `xlmarket fetch list`, which no series can have as its name."""

_NAME = re.compile(r"\w[\w.-]{0,99}")
FREQUENCIES = ("yearly", "half-yearly", "quarterly", "monthly", "weekly", "daily")
_REQUEST, _READING, _ABOUT = "The request", "What becomes of it", "What the list says"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencySeries:
    """What to ask an agency for, and how to read it. Every field is a key of `[fetch.NAME]`."""

    provider: Annotated[str, MappingKey(_REQUEST, keys.text, "the agency, by its name in sdmx1", '"ECB"')] = ""
    dataflow: Annotated[
        str, MappingKey(_REQUEST, keys.text, "the dataflow, alone or with agency and version before and after", '"EXR"')
    ] = ""
    key: Annotated[
        str,
        MappingKey(
            _REQUEST,
            keys.text,
            "a code for each dimension in their order, `+` between several and nothing for all; left out, everything",
            '"M.USD+JPY.EUR.SP00.A"',
        ),
    ] = ""
    parameters: Annotated[
        Dictionary[str, str],
        MappingKey(
            _REQUEST, keys.table(keys.text), "what follows the `?`, as the agency names it", '{startPeriod = "2015"}'
        ),
    ] = field(default_factory=dict)
    accept: Annotated[
        str,
        MappingKey(_REQUEST, keys.text, "the format to ask for", '"application/vnd.sdmx.data+csv;version=1.0.0"'),
    ] = ""
    url: Annotated[
        str,
        MappingKey(
            _REQUEST,
            keys.text,
            "the address of the agency, where it is not that of sdmx1",
            '"https://example.org/rest"',
        ),
    ] = ""
    mapping: Annotated[
        str | Mapping,
        MappingKey(_READING, keys.text, "how to read it: the name of a mapping, or its keys", '{metric = "gdp"}'),
    ] = field(default_factory=Mapping)
    dataset: Annotated[str, MappingKey(_READING, keys.text, "the data set that gets the figures", '"economy"')] = "mine"
    title: Annotated[str, MappingKey(_ABOUT, keys.text, "what the figures are", '"US dollars per euro"')] = ""
    frequency: Annotated[
        str, MappingKey(_ABOUT, keys.choice(*FREQUENCIES), "how often there is a figure", '"monthly"')
    ] = ""
    licence: Annotated[str, MappingKey(_ABOUT, keys.text, "the terms of use", '"free with the source named"')] = ""
    seen: Annotated[
        str, MappingKey(_ABOUT, keys.text, "the document that dataflow and key come from", '"ECB, web services"')
    ] = ""


@cache
def series_keys() -> dict[str, MappingKey]:
    """Every key of a series, in the order of the manual."""
    hints = get_type_hints(AgencySeries, include_extras=True)
    return {entry.name: hints[entry.name].__metadata__[0] for entry in fields(AgencySeries)}


def series_of(table: object, path: Path, name: str) -> AgencySeries:
    """Return the series that a table of a settings file declares. Raises `ConfigError` with the place of what is wrong."""
    at = f"fetch.{name}"
    place = Place(file=str(path), key=f"[{at}]")
    if not isinstance(table, dict):
        raise ConfigError(f"[{at}] is a table", where=Place(file=str(path)), found=table)
    if name == RESERVED or not _NAME.fullmatch(name):
        remedy = "take letters, digits, -, _ and ., and begin with a letter or digit"
        raise ConfigError(f'a series cannot be called "{name}"', where=place, remedy=remedy)
    try:
        values = {key: _value(key, value, path, at) for key, value in table.items()}
    except ConfigError as error:
        raise error.at(place) from None
    return AgencySeries(**values)


def _value(key: str, value: object, path: Path, at: str) -> Any:
    known = series_keys()
    if key not in known:
        raise ConfigError.unknown("key of a series", key, known)
    if key == "mapping" and isinstance(value, dict):
        return mapping_of(value, path, f"{at}.mapping")
    return known[key].check(key, value)
