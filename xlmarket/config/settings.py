"""`xlmarket.toml`: the user's regions, names of markets, default data set and store, foreign files, series of agencies."""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from xlmarket.config import keys
from xlmarket.config.facts import Facts, facts_of
from xlmarket.config.mapping import Mapping, mapping_of
from xlmarket.config.series import AgencySeries, series_of
from xlmarket.errors import ConfigError, Place

FILE = "xlmarket.toml"
_REPORT = {"theme": keys.text, "anonymous": keys.switch}
"""What the keys of `[report]` take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The settings. An empty file leaves all of them out. `theme` is that of reports: a palette, or the path of a file.

    `anonymous`: reports do not say who drew their template. `certificates` is a file of those that are trusted when
    figures are fetched, such as that of a company that inspects its traffic.
    """

    regions: Dictionary[str, tuple[str, ...]] = field(default_factory=dict)
    names: Dictionary[str, str] = field(default_factory=dict)
    mappings: Dictionary[str, Mapping] = field(default_factory=dict)
    facts: Dictionary[str, Facts] = field(default_factory=dict)
    series: Dictionary[str, AgencySeries] = field(default_factory=dict)
    certificates: str | None = None
    dataset: str | None = None
    store: str | None = None
    theme: str | None = None
    anonymous: bool = False


def load_config(path: Path | None = None) -> Config:
    """Read a settings file. Without a path, `xlmarket.toml` of this folder if there is one.

    Raises `ConfigError` with the place of what is wrong: a file that is missing, cannot be read or is not TOML, a key
    that is unknown, a value that the key cannot have.
    """
    if path is None:
        path = Path(FILE)
        if not path.exists():
            return Config()
    import tomllib

    try:
        text = path.read_text(encoding="utf-8")
        return _config(tomllib.loads(text), path)
    except FileNotFoundError:
        raise ConfigError("settings file not found", where=Place(file=str(path))) from None
    except (OSError, UnicodeDecodeError) as fault:
        raise ConfigError(f"the settings file cannot be read: {fault}", where=Place(file=str(path))) from None
    except tomllib.TOMLDecodeError as fault:
        raise ConfigError(f"the settings file is not TOML: {fault}", where=Place(file=str(path))) from None


def _config(settings: dict[str, Any], path: Path) -> Config:
    known = ("regions", "names", "mapping", "facts", "fetch", "dataset", "store", "certificates", "report")
    _refuse_unknown(settings, known, path, "")
    try:
        texts = ("dataset", "store", "certificates")
        plain = {key: keys.text(key, settings[key]) for key in texts if key in settings}
        regions = keys.table(keys.texts)("regions", settings.get("regions", {}))
        names = keys.table(keys.text)("names", settings.get("names", {}))
        mappings = keys.table(_any)("mapping", settings.get("mapping", {}))
        facts = keys.table(_any)("facts", settings.get("facts", {}))
        series = keys.table(_any)("fetch", settings.get("fetch", {}))
    except ConfigError as error:
        raise error.at(Place(file=str(path))) from None
    if "certificates" in plain:
        plain["certificates"] = _beside(path, plain["certificates"])
    report = _report(settings.get("report", {}), path)
    theme = report.get("theme")
    return Config(
        regions=regions,
        names=names,
        mappings={name: mapping_of(body, path, f"mapping.{name}") for name, body in mappings.items()},
        facts={name: facts_of(body, path, f"facts.{name}") for name, body in facts.items()},
        series={name: series_of(body, path, name) for name, body in series.items()},
        theme=None if theme is None else _beside(path, theme),
        anonymous=report.get("anonymous", False),
        **plain,
    )


def _report(settings: Any, path: Path) -> dict[str, Any]:
    """The keys of `[report]`."""
    _refuse_unknown(settings, [*_REPORT], path, "report")
    try:
        return {key: _REPORT[key](key, value) for key, value in settings.items()}
    except ConfigError as error:
        raise error.at(Place(file=str(path), key="[report]")) from None


def _beside(settings: Path, name: str) -> str:
    """A file that lies beside the settings by its path. What is not there stays as it is: the name of a palette."""
    path = settings.parent / name
    return str(path) if path.is_file() else name


def _any(_: str, value: object) -> object:
    return value


def _refuse_unknown(settings: Any, known: Sequence[str], path: Path, at: str) -> None:
    if not isinstance(settings, dict):
        raise ConfigError(f"[{at}] is a table", where=Place(file=str(path)), found=settings)
    for key in settings:
        if key not in known:
            where = Place(file=str(path), key=f"[{at}]" if at else None)
            raise ConfigError.unknown("setting", key, known, where=where)
