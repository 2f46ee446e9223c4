"""The settings that an add-in keeps from its installation, in every host that has add-ins."""

from __future__ import annotations

from dataclasses import dataclass

from xlmarket.formulas.prefix import read_prefix


@dataclass(frozen=True, slots=True)
class AddinSettings:
    """The figures an add-in opens, and the prefix of its function names, such as `XL_`. Raises `UsageError`."""

    dataset: str = ""
    store: str = ""
    config: str = ""
    prefix: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "prefix", read_prefix(self.prefix))
