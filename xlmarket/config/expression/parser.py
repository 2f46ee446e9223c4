"""The parser: from the loosest operator (`or`) down to numbers, texts and columns, a method for each."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

from xlmarket.config.expression.nodes import Call, Column, In, Like, Literal, Missing, Node, Operation
from xlmarket.config.expression.tokens import Token, tokens_of
from xlmarket.errors import ConfigError

FUNCTIONS = ("coalesce", "abs")
_COMPARISONS = {"=": "=", "==": "=", "!=": "!=", "<>": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_DEEPEST = 50


def parse(source: str) -> Node:
    """Read an expression. Raises `ConfigError` with the position of what cannot be read."""
    parser = _Parser(source)
    node = parser.either()
    if parser.next.kind != "end":
        parser.refuse()
    return node


class _Parser:
    """The words of one expression, and how many are read."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._tokens = list(tokens_of(source))
        self._read = 0
        self._depth = 0

    @property
    def next(self) -> Token:
        return self._tokens[self._read]

    def refuse(self) -> NoReturn:
        """Raise `ConfigError` about the next word."""
        token = self.next
        what = "the expression ends too early" if token.kind == "end" else f'unexpected "{token.text}"'
        raise ConfigError(
            f"{what} at character {token.at}",
            found=self._source,
            allowed=("+ - * /", "= != < <= > >=", "and or not", "in", "like", "between", "is null", *FUNCTIONS),
        )

    def _take(self, *texts: str) -> str:
        """The next word if it is one of these words or signs, else an empty text."""
        token = self.next
        if token.kind not in ("word", "sign") or token.text not in texts:
            return ""
        self._read += 1
        return token.text

    def _need(self, text: str) -> None:
        if not self._take(text):
            self.refuse()

    def either(self) -> Node:
        node = self._both()
        while self._take("or"):
            node = Operation("or", (node, self._both()))
        return node

    def _both(self) -> Node:
        node = self._negation()
        while self._take("and"):
            node = Operation("and", (node, self._negation()))
        return node

    def _negation(self) -> Node:
        return Operation("not", (self._nested(self._negation),)) if self._take("not") else self._comparison()

    def _comparison(self) -> Node:
        node = self._sum()
        if sign := self._take(*_COMPARISONS):
            return Operation(_COMPARISONS[sign], (node, self._sum()))
        if self._take("is"):
            return self._is(node)
        negated = self._take("not")
        tested = self._test(node)
        if tested is None:
            return self.refuse() if negated else node
        return Operation("not", (tested,)) if negated else tested

    def _is(self, node: Node) -> Node:
        negated = self._take("not")
        self._need("null")
        return Operation("not", (Missing(node),)) if negated else Missing(node)

    def _test(self, node: Node) -> Node | None:
        """What follows `in`, `like` or `between`. None where none of them does."""
        match self._take("in", "like", "between"):
            case "in":
                return In(node, self._choices())
            case "like":
                return Like(node, self._pattern())
            case "between":
                least = self._sum()
                self._need("and")
                return Operation("and", (Operation(">=", (node, least)), Operation("<=", (node, self._sum()))))
        return None

    def _choices(self) -> tuple[Literal, ...]:
        self._need("(")
        choices = [self._choice()]
        while self._take(","):
            choices.append(self._choice())
        self._need(")")
        return tuple(choices)

    def _choice(self) -> Literal:
        start = self._read
        node = self._factor()
        if not isinstance(node, Literal):
            self._read = start
            self.refuse()
        return node

    def _pattern(self) -> str:
        """A backslash escapes on some engines only."""
        token = self.next
        if token.kind != "text" or "\\" in token.text:
            self.refuse()
        self._read += 1
        return token.text

    def _sum(self) -> Node:
        node = self._product()
        while sign := self._take("+", "-"):
            node = Operation(sign, (node, self._product()))
        return node

    def _product(self) -> Node:
        node = self._factor()
        while sign := self._take("*", "/"):
            node = Operation(sign, (node, self._factor()))
        return node

    def _factor(self) -> Node:
        if not self._take("-"):
            return self._atom()
        node = self._nested(self._factor)
        if isinstance(node, Literal) and not isinstance(node.value, (str, bool)):
            return Literal(-node.value)
        return Operation("-", (Literal(0), node))

    def _nested(self, rule: Callable[[], Node]) -> Node:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise ConfigError(f"the expression is nested more than {_DEEPEST} deep", found=self._source)
        node = rule()
        self._depth -= 1
        return node

    def _atom(self) -> Node:
        if self._take("("):
            node = self._nested(self.either)
            self._need(")")
            return node
        if word := self._take("true", "false"):
            return Literal(word == "true")
        token = self.next
        match token.kind:
            case "number":
                self._read += 1
                return Literal(int(token.text) if token.text.isdecimal() else float(token.text))
            case "text":
                self._read += 1
                return Literal(token.text)
            case "column":
                return self._column(token)
        return self.refuse()

    def _column(self, token: Token) -> Node:
        """A column, or a function where a bracket follows."""
        self._read += 1
        if not self._take("("):
            return Column(token.text)
        if token.text.lower() not in FUNCTIONS:
            raise ConfigError.unknown("function", token.text, FUNCTIONS)
        arguments = [self._nested(self.either)]
        while self._take(","):
            arguments.append(self._nested(self.either))
        self._need(")")
        if token.text.lower() == "abs" and len(arguments) > 1:
            raise ConfigError("abs takes one number", found=self._source)
        return Call(token.text.lower(), tuple(arguments))
