"""Formulas in the spelling of another host. Nothing else of the workbook changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from xlmarket.formulas.book import Book, Formula, Kind, Left, is_ours
from xlmarket.formulas.check import Surroundings
from xlmarket.formulas.names.embedding import embed
from xlmarket.formulas.names.limits import unanswered
from xlmarket.formulas.spelling import CALC_NAMESPACE, Call, Spelling, spell
from xlmarket.formulas.tidy import tidy
from xlmarket.formulas.values import Home, Values
from xlmarket.formulas.writing import KEEP, SheetWriter
from xlmarket.functions import Snapshot
from xlmarket.package.dynamic import dynamic_index
from xlmarket.package.links import add_link, add_names, links
from xlmarket.package.markup import content, edited

HOSTS = {
    "lambda": Spelling.BARE,
    "addin": Spelling.ADDIN,
    "officejs": Spelling.OFFICEJS,
    "libreoffice": Spelling.LIBREOFFICE,
}
ADDIN = "xlmarket.xlam"
_ALONE = (Spelling.BARE, Spelling.ADDIN)
"""Spellings that a shared formula cannot have: a dynamic array is one cell's own, and Excel shares no links."""


@dataclass(frozen=True, slots=True)
class Converted:
    """The finished workbook, how many formulas and calls were rewritten, and what was left."""

    content: bytes
    formulas: int
    calls: int
    left: tuple[Left, ...]


def convert(path: Path, to: str, snapshot: Snapshot, *, prefix: str = "") -> Converted:
    """A workbook with all calls of our functions spelled for a host. `prefix` is what that host puts before names."""
    return _Conversion(Book(path, prefix), HOSTS[to], snapshot).run()


@dataclass
class _Conversion:
    book: Book
    to: Spelling
    snapshot: Snapshot
    link: str = ""
    left: list[Left] = field(default_factory=list)
    formulas: int = 0
    calls: int = 0
    changes_order: bool = False

    def run(self) -> Converted:
        self.around = Surroundings.of(self.book)
        self.values = Values(self.book, self.snapshot)
        todo: dict[str, list[Formula]] = defaultdict(list)
        names: set[str] = set()
        for formula in self.book.formulas():
            calls = self._ours(formula)
            if calls:
                todo[formula.part].append(formula)
                names |= {self.book.prefix + call.name for call in calls}
        if todo:
            self._prepare(sorted(names))
        if self.book.part in todo:  # preparing moved them
            todo[self.book.part] = [name for name in self.book.called_names() if self._known(name)]
        for part, formulas in todo.items():
            self._rewrite(part, formulas)
        if self.changes_order:
            self.book.forget_order()
        tidy(self.book)
        return Converted(self.book.written(), self.formulas, self.calls, tuple(self.left))

    def _prepare(self, names: Sequence[str]) -> None:
        """Give the workbook what calls in the new spelling need."""
        if self.to is Spelling.ADDIN:
            self.link = f"[{self._linked(names)}]"
        if self.to is Spelling.BARE:
            embed(self.book.parts, self.snapshot, prefix=self.book.prefix)
            self.dynamic = dynamic_index(self.book.parts)

    def _known(self, formula: Formula) -> list[Call]:
        """The calls to be spelled anew."""
        return [call for call in self.book.calls_in(formula.text) if not self._refused(call)]

    def _refused(self, call: Call) -> str:
        """Why the host cannot have a call."""
        if not call.known:
            return f"unknown function {call.name}"
        covered = self.snapshot.holding.observations.covered is not None
        return unanswered(call, covered=covered) if self.to is Spelling.BARE else ""

    def _ours(self, formula: Formula) -> list[Call]:
        """The calls to be spelled anew. Others are left, and it is said why."""
        for call in self.book.calls_in(formula.text):
            why = self._refused(call)
            if why and not self.around.is_their_own(call):
                self.left.append(Left(formula, call, why))
        return self._known(formula)

    def _linked(self, names: Sequence[str]) -> int:
        """The number of the link to the add-in."""
        for link in links(self.book.parts):
            if is_ours(link):
                add_names(self.book.parts, link, names)
                return link.number
        number = add_link(self.book.parts, ADDIN, names)
        self.book.forget_links()
        return number

    def _respelled(self, formula: Formula) -> str:
        to = self.to
        if to is Spelling.ADDIN and formula.kind in (Kind.FORMAT, Kind.VALIDATION):
            to = Spelling.BARE
        text, done = "", 0
        for call in self._known(formula):
            if to is not self.to:
                why = f"Excel allows no function of another file in a {formula.kind}"
                self.left.append(Left(formula, call, why))
            lead = CALC_NAMESPACE if to is Spelling.LIBREOFFICE else self.book.prefix
            text += formula.text[done : call.head[0]] + spell(call.name, to, lead, self.link)
            done = call.head[1]
            self.calls += 1
        self.formulas += 1
        return text + formula.text[done:]

    def _rewrite(self, part: str, formulas: Sequence[Formula]) -> None:
        xml = self.book.parts.read(part)
        if not any(one.cell is not None for one in formulas):
            self.book.parts.put(part, edited(xml, [content(one.element, self._respelled(one)) for one in formulas]))
            return
        sheet = SheetWriter(xml)
        for formula in formulas:
            self._write(sheet, formula)
        self.book.parts.put(part, sheet.done())

    def _write(self, sheet: SheetWriter, formula: Formula) -> None:
        cell, text = formula.cell, self._respelled(formula)
        if self.to is Spelling.LIBREOFFICE and cell is not None and cell.is_dynamic and cell.area.is_cell:
            sheet.rewrite(cell, formula=text)  # Calc would show it in braces
        elif cell is None or cell.kind == "array":
            sheet.respell(formula.element, text)
        elif self.to is Spelling.BARE:
            self._make_dynamic(sheet, formula, text)
        elif cell.kind == "shared" and self.to in _ALONE:
            sheet.rewrite(cell, formula=text)
        elif formula.element.text:
            sheet.respell(formula.element, text)

    def _make_dynamic(self, sheet: SheetWriter, formula: Formula, text: str) -> None:
        """A plain formula of one value becomes a dynamic array of one cell: so Excel shows it without an @.

        One whose calls answer arrays stays plain, and shows what it showed: it must not begin to spill.
        """
        cell = formula.cell
        assert cell is not None  # noqa: S101 - only cells come here
        self.changes_order = True
        home = Home(formula.sheet, cell.row, cell.column)
        calls = self.book.calls_in(formula.text)
        answers = [self.values.answer(call, home) for call in calls]
        if any(answer is not None and isinstance(answer.value, tuple) for answer in answers):
            sheet.rewrite(cell, formula=text)
            return
        whole = answers[0] if calls[0].is_whole else None
        value = KEEP if whole is None else whole.value
        sheet.rewrite(cell, value, formula=text, area=cell.address, dynamic=self.dynamic)
