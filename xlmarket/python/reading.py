"""Files of figures read from Python, by the mappings that the command line takes too."""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from dataclasses import replace
from pathlib import Path
from typing import Any

from xlmarket.addresses import is_address
from xlmarket.config import Config, Facts, Mapping, load_config, mapping_of
from xlmarket.errors import UsageError
from xlmarket.sources import Reading


def read(
    path: str | Path,
    mapping: str | Path | Mapping | Facts | Dictionary[str, Any] | None = None,
    *,
    table: str | None = None,
    config: str | Path | None = None,
) -> Reading:
    """Read a file of figures, or group the orders of an engine by its URL: its observations, and every row and column that is not one, with the reason.

    `mapping` says how the file is written: a name of the settings, a preset, a `.toml` file, a `Mapping`, or its keys
    (`draft("sales.csv").keys`). Without one a tidy file is expected. `table` is that of an engine or of a workbook.

    Raises `SourceError` where nothing of the file can be read, `UsageError` for an unknown mapping and `ConfigError`
    for wrong keys.
    """
    from xlmarket import sources
    from xlmarket.markets import standard_markets

    settings = load_config(None if config is None else Path(config))
    markets = standard_markets().including((), settings.names)
    chosen = _mapping(mapping, settings)
    chosen = replace(chosen, table=table) if table else chosen
    if isinstance(chosen, Facts):
        return sources.read_facts(path, chosen, markets)
    if is_address(path):
        raise UsageError("facts of an engine are grouped by a mapping: one [facts.NAME]")
    return sources.read(path, chosen, markets)


def _mapping(mapping: object, config: Config) -> Mapping | Facts:
    if isinstance(mapping, (Mapping, Facts)):
        return mapping
    if mapping is None:
        return Mapping()
    if isinstance(mapping, Dictionary):
        return mapping_of(dict(mapping), Path("mapping"), "keys")
    from xlmarket.sources.mappings import find_mapping

    return find_mapping(str(mapping), config)
