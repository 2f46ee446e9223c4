"""The last step of a report: what the template has and no cell of the report shows stays in the template."""

from __future__ import annotations

from xlmarket.package.parts import HISTORY, Parts
from xlmarket.package.shared_strings import SharedStrings, UsedStrings

_PICTURE = ("thumbnail",)
"""The relation of the package to a picture of the template's first sheet."""


def clear_out(parts: Parts, strings: SharedStrings, shared: UsedStrings) -> None:
    """Leave out the shared strings that no finished cell shows, and the parts to which no relation leads any more."""
    kept = strings.only(shared) if strings.part else None
    if kept is not None:
        parts.put(strings.part, kept)
    parts.unrelate("", lambda relation: relation.name in _PICTURE)
    parts.unrelate(parts.workbook, lambda relation: relation.name in HISTORY)
    parts.drop_unreachable()
