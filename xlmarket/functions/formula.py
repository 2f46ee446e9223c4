"""Formulas as a cell takes them: our functions with numbers, texts, arrays, references and operators.

A few of Excel's own functions may stand around ours (`IF`, `IFERROR`, `IFNA`, `INDEX` …). Precedence is Excel's: a sign
binds tighter than ^, then %, ^, * and /, + and -, &, comparisons.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from xlmarket.errors import FormulaError, PeriodError
from xlmarket.functions.answer import Answer
from xlmarket.functions.call import call
from xlmarket.functions.excel import compute, is_computed, spread
from xlmarket.functions.operators import OPERATIONS, PRECEDENCE
from xlmarket.functions.registry import find_function
from xlmarket.functions.snapshot import Snapshot
from xlmarket.functions.spec import Function
from xlmarket.package.limits import MOST_FORMULA
from xlmarket.package.values import CellError, CellRows
from xlmarket.periods import OnDate, read_period

_DAYS_TO_1904 = 1462
DEEPEST = 64
_TOKEN = re.compile(
    r"""\s*(?:
    (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w.]))
  | (?P<text>"(?:[^"]|"")*")
  | (?P<error>\#(?:N/A|VALUE!|DIV/0!|NUM!|REF!|NAME\?|NULL!|SPILL!|CALC!))
  | (?P<reference>(?:(?:'(?:[^']|'')+'|[^\W\d][\w.]*)!)?\$?[A-Za-z]{1,3}\$?[0-9]{1,7}
        (?::\$?[A-Za-z]{1,3}\$?[0-9]{1,7})?(?![\w.(!]))
  | (?P<name>[A-Za-z_][\w.]*)
  | (?P<sign><>|<=|>=|[-+*/^&=<>(){},;%])
    )""",
    re.VERBOSE,
)

ReferenceLookup = Callable[[str], Any]
"""Returns the cell, or the rows, of a reference (`B5`, `$B$5:C7`, `'Figures 2015'!B5`) or a defined name."""


@dataclass(frozen=True, slots=True)
class FormulaToken:
    kind: str
    text: str
    at: int


def evaluate(
    snapshot: Snapshot, formula: str, cells: ReferenceLookup | None = None, *, counts_from_1904: bool = False
) -> Answer:
    """Return the answer of a formula. Errors of functions come back as cells. Raises `FormulaError` where it cannot be read.

    `cells` looks up references and defined names. Without it there is nothing to refer to. `counts_from_1904`: the
    numbers that are dates count days from 1904-01-01, as in workbooks that began on a Mac.
    """
    return _FormulaReader(snapshot, _tokens(formula), cells, counts_from_1904=counts_from_1904).answer()


def _tokens(formula: str) -> list[FormulaToken]:
    if len(formula) > MOST_FORMULA:
        raise FormulaError(f"a formula has at most {MOST_FORMULA:,} characters", found=f"{len(formula):,}")
    text = formula.strip().removeprefix("=")
    tokens, at = [], 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if match is None:
            raise FormulaError(
                f"cannot read the formula at character {at + 1}", found=text[at:], remedy=_remedy(text[at:])
            )
        tokens.append(
            FormulaToken(str(match.lastgroup), match[str(match.lastgroup)], match.start(str(match.lastgroup)) + 1)
        )
        at = match.end()
    return [*tokens, FormulaToken("end", "", len(text) + 1)]


def _remedy(rest: str) -> str:
    word = re.match(r"\s*([\w:-]+)", rest)
    return f'write a period as text: "{word[1]}"' if word and word[1][0].isdigit() else ""


@dataclass
class _FormulaReader:
    """Reads a formula and computes it in one pass. `calls` are the answers of our functions, for format and source."""

    snapshot: Snapshot
    tokens: list[FormulaToken]
    cells: ReferenceLookup | None = None
    counts_from_1904: bool = False
    at: int = 0
    depth: int = 0
    calls: list[Answer] = field(default_factory=list)
    operators: int = 0

    def answer(self) -> Answer:
        value = self.expression(0)
        if self.here.kind != "end":
            raise self.error_here()
        if len(self.calls) == 1 and not self.operators:
            return self.calls[0]
        value = value[0][0] if isinstance(value, tuple) and len(value) == 1 and len(value[0]) == 1 else value
        vintage = self.snapshot.vintage
        if len(self.calls) == 0:
            return Answer(value, "number")
        formats = {one.format for one in self.calls} if self.operators else {self.calls[-1].format}
        kept = formats.pop() if len(formats) == 1 else "number"
        return replace(self.calls[-1], value=value, format="number" if kept == "rank" else kept, vintage=vintage)

    @property
    def here(self) -> FormulaToken:
        return self.tokens[self.at]

    def take(self, text: str) -> bool:
        if self.here.kind == "sign" and self.here.text == text:
            self.at += 1
            return True
        return False

    def want(self, text: str) -> None:
        if not self.take(text):
            raise self.error_here(allowed=text)

    def error_here(self, allowed: str = "") -> FormulaError:
        token = self.here
        if token.kind == "end":
            return FormulaError("the formula ends too early", allowed=allowed or ())
        return FormulaError(f"unexpected text at character {token.at}", found=token.text, allowed=allowed or ())

    def expression(self, binding: int) -> Any:
        self.depth += 1
        if self.depth > DEEPEST:
            raise FormulaError(f"a formula nests at most {DEEPEST} deep")
        left = self.sign()
        while self.here.kind == "sign" and PRECEDENCE.get(self.here.text, 0) > binding:
            operator = self.here.text
            self.at += 1
            self.operators += 1
            left = spread(OPERATIONS[operator], left, self.expression(PRECEDENCE[operator]))
        self.depth -= 1
        return left

    def sign(self) -> Any:
        """A leading sign binds tighter than ^: -2^2 is 4, as in Excel."""
        if self.take("-"):
            self.operators += 1
            return spread(OPERATIONS["*"], -1.0, self.nested_sign())
        if self.take("+"):
            return self.nested_sign()
        value = self.operand()
        while self.take("%"):
            self.operators += 1
            value = spread(OPERATIONS["/"], value, 100.0)
        return value

    def nested_sign(self) -> Any:
        self.depth += 1
        if self.depth > DEEPEST:
            raise FormulaError(f"a formula nests at most {DEEPEST} deep")
        value = self.sign()
        self.depth -= 1
        return value

    def operand(self) -> Any:
        token = self.here
        self.at += 1
        match token.kind:
            case "number":
                return float(token.text) if not token.text.isdigit() else int(token.text)
            case "text":
                return token.text[1:-1].replace('""', '"')
            case "error":
                return CellError(token.text, "an error value given as an argument")
            case "reference" if self.cells is not None:
                return self.cells(token.text)
            case "reference" | "name":
                return self.name(token)
        if token.text == "(":
            value = self.expression(0)
            self.want(")")
            return value
        if token.text == "{":
            return self.array()
        self.at -= 1
        raise self.error_here()

    def name(self, token: FormulaToken) -> Any:
        if token.text.upper() in ("TRUE", "FALSE") and not (self.here.kind == "sign" and self.here.text == "("):
            return token.text.upper() == "TRUE"
        if not (self.here.kind == "sign" and self.here.text == "("):
            if self.cells is not None:
                return self.cells(token.text)
            remedy = f'write a text in quotes: "{token.text}"'
            raise FormulaError(f"unknown name at character {token.at}", found=token.text, remedy=remedy)
        self.at += 1
        if is_computed(token.text):
            self.operators += 1
            return compute(token.text, self.arguments())
        spec = find_function(token.text)
        arguments = self.arguments()
        if self.counts_from_1904:
            arguments = _dates_from_1900(spec, arguments)
        answer = call(self.snapshot, spec.cell_name, *arguments)
        self.calls.append(answer)
        return answer.value

    def arguments(self) -> list[Any]:
        given: list[Any] = []
        if self.take(")"):
            return given
        while True:
            empty = self.here.kind == "sign" and self.here.text in (",", ";", ")")
            given.append(None if empty else self.expression(0))
            if self.take(")"):
                return given
            if not self.take(",") and not self.take(";"):
                raise self.error_here(allowed="a comma or )")

    def array(self) -> CellRows:
        rows: list[tuple[Any, ...]] = []
        row: list[Any] = []
        while True:
            row.append(self.constant())
            if self.take(","):
                continue
            rows.append(tuple(row))
            row = []
            if self.take("}"):
                break
            self.want(";")
        if len({len(one) for one in rows}) != 1:
            raise FormulaError("the rows of an array have one length", found=f"rows of {[len(one) for one in rows]}")
        return tuple(rows)

    def constant(self) -> Any:
        sign = -1 if self.take("-") else 1
        token = self.here
        if token.kind in ("number", "text", "error") or token.text.upper() in ("TRUE", "FALSE"):
            value = self.operand()
            return value * sign if isinstance(value, (int, float)) and not isinstance(value, bool) else value
        raise self.error_here(allowed="a number, text, TRUE or FALSE")


def _dates_from_1900(spec: Function, arguments: list[Any]) -> list[Any]:
    """The arguments with their dates counted from 1900: numbers in the place of a period that are no year."""
    if spec.cell_name == "MARKET_WHY" and arguments:
        return [arguments[0], *_dates_from_1900(find_function(str(arguments[0])), arguments[1:])]
    are_periods = [parameter.is_period for parameter in spec.parameters]
    return [
        spread(_from_1900, argument) if place < len(are_periods) and are_periods[place] else argument
        for place, argument in enumerate(arguments)
    ]


def _from_1900(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return value
    with suppress(PeriodError):
        return value + _DAYS_TO_1904 if isinstance(read_period(value), OnDate) else value
    return value
