"""`xlmarket.toml`: the user's regions, names of markets, default data set and store, and how foreign files are read."""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any

from xlmarket.errors import ConfigError, Place
from xlmarket.observations import Kind
from xlmarket.periods import Frequency

FILE = "xlmarket.toml"
WIDE = ("periods", "metrics", "markets")


@dataclass(frozen=True, slots=True)
class Mapping:
    """How the columns of a foreign file become observations. Every field is a key of `[mapping.NAME]`.

    `columns` says which column holds market, metric, period, value, unit, qualifier, status, source or note; `wide`
    which of periods, metrics or markets stand in the headers; `values` names the value columns (wide = "metrics": the
    metric each is); `only` keeps the rows whose column has one of some texts; `complete` says that a combination
    without a row is zero, as in a book of orders.
    """

    columns: Dictionary[str, str] = field(default_factory=dict)
    wide: str = ""
    values: Dictionary[str, str] = field(default_factory=dict)
    only: Dictionary[str, tuple[str, ...]] = field(default_factory=dict)
    market: str = ""
    metric: str = ""
    unit: str = ""
    kind: str = "flow"
    frequency: str = ""
    default: bool = False
    title: str = ""
    status: str = "published"
    source: str = ""
    names: Dictionary[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    decimal: str = "."
    thousands: str = ""
    encoding: str = ""
    delimiter: str = ""
    dates: str = ""
    scale: float = 1.0
    covered: tuple[date, date] | None = None
    complete: bool = False
    sheet: str = ""
    table: str = ""
    range: str = ""
    skip_rows: int = 0
    header_rows: int = 1


@dataclass(frozen=True, slots=True)
class Facts:
    """How a large file of single orders is grouped into observations; every field is a key of `[facts.NAME]`."""

    market: str = ""
    date: str = ""
    value: str = ""
    how: str = "sum"
    frequency: str = "Q"
    where: str = ""
    metric: str = "sales"
    unit: str = ""
    names: Dictionary[str, str] = field(default_factory=dict)
    connection: str = ""


@dataclass(frozen=True, slots=True)
class Config:
    """What the file says; an empty one says nothing."""

    regions: Dictionary[str, tuple[str, ...]] = field(default_factory=dict)
    names: Dictionary[str, str] = field(default_factory=dict)
    mappings: Dictionary[str, Mapping] = field(default_factory=dict)
    facts: Dictionary[str, Facts] = field(default_factory=dict)
    dataset: str | None = None
    store: str | None = None


def load_config(path: Path | None = None) -> Config:
    """Read a settings file; without a path `xlmarket.toml` of this folder if there is one."""
    if path is None:
        path = Path(FILE)
        if not path.exists():
            return Config()
    import tomllib

    try:
        text = path.read_text(encoding="utf-8")
        return _config(tomllib.loads(text), path)
    except FileNotFoundError:
        raise ConfigError("there is no such settings file", where=Place(file=str(path))) from None
    except (OSError, UnicodeDecodeError) as fault:
        raise ConfigError(f"the settings file cannot be read: {fault}", where=Place(file=str(path))) from None
    except tomllib.TOMLDecodeError as fault:
        raise ConfigError(f"the settings file is no TOML: {fault}", where=Place(file=str(path))) from None


def _config(said: dict[str, Any], path: Path) -> Config:
    known = ("regions", "names", "mapping", "facts", "dataset", "store")
    _refuse_unknown(said, known, path, "")
    regions = {
        name: tuple(_texts(members, path, f"regions.{name}")) for name, members in said.get("regions", {}).items()
    }
    return Config(
        regions,
        said.get("names", {}),
        {name: mapping_of(body, path, f"mapping.{name}") for name, body in said.get("mapping", {}).items()},
        {name: _facts(body, path, f"facts.{name}") for name, body in said.get("facts", {}).items()},
        said.get("dataset"),
        said.get("store"),
    )


def mapping_of(said: dict[str, Any], path: Path, at: str) -> Mapping:
    """A mapping from the keys of a table of the file."""
    _refuse_unknown(said, [one.name for one in fields(Mapping)], path, at)
    values = dict(said)
    if "values" in values and isinstance(values["values"], list):
        values["values"] = {name: name for name in values["values"]}
    if "only" in values:
        values["only"] = {key: tuple(_texts(value, path, at)) for key, value in values["only"].items()}
    if "missing" in values:
        values["missing"] = tuple(_texts(values["missing"], path, at))
    if "covered" in values:
        values["covered"] = _days(values["covered"], path, at)
    found = Mapping(**values)
    _one_of(found.wide, ("", *WIDE), "wide", path, at)
    _one_of(found.kind, [kind.value for kind in Kind], "kind", path, at)
    _one_of(found.frequency, ("", *(one.value for one in Frequency)), "frequency", path, at)
    return found


def _facts(said: dict[str, Any], path: Path, at: str) -> Facts:
    _refuse_unknown(said, [one.name for one in fields(Facts)], path, at)
    return Facts(**said)


def _refuse_unknown(said: dict[str, Any], known: Any, path: Path, at: str) -> None:
    if not isinstance(said, dict):
        raise ConfigError(f"[{at}] is a table", where=Place(file=str(path)), found=said)
    for key in said:
        if key not in known:
            from rapidfuzz import process

            near = [hit[0] for hit in process.extract(key, list(known), score_cutoff=60, limit=2)]
            where = Place(file=str(path), sheet=f"[{at}]" if at else None)
            raise ConfigError("there is no such setting", where=where, found=key, allowed=list(known), nearest=near)


def _one_of(value: str, allowed: Any, key: str, path: Path, at: str) -> None:
    if value not in allowed:
        where = Place(file=str(path), sheet=f"[{at}]")
        raise ConfigError(f"{key} has other values", where=where, found=value, allowed=[one for one in allowed if one])


def _texts(value: Any, path: Path, at: str) -> list[str]:
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
        raise ConfigError("this is a list of texts", where=Place(file=str(path), sheet=f"[{at}]"), found=value)
    return listed


def _days(value: Any, path: Path, at: str) -> tuple[date, date]:
    try:
        first, last = (one if isinstance(one, date) else date.fromisoformat(one) for one in value)
    except (TypeError, ValueError):
        where = Place(file=str(path), sheet=f"[{at}]")
        raise ConfigError(
            "covered is two days", where=where, found=value, allowed='["2010-12-01", "2011-12-09"]'
        ) from None
    return first, last
