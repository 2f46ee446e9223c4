"""The clauses of a tag that repeats: which items come, in which order and groups, and how their rows look.

`{%row for m in region.members where m.share > 0.01 orderby m.outlook, m.value desc top 10 merge A %}`

Data clauses come in the order in which they work: `where`, `orderby`, `top`, `groupby … as …`, and the first three once
more, then about groups. After them those about looks in any order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from xlmarket.errors import TemplateError
from xlmarket.package.areas import column_number
from xlmarket.package.limits import MAX_COLUMN, MAX_ROW
from xlmarket.template.environment import Environment
from xlmarket.template.plan.expressions import Expression
from xlmarket.template.plan.nodes import BlockLook
from xlmarket.template.plan.selection import FEED, KEPT, GroupBy, OrderBy, Selection, Step, TopItems, Where
from xlmarket.template.read.expressions import compile_expression
from xlmarket.template.read.grammar import Tag
from xlmarket.template.read.pieces import ClausePiece, cut

_DATA = ("where", "orderby", "top", "groupby")
_LOOKS = {
    "row": ("merge", "pagebreak", "outline"),
    "col": ("merge", "pagebreak"),
    "cells": ("merge",),
    "sheet": (),
    "slide": (),
}
"""The clauses about looks that a kind of tag may have."""
_NOT_HERE = {
    "merge": "write it in {%row …%}, {%col …%} or {%cells …%}",
    "pagebreak": "a break goes through the whole sheet, so write it in {%row …%} or {%col …%}",
    "outline": "Excel folds whole rows, so write it in {%row …%}",
}
_AFTER = {"orderby": ("asc", "desc"), "groupby": ("as",), "outline": ("collapsed",)}
"""Words that belong to the clause before them."""
_INSTEAD_OF_TWO = {
    "where": "join conditions with and",
    "orderby": "separate keys by commas",
    "groupby": "repeat a second block inside the first",
}
_LOOPS = ("loop", "colloop")
_NAME = re.compile(r"[A-Za-z]\w*")
_LITERAL = re.compile(r"""-?[\d._]+|"[^"]*"|'[^']*'""")


@dataclass(frozen=True, slots=True)
class Repetition:
    """What a tag repeats over: its items, the names they have inside the block, and the looks of its lines."""

    items: Expression | Selection
    variables: tuple[str, ...]
    look: BlockLook | None = None


@dataclass
class _Clause:
    """A clause and its parts, with the words that came behind them."""

    word: str
    parts: list[ClausePiece] = field(default_factory=list)


def compile_repetition(tag: Tag, environment: Environment) -> Repetition:
    """What a tag with `for` repeats over. Raises `TemplateError` for clauses that are not sound."""
    first, *pieces = cut(tag.expression)
    if not pieces:
        return Repetition(compile_expression(tag.expression, environment), tag.variables)
    clauses = _clauses(pieces, tag)
    _check_order(clauses, tag)
    variables = tag.variables
    steps: list[Step] = []
    for clause in clauses:
        if clause.word in _DATA:
            steps.append(_step(clause, variables, environment))
        if clause.word == "groupby":
            variables = (clause.parts[1].text,)
    items = compile_expression(first.text, environment)
    selection = Selection(tag.expression, items, tuple(steps)) if steps else items
    return Repetition(selection, variables, _look(clauses, tag.kind))


def _clauses(pieces: Sequence[ClausePiece], tag: Tag) -> list[_Clause]:
    clauses: list[_Clause] = []
    for piece in pieces:
        after = _AFTER.get(clauses[-1].word, ()) if clauses else ()
        if piece.word in (*after, ",") and clauses:
            clauses[-1].parts.append(piece)
            continue
        known = (*_DATA, *_LOOKS[tag.kind])
        if piece.word in _NOT_HERE and piece.word not in known:
            what = f"{{%{tag.kind} …%}} takes no {piece.word}"
            raise TemplateError(what, found=tag.text, allowed=known, remedy=_NOT_HERE[piece.word])
        if piece.word == "collapsed" and "outline" in known:
            raise TemplateError("collapsed stands after outline", found=tag.text)
        if piece.word not in known:
            raise TemplateError.unknown("clause", piece.word, (*known, *after))
        clauses.append(_Clause(piece.word, [ClausePiece("", piece.text)]))
    return clauses


