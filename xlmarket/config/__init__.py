"""`xlmarket.toml`: the settings of a user, and how foreign files are read."""

from xlmarket.config.facts import Facts
from xlmarket.config.mapping import Mapping, mapping_of
from xlmarket.config.series import AgencySeries
from xlmarket.config.settings import FILE, Config, load_config

__all__ = ["FILE", "AgencySeries", "Config", "Facts", "Mapping", "load_config", "mapping_of"]
