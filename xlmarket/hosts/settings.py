"""What an add-in is told for good when it is installed, in every host that has add-ins."""

from __future__ import annotations

import re
from dataclasses import dataclass

from xlmarket.errors import ArgumentError

_PREFIX = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,30}")


@dataclass(frozen=True, slots=True)
class Settings:
    """Which figures an add-in opens, and what its names begin with."""

    dataset: str = ""
    store: str = ""
    config: str = ""
    prefix: str = ""

    def __post_init__(self) -> None:
        if self.prefix and not _PREFIX.fullmatch(self.prefix):
            raise ArgumentError(
                "a prefix is a letter, then letters, digits or underscores", found=self.prefix, allowed="XL_"
            )
