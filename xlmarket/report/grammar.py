"""The grammar of cells: `{{ }}` alone is a typed value, mixed with text a text; `{%row … %}` opens and closes blocks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from xlmarket.errors import TemplateError

_TAG = re.compile(r"\{%-?\s*(row|col|sheet|image)\b\s*(.*?)\s*-?%\}", re.DOTALL)
_WORD = re.compile(r"(\w+)\s*(.*)", re.DOTALL)
_FOR = re.compile(r"([A-Za-z]\w*(?:\s*,\s*[A-Za-z]\w*)*)\s+in\s+(.+)", re.DOTALL)
_ALONE = re.compile(r"\{\{-?\s*((?:(?!\{\{|\}\}).)+?)\s*-?\}\}", re.DOTALL)
WORDS = ("for", "endfor", "if", "elif", "else", "endif")
_LATER = {"col": "repeated columns", "sheet": "a sheet per item", "image": "pictures"}


@dataclass(frozen=True, slots=True)
class Tag:
    """`{%row for m in members %}` is word `for`, variables `m`, expression `members`."""

    word: str
    expression: str = ""
    variables: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """What is left of a cell without its tags: nothing, a typed expression, a text with expressions, or plain text."""

    kind: str
    text: str


def holds_grammar(text: str) -> bool:
    """Whether a cell's text is more than text."""
    return "{{" in text or "{%" in text or "{#" in text


def read_cell(text: str) -> tuple[list[Tag], Content]:
    """The row tags of a cell in order, and its content."""
    tags = [_tag(found) for found in _TAG.finditer(text)]
    rest = _TAG.sub("", text) if tags else text
    if tags and not rest.strip():
        return tags, Content("empty", "")
    alone = _ALONE.fullmatch(rest.strip())
    if alone:
        return tags, Content("typed", alone[1])
    return tags, Content("text" if holds_grammar(rest) else "plain", rest)


def _tag(found: re.Match[str]) -> Tag:
    kind, said = found[1], found[2]
    if kind in _LATER:
        raise TemplateError(
            f"{_LATER[kind]} are not in this version", found=found[0], allowed="{%row for … %}, {%row if … %}"
        )
    word = _WORD.fullmatch(said)
    name, rest = (word[1], word[2]) if word else (said, "")
    if name not in WORDS:
        from rapidfuzz import process

        near = [hit[0] for hit in process.extract(name, WORDS, score_cutoff=50, limit=1)]
        raise TemplateError("there is no such tag", found=found[0], allowed=WORDS, nearest=near)
    if name == "for":
        return _for(rest, found[0])
    if (name in ("if", "elif")) != bool(rest):
        what = "needs a condition" if not rest else "takes nothing after it"
        raise TemplateError(f"the tag {name} {what}", found=found[0])
    return Tag(name, rest, text=found[0])


def _for(said: str, text: str) -> Tag:
    parts = _FOR.fullmatch(said)
    if parts is None:
        raise TemplateError("the tag for is written {%row for NAME in LIST %}", found=text)
    names = tuple(name.strip() for name in parts[1].split(","))
    return Tag("for", parts[2], names, text)
