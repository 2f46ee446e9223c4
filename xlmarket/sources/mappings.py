"""Mappings by name: those of the settings, the presets, and files that hold one. The cli and the public face call this."""

from __future__ import annotations

from pathlib import Path

from xlmarket.config import Config, Facts, Mapping, load_config
from xlmarket.errors import Place, UsageError
from xlmarket.nearest import nearest
from xlmarket.sources.presets import preset, preset_names


def find_mapping(name: str, config: Config) -> Mapping | Facts:
    """Return a mapping by its name in the settings, the only one of a `.toml` file, or a preset.

    Raises `UsageError` for an unknown name, with the nearest ones, and for a file with several mappings.
    """
    known: dict[str, Mapping | Facts] = {**config.mappings, **config.facts}
    if name in known:
        return known[name]
    if name in preset_names() or name.endswith(".toml"):
        return _only_mapping(name, preset(name) if name in preset_names() else load_config(Path(name)))
    names = [*known, *preset_names()]
    raise UsageError.unknown("mapping", name, [*names, "a .toml file"], nearest=nearest(name, names))


def _only_mapping(name: str, config: Config) -> Mapping | Facts:
    mappings: list[Mapping | Facts] = [*config.mappings.values(), *config.facts.values()]
    if len(mappings) == 1:
        return mappings[0]
    raise UsageError(
        "the file holds one [mapping.NAME] or [facts.NAME]", where=Place(file=name), found=f"{len(mappings)} of them"
    )
