"""Formulas in the spelling of another host. Nothing else of the workbook changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from xlmarket.formulas.book.placed import FormulaKind, LeftCall, PlacedFormula
from xlmarket.formulas.book.values import BookValues, FormulaHome
from xlmarket.formulas.book.workbook import FormulaBook, is_ours
from xlmarket.formulas.book.writing import KEEP, SheetWriter
from xlmarket.formulas.check import Surroundings
from xlmarket.formulas.names.embedding import embed
from xlmarket.formulas.names.limits import limitation_of
from xlmarket.formulas.spelling import CALC_NAMESPACE, Call, CallSpelling, spell
from xlmarket.formulas.tidy import tidy
from xlmarket.functions import Snapshot
from xlmarket.package.dynamic import dynamic_index
from xlmarket.package.links import add_link, add_names, links
from xlmarket.package.markup import apply_edits, content

HOSTS = {
    "lambda": CallSpelling.BARE,
    "addin": CallSpelling.ADDIN,
    "officejs": CallSpelling.OFFICEJS,
    "libreoffice": CallSpelling.LIBREOFFICE,
}
ADDIN = "xlmarket.xlam"
_ALONE = (CallSpelling.BARE, CallSpelling.ADDIN)
"""Spellings that a shared formula cannot have: a dynamic array is one cell's own, and Excel shares no links."""


@dataclass(frozen=True, slots=True)
class ConvertedBook:
    """The finished workbook, how many formulas and calls were rewritten, and what was left."""

    content: bytes
    formulas: int
    calls: int
    left: tuple[LeftCall, ...]


def convert(path: Path, to: str, snapshot: Snapshot, *, prefix: str = "") -> ConvertedBook:
    """A workbook with all calls of our functions spelled for a host. `prefix` is what that host puts before names."""
    return _Conversion(FormulaBook(path, prefix), HOSTS[to], snapshot).run()


@dataclass
class _Conversion:
    book: FormulaBook
    to: CallSpelling
    snapshot: Snapshot
    link: str = ""
    left: list[LeftCall] = field(default_factory=list)
    formulas: int = 0
    calls: int = 0
    changes_order: bool = False

    def run(self) -> ConvertedBook:
        self.around = Surroundings.of(self.book)
        self.values = BookValues(self.book, self.snapshot)
        todo: dict[str, list[PlacedFormula]] = defaultdict(list)
        names: set[str] = set()
        for formula in self.book.formulas():
            calls = self._sort_calls(formula)
            if calls:
                todo[formula.part].append(formula)
                names |= {self.book.prefix + call.name for call in calls}
        if todo:
            self._prepare(sorted(names))
        if self.book.part in todo:  # preparing moved them
            todo[self.book.part] = [name for name in self.book.called_names() if self._calls_to_spell(name)]
        for part, formulas in todo.items():
            self._rewrite(part, formulas)
        if self.changes_order:
            self.book.forget_order()
        tidy(self.book)
        return ConvertedBook(self.book.to_bytes(), self.formulas, self.calls, tuple(self.left))

    def _prepare(self, names: Sequence[str]) -> None:
        """Give the workbook what calls in the new spelling need."""
        if self.to is CallSpelling.ADDIN:
            self.link = f"[{self._link_number(names)}]"
        if self.to is CallSpelling.BARE:
            embed(self.book.parts, self.snapshot, prefix=self.book.prefix)
            self.dynamic = dynamic_index(self.book.parts)

    def _calls_to_spell(self, formula: PlacedFormula) -> list[Call]:
        """The calls to be spelled again."""
        return [call for call in self.book.calls_in(formula.text) if not self._reason_against(call)]

    def _reason_against(self, call: Call) -> str:
        """Why the host cannot have a call."""
        if not call.known:
            return f"unknown function {call.name}"
        covered = self.snapshot.holding.observations.covered is not None
        return limitation_of(call, covered=covered) if self.to is CallSpelling.BARE else ""

    def _sort_calls(self, formula: PlacedFormula) -> list[Call]:
        """The calls to be spelled again. Others are left, and it is said why."""
        for call in self.book.calls_in(formula.text):
            why = self._reason_against(call)
            if why and not self.around.is_their_own(call):
                self.left.append(LeftCall(formula, call, why))
        return self._calls_to_spell(formula)

    def _link_number(self, names: Sequence[str]) -> int:
        """The number of the link to the add-in."""
        for link in links(self.book.parts):
            if is_ours(link):
                add_names(self.book.parts, link, names)
                return link.number
        number = add_link(self.book.parts, ADDIN, names)
        self.book.forget_links()
        return number

    def _respell(self, formula: PlacedFormula) -> str:
        to = self.to
        if to is CallSpelling.ADDIN and formula.kind in (FormulaKind.FORMAT, FormulaKind.VALIDATION):
            to = CallSpelling.BARE
        text, done = "", 0
        for call in self._calls_to_spell(formula):
            if to is not self.to:
                why = f"Excel allows no function of another file in a {formula.kind}"
                self.left.append(LeftCall(formula, call, why))
            lead = CALC_NAMESPACE if to is CallSpelling.LIBREOFFICE else self.book.prefix
            text += formula.text[done : call.head[0]] + spell(call.name, to, lead, self.link)
            done = call.head[1]
            self.calls += 1
        self.formulas += 1
        return text + formula.text[done:]

    def _rewrite(self, part: str, formulas: Sequence[PlacedFormula]) -> None:
        xml = self.book.parts.read(part)
        if not any(one.cell is not None for one in formulas):
            self.book.parts.put(part, apply_edits(xml, [content(one.element, self._respell(one)) for one in formulas]))
            return
        sheet = SheetWriter(xml)
        for formula in formulas:
            self._write(sheet, formula)
        self.book.parts.put(part, sheet.to_bytes())

    def _write(self, sheet: SheetWriter, formula: PlacedFormula) -> None:
        cell, text = formula.cell, self._respell(formula)
        if self.to is CallSpelling.LIBREOFFICE and cell is not None and cell.is_dynamic and cell.area.is_cell:
            sheet.rewrite(cell, formula=text)  # Calc would show it in braces
        elif cell is None or cell.kind == "array":
            sheet.respell(formula.element, text)
        elif self.to is CallSpelling.BARE:
            self._make_dynamic(sheet, formula, text)
        elif cell.kind == "shared" and self.to in _ALONE:
            sheet.rewrite(cell, formula=text)
        elif formula.element.text:
            sheet.respell(formula.element, text)

    def _make_dynamic(self, sheet: SheetWriter, formula: PlacedFormula, text: str) -> None:
        """A plain formula of one value becomes a dynamic array of one cell: so Excel shows it without an @.

        One whose calls answer arrays stays plain, and shows what it showed: it must not begin to spill.
        """
        cell = formula.cell
        assert cell is not None  # noqa: S101 - only cells come here
        self.changes_order = True
        home = FormulaHome(formula.sheet, cell.row, cell.column)
        calls = self.book.calls_in(formula.text)
        answers = [self.values.answer(call, home) for call in calls]
        if any(answer is not None and isinstance(answer.value, tuple) for answer in answers):
            sheet.rewrite(cell, formula=text)
            return
        whole = answers[0] if calls[0].is_whole else None
        value = KEEP if whole is None else whole.value
        sheet.rewrite(cell, value, formula=text, area=cell.address, dynamic=self.dynamic)
