"""Everything that can go wrong, as one tree. Each class carries the cell error it shows and the exit code it ends with.

    XlmarketError                  #VALUE!  1   a fault of ours if nothing below fits
    ├── UsageError                 #VALUE!  2   a command or option that means nothing
    ├── InputError                 #VALUE!  3   something given to us is wrong; nothing was written
    │   ├── ArgumentError          #VALUE!  3   an argument or option of a function
    │   │   └── PeriodError        #VALUE!  3   a period text
    │   ├── NameUnknown            #VALUE!  3   a market, metric, function … nobody knows
    │   │   └── NameAmbiguous      #VALUE!  3   a name that means several things
    │   ├── FormulaError           #VALUE!  3   a formula that cannot be read
    │   ├── SourceError            #VALUE!  3   a file of figures
    │   ├── ConfigError            #VALUE!  3   xlmarket.toml
    │   └── TemplateError          #VALUE!  3   a report template
    ├── NotAvailable               #N/A     3   a known market without that figure, or a figure that is not meaningful
    ├── ZeroBase                   #DIV/0!  3   a base of zero
    ├── NotDefined                 #NUM!    3   mathematically undefined
    ├── BatchFailed                #VALUE!  4   a batch that finished with failures
    ├── EnvironmentFault           #VALUE!  5   disk full, no permission, a file open elsewhere, a program missing
    ├── StoreDamaged               #VALUE!  6   the store does not hold what was written to it
    └── Busy                       #VALUE!  7   another run holds the folder or the store

An error says what is wrong, where, what was found, what is allowed, which name is nearest, and what to do.
`str(error)` is those parts as one line and `error.fields()` the same for `--json`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: any of file, sheet, cell, row, column (row and column count from 1)."""

    file: str | None = None
    sheet: str | None = None
    cell: str | None = None
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        address = "!".join(part for part in (self.file, self.sheet, self.cell) if part)
        rest = [f"row {self.row}"] if self.row is not None else []
        rest += [f"column {self.column}"] if self.column is not None else []
        return ", ".join([address, *rest] if address else rest)


class XlmarketError(Exception):
    """The root of the tree. Raise one of its children."""

    cell_error: ClassVar[str] = "#VALUE!"
    exit_code: ClassVar[int] = 1

    def __init__(
        self,
        what: str,
        *,
        where: Place | None = None,
        found: object = None,
        allowed: Sequence[str] | str = (),
        nearest: Sequence[str] = (),
        remedy: str = "",
    ) -> None:
        self.what = what
        self.where = where
        self.found = None if found is None else str(found)
        self.allowed = (allowed,) if isinstance(allowed, str) else tuple(allowed)
        self.nearest = tuple(nearest)
        self.remedy = remedy
        super().__init__(what)

    def __str__(self) -> str:
        parts = [f"{self.where}: {self.what}" if self.where and str(self.where) else self.what]
        if self.found is not None:
            parts.append(f"found {_shown(self.found)}")
        if self.allowed:
            parts.append(f"allowed: {', '.join(self.allowed)}")
        if self.nearest:
            parts.append(f"did you mean {' or '.join(self.nearest)}?")
        if self.remedy:
            parts.append(self.remedy)
        return "; ".join(parts)

    def __reduce__(self) -> tuple[object, ...]:
        """Errors travel between processes with all their fields."""
        return (_rebuilt, (type(self), self.__dict__))

    def at(self, place: Place) -> XlmarketError:
        """The same error with its place filled in. A place already known stays."""
        self.where = self.where or place
        return self

    def fields(self) -> dict[str, object]:
        """The error as plain data, for `--json` and for hosts."""
        where = {} if self.where is None else {k: getattr(self.where, k) for k in Place.__slots__}
        return {
            "error": type(self).__name__,
            "cell_error": self.cell_error,
            "exit_code": self.exit_code,
            "what": self.what,
            "where": {key: value for key, value in where.items() if value is not None},
            "found": self.found,
            "allowed": list(self.allowed),
            "nearest": list(self.nearest),
            "remedy": self.remedy,
        }


