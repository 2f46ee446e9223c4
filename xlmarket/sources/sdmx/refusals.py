"""Messages that hold no figures, each with what it is and what to do."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xlmarket.errors import Place, SourceError
from xlmarket.listing import list_names

_LINK = re.compile(r"https?://[^\s\"'<>]+")
_SERIOUS = ("error", "413", "500", "501", "503", "510")


@dataclass(frozen=True, slots=True)
class Notice:
    """A message of the agency below the data, or in place of them: its code, how serious it is, its texts."""

    code: str
    severity: str
    texts: tuple[str, ...]

    def __str__(self) -> str:
        return " ".join(dict.fromkeys(text for text in self.texts if text))

    @property
    def is_serious(self) -> bool:
        """Whether data may be missing because of it."""
        return self.severity.casefold() == "error" or self.code in _SERIOUS


def without_data(name: str, notices: Sequence[Notice]) -> SourceError:
    """A data message without an observation: a promise of a file, an error, or nothing."""
    for notice in notices:
        text = str(notice)
        if link := _LINK.search(text):
            remedy = f"wait, download {link[0]} and import that file"
            what = "the message holds no data: the agency promises a file later"
            return SourceError(what, where=Place(file=name), found=_short(text), remedy=remedy)
    if notices:
        return of_agency(name, notices)
    remedy = "ask the agency for a key and periods that have data"
    return SourceError("the message holds no observations", where=Place(file=name), remedy=remedy)


def of_agency(name: str, notices: Sequence[Notice]) -> SourceError:
    """The error that an agency sent instead of data."""
    notice = notices[0] if notices else Notice("", "", ())
    code = f" {notice.code}" if notice.code else ""
    remedy = "mend the query: the dataflow, the key or the periods"
    found = _short(str(notice)) or None
    return SourceError(
        f"the message is an error{code} of the agency", where=Place(file=name), found=found, remedy=remedy
    )


def of_structure(name: str, artefacts: Mapping[str, int]) -> SourceError:
    """A message of dataflows, code lists and the like."""
    held = list_names([f"{count} {kind}" for kind, count in artefacts.items()], 4)
    remedy = 'import a data message of this dataflow, with structure = "FILE" in its mapping for the names of codes'
    return SourceError("the message holds structures and no data", where=Place(file=name), found=held, remedy=remedy)


def of_deletes(name: str, count: int) -> SourceError:
    """A message that only deletes figures."""
    what = f"the message only deletes figures ({count:,} of them): a vintage keeps what was published"
    return SourceError(what, where=Place(file=name), remedy="import a message with the figures that are left")


def not_a_message(name: str, root: str) -> SourceError:
    """XML or JSON of another kind."""
    remedy = "save other tables as .csv, other JSON with one object a line in a .jsonl"
    return SourceError("not a data message of SDMX", where=Place(file=name), found=root, remedy=remedy)


def _short(text: str) -> str:
    return text if len(text) <= 200 else f"{text[:199]}…"
