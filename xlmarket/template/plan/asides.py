"""Asides: texts with tags outside cells, in shapes, charts, notes … Compiled by `read.asides`, evaluated as sheets are
walked, filled in by followers.

An aside is known by its source and by the iteration it lies in: the same text twice in one iteration has one value.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from xlmarket.errors import Place, TemplateError
from xlmarket.package.bodies import TextBody
from xlmarket.package.cell_xml import check_text
from xlmarket.template.layout.axes import OUTSIDE, STILL, Home, Layout
from xlmarket.template.plan.expressions import Scope, Text
from xlmarket.template.tags import holds_grammar, join_tags


@dataclass(frozen=True, slots=True)
class Aside:
    """A text with tags outside cells. `across` is the block of columns it lies in, if it lies in one."""

    content: Text
    place: Place
    across: int | None = None

    @property
    def source(self) -> str:
        """The text as it is typed."""
        return self.content.source

    def value(self, scope: Scope) -> str:
        """The finished text. Raises `TemplateError` with its place."""
        try:
            text = self.content.value(scope)
            check_text(text)
        except TemplateError as error:
            raise error.at(self.place) from None
        return text


AsideValues = Mapping[tuple[str, Home], str]
"""The finished texts by source and home."""


@dataclass(frozen=True, slots=True)
class FinishedAsides:
    """The finished texts of a sheet or of the workbook, and where the sheet's cells went by its own blocks.

    `sources` are the asides of the template. One without a value here lies in a block that a list of nothing left.
    """

    sources: Collection[str] = frozenset()
    values: AsideValues = field(default_factory=dict)
    layout: Layout = STILL

    def text(self, source: str, home: Home = OUTSIDE) -> str:
        """The finished text, or the source itself where it is not an aside."""
        return self.values.get((source, home), "") if source in self.sources else source

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
