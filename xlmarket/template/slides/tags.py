"""The tags of a deck that repeat or choose: `{%row … %}` lines of a table or text, `{%slide … %}` the slide."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from xlmarket.errors import TemplateError
from xlmarket.package.bodies import A, OneParagraph
from xlmarket.package.elements import holder
from xlmarket.template.read.grammar import Tag, read_tag
from xlmarket.template.tags import join_tags

TABLE, ROW, CELL, PARAGRAPH = (f"{{{A}}}{tag}" for tag in ("tbl", "tr", "tc", "p"))
KINDS = ("row", "slide")
_TAG = re.compile(r"\{%-?\s*(row|slide|image|col|cells|sheet|height|width)\b\s*(.*?)\s*-?%\}", re.DOTALL)
_ALLOWED = (
    "{%row for NAME in LIST %}",
    "{%row if CONDITION %}",
    "{%slide for NAME in LIST %}",
    "{%slide if CONDITION %}",
)


@dataclass(frozen=True, slots=True)
class TakenTags:
    """The tags that stood in some texts. `is_empty`: no text is left without them."""

    tags: tuple[Tag, ...]
    is_empty: bool


def containers(root: etree._Element) -> list[etree._Element]:
    """The tables of a part and its texts outside tables, in order: what has lines."""
    return [element for element in root.iter(etree.Element) if element.tag == TABLE or _is_text(element)]


def lines_of(container: etree._Element) -> list[etree._Element]:
    """The rows of a table, the paragraphs of a text."""
    return list(container.iterchildren(ROW if container.tag == TABLE else PARAGRAPH))


def _is_text(element: etree._Element) -> bool:
    return element.find(PARAGRAPH) is not None and next(element.iterancestors(TABLE), None) is None


def take_tags(line: etree._Element) -> TakenTags:
    """Take the tags that repeat or choose out of a row or a paragraph. Raises `TemplateError` for one that decks lack."""
    tags: list[Tag] = []
    left = ""
    for paragraph in list(line.iter(PARAGRAPH)):
        taken, text = _take(paragraph)
        left += text
        tags += taken
        if taken and not text.strip() and line.tag == ROW and len(holder(paragraph).findall(PARAGRAPH)) > 1:
            holder(paragraph).remove(paragraph)
    return TakenTags(tuple(tags), not left.strip())


def _take(paragraph: etree._Element) -> tuple[list[Tag], str]:
    """Take the tags out of one paragraph. Return them and the text that is left."""
    body = OneParagraph(paragraph)
    (runs,) = body.paragraphs
    joined = join_tags(runs)
    text = "".join(joined)
    matches = list(_TAG.finditer(text))
    if not matches:
        return [], text
    kept = [_TAG.sub("", run) for run in joined]
    body.write([kept])
    return [_read(match) for match in matches], "".join(kept)


def _read(match: re.Match[str]) -> Tag:
    if match[1] == "image":
        raise TemplateError("a picture stands alone in its text box", found=match[0])
    if match[1] not in KINDS:
        raise TemplateError(f"a deck takes no {{%{match[1]} …%}}", found=match[0], allowed=_ALLOWED)
    return read_tag(match)
