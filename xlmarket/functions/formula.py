"""Formulas as a cell takes them: our functions with numbers, texts, arrays, references and operators, read and answered.

Around ours stand a few of Excel's own (`IF`, `IFERROR`, `IFNA`, `INDEX` …).

Precedence is Excel's: a sign binds tighter than ^, then %, ^, * and /, + and -, &, comparisons.
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
from xlmarket.functions.excel import answered, is_answered, spread
from xlmarket.functions.registry import find_function
from xlmarket.functions.snapshot import Snapshot
from xlmarket.functions.spec import Function
from xlmarket.package.limits import MOST_FORMULA
from xlmarket.package.values import CellError, CellRows, CellValue
from xlmarket.periods import OnDate, Period, read_period

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
_NUMERAL = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_BINARY = {"=": 1, "<>": 1, "<": 1, ">": 1, "<=": 1, ">=": 1, "&": 2, "+": 3, "-": 3, "*": 4, "/": 4, "^": 5}

Value = CellValue | CellRows
Cells = Callable[[str], Any]
"""What stands in a reference (`B5`, `$B$5:C7`, `'Figures 2015'!B5`) or a defined name: a cell, or rows."""


@dataclass(frozen=True, slots=True)
class Token:
    kind: str
    text: str
    at: int


def evaluate(snapshot: Snapshot, formula: str, cells: Cells | None = None, *, counts_from_1904: bool = False) -> Answer:
    """Answer a formula. What cannot be read is a `FormulaError`. Errors of functions come back as cells.

    `cells` looks up references and defined names. Without it there is nothing to refer to. `counts_from_1904`: the
    numbers that are dates count days from 1904-01-01, as in workbooks that began on a Mac.
    """
    return _Reader(snapshot, _tokens(formula), cells, counts_from_1904=counts_from_1904).answer()


def _tokens(formula: str) -> list[Token]:
    if len(formula) > MOST_FORMULA:
        raise FormulaError(f"a formula has at most {MOST_FORMULA:,} characters", found=f"{len(formula):,}")
    text = formula.strip().removeprefix("=")
    tokens, at = [], 0
    while text[at:].strip():
        found = _TOKEN.match(text, at)
        if found is None:
            raise FormulaError(
                f"this is not understood at character {at + 1}", found=text[at:], remedy=_remedy(text[at:])
            )
        tokens.append(Token(str(found.lastgroup), found[str(found.lastgroup)], found.start(str(found.lastgroup)) + 1))
        at = found.end()
    return [*tokens, Token("end", "", len(text) + 1)]


def _remedy(rest: str) -> str:
    word = re.match(r"\s*([\w:-]+)", rest)
    return f'write a period as text: "{word[1]}"' if word and word[1][0].isdigit() else ""


@dataclass
class _Reader:
    """Reads and answers in one pass. `last` is the answer of the last function called, for its format and source."""

    snapshot: Snapshot
    tokens: list[Token]
    cells: Cells | None = None
    counts_from_1904: bool = False
    at: int = 0
    depth: int = 0
    calls: list[Answer] = field(default_factory=list)
    operators: int = 0

    def answer(self) -> Answer:
        value = self.expression(0)
        if self.here.kind != "end":
            raise self.unexpected()
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
    def here(self) -> Token:
        return self.tokens[self.at]

    def take(self, text: str) -> bool:
        if self.here.kind == "sign" and self.here.text == text:
            self.at += 1
            return True
        return False

    def want(self, text: str) -> None:
        if not self.take(text):
            raise self.unexpected(allowed=text)

    def unexpected(self, allowed: str = "") -> FormulaError:
        token = self.here
        if token.kind == "end":
            return FormulaError("the formula ends too early", allowed=allowed or ())
        return FormulaError(f"this does not belong at character {token.at}", found=token.text, allowed=allowed or ())

    def expression(self, binding: int) -> Any:
        self.depth += 1
        if self.depth > DEEPEST:
            raise FormulaError(f"a formula nests at most {DEEPEST} deep")
        left = self.signed()
        while self.here.kind == "sign" and _BINARY.get(self.here.text, 0) > binding:
            operator = self.here.text
            self.at += 1
            self.operators += 1
            left = spread(_OPERATIONS[operator], left, self.expression(_BINARY[operator]))
        self.depth -= 1
        return left

    def signed(self) -> Any:
        """A leading sign binds tighter than ^: -2^2 is 4, as in Excel."""
        if self.take("-"):
            self.operators += 1
            return spread(_OPERATIONS["*"], -1.0, self.signed_deeper())
        if self.take("+"):
            return self.signed_deeper()
        value = self.operand()
        while self.take("%"):
            self.operators += 1
            value = spread(_OPERATIONS["/"], value, 100.0)
        return value

    def signed_deeper(self) -> Any:
        self.depth += 1
        if self.depth > DEEPEST:
            raise FormulaError(f"a formula nests at most {DEEPEST} deep")
        value = self.signed()
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
                return self.named(token)
        if token.text == "(":
            value = self.expression(0)
            self.want(")")
            return value
        if token.text == "{":
            return self.array()
        self.at -= 1
        raise self.unexpected()

    def named(self, token: Token) -> Any:
        if token.text.upper() in ("TRUE", "FALSE") and not (self.here.kind == "sign" and self.here.text == "("):
            return token.text.upper() == "TRUE"
        if not (self.here.kind == "sign" and self.here.text == "("):
            if self.cells is not None:
                return self.cells(token.text)
            remedy = f'write a text in quotes: "{token.text}"'
            raise FormulaError(f"a name at character {token.at} is not understood", found=token.text, remedy=remedy)
        self.at += 1
        if is_answered(token.text):
            self.operators += 1
            return answered(token.text, self.arguments())
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
                raise self.unexpected(allowed="a comma or )")

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
        raise self.unexpected(allowed="a number, text, TRUE or FALSE")


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


def _number(value: Any) -> float | CellError:
    if isinstance(value, CellError):
        return value
    if value is None:
        return 0.0
    if isinstance(value, (bool, int, float)):
        return float(value)
    text = str(value).strip().replace(",", "")
    return float(text) if _NUMERAL.fullmatch(text) else CellError("#VALUE!", f'"{value}" is no number')


def _arithmetic(compute: Callable[[float, float], float]) -> Callable[[Any, Any], CellValue]:
    def operation(left: Any, right: Any) -> CellValue:
        a, b = _number(left), _number(right)
        if isinstance(a, CellError) or isinstance(b, CellError):
            return a if isinstance(a, CellError) else b
        try:
            found = compute(a, b)
        except ZeroDivisionError:
            return CellError("#DIV/0!", "division by zero")
        except OverflowError:
            return CellError("#NUM!", "the number is too large")
        if isinstance(found, complex) or found in (float("inf"), float("-inf")) or found != found:
            return CellError("#NUM!", "this is mathematically undefined")
        return found

    return operation


def _joined(left: Any, right: Any) -> CellValue:
    for side in (left, right):
        if isinstance(side, CellError):
            return side
    return "".join(_as_text(side) for side in (left, right))


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _compared(holds: Callable[[Any, Any], bool]) -> Callable[[Any, Any], CellValue]:
    """Excel's order: numbers before texts before truth values, and texts without regard to case.

    An empty cell is what the other side has for nothing: "", 0 or FALSE.
    """

    def operation(left: Any, right: Any) -> CellValue:
        for side in (left, right):
            if isinstance(side, CellError):
                return side
        return holds(_order(left, right), _order(right, left))

    return operation


def _order(value: Any, other: Any) -> tuple[int, Any]:
    if value is None and isinstance(other, (bool, str)):
        value = type(other)()
    if isinstance(value, bool):
        return (2, value)
    if isinstance(value, (str, Period)):
        return (1, str(value).casefold())
    return (0, float(value or 0))


_OPERATIONS: dict[str, Callable[[Any, Any], CellValue]] = {
    "+": _arithmetic(lambda a, b: a + b),
    "-": _arithmetic(lambda a, b: a - b),
    "*": _arithmetic(lambda a, b: a * b),
    "/": _arithmetic(lambda a, b: a / b),
    "^": _arithmetic(lambda a, b: a**b),
    "&": _joined,
    "=": _compared(lambda a, b: a == b),
    "<>": _compared(lambda a, b: a != b),
    "<": _compared(lambda a, b: a < b),
    ">": _compared(lambda a, b: a > b),
    "<=": _compared(lambda a, b: a <= b),
    ">=": _compared(lambda a, b: a >= b),
}
