"""Tags in the parts that nobody fills, wherever a part has them: each is a problem of the template with its place.

Sheets, their tables, what is drawn on them, names and properties are read elsewhere. A sheet that is never in a report, and what hangs on it
alone, does not count.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import unquote

from lxml import etree

from xlmarket.errors import Place, TemplateError
from xlmarket.package.archive import Package
from xlmarket.package.bodies import DRAWN_ON_SHEETS, DRAWN_PARTS
from xlmarket.package.parts import HISTORY
from xlmarket.package.sheet_texts import PROPERTIES, TEXT_PARTS
from xlmarket.template.plan.sheets import SheetPlan
from xlmarket.template.read.sheetwide import unfilled
from xlmarket.template.tags import without_sheets

_MAY_HOLD_TAGS = re.compile(rb"\{(?:<[^>]*>)*[{%]|%7B%(?:7B|25)", re.IGNORECASE)
_TAG = re.compile(r"\{\{-?\s*[A-Za-z_(].*?\}\}|\{%-?\s*[A-Za-z].*?%\}", re.DOTALL)
"""A tag as one writes it. Other programs write double braces too: `{{"Column1", type text}}`."""

_READ_ELSEWHERE = frozenset(
    {"sharedStrings", "pivotCacheRecords", *TEXT_PARTS, *PROPERTIES, *DRAWN_ON_SHEETS, *DRAWN_PARTS}
)
_CACHES = frozenset({"sharedItems"})
"""Elements that keep what cells had when the template was saved."""

_FILLED = frozenset({"sheet", "definedName", "cacheField", "numFmt"})
"""Elements of the workbook, of pivot tables and of styles that are filled, or named by what is. So are all addresses."""


@dataclass(frozen=True, slots=True)
class LeftoverReader:
    """Looks through the parts of a template. `sheets` are its worksheets, `chart_sheets` the parts of its chart sheets."""

    package: Package
    sheets: Sequence[SheetPlan]
    chart_sheets: Container[str]

    def read(self) -> Iterator[TemplateError]:
        """The problems, part by part."""
        sheets = {plan.part for plan in self.sheets}
        elsewhere = {
            relation.target
            for part in ("", *self.package.members)
            for relation in self.package.relations(part)
            if relation.name in _READ_ELSEWHERE and not relation.is_external
        }
        never = [plan.part for plan in self.sheets if plan.each is not None and plan.each.is_never]
        never += filter(None, map(self.package.of_workbook, HISTORY))
        alone = self._below(never) - self._below([""], without=never) if never else set()
        for part in self.package.members:
            is_read = part in sheets or part in self.chart_sheets or part in elsewhere or part in alone
            if is_read or not part.endswith((".xml", ".rels", ".vml")):
                continue
            if _MAY_HOLD_TAGS.search(self.package.read(part)) and self.package.owner(part) not in sheets | alone:
                yield from self._part(part)

    def _below(self, parts: Iterable[str], without: Container[str] = ()) -> set[str]:
        """All parts that hang on some."""
        found: set[str] = set()
        waiting = list(parts)
        while waiting:
            part = waiting.pop()
            if part not in found and part not in without:
                found.add(part)
                waiting += [one.target for one in self.package.relations(part) if not one.is_external]
        return found

    def _part(self, part: str) -> Iterator[TemplateError]:
        root = self.package.parse(part)
        place = Place(file=self.package.path.name, sheet=self._sheet_of(part), part=part)
        names = [plan.name for plan in self.sheets]
        for element in root.iter(etree.Element):
            name = str(etree.QName(element).localname)
            if name in _FILLED or str(element.get("Type")).endswith("/hyperlink") or _is_kept(element):
                continue
            held = [(name, element.text or ""), (name, element.tail or "")]
            held += [(f"{key!s} of {name}", str(value)) for key, value in element.attrib.items()]
            for label, text in held:
                if _TAG.search(without_sheets(_typed(text), names)):
                    yield unfilled(_typed(text).strip(), replace(place, item=label))

    def _sheet_of(self, part: str) -> str | None:
        """The sheet that a part hangs on, or whose relations it holds."""
        owner = self.package.owner(part)
        return next((plan.name for plan in self.sheets if owner in self._below([plan.part])), None)


def _is_kept(element: etree._Element) -> bool:
    """Whether an element keeps what cells had."""
    return any(etree.QName(above).localname in _CACHES for above in (element, *element.iterancestors()))


def _typed(text: str) -> str:
    """A text with what addresses encode as it was typed."""
    return unquote(text) if "%7" in text else text