def _check_order(clauses: Sequence[_Clause], tag: Tag) -> None:
    """Raise `TemplateError` for a clause that stands twice, or after one that works later."""
    seen: list[str] = []
    is_grouped = False
    for clause in clauses:
        word = clause.word
        if word in seen or (word == "groupby" and is_grouped):
            raise TemplateError(f"the clause {word} stands twice", found=tag.text, remedy=_INSTEAD_OF_TWO.get(word, ""))
        later = [before for before in seen if _rank(before) > _rank(word)]
        if later:
            raise TemplateError(f"{word} stands before {later[0]}, as it works before it", found=tag.text)
        if word == "groupby":
            is_grouped, seen = True, []
        else:
            seen.append(word)


def _rank(word: str) -> int:
    return _DATA.index(word) if word in _DATA else len(_DATA)


def _step(clause: _Clause, variables: tuple[str, ...], environment: Environment) -> Step:
    match clause.word:
        case "where":
            condition = _expression(clause, clause.parts[0].text, environment)
            return Where(condition, variables, _flags(condition.source, variables, environment))
        case "orderby":
            return OrderBy(_keys(clause, environment), variables)
        case "top":
            return TopItems(_count(clause, environment))
        case _:
            return _grouping(clause, variables, environment)


def _flags(condition: str, variables: tuple[str, ...], environment: Environment) -> Callable[..., Iterable[str]]:
    """A sound condition as a loop of Jinja: its names are looked up once, not once per item."""
    loop = f"{{% for {', '.join(variables)} in {FEED} %}}{{% if ({condition}) %}}{KEPT}{{% else %}}0{{% endif %}}{{% endfor %}}"
    return environment.sandbox.from_string(loop).generate


def _keys(clause: _Clause, environment: Environment) -> tuple[tuple[Expression, bool], ...]:
    keys: list[tuple[Expression, bool]] = []
    before = ""
    for piece in clause.parts:
        if piece.word in ("asc", "desc"):
            if piece.text or not keys or before in ("asc", "desc"):
                raise TemplateError(f"after {piece.word} comes a comma or another clause", found=piece.text)
            keys[-1] = (keys[-1][0], piece.word == "desc")
        else:
            keys.append((_expression(clause, piece.text, environment), False))
        before = piece.word
    return tuple(keys)


def _count(clause: _Clause, environment: Environment) -> Expression:
    text = clause.parts[0].text
    if _LITERAL.fullmatch(text) and not text.isdecimal():
        raise TemplateError("top takes a whole number", found=text)
    return _expression(clause, text, environment)


def _grouping(clause: _Clause, variables: tuple[str, ...], environment: Environment) -> GroupBy:
    if len(clause.parts) != 2 or not _NAME.fullmatch(clause.parts[1].text):
        found = " ".join([clause.word, *(f"{piece.word} {piece.text}".strip() for piece in clause.parts)])
        raise TemplateError("groupby is written: groupby KEY as NAME", found=found)
    return GroupBy(_expression(clause, clause.parts[0].text, environment), variables)


def _expression(clause: _Clause, text: str, environment: Environment) -> Expression:
    if not text:
        raise TemplateError(f"nothing stands after {clause.word}")
    expression = compile_expression(text, environment)
    loops = expression.names.intersection(_LOOPS)
    if loops:
        what = f"{clause.word} cannot use {min(loops)}, which counts the items that the clauses leave"
        raise TemplateError(what, found=text)
    return expression


def _look(clauses: Sequence[_Clause], kind: str) -> BlockLook | None:
    by_word = {clause.word: clause for clause in clauses if clause.word not in _DATA}
    if not by_word:
        return None
    outline = by_word.get("outline")
    for clause in by_word.values():
        left = [piece.text for piece in clause.parts if piece.text]
        if clause.word != "merge" and left:
            raise TemplateError(f"after {clause.word} comes another clause", found=left[0])
    return BlockLook(
        merge=tuple(_line(piece.text, kind) for piece in by_word["merge"].parts) if "merge" in by_word else (),
        has_breaks="pagebreak" in by_word,
        is_outline=outline is not None,
        is_collapsed=outline is not None and len(outline.parts) > 1,
    )


def _line(text: str, kind: str) -> int:
    """The number of a column, written by its letters, or of a row."""
    if kind == "col":
        if text.isdecimal() and 1 <= int(text) <= MAX_ROW:
            return int(text)
        raise TemplateError("merge takes the numbers of rows: merge 3", found=text)
    if text.isascii() and text.isalpha() and len(text) <= 3 and column_number(text.upper()) <= MAX_COLUMN:
        return column_number(text.upper())
    raise TemplateError("merge takes the letters of columns: merge A, B", found=text)
