"""The texts of a template's cells: shared strings, plain texts, and texts formatted in parts with expressions inside."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from xlmarket.errors import TemplateError
from xlmarket.package.archive import MAIN
from xlmarket.package.shared_strings import SharedStrings
from xlmarket.package.texts import escape_text, unescape_text
from xlmarket.template.environment import Environment
from xlmarket.template.plan.expressions import RichText, Text
from xlmarket.template.read.expressions import compile_text
from xlmarket.template.tags import holds_grammar, join_tags

_T, _R = f"{{{MAIN}}}t", f"{{{MAIN}}}r"


@dataclass(frozen=True, slots=True)
class CellText:
    """The text of a cell: as people see it, its item where it may be formatted in parts, and whether it holds grammar."""

    text: str
    item: etree._Element | None = None
    has_grammar: bool = False

    @classmethod
    def of(cls, item: etree._Element) -> CellText:
        """The text of a shared or inline string."""
        text = plain_text(item)
        return cls(text, item, holds_grammar(text))


class SharedTexts:
    """The shared strings as texts. Each is read once, as thousands of cells may show the same long one."""

    def __init__(self, strings: SharedStrings) -> None:
        self.strings = strings
        self._read: dict[int, CellText] = {}

    def text(self, number: int) -> CellText | None:
        """The text of a number, None where there is none."""
        if number not in self._read:
            if not 0 <= number < len(self.strings.items):
                return None
            self._read[number] = CellText.of(self.strings.items[number])
        return self._read[number]


def plain_text(item: etree._Element) -> str:
    """The text of a plain or rich string, without its phonetic reading."""
    parts = [part.text or "" if part.tag == _T else part.findtext(_T) or "" for part in item if part.tag in (_T, _R)]
    return unescape_text("".join(parts))


def text_element(text: str) -> str:
    """A t element. Spaces at the ends and line breaks are kept."""
    kept = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
    return f"<t{kept}>{escape_text(text)}</t>"


def runs_of(item: etree._Element) -> list[tuple[str, str]]:
    """The runs of a text with their properties as XML, if it is formatted in parts."""
    runs = []
    for run in item.iterchildren(_R):
        properties = run.find(f"{{{MAIN}}}rPr")
        children = list(properties) if properties is not None else []
        look = "".join(etree.tostring(child, encoding="unicode", with_tail=False) for child in children)
        runs.append((unescape_text(run.findtext(_T) or ""), re.sub(r' xmlns(:\w+)?="[^"]*"', "", look)))
    return runs if len(runs) > 1 else []


def compile_rich_text(source: str, runs: list[tuple[str, str]], environment: Environment) -> RichText | Text:
    """The runs with expressions inside. A tag that covers several runs takes the look of the one in which it begins.

    A condition that opens in one run and closes in another makes the whole text look as its cell does. Raises
    `TemplateError` for a text that cannot be read.
    """
    looks = [look for _, look in runs]
    pieces = [(text, look) for text, look in zip(join_tags([text for text, _ in runs]), looks, strict=True) if text]
    try:
        compiled = tuple(
            (compile_text(text, environment) if holds_grammar(text) else text, look) for text, look in pieces
        )
    except TemplateError:
        return compile_text(source, environment)
    names = frozenset(name for piece, _ in compiled if isinstance(piece, Text) for name in piece.names)
    return RichText(source, names, compiled)
