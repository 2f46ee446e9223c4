"""Calls of our functions inside any formula, in every spelling that a host writes into files.

    MARKET_SHARE(…)                       a LAMBDA of the workbook, a macro of it, or typed where nothing was installed
    _xldudf_MARKET_SHARE(…)               Office.js, with a namespace _xldudf_XL_MARKET_SHARE
    _xll.MARKET_SHARE(…)                  an XLL
    [1]!MARKET_SHARE(…)                   the add-in xlmarket.xlam; [1] counts the workbook's external links
    ORG.XLMARKET.….MARKET_SHARE(…)        LibreOffice
    _xlfn.MARKET_SHARE(…)                 unknown to the Excel that saved it

Reports and hosts read and write formulas with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from xlmarket.functions.registry import registry
from xlmarket.package.lexer import TOKEN_OR_SIGN

FAMILY = "MARKET_"
"""What the names of all functions begin with."""

CALC_NAMESPACE = "ORG.XLMARKET."
"""What precedes a function in the files Calc saves, .xlsx and .ods alike: `ORG.XLMARKET.MARKET_SHARE(…)`."""

PREFIX = "XL_"
"""What a name may always have before it, also written `XL.`. With any other prefix a function is somebody else's."""

_PRODUCT = "XLMARKET"
"""What the file of our add-in and the namespace of our LibreOffice functions hold."""

_NAME = re.compile(
    rf"(?P<mark>(?:_xlfn\.|_xlws\.|_xludf\.|_xll\.|_xldudf_)*)"
    rf"(?P<prefix>(?:[^\W\d][\w.]*[._])?)(?P<name>{FAMILY}\w+)",
    re.IGNORECASE,
)


_FILE = re.compile(r"\.xl\w*'?$", re.IGNORECASE)


class CallSpelling(StrEnum):
    """How a call is written in a file."""

    BARE = "bare"
    OFFICEJS = "officejs"
    XLL = "xll"
    ADDIN = "addin"
    LIBREOFFICE = "libreoffice"
    UNKNOWN = "unknown"


TextSpan = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Call:
    r"""One call: `head` spans all before its parenthesis, `arguments` what stands between its commas.

    `name` is in capitals and without marks. It is `known` if the registry has it. `book` is the other workbook it is
    said to live in: `[1]`, `'C:\Add-ins\xlmarket.xlam'`, or nothing (a sheet, for a name of a sheet). Spans count characters of the formula.
    """

    formula: str
    name: str
    spelling: CallSpelling
    prefix: str
    book: str
    head: TextSpan
    span: TextSpan
    arguments: tuple[TextSpan, ...]

    @property
    def known(self) -> bool:
        return self.name in registry()

    @property
    def spelled(self) -> str:
        """The function as it is written."""
        return self.formula[slice(*self.head)]

    @property
    def text(self) -> str:
        return self.formula[slice(*self.span)]

    @property
    def given(self) -> tuple[str, ...]:
        """The arguments as they are written."""
        return tuple(self.formula[slice(*span)].strip() for span in self.arguments)

    @property
    def is_whole(self) -> bool:
        """Whether the formula is this call and nothing else."""
        return self.text == self.formula.strip().removeprefix("=").strip()


def calls_in(formula: str, prefix: str = "") -> tuple[Call, ...]:
    """The calls of our functions in a formula, with or without its `=`, in the order in which they begin.

    `prefix` is one more that bare names may have, with its `_`.
    """
    if FAMILY not in formula.upper():
        return ()
    return tuple(sorted(_Walk(formula, (PREFIX, prefix)).calls(), key=lambda call: call.span))


def outermost(calls: Sequence[Call]) -> tuple[Call, ...]:
    """The calls that stand in no other, of the calls of one formula."""
    found: list[Call] = []
    for call in calls:
        if not found or call.span[0] >= found[-1].span[1]:
            found.append(call)
    return tuple(found)


def spell(name: str, spelling: CallSpelling, prefix: str = "", book: str = "") -> str:
    """A function as a host writes it. `prefix` is what the host was told to put before names, with its `_` or `.`."""
    match spelling:
        case CallSpelling.OFFICEJS:
            return f"_xldudf_{prefix.replace('.', '_')}{name}"
        case CallSpelling.XLL:
            return f"_xll.{prefix}{name}"
        case CallSpelling.ADDIN:
            return f"{book}!{prefix}{name}"
        case CallSpelling.UNKNOWN:
            return f"_xlfn.{prefix}{name}"
    return prefix + name


@dataclass(slots=True)
class _Walk:
    """One pass over a formula: a stack of open brackets, each with the call it belongs to and where its argument began."""

    formula: str
    prefixes: tuple[str, ...]

    def calls(self) -> Iterator[Call]:
        open_brackets: list[tuple[Call | None, int]] = []
        before: list[re.Match[str]] = []
        for token in TOKEN_OR_SIGN.finditer(self.formula):
            sign = token["sign"]
            if not sign:
                before = [*before[-1:], token]
                continue
            at = token.start()
            if sign in "({":
                open_brackets.append((self._head(before, at) if sign == "(" else None, at + 1))
            elif open_brackets:
                call, start = open_brackets.pop()
                if call is not None:
                    call = self._with_argument(call, start, at, last=sign == ")")
                if sign in ",;":
                    open_brackets.append((call, at + 1))
                elif call is not None:
                    yield replace(call, span=(call.head[0], at + 1))
            before = []

    def _head(self, before: list[re.Match[str]], at: int) -> Call | None:
        """The call that opens at a parenthesis, if the name before it is one of ours."""
        if not before or before[-1].end() != at or not before[-1]["name"]:
            return None
        found = _NAME.fullmatch(before[-1][0])
        if found is None:
            return None
        link = before[-2] if len(before) > 1 and before[-2].end() == before[-1].start() else None
        book = link[0].removesuffix("!") if link is not None and link[0].endswith("!") else ""
        mark, prefix = found["mark"].lower(), found["prefix"]
        spelling = _spelling(mark, prefix, book)
        if self._is_foreign(prefix, book):
            return None
        start = before[-2].start() if book else before[-1].start()
        return Call(self.formula, found["name"].upper(), spelling, prefix, book, (start, at), (start, at), ())

    def _is_foreign(self, prefix: str, book: str) -> bool:
        """Whether a function of the same name belongs to somebody else, by its namespace or its file.

        A link by number (`[1]`) says no file. Who has the workbook asks its list of links.
        """
        if _FILE.search(book) and _PRODUCT not in book.upper():
            return True
        if _PRODUCT in prefix.upper():
            return False
        return bool(prefix) and prefix.upper().replace(".", "_") not in self.prefixes

    def _with_argument(self, call: Call, start: int, end: int, *, last: bool) -> Call:
        if last and not call.arguments and not self.formula[start:end].strip():
            return call
        return replace(call, arguments=(*call.arguments, (start, end)))


def _spelling(mark: str, prefix: str, book: str) -> CallSpelling:
    if "_xldudf_" in mark:
        return CallSpelling.OFFICEJS
    if "[" in book or ".xl" in book.lower():
        return CallSpelling.ADDIN
    if "_xll." in mark:
        return CallSpelling.XLL
    if _PRODUCT in prefix.upper():
        return CallSpelling.LIBREOFFICE
    return CallSpelling.UNKNOWN if mark else CallSpelling.BARE
