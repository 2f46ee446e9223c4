"""A compiled deck: its slides with what repeats on them, its texts, its charts. Made by `reading`, filled by `rendering`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from xlmarket.errors import Place
from xlmarket.package.archive import Package
from xlmarket.package.bodies import TextBody
from xlmarket.template.plan.charts import ChartPlan
from xlmarket.template.plan.expressions import CellExpression, Expression
from xlmarket.template.plan.nodes import Node
from xlmarket.template.plan.selection import Selection
from xlmarket.template.plan.sheets import Template


@dataclass(frozen=True, slots=True)
class PlacedText:
    """A text with tags, and the number of its element among all of a part or line: each copy has it at this number."""

    number: int
    body: TextBody


@dataclass(frozen=True, slots=True)
class PlacedPicture:
    """A shape in whose place a picture comes: the number of its element in the part, and which picture."""

    number: int
    expression: Expression
    place: Place


@dataclass(frozen=True, slots=True)
class Repeated:
    """A table or text of a part whose lines repeat: the number of its element, its tree, the texts of each line."""

    number: int
    tree: tuple[Node, ...]
    place: Place
    texts: tuple[tuple[PlacedText, ...], ...]


@dataclass(frozen=True, slots=True)
class PartPlan:
    """A part with tags. `xml` is the part without the tags that repeat or choose.

    `texts` are those outside what repeats. `has_links`: some of its links lead to addresses with tags.
    """

    part: str
    xml: etree._Element
    place: Place
    texts: tuple[PlacedText, ...]
    repeated: tuple[Repeated, ...] = ()
    has_links: bool = False
    pictures: tuple[PlacedPicture, ...] = ()


@dataclass(frozen=True, slots=True)
class SlideChart:
    """A chart that draws the cells of its own workbook, which is the `template`, and the part of that workbook."""

    part: str
    workbook: str
    template: Template
    plan: ChartPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class SlidePlan:
    """One slide. `each` repeats it with the names of its items, `condition` keeps it, for each of these items.

    `parts` are its own part, its notes and others that hang on it and hold tags, `charts` its charts with tags in their
    workbooks, both by part.
    """

    part: str
    place: Place
    parts: Mapping[str, PartPlan] = field(default_factory=dict)
    charts: Mapping[str, SlideChart] = field(default_factory=dict)
    each: Expression | Selection | None = None
    variables: tuple[str, ...] = ()
    condition: Expression | None = None

    @property
    def has_tags(self) -> bool:
        return bool(self.parts or self.charts or self.each is not None or self.condition is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deck:
    """A compiled deck. `names` are the variables it needs of its context, `texts` its texts with tags by their source.

    `shared` are the parts with tags that no slide owns: masters, layouts, properties. `height` is that of a slide, in EMU.
    """

    package: Package
    slides: tuple[SlidePlan, ...]
    shared: tuple[PartPlan, ...]
    texts: Mapping[str, CellExpression]
    names: frozenset[str]
    height: int

    @property
    def has_tags(self) -> bool:
        return bool(self.shared) or any(slide.has_tags for slide in self.slides)
