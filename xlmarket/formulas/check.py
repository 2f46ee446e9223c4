"""Every call in a workbook, with what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from xlmarket.errors import FormulaError
from xlmarket.formulas.book.placed import FormulaKind, PlacedFormula
from xlmarket.formulas.book.workbook import FormulaBook
from xlmarket.formulas.spelling import Call, CallSpelling
from xlmarket.functions.registry import find_function
from xlmarket.package.links import BookLink, links, numbers_in

ANSWERS = ("#N/A", "#DIV/0!", "#NUM!")
"""Errors that are answers: a figure is missing, or not defined."""


@dataclass(frozen=True, slots=True)
class CheckedCall:
    """One call: where it is, how it is spelled, what its cell shows if that is an error, and what is wrong."""

    formula: PlacedFormula
    call: Call
    problems: tuple[str, ...]

    @property
    def error(self) -> str:
        return self.formula.cell.error if self.formula.cell is not None else ""

    def fields(self) -> dict[str, object]:
        """The finding as plain data."""
        return {
            "sheet": self.formula.sheet,
            "place": self.formula.place,
            "kind": self.formula.kind.value,
            "function": self.call.name,
            "spelling": self.call.spelling.value,
            "spelled": self.call.spelled,
            "call": self.call.text,
            "error": self.error,
            "problems": list(self.problems),
        }


def check(path: Path, *, prefix: str = "") -> list[CheckedCall]:
    """All calls of our functions in a workbook, in the order of its sheets."""
    book = FormulaBook(path, prefix)
    around = Surroundings.of(book)
    return [
        CheckedCall(formula, call, tuple(_problems(formula, call, around)))
        for formula in book.formulas()
        for call in book.calls_in(formula.text)
        if not around.is_their_own(call)
    ]


@dataclass(slots=True)
class Surroundings:
    """What a workbook offers its formulas: names it defines, macros, and links to other files."""

    names: set[str] = field(default_factory=set)
    has_macros: bool = False
    links: dict[int, BookLink] = field(default_factory=dict)

    @classmethod
    def of(cls, book: FormulaBook) -> Surroundings:
        names = {name.place.upper() for name in book.names()}
        macros = bool(book.parts.related(book.part, "vbaProject"))
        return cls(names, macros, {one.number: one for one in links(book.parts)})

    def defines(self, call: Call) -> bool:
        """Whether the workbook itself holds the function under the name it is called by."""
        return (call.prefix + call.name).upper() in self.names

    def is_their_own(self, call: Call) -> bool:
        """Whether somebody else's function only has a name like ours."""
        return not call.known and call.spelling is CallSpelling.BARE and (self.defines(call) or self.has_macros)


def _problems(formula: PlacedFormula, call: Call, around: Surroundings) -> Iterator[str]:
    if not call.known:
        yield _name_problem(call)
    else:
        yield from _argument_problems(call)
    yield from _spelling_problems(formula, call, around)
    error = formula.cell.error if formula.cell is not None else ""
    if error and error not in ANSWERS:
        yield f"the cell shows {error}"


def _name_problem(call: Call) -> str:
    try:
        find_function(call.name)
    except FormulaError as error:
        near = f"; did you mean {' or '.join(error.nearest)}?" if error.nearest else ""
        return f"unknown function {call.name}{near}"
    return ""


def _argument_problems(call: Call) -> Iterator[str]:
    parameters = find_function(call.name).parameters
    if len(call.given) > len(parameters):
        yield f"it takes at most {len(parameters)} arguments, and has {len(call.given)}"
    for place, parameter in enumerate(parameters):
        if not parameter.optional and not "".join(call.given[place : place + 1]):
            yield f"it needs {parameter.name}"


def _spelling_problems(formula: PlacedFormula, call: Call, around: Surroundings) -> Iterator[str]:
    """What will be #NAME? wherever the workbook goes."""
    if call.spelling is CallSpelling.UNKNOWN:
        yield "the Excel that saved it did not know it; it shows #NAME?"
    if call.spelling is CallSpelling.BARE and not around.defines(call) and not around.has_macros:
        yield "the workbook does not hold this function: #NAME? until it is typed anew where an add-in is loaded"
    if call.spelling is CallSpelling.OFFICEJS and call.book:
        yield f"Excel took it for a function of another file ({call.book}): #NAME? for everybody"
    if call.spelling is CallSpelling.ADDIN:
        yield from _link_problems(formula, call, around)


def _link_problems(formula: PlacedFormula, call: Call, around: Surroundings) -> Iterator[str]:
    numbers = numbers_in(f"{call.book}!A1")
    if numbers and not numbers & around.links.keys():
        yield f"the workbook has no link {call.book}: #NAME?"
    if formula.kind in (FormulaKind.FORMAT, FormulaKind.VALIDATION):
        yield f"Excel allows no function of another file in a {formula.kind}"
