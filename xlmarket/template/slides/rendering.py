"""Filling a deck: each slide comes once per item, its texts, tables and charts are filled, all else is copied as it is."""

from __future__ import annotations

import copy
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lxml import etree

from xlmarket.errors import Place, TemplateError
from xlmarket.package.parts import Parts
from xlmarket.template.evaluator import Evaluator
from xlmarket.template.plan.expressions import Scope
from xlmarket.template.render.loops import Loop, bind_at, items_of
from xlmarket.template.slides.charts import fill_chart_data
from xlmarket.template.slides.lines import repeat_lines
from xlmarket.template.slides.overflow import check_height
from xlmarket.template.slides.pictures import put_picture
from xlmarket.template.slides.plan import Deck, PartPlan, PlacedText, SlidePlan
from xlmarket.template.slides.slide_list import OWNED, arrange_slides, copy_slide
from xlmarket.template.slides.texts import TextFiller, find_texts, place_texts, texts_in

MOST_SLIDES = 500
_EP = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
_LISTS = ("TitlesOfParts", "HeadingPairs", "HLinks")
"""What app.xml keeps of the titles of slides, which PowerPoint writes again."""


def render_deck(
    deck: Deck,
    context: Mapping[str, Any],
    *,
    evaluator: Evaluator | None = None,
    finish: Callable[[Parts], None] | None = None,
) -> bytes:
    """The finished deck. Same plan and context, same bytes. What holds no tag comes out as it went in.

    `evaluator` is for functions in formulas of the charts' workbooks, `finish` adds to the parts of the deck. Raises
    `TemplateError` with its place for what cannot be filled.
    """
    parts = Parts(deck.package)
    work = _Work(deck, parts, evaluator)
    if deck.has_tags:
        work.fill(dict(context))
    if finish is not None:
        finish(parts)
    out = io.BytesIO()
    deck.package.write(out, parts.changes())
    return out.getvalue()


@dataclass(frozen=True)
class _Work:
    """One rendering."""

    deck: Deck
    parts: Parts
    evaluator: Evaluator | None

    def fill(self, scope: Scope) -> None:
        scopes = {slide.part: list(_scopes(slide, scope)) for slide in self.deck.slides}
        if not any(scopes.values()):
            raise TemplateError("no slide is left", where=Place(file=self.deck.package.path.name))
        if sum(map(len, scopes.values())) > MOST_SLIDES:
            where = Place(file=self.deck.package.path.name)
            raise TemplateError(f"a deck has at most {MOST_SLIDES} slides", where=where)
        finished = {part: self._copies(part, len(copies)) for part, copies in scopes.items()}
        for slide in self.deck.slides:
            for part, inner in zip(finished[slide.part], scopes[slide.part], strict=True):
                self._fill_slide(slide, part, inner)
        for plan in self.deck.shared:
            self._fill_part(plan, plan.part, scope)
        if any(len(copies) != 1 for copies in finished.values()):
            arrange_slides(self.parts, finished)
        self._tidy(sum(map(len, finished.values())))

    def _copies(self, part: str, count: int) -> list[str]:
        return [part, *(copy_slide(self.parts, part) for _ in range(count - 1))] if count else []

    def _fill_slide(self, slide: SlidePlan, part: str, scope: Scope) -> None:
        for own in list(self._own(part, set())):
            origin = self.parts.origin.get(own, own)
            if (chart := slide.charts.get(origin)) is not None:
                where = slide.parts[origin].place if origin in slide.parts else slide.place
                fill_chart_data(self.parts, own, chart, scope, where, self.evaluator)
            if (plan := slide.parts.get(origin)) is not None:
                self._fill_part(self._drawn(plan, own) if chart is not None else plan, own, scope)

    def _drawn(self, plan: PartPlan, part: str) -> PartPlan:
        """The plan of a chart whose data were filled."""
        xml = self.parts.parse(part)
        return replace(plan, xml=xml, texts=place_texts(xml, texts_in(xml)))

    def _own(self, part: str, seen: set[str]) -> Iterator[str]:
        """A slide and the parts it owns."""
        seen.add(part)
        yield part
        for other in self.parts.related(part, *OWNED):
            if other not in seen:
                yield from self._own(other, seen)

    def _fill_part(self, plan: PartPlan, part: str, scope: Scope) -> None:
        xml = copy.deepcopy(plan.xml)
        filler = TextFiller(self.deck.texts, self.parts, part, plan.place)
        elements = list(xml.iter(etree.Element))
        blocks = [(elements[repeated.number], repeated) for repeated in plan.repeated]
        texts = find_texts(xml, plan.texts)
        for picture in plan.pictures:
            folder = self.deck.package.path.parent
            put_picture(elements[picture.number], picture, scope, self.parts, part, folder, picture.place)
        if plan.has_links:
            filler.fill_links(xml, scope, without={inner for block, _ in blocks for inner in block.iter()})
        for text in texts:
            filler.fill(text, scope)

        def fill_line(line: etree._Element, placed: Sequence[PlacedText], inner: Scope) -> None:
            found = find_texts(line, placed)
            if plan.has_links:
                filler.fill_links(line, inner)
            for text in found:
                filler.fill(text, inner)

        for block, repeated in blocks:
            count = repeat_lines(block, repeated, scope, fill_line)
            check_height(block, count, self.deck.height, repeated.place)
        filler.drop_typed_links()
        self.parts.put(part, xml)

    def _tidy(self, count: int) -> None:
        """Leave out what shows the template: its thumbnail, and the titles of its slides among the properties."""
        self.parts.unrelate("", lambda relation: relation.name == "thumbnail")
        for part in self.parts.related("", "extended-properties"):
            self.parts.update(part, lambda xml: _tidy_properties(xml, count))
        self.parts.drop_unreachable()


def _tidy_properties(xml: etree._Element, count: int) -> None:
    for element in list(xml):
        if etree.QName(element).localname in _LISTS:
            xml.remove(element)
    slides = xml.find(f"{{{_EP}}}Slides")
    if slides is not None:
        slides.text = str(count)


def _scopes(slide: SlidePlan, scope: Scope) -> Iterator[Scope]:
    """What each copy of a slide sees."""
    if slide.each is None:
        if _is_kept(slide, scope):
            yield scope
        return
    items = list(items_of(slide.each, scope, slide.place))
    for number, item in enumerate(items):
        inner = {**scope, "loop": Loop(number, len(items)), **bind_at(slide.variables, item, slide.place)}
        if _is_kept(slide, inner):
            yield inner


def _is_kept(slide: SlidePlan, scope: Scope) -> bool:
    try:
        return slide.condition is None or bool(slide.condition.value(scope))
    except TemplateError as error:
        raise error.at(slide.place) from None
