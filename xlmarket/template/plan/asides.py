"""Asides: texts with tags outside cells, in shapes, charts, notes … Compiled by `read.asides`, evaluated as sheets are
walked, filled in by followers.

An aside is known by its source and by the iteration it lies in: the same text twice in one iteration has one value.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from xlmarket.errors import Place, TemplateError
from xlmarket.package.bodies import TextBody
from xlmarket.package.cell_xml import check_text
from xlmarket.package.limits import MOST_TEXT
from xlmarket.package.texts import utf16_length
from xlmarket.template.layout.axes import OUTSIDE, STILL, Home, Layout
from xlmarket.template.plan.coded import HeaderText, LinkTarget
from xlmarket.template.plan.expressions import Scope, Text
from xlmarket.template.plan.formulas import FilledTags, FormulaTags
from xlmarket.template.tags import holds_grammar, join_tags

TEXT, HEADER, TARGET, FORMAT, FORMULA = "", "\x01&", "\x01:", "\x01#", "\x01="
"""The kinds of asides: texts, headers and footers, addresses, number formats, formulas. The same source may be of several."""


class FilledFormula(NamedTuple):
    """A formula outside cells with a hole for each operand, the values of its tags, and its place."""

    text: str
    tags: FilledTags
    place: Place


AsideContent = Text | HeaderText | LinkTarget | FormulaTags
AsideValue = str | FilledFormula


@dataclass(frozen=True, slots=True)
class Aside:
    """A text with tags outside cells. `across` is the block of columns it lies in, if it lies in one.

    `most` are the characters it may have, `kind` is what it is if it is not just text, `remedy` goes with its errors.
    """

    content: AsideContent
    place: Place
    across: int | None = None
    most: int = MOST_TEXT
    kind: str = TEXT
    remedy: str = ""

    @property
    def source(self) -> str:
        """The text as it is typed, after its kind."""
        return self.kind + self.content.source

    def value(self, scope: Scope) -> AsideValue:
        """The finished text or formula. Raises `TemplateError` with its place."""
        try:
            if isinstance(self.content, FormulaTags):
                return FilledFormula(self.content.text, self.content.value(scope), self.place)
            text = self.content.value(scope)
            check_text(text)
            if (length := utf16_length(text)) > self.most:
                found = f"{length:,}: {text[:40]}…"
                raise TemplateError(f"Excel takes at most {self.most:,} characters here", found=found)
        except TemplateError as error:
            located = error.at(self.place)
            raise (located if error.remedy or error.nearest else located.replace(remedy=self.remedy)) from None
        return text


AsideValues = Mapping[tuple[str, Home], AsideValue]
"""The finished texts by source and home."""


@dataclass(frozen=True, slots=True)
class FinishedAsides:
    """The finished texts of a sheet or of the workbook, and where the sheet's cells went by its own blocks.

    `sources` are the asides of the template. One without a value here lies in a block that a list of nothing left.
    """

    sources: Collection[str] = frozenset()
    values: AsideValues = field(default_factory=dict)
    layout: Layout = STILL

    def text(self, source: str, home: Home = OUTSIDE, kind: str = TEXT) -> str:
        """The finished text, or the source itself where it is not an aside."""
        if kind + source not in self.sources:
            return source
        value = self.values.get((kind + source, home), "")
        return value if isinstance(value, str) else source

    def formula(self, source: str, home: Home = OUTSIDE) -> FilledFormula | None:
        """A formula with the values of its tags, if it has any."""
        value = self.values.get((FORMULA + source, home))
        return value if isinstance(value, FilledFormula) else None

    def fill(self, body: TextBody, home: Home = OUTSIDE) -> None:
        """Fill a text of a part, in its runs where they are asides, else in one look."""
        paragraphs = [join_tags(runs) for runs in body.paragraphs]
        if not any(holds_grammar(run) for runs in paragraphs for run in runs):
            return
        if all(run in self.sources for run in tagged(paragraphs)):
            body.write([[self.text(run, home) for run in runs] for runs in paragraphs])
        elif (whole := whole_text(paragraphs)) in self.sources:
            body.write_lines(self.text(whole, home))


def tagged(paragraphs: Iterable[Sequence[str]]) -> Iterator[str]:
    """The runs of a text that hold tags."""
    return (run for runs in paragraphs for run in runs if holds_grammar(run))


def whole_text(paragraphs: Iterable[Sequence[str]]) -> str:
    """All runs of a text as one, line by line."""
    return "\n".join("".join(runs) for runs in paragraphs)


NO_ASIDES = FinishedAsides()
