"""Everything that can go wrong, as one tree. Each class carries the cell error it shows and the exit code it ends with.

    XlmarketError                  #VALUE!  1   a fault of ours if nothing below fits
    ├── UsageError                 #VALUE!  2   a wrong command or option
    ├── InputError                 #VALUE!  3   wrong input; nothing was written
    │   ├── ArgumentError          #VALUE!  3   an argument or option of a function
    │   │   └── PeriodError        #VALUE!  3   a period text
    │   ├── UnknownName            #VALUE!  3   a name of a template, workbook … that does not exist
    │   │   ├── UnknownMarket      #VALUE!  3   a market
    │   │   │   └── AmbiguousMarket  #VALUE!  3 a name of several markets
    │   │   ├── UnknownMetric      #VALUE!  3   a metric
    │   │   └── UnknownDataset     #VALUE!  3   a data set
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

Errors are immutable values: they may be kept and raised later. `str(error)` is one line: what is wrong with which value,
what is allowed, and what to do. `error.fields()` is the same for `--json`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, ClassVar, Self, TypeVar

from xlmarket.nearest import nearest as nearest_names

LONGEST_QUOTE = 80
Error = TypeVar("Error", bound="XlmarketError")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an error is. Rows count from 1.

    `cell` and `column` are those of a sheet or of a delimited file, `item` is what holds a text outside cells (the text
    box TextBox 1), `key` is a table or key of a settings file, and `part` is a part inside a zip.
    """

    file: str | None = None
    sheet: str | None = None
    cell: str | None = None
    item: str | None = None
    row: int | None = None
    column: str | None = None
    key: str | None = None
    part: str | None = None

    def __str__(self) -> str:
        address = "!".join(piece for piece in (self.file, self.sheet, self.cell) if piece)
        rest = [text for text in (self.item, self.key) if text]
        rest += [f"part {self.part}"] if self.part else []
        rest += [f"row {self.row}"] if self.row is not None else []
        rest += [f"column {self.column}"] if self.column is not None else []
        return ", ".join([address, *rest] if address else rest)


