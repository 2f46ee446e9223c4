"""The content of a draft: keys of a mapping, reasons for them, and doubts for a person to look at."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from xlmarket.config import Mapping
from xlmarket.config.mapping import mapping_of


@dataclass
class Proposal:
    """Keys of a mapping with reasons for some of them. `doubts` are sentences for a person to look at."""

    keys: dict[str, Any] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)

    def add(self, key: str, value: object, reason: str = "") -> None:
        """Set a key of the mapping, with the reason for its value."""
        self.keys[key] = value
        if reason:
            self.reasons[key] = reason

    def mapping(self) -> Mapping:
        """Return the keys as a mapping. Raises `ConfigError` for an invalid one."""
        return mapping_of(self.keys, Path("draft"), "draft")
