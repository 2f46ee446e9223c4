"""What a draft proposes: keys of a mapping, why they are so, and what a person should look at."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from xlmarket.config import Mapping
from xlmarket.config.mapping import mapping_of


@dataclass
class Proposal:
    """Keys of a mapping with, for some, why they are so; `doubts` are what a person should look at."""

    keys: dict[str, Any] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)

    def add(self, key: str, value: object, reason: str = "") -> None:
        self.keys[key] = value
        if reason:
            self.reasons[key] = reason

    def mapping(self) -> Mapping:
        return mapping_of(self.keys, Path("draft"), "draft")
