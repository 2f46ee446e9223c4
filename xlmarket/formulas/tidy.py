"""What calls needed and nothing uses any more: links to the add-in, figures and functions that were embedded."""

from __future__ import annotations

import re
from collections import defaultdict

from xlmarket.formulas.book.placed import PlacedFormula
from xlmarket.formulas.book.workbook import FormulaBook, is_ours
from xlmarket.formulas.names.marks import speaks_of, titles
from xlmarket.formulas.names.removal import unembed
from xlmarket.formulas.spelling import CallSpelling
from xlmarket.package.links import drop_link, links, numbers_in, renumber
from xlmarket.package.markup import apply_edits, content

_NUMBER = re.compile(rb"\[(\d+)\]")
_READ = (
    "xl/worksheets/",
    "xl/tables/",
    "xl/charts/",
    "xl/sharedStrings",
    "xl/comments",
    "xl/externalLinks/",
    "xl/styles",
    "xl/theme/",
)


def tidy(book: FormulaBook) -> None:
    """Take out what no formula uses."""
    _unlink(book)
    sheets = titles(book.parts)
    if sheets and not any(_needs_embedded(book, formula, sheets) for formula in book.formulas(everywhere=True)):
        unembed(book.parts)


def _needs_embedded(book: FormulaBook, formula: PlacedFormula, sheets: frozenset[str]) -> bool:
    calls = any(call.known and call.spelling is CallSpelling.BARE for call in book.calls_in(formula.text))
    return calls or (formula.sheet not in sheets and speaks_of(formula.text, sheets))


def _unlink(book: FormulaBook) -> None:
    """Drop links to our add-in. Later ones count one less."""
    for link in reversed([one for one in links(book.parts) if is_ours(one)]):
        used = {number for formula in book.formulas(everywhere=True) for number in numbers_in(formula.text)}
        later = {number for number in used if number > link.number}
        if link.number in used or (_used_elsewhere(book, link.number)):
            continue
        drop_link(book.parts, link)
        book.forget_links()
        if later:
            _renumber(book, link.number)


def _used_elsewhere(book: FormulaBook, number: int) -> bool:
    """Whether a part whose formulas we do not read (a drawing, a pivot table) speaks of this link or a later one."""
    for part in book.parts.package.members:
        if part == book.part or part.startswith(_READ) or not part.startswith("xl/") or part not in book.parts:
            continue
        if part.endswith((".xml", ".vml")) and any(
            int(one) >= number for one in _NUMBER.findall(book.parts.read(part))
        ):
            return True
    return False


def _renumber(book: FormulaBook, gone: int) -> None:
    parts: dict[str, list[PlacedFormula]] = defaultdict(list)
    for formula in book.formulas(everywhere=True):
        own = formula.element.text
        if own and renumber(own, gone) != own:
            parts[formula.part].append(formula)
    for part, formulas in parts.items():
        edits = [content(one.element, renumber(one.element.text, gone)) for one in formulas]
        book.parts.put(part, apply_edits(book.parts.read(part), edits))
