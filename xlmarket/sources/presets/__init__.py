"""Mappings for files as publishers export them, each a file a user can copy: `--map worldbank-csv`."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from xlmarket.config import Config, load_config

_FOLDER = Path(__file__).parent
_FEWEST_COLUMNS = 2
"""How many names of columns a preset must have to be recognised by its header."""


@cache
def preset_names() -> tuple[str, ...]:
    """Return the names of all presets."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


def preset(name: str) -> Config:
    """Return the settings of a preset, which hold one mapping or one [facts] of its name."""
    return load_config(_FOLDER / f"{name}.toml")


def preset_text(name: str) -> str:
    """Return the text of a preset's file, to copy."""
    return (_FOLDER / f"{name}.toml").read_text(encoding="utf-8")


def preset_keys(name: str) -> dict[str, Any]:
    """Return the keys of a preset's mapping, unchecked."""
    keys: dict[str, Any] = tomllib.loads(preset_text(name))["mapping"][name]
    return keys


def preset_for(labels: Sequence[str]) -> str:
    """Return the preset with the most columns that are all in a header, or "" where none fits."""
    fits = {
        name: len(wanted)
        for name in preset_names()
        if (mapping := preset(name).mappings.get(name)) is not None
        and len(wanted := {*mapping.columns.values(), *mapping.only, *mapping.values}) >= _FEWEST_COLUMNS
        and wanted <= set(labels)
    }
    return max(fits, key=lambda name: fits[name], default="")
