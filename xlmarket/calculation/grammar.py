"""Whether a formula can be calculated, and the cells it reads: its tokens are checked one by one.

A formula of an old kind takes one cell of a range where it wants one value, so a range is only allowed where a function
takes ranges. Anything that is not understood is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from xlmarket.calculation.functions import (
    ALIGNED,
    CONDITIONS,
    CRITERIA,
    LOOKUPS,
    RANGES,
    SAFE_IN_CONDITIONS,
    SUBTOTALS,
    TESTS,
    TRAITS,
    Trait,
)
from xlmarket.package.areas import Area, parse_area
from xlmarket.package.lexer import CELL, SHEET, TOKEN
from xlmarket.package.limits import MAX_ROW, MOST_FORMULA

MOST_DEPTH = 48
"""Deepest parentheses. The engine reads formulas by recursion."""

_TOKEN = re.compile(
    rf"{TOKEN.pattern} | (?P<operator><>|<=|>=|[-+*/^&=<>%(),]) | (?P<space>\s+) | (?P<other>.)",
    re.VERBOSE | re.DOTALL,
)
_OPERANDS = frozenset({"text", "number", "error", "reference", "name"})
_CRITERION = re.compile(
    r'"(?:<>|<=|>=|<|>|=)?-?[0-9]{1,9}(?:\.[0-9]{1,6})?"\Z|"(?:<>|=)?[A-Za-z][A-Za-z ]*"\Z|"(?:<>|<=|>=|<|>|=)"\Z'
)
_ERRORS = frozenset({"#N/A", "#DIV/0!", "#VALUE!", "#REF!", "#NUM!"})
_KEY = re.compile(rf"(?:(?:{SHEET})?{CELL}|\"[^\"]*\"|(?=[0-9.]*[1-9])[0-9]+(?:\.[0-9]+)?)\Z")
"""What is looked up: a cell, a text or a number. The engine takes an empty cell for zero."""

_JOINING = frozenset({"&", "=", "<>", "<", ">", "<=", ">="})
_TRUTHS = frozenset({"TRUE", "FALSE"})
_CHOICES = frozenset({"IF", "IFERROR", "IFNA", "CHOOSE"})
_CATCHING = frozenset({"IFERROR", "IFNA", "ISERROR", "ISERR", "ISNA"})
_COMPARISONS = frozenset({"=", "<>", "<", ">", "<=", ">="})
_ADDITIVE = frozenset({"+", "-"})


@dataclass(frozen=True, slots=True)
class CellsRead:
    """An area that a formula reads. `sheet` is the title before the `!`, "" for the formula's own."""

    sheet: str
    area: Area


@dataclass(frozen=True, slots=True)
class CheckedFormula:
    """A formula that can be calculated: single cells it reads, ranges it reads, and what it does.

    `split` is its last + or - outside all parentheses and how many of these signs come before, ("", 0) without one.
    `right` is the number behind that sign, None where it is not a number. `ends_with_cell`: a cell stands there alone, the
    last of `cells`.
    """

    cells: tuple[CellsRead, ...]
    ranges: tuple[CellsRead, ...]
    traits: Trait
    split: tuple[str, int] = ("", 0)
    right: float | None = None
    ends_with_cell: bool = False
    is_subtotal: bool = False


@dataclass(slots=True)
class _OpenCall:
    """An open parenthesis: the function before it ("" for none), the argument it is at, the sizes of its ranges."""

    function: str
    argument: int = 0
    sizes: set[tuple[int, int]] = field(default_factory=set)
    first: str = ""
    last: str = ""
    is_test: bool = False
    is_compared: bool = False
    holds_truth: bool = False

    @property
    def is_truth(self) -> bool:
        """Whether a choice may give a truth value, which not all programs compare alike."""
        return self.holds_truth and self.function in _CHOICES

    @property
    def may_give(self) -> bool:
        """Whether the value of the argument may be the one of the function: not the condition of an IF."""
        return self.function != "IF" or self.argument > 0


@dataclass(frozen=True, slots=True)
class FormulaPart:
    """One token of a formula: its kind, text and place."""

    kind: str
    text: str
    sheet: str
    at: int


class _Refused(Exception):
    """The formula cannot be calculated."""


def tokens_of(formula: str) -> list[FormulaPart]:
    """The tokens of a formula without its `=`, blanks left out."""
    return [
        FormulaPart(_kind(match), match[0], match["sheet"] or "", match.start())
        for match in _TOKEN.finditer(formula)
        if match.lastgroup != "space"
    ]


def _kind(match: re.Match[str]) -> str:
    for kind in ("operator", "reference", "number", "text", "name", "error", "external"):
        if match[kind] is not None:
            return kind
    return "other"


def check_formula(formula: str) -> CheckedFormula | None:
    """What a formula reads and does, or None where it cannot be calculated."""
    if not formula or len(formula) > MOST_FORMULA:
        return None
    try:
        return _Checker(tokens_of(formula)).check()
    except _Refused:
        return None


