"""What an add-in is told for good when it is installed, in every host that has add-ins."""

from __future__ import annotations

from dataclasses import dataclass

from xlmarket.formulas.prefix import read_prefix


@dataclass(frozen=True, slots=True)
class Settings:
    """Which figures an add-in opens, and what its names begin with: `XL_`, however it was said."""

    dataset: str = ""
    store: str = ""
    config: str = ""
    prefix: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "prefix", read_prefix(self.prefix))