class XlmarketError(Exception):
    """The root of the tree. Raise one of its children.

    `what` is what is wrong. Where it quotes the value, `found` is not printed again: see `unknown` and `invalid`.
    """

    cell_error: ClassVar[str] = "#VALUE!"
    exit_code: ClassVar[int] = 1

    what: str
    where: Place | None
    found: str | None
    allowed: tuple[str, ...]
    nearest: tuple[str, ...]
    remedy: str

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
        super().__init__(what)
        vars(self).update(
            what=what,
            where=where,
            found=None if found is None else str(found),
            allowed=(allowed,) if isinstance(allowed, str) else tuple(allowed),
            nearest=tuple(nearest),
            remedy=remedy,
        )

    @classmethod
    def unknown(cls, noun: str, name: object, known: Iterable[str] = (), **more: Any) -> Self:
        """A name that does not exist: `unknown metric "saels": choose from sales, parcels (did you mean sales?)`.

        The known names are listed and searched for the nearest. `more` are fields of the error that say otherwise.
        """
        return cls._choice(f"unknown {noun}", name, known, more)

    @classmethod
    def invalid(cls, noun: str, value: object, choices: Iterable[str] = (), **more: Any) -> Self:
        """A value that is not among the choices: `invalid kind "YYO": choose from YOY, POP (did you mean YOY?)`."""
        return cls._choice(f"invalid {noun}", value, choices, more)

    @classmethod
    def _choice(cls, what: str, value: object, choices: Iterable[str], more: dict[str, Any]) -> Self:
        known = list(choices)
        near = () if "nearest" in more else nearest_names(str(value), known)
        return cls(f"{what} {quote(value)}", found=value, **{"allowed": known, "nearest": near, **more})

    def __setattr__(self, name: str, value: object) -> None:
        if name in XlmarketError.__annotations__:
            raise AttributeError(f"errors are immutable: replace({name}=…) returns a changed copy")
        super().__setattr__(name, value)

    def __str__(self) -> str:
        lead = f"{self.where}: {self.what}" if self.where and str(self.where) else self.what
        if self.found is None or quote(self.found) not in self.what:
            return "; ".join([lead, *self._clauses()])
        near = f"did you mean {' or '.join(self.nearest)}?" if self.nearest else ""
        if self.allowed:
            near = f"choose from {', '.join(self.allowed)}" + (f" ({near})" if near else "")
        line = f"{lead}: {near}" if near else lead
        separator = " " if line.endswith("?") else "; "
        return f"{line}{separator}{self.remedy}" if self.remedy else line

    def _clauses(self) -> list[str]:
        """The parts of an error that does not quote the value in `what`."""
        clauses = []
        if self.found is not None:
            clauses.append(f"found {quote(self.found)}")
        if self.allowed:
            clauses.append(f"allowed: {', '.join(self.allowed)}")
        if self.nearest:
            clauses.append(f"did you mean {' or '.join(self.nearest)}?")
        return [*clauses, self.remedy] if self.remedy else clauses

    def __reduce__(self) -> tuple[object, ...]:
        """Errors travel between processes with all their fields."""
        return (_restore, (type(self), vars(self)))

    def replace(self, **changes: object) -> Self:
        """A copy with other fields and without a traceback, which may be kept."""
        return _restore(type(self), {**vars(self), **changes})

    def at(self, place: Place) -> Self:
        """A copy with its place filled in. A place already known stays."""
        return self if self.where else self.replace(where=place).with_traceback(self.__traceback__)

    def fields(self) -> dict[str, object]:
        """The error as plain data, for `--json` and for hosts."""
        where = {} if self.where is None else {name: getattr(self.where, name) for name in Place.__slots__}
        return {
            "error": type(self).__name__,
            "cell_error": self.cell_error,
            "exit_code": self.exit_code,
            "what": self.what,
            "where": {name: value for name, value in where.items() if value is not None},
            "found": self.found,
            "allowed": list(self.allowed),
            "nearest": list(self.nearest),
            "remedy": self.remedy,
        }


def _restore(kind: type[Error], state: dict[str, Any]) -> Error:
    error = kind.__new__(kind)
    Exception.__init__(error, state["what"])
    vars(error).update(state)
    return error


def quote(value: object) -> str:
    """A value in quotes as messages print it, cut off after 80 characters."""
    text = str(value)
    return f'"{text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1] + "…"}"'


class UsageError(XlmarketError):
    exit_code = 2


class InputError(XlmarketError):
    exit_code = 3


class ArgumentError(InputError):
    pass


class PeriodError(ArgumentError):
    pass


class UnknownName(InputError):
    """A name that does not exist. The nearest ones are offered, never taken."""


class UnknownMarket(UnknownName):
    @classmethod
    def named(cls, text: str, near: Sequence[str]) -> Self:
        """`unknown market "Brazl": did you mean Brazil?`"""
        return cls.unknown("market", text, nearest=near)


class AmbiguousMarket(UnknownMarket):
    @classmethod
    def between(cls, text: str, markets: Sequence[str]) -> Self:
        """`"Congo" means several markets: choose from Congo, DR Congo`."""
        return cls(f"{quote(text)} means several markets", found=text, allowed=markets)


class UnknownMetric(UnknownName):
    @classmethod
    def named(cls, name: str, metrics: Iterable[str]) -> Self:
        """`unknown metric "saels": choose from sales, parcels (did you mean sales?)`."""
        return cls.unknown("metric", name, metrics)


class UnknownDataset(UnknownName):
    @classmethod
    def named(cls, name: str, datasets: Iterable[str]) -> Self:
        """`unknown data set "sampel": choose from sample-quarterly (did you mean sample-quarterly?)`."""
        return cls.unknown("data set", name, datasets)


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