@dataclass
class _Checker:
    tokens: list[FormulaPart]
    frames: list[_OpenCall] = field(default_factory=list)
    cells: list[CellsRead] = field(default_factory=list)
    ranges: list[CellsRead] = field(default_factory=list)
    traits: Trait = Trait.NONE
    split: FormulaPart | None = None
    place: int = 0
    truths: set[int] = field(default_factory=set)
    outer: _OpenCall = field(default_factory=lambda: _OpenCall(""))

    def check(self) -> CheckedFormula:
        for place, token in enumerate(self.tokens):
            self.place = place
            before = self.tokens[place - 1] if place else None
            after = self.tokens[place + 1] if place + 1 < len(self.tokens) else None
            self._token(token, before, after)
        if self.frames:
            raise _Refused
        if self.traits & Trait.EQUAL and self.traits & Trait.TEXT:
            self.traits |= Trait.READING
        if self.traits & Trait.READING and self.traits & Trait.PRODUCT:
            raise _Refused
        first, last = self.tokens[0], self.tokens[-1]
        is_subtotal = first.text.upper() == "SUBTOTAL" and last.text == ")" and self._is_one_call()
        right = self._right()
        return CheckedFormula(
            cells=tuple(self.cells),
            ranges=tuple(self.ranges),
            traits=self.traits,
            split=self._split(),
            right=float(right.text) if right is not None and right.kind == "number" else None,
            ends_with_cell=right is not None and right.kind == "reference",
            is_subtotal=is_subtotal,
        )

    def _right(self) -> FormulaPart | None:
        """The one token behind the last + or -."""
        is_alone = self.split is not None and len(self.tokens) > 1 and self.tokens[-2] is self.split
        return self.tokens[-1] if is_alone else None

    def _split(self) -> tuple[str, int]:
        if self.split is None:
            return "", 0
        sign, at = self.split.text, self.split.at
        return sign, sum(token.text.count(sign) for token in self.tokens if token.at < at)

    def _is_one_call(self) -> bool:
        depth = 0
        for place, token in enumerate(self.tokens):
            depth += (token.text == "(") - (token.text == ")")
            if place and not depth and place < len(self.tokens) - 1:
                return False
        return True

    def _token(self, token: FormulaPart, before: FormulaPart | None, after: FormulaPart | None) -> None:
        if token.kind in _OPERANDS and before is not None and (before.kind in _OPERANDS or before.text in (")", "%")):
            raise _Refused
        self._read(token, before, after)
        if self.frames and token.text not in ("(", ")", ","):
            frame = self.frames[-1]
            frame.last += token.text
            if not frame.argument:
                frame.first += token.text

    def _read(self, token: FormulaPart, before: FormulaPart | None, after: FormulaPart | None) -> None:
        match token.kind:
            case "operator":
                self._operator(token, before, after)
            case "reference":
                self._reference(token, before, after)
            case "name":
                self._name(token, after)
            case "text":
                self._text(token)
            case "number":
                pass
            case "error" if token.text in _ERRORS:
                pass
            case _:
                raise _Refused

    def _operator(self, token: FormulaPart, before: FormulaPart | None, after: FormulaPart | None) -> None:
        sign = token.text
        if sign == "(":
            name = before.text.upper().removeprefix("_XLFN.") if before is not None and before.kind == "name" else ""
            self.frames.append(_OpenCall(name, is_compared=self._is_compared()))
            if len(self.frames) > MOST_DEPTH:
                raise _Refused
        elif sign == ")":
            self._close(token.at)
        elif sign == ",":
            if not self.frames or not self.frames[-1].function:
                raise _Refused
            self._end_argument()
            self.frames[-1].argument += 1
            self.frames[-1].last = ""
            self.frames[-1].is_test = False
        else:
            self._calculate(token, before, after)

    def _is_compared(self) -> bool:
        """Whether & or a comparison stands before a parenthesis, or before the function it belongs to."""
        place = self.place - 1
        if place >= 0 and self.tokens[place].kind == "name":
            place -= 1
        return place >= 0 and self.tokens[place].text in _JOINING

    def _calculate(self, token: FormulaPart, before: FormulaPart | None, after: FormulaPart | None) -> None:
        sign = token.text
        if sign in _JOINING and before is not None and (before.at in self.truths or before.text.upper() in _TRUTHS):
            raise _Refused
        if sign in _JOINING and after is not None and after.text.upper() in _TRUTHS:
            raise _Refused
        if sign in _COMPARISONS:
            self._compare()
        if sign == "&":
            self.traits |= Trait.TEXT
        elif sign in _COMPARISONS:
            self.traits |= Trait.EQUAL
            if sign not in ("=", "<>"):
                self._order({side.kind for side in (before, after) if side is not None})
        elif sign in _ADDITIVE:
            self.traits |= Trait.ARITHMETIC
            is_binary = before is not None and (before.kind in _OPERANDS or before.text in (")", "%"))
            if is_binary and not self.frames:
                self.split = token
                self.traits |= Trait.ADDITIVE
        else:
            self.traits |= Trait.ARITHMETIC | Trait.PRODUCT | (Trait.POWER if sign == "^" else Trait.NONE)
            if sign in ("/", "^") and self._is_in_condition():
                raise _Refused

    def _order(self, kinds: set[str]) -> None:
        """Which of two is less. Texts are ordered by the letters of a language."""
        if "text" in kinds:
            raise _Refused
        if "number" not in kinds:
            self.traits |= Trait.ORDER

    def _compare(self) -> None:
        """One comparison of an argument. A second one would compare a truth value."""
        frame = self.frames[-1] if self.frames else self.outer
        if frame.is_test:
            raise _Refused
        frame.is_test = True

    def _end_argument(self) -> None:
        frame = self.frames[-1]
        if frame.function in CONDITIONS and not frame.is_test:
            raise _Refused
        if frame.function in LOOKUPS and not frame.argument and not _KEY.match(frame.last):
            raise _Refused
        if frame.function == "IF" and not frame.argument and not frame.is_test:
            self.traits |= Trait.ARITHMETIC
        if frame.may_give and frame.is_test:
            frame.holds_truth = True

    def _close(self, at: int) -> None:
        if not self.frames:
            raise _Refused
        self._end_argument()
        frame = self.frames.pop()
        if frame.function == "IF" and frame.argument == 1:
            frame.holds_truth = True
        if frame.is_truth or frame.function in TESTS or (not frame.function and frame.is_test):
            self.truths.add(at)
            if self.frames and self.frames[-1].may_give:
                self.frames[-1].holds_truth = True
            if frame.is_compared:
                raise _Refused
        if frame.function in ALIGNED and len(frame.sizes) > 1:
            raise _Refused
        if frame.function in LOOKUPS and (
            frame.argument != LOOKUPS[frame.function] or frame.last.upper() not in ("0", "FALSE")
        ):
            raise _Refused
        if frame.function == "SUBTOTAL" and frame.first not in SUBTOTALS:
            raise _Refused

    def _text(self, token: FormulaPart) -> None:
        frame = self.frames[-1] if self.frames else None
        if frame is None:
            return
        if any(outer.function in CRITERIA for outer in self.frames) and not _CRITERION.match(token.text):
            raise _Refused
        if frame.function in LOOKUPS and re.search(r"[*?~]", token.text):
            raise _Refused

    def _name(self, token: FormulaPart, after: FormulaPart | None) -> None:
        name = token.text.upper().removeprefix("_XLFN.")
        if after is not None and after.text == "(":
            if name not in TRAITS:
                raise _Refused
            if name not in SAFE_IN_CONDITIONS and self._is_in_condition():
                raise _Refused
            if name == "RANK" and any(frame.function in _CATCHING for frame in self.frames):
                raise _Refused
            self.traits |= TRAITS[name]
            if self.frames and name in TESTS and not self.frames[-1].last:
                self.frames[-1].is_test = True
        elif name not in ("TRUE", "FALSE"):
            raise _Refused

    def _reference(self, token: FormulaPart, before: FormulaPart | None, after: FormulaPart | None) -> None:
        sheet = token.sheet.removesuffix("!")
        if sheet.startswith("'"):
            sheet = sheet[1:-1].replace("''", "'")
        if ":" in sheet or "[" in sheet:
            raise _Refused
        try:
            area = parse_area(token.text[len(token.sheet) :])
        except ValueError:
            raise _Refused from None
        if area.last_row == MAX_ROW:
            raise _Refused
        read = CellsRead(sheet, area)
        frame = self.frames[-1] if self.frames else None
        if frame is not None and frame.argument in RANGES.get(frame.function, ()):
            is_alone = (
                before is not None and before.text in ("(", ",") and after is not None and after.text in (")", ",")
            )
            if is_alone:
                frame.sizes.add((area.last_row - area.first_row, area.last_column - area.first_column))
                self.ranges.append(read)
                return
        if not area.is_cell:
            if not self._is_in_product():
                raise _Refused
            self.ranges.append(read)
            self._size_in_product(area)
            return
        self.cells.append(read)

    def _is_in_condition(self) -> bool:
        return any(frame.function in ("AND", "OR") for frame in self.frames)

    def _is_in_product(self) -> bool:
        """Whether only parentheses lie between here and a SUMPRODUCT, which calculates with whole ranges."""
        for frame in reversed(self.frames):
            if frame.function:
                return frame.function == "SUMPRODUCT"
        return False

    def _size_in_product(self, area: Area) -> None:
        frame = next(frame for frame in reversed(self.frames) if frame.function)
        frame.sizes.add((area.last_row - area.first_row, area.last_column - area.first_column))