def _rebuilt(kind: type[XlmarketError], state: dict[str, object]) -> XlmarketError:
    error = kind.__new__(kind)
    Exception.__init__(error, state["what"])
    error.__dict__.update(state)
    return error


def _shown(text: str, limit: int = 80) -> str:
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    return f'"{cut}"'


class UsageError(XlmarketError):
    exit_code = 2


class InputError(XlmarketError):
    exit_code = 3


class ArgumentError(InputError):
    pass


class PeriodError(ArgumentError):
    pass


class NameUnknown(InputError):
    """An unknown name. The nearest ones are offered, never taken."""


class NameAmbiguous(NameUnknown):
    """The name means several things. `allowed` lists the choices."""


class FormulaError(InputError):
    pass


class SourceError(InputError):
    pass


class ConfigError(InputError):
    pass


class TemplateError(InputError):
    pass


class NotAvailable(XlmarketError):
    cell_error = "#N/A"
    exit_code = 3


class ZeroBase(XlmarketError):
    cell_error = "#DIV/0!"
    exit_code = 3


class NotDefined(XlmarketError):
    cell_error = "#NUM!"
    exit_code = 3


class BatchFailed(XlmarketError):
    exit_code = 4


class EnvironmentFault(XlmarketError):
    exit_code = 5


class StoreDamaged(XlmarketError):
    exit_code = 6


class Busy(XlmarketError):
    exit_code = 7


class Reason(IntEnum):
    """Why a cell of an array holds no number. Arrays carry these codes beside their values."""

    OK = 0
    MISSING = 1
    BOUND = 2
    DOUBTFUL = 3
    PARTIAL = 4
    TOO_SHORT = 5
    NO_RATE = 6
    NOT_MEANINGFUL = 7
    ZERO_BASE = 8
    SIGN_CHANGE = 9
    UNDEFINED = 10
    NEGATIVE_BASE = 11
    MIXED_UNITS = 12
    OTHER_LENGTH = 13
    NO_PARTNER = 14

    @property
    def error(self) -> type[XlmarketError]:
        """The class of error a cell with this reason shows."""
        if self is Reason.ZERO_BASE:
            return ZeroBase
        if self is Reason.OTHER_LENGTH:
            return PeriodError
        return NotDefined if self in _NO_NUMBER else NotAvailable

    @property
    def sentence(self) -> str:
        """What to tell the reader, without the name of the market."""
        return _SENTENCES[self]

    @property
    def remedy(self) -> tuple[str, str, str]:
        """The option, as key and value, that may give a figure all the same, and what it does, or empty texts."""
        return _REMEDIES.get(self, ("", "", ""))


_NO_NUMBER = (Reason.SIGN_CHANGE, Reason.NEGATIVE_BASE, Reason.UNDEFINED)
_REMEDIES = {
    Reason.DOUBTFUL: ("quality", "any", "shows it"),
    Reason.PARTIAL: ("partial", "likeforlike", "compares the parts covered in both periods"),
}
_SENTENCES = {
    Reason.OK: "there is a figure",
    Reason.MISSING: "there is no figure for it",
    Reason.BOUND: "the figure is a bound, and a bound never enters arithmetic",
    Reason.DOUBTFUL: "the figure is flagged doubtful",
    Reason.PARTIAL: "the period is only partly covered by the data",
    Reason.TOO_SHORT: "the history is too short",
    Reason.NO_RATE: "an exchange rate is missing",
    Reason.NOT_MEANINGFUL: "the figure has no meaning here",
    Reason.ZERO_BASE: "the base is zero",
    Reason.SIGN_CHANGE: "a change of sign has no rate",
    Reason.UNDEFINED: "it is mathematically undefined",
    Reason.NEGATIVE_BASE: "a rate on a negative base is not defined",
    Reason.MIXED_UNITS: "the figures have different units",
    Reason.OTHER_LENGTH: "periods of different length are not compared",
    Reason.NO_PARTNER: "a year before there is no week 53",
}
