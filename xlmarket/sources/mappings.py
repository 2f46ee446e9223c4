"""Mappings by name: those of the settings, the presets, and files that hold one. The command line and Python use it."""

from __future__ import annotations

from pathlib import Path

from xlmarket.config import Config, Facts, Mapping, load_config
from xlmarket.errors import Place, UsageError
from xlmarket.sources.presets import preset, preset_names


def find_mapping(name: str, config: Config, metric: str = "") -> Mapping | Facts:
    """A mapping of the settings, a preset, or the only mapping of a `.toml` file. Of several facts that of a metric.

    Raises `UsageError` for an unknown name and for a file with several mappings, `ConfigError` for a wrong file.
    """
    mappings: dict[str, Mapping | Facts] = {**config.mappings, **config.facts}
    if name in mappings:
        return mappings[name]
    if name in preset_names():
        return _only_mapping(name, preset(name))
    if name.endswith(".toml"):
        return _only_mapping(name, load_config(Path(name)), metric)
    raise UsageError.unknown("mapping", name, [*mappings, *preset_names()], remedy="or give a .toml file")


def _only_mapping(name: str, config: Config, metric: str = "") -> Mapping | Facts:
    mappings: list[Mapping | Facts] = [*config.mappings.values(), *config.facts.values()]
    if len(mappings) == 1:
        return mappings[0]
    of_metric = [facts for facts in config.facts.values() if metric and facts.metric == metric]
    if len(of_metric) == 1:
        return of_metric[0]
    if config.facts and metric and not of_metric:
        raise UsageError.unknown("metric of facts", metric, [one.metric for one in config.facts.values()])
    raise UsageError(
        "a mapping file must hold one [mapping.NAME] or [facts.NAME]",
        where=Place(file=name),
        found=f"{len(mappings)} of them",
        remedy="--metric chooses among facts" if config.facts else "",
    )
