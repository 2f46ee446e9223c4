"""Cutting the text of a tag at the words of its clauses: `members where m.share > 0.01 top 10` has three pieces.

A word cuts only where no expression can go on: after an operand, outside of brackets. So a variable, an attribute, a
filter, a text or an argument may have the same name: `where.top | sort(attribute="top") where m.where is eq top`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jinja2.exceptions import TemplateSyntaxError

from xlmarket.template.environment import PLAIN

_OPERATORS = frozenset(("and", "or", "not", "in", "is", "if", "else"))
_WITH_ARGUMENT = frozenset(
    ("divisibleby", "sameas", "eq", "equalto", "ne", "gt", "greaterthan", "ge", "lt", "lessthan", "le", "in")
)
"""The tests of Jinja that take the operand after them."""

FLAGS = frozenset(("asc", "desc", "pagebreak", "outline", "collapsed"))
"""Words that nothing but another word comes after."""

LISTS = frozenset(("orderby", "merge"))
"""Clauses whose parts are separated by commas."""

_LITERALS = ("string", "integer", "float")
_BEGIN, _END = "{{ ", " }}"


@dataclass(frozen=True, slots=True)
class ClausePiece:
    """A word, or a comma in a list of parts, and the text up to the next. That of the list itself has no word."""

    word: str
    text: str


def cut(source: str) -> list[ClausePiece]:
    """The pieces of what comes after `in`. A text that cannot be read is one piece: compiling it gives the error."""
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    pieces: list[ClausePiece] = []
    word, begin, is_list = "", 0, False
    try:
        for name, start, end in _NameScanner().words(source):
            if name == "," and not is_list:
                continue
            is_list = name in LISTS or (is_list and name in (",", "asc", "desc"))
            pieces.append(ClausePiece(word, source[begin:start].strip()))
            word, begin = name, end
    except TemplateSyntaxError:
        return [ClausePiece("", source)]
    return [*pieces, ClausePiece(word, source[begin:].strip())]


class _NameScanner:
    """Follows the tokens of an expression. `before` is what the next name comes after, if that matters."""

    def __init__(self) -> None:
        self.depth = 0
        self.after_operand = False
        self.before = ""

    def words(self, source: str) -> Iterator[tuple[str, int, int]]:
        """The names that no expression goes on with, and the commas outside of brackets, each with its ends."""
        at = -len(_BEGIN)
        for _, kind, text in PLAIN.sandbox.lex(_BEGIN + source + _END):
            start, at = at, at + len(text)
            if kind == "name" and self._is_word(text):
                yield text, start, at
            elif kind == "operator":
                self._pass_operator(text)
                if text == "," and not self.depth:
                    yield text, start, at
            elif kind in _LITERALS:
                self._end_operand()

    def _is_word(self, name: str) -> bool:
        """Whether a name cuts. It is taken as read."""
        if self.before == "is":
            self._pass_test(name)
        elif self.before in (".", "|"):
            self._end_operand()
        elif name in _OPERATORS:
            self.after_operand, self.before = False, name if name == "is" else ""
        elif self.after_operand and not self.depth:
            self.after_operand = name in FLAGS
            return True
        else:
            self._end_operand()
        return False

    def _pass_test(self, name: str) -> None:
        if name != "not":
            self.after_operand, self.before = name not in _WITH_ARGUMENT, ""

    def _pass_operator(self, text: str) -> None:
        if text in "([{":
            self.depth += 1
            self.after_operand = False
        elif text in ")]}":
            self.depth -= 1
            self.after_operand = True
        else:
            self.after_operand = False
        self.before = text if text in (".", "|") else ""

    def _end_operand(self) -> None:
        self.after_operand, self.before = True, ""
