"""The problems of one sheet of a template, collected while it is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from xlmarket.errors import Place, TemplateError


@dataclass(frozen=True, slots=True)
class SheetProblems:
    """`place` is the sheet. Each error gets the cell it is in."""

    place: Place
    errors: list[TemplateError] = field(default_factory=list)

    def add(
        self, what: str, cell: str, found: object = None, *, allowed: Sequence[str] | str = (), remedy: str = ""
    ) -> None:
        """One more problem."""
        where = replace(self.place, cell=cell)
        self.errors.append(TemplateError(what, where=where, found=found, allowed=allowed, remedy=remedy))

    def keep(self, error: TemplateError, cell: str) -> None:
        """A problem that was raised without a place."""
        self.errors.append(error.at(replace(self.place, cell=cell)))
