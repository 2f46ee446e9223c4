"""The grammar of cells: `{{ }}` alone is a typed value, mixed with text a text. `{%row … %}` opens and closes blocks.

The first word of a tag says what it repeats: `row` whole rows, `col` whole columns, `cells` the cells between its own
columns (those below move down), `sheet` the sheet. `{%image … %}` puts a picture over its cell. `{%height fit %}` and
`{%width fit %}` repeat nothing: the row or the column follows what is filled in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from xlmarket.errors import TemplateError
from xlmarket.nearest import nearest
from xlmarket.template.tags import holds_grammar

_TAG = re.compile(r"\{%-?\s*(row|col|cells|sheet|image|height|width)\b\s*(.*?)\s*-?%\}", re.DOTALL)
_WORD = re.compile(r"(\w+)\s*(.*)", re.DOTALL)
_FOR = re.compile(r"([A-Za-z]\w*(?:\s*,\s*[A-Za-z]\w*)*)\s+in\s+(.+)", re.DOTALL)
_ALONE = re.compile(r"\{\{-?\s*((?:(?!\{\{|\}\}).)+?)\s*-?\}\}", re.DOTALL)
WORDS = ("for", "endfor", "if", "elif", "else", "endif")
_SHEET_WORDS = ("for", "if", "endfor", "endif")
WHOLES = ("sheet", "slide")
"""Kinds of tags that repeat or choose a whole sheet of a workbook, a whole slide of a deck."""

_SIZE_WORDS = ("fit",)
SIZES = ("height", "width")
"""Kinds of tags that ask for a size and repeat nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """`{%row for m in members %}` is kind `row`, word `for`, variables `m`, expression `members`."""

    kind: str
    word: str
    expression: str = ""
    variables: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class CellContent:
    """What is left of a cell without its tags: nothing, a typed expression, a picture, a text with expressions, or plain."""

    kind: str
    text: str


def holds_block_tag(text: str) -> bool:
    """Whether a text has a tag that repeats or chooses cells, or one for a picture."""
    return _TAG.search(text) is not None


def read_cell(text: str) -> tuple[list[Tag], CellContent]:
    """The tags of a cell in order, and its content."""
    tags, pictures, rest = [], [], text
    for match in _TAG.finditer(text):
        if match[1] == "image":
            pictures.append(match)
        else:
            tags.append(read_tag(match))
    if tags or pictures:
        rest = _TAG.sub("", text)
    if pictures:
        return tags, _picture(pictures, rest)
    if tags and not rest.strip():
        return tags, CellContent("empty", "")
    alone = _ALONE.fullmatch(rest.strip())
    if alone:
        return tags, CellContent("typed", alone[1])
    return tags, CellContent("text" if holds_grammar(rest) else "plain", rest)


def _picture(matches: list[re.Match[str]], rest: str) -> CellContent:
    if len(matches) > 1 or rest.strip():
        raise TemplateError("a picture stands alone in its cell", found=matches[-1][0])
    if not matches[0][2]:
        raise TemplateError("the tag image is written {%image FILE %}", found=matches[0][0])
    return CellContent("picture", matches[0][2])


def read_tag(match: re.Match[str]) -> Tag:
    """A tag from its kind and its body. Raises `TemplateError` for one that is not sound."""
    kind, body = match[1], match[2]
    word = _WORD.fullmatch(body)
    name, rest = (word[1], word[2]) if word else (body, "")
    words = _SIZE_WORDS if kind in SIZES else _SHEET_WORDS if kind in WHOLES else WORDS
    if name not in words:
        raise TemplateError.unknown("tag", match[0], words, nearest=nearest(name, words))
    if name == "for":
        return _for(kind, rest, match[0])
    if (name in ("if", "elif")) != bool(rest):
        what = "needs a condition" if not rest else "takes nothing after it"
        raise TemplateError(f"the tag {name} {what}", found=match[0])
    return Tag(kind=kind, word=name, expression=rest, text=match[0])


def _for(kind: str, body: str, text: str) -> Tag:
    parts = _FOR.fullmatch(body)
    if parts is None:
        raise TemplateError(f"the tag for is written {{%{kind} for NAME in LIST %}}", found=text)
    names = tuple(name.strip() for name in parts[1].split(","))
    return Tag(kind=kind, word="for", expression=parts[2], variables=names, text=text)
