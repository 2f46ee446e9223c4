"""The series by their names: those of the settings, and the ready ones of `catalogue.toml`."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path

from xlmarket.config import AgencySeries, Config, Mapping, load_config
from xlmarket.config.series import series_keys
from xlmarket.errors import ConfigError, Place, UsageError

FILE = Path(__file__).with_name("catalogue.toml")
_KEYS = tuple(entry.name for entry in fields(AgencySeries))


@cache
def ready_series() -> dict[str, AgencySeries]:
    """The series that come with xlmarket, by name."""
    return dict(load_config(FILE).series)


def all_series(config: Config) -> dict[str, AgencySeries]:
    """The series of the settings, which come first, and the ready ones."""
    ready = ready_series()
    own = {name: _complete(name, series) for name, series in config.series.items()}
    return {**own, **{name: series for name, series in ready.items() if name not in own}}


def find_series(name: str, config: Config) -> AgencySeries:
    """The series of a name. Raises `UsageError` for an unknown one, with the nearest, `ConfigError` for half of one."""
    known = {**ready_series(), **config.series}
    if name not in known:
        remedy = "see 'xlmarket fetch list', or declare [fetch.NAME] in xlmarket.toml"
        raise UsageError.unknown("series", name, known, allowed=(), remedy=remedy)
    return _complete(name, known[name])


def _complete(name: str, series: AgencySeries) -> AgencySeries:
    """A series with what the ready one of its name says in addition."""
    empty = AgencySeries()
    given = {key: value for key in _KEYS if (value := getattr(series, key)) != getattr(empty, key)}
    whole = replace(ready_series().get(name, empty), **given)
    for key in ("provider", "dataflow"):
        if not getattr(whole, key):
            example = f"add {key} = {series_keys()[key].example}"
            raise ConfigError(f"a series needs {key}", where=Place(key=f"[fetch.{name}]"), remedy=example)
    return whole


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedSeries:
    """A series as the list shows it."""

    name: str
    agency: str
    title: str
    unit: str
    frequency: str
    licence: str
    provider: str
    dataflow: str
    key: str
    declared: str

    @classmethod
    def of(cls, name: str, series: AgencySeries, config: Config) -> ListedSeries:
        """What the declaration of a series says about it."""
        mapping = series.mapping if isinstance(series.mapping, Mapping) else Mapping()
        return cls(
            name=name,
            agency=mapping.source or series.provider,
            title=series.title,
            unit=mapping.unit or mapping.units.get(mapping.metric, ""),
            frequency=series.frequency,
            licence=series.licence,
            provider=series.provider,
            dataflow=series.dataflow,
            key=series.key,
            declared="settings" if name in config.series else "catalogue",
        )
