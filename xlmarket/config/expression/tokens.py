"""An expression as words: names, numbers, texts and signs, each with its position."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from xlmarket.errors import ConfigError

WORDS = ("and", "or", "not", "in", "like", "between", "is", "null", "true", "false")
LONGEST = 2_000
_TOKEN = re.compile(
    r"""\s*(?:
    (?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)(?![\w.])
    |(?P<text>'(?:[^']|'')*')
    |(?P<quoted>"(?:[^"]|"")+")
    |(?P<name>[^\W\d]\w*)
    |(?P<sign><>|<=|>=|!=|==|[-+*/=<>(),])
    |(?P<end>$))""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word. `kind` is number, text, column, word, sign or end, `at` counts characters from 1."""

    kind: str
    text: str
    at: int


def tokens_of(source: str) -> Iterator[Token]:
    """The words of an expression, the last of which is its end.

    Raises `ConfigError` for a character that begins none, and for an expression that is too long.
    """
    at, length = 0, len(source.rstrip())
    if length > LONGEST:
        raise ConfigError(f"an expression has at most {LONGEST:,} characters", found=source)
    while True:
        match = _TOKEN.match(source, at, length)
        if match is None:
            raise _unreadable(source, at)
        token = _token(match)
        yield token
        if token.kind == "end":
            return
        at = match.end()


def _token(match: re.Match[str]) -> Token:
    group = match.lastgroup or "end"
    text, at = match[group], match.start(group) + 1
    match group:
        case "text":
            return Token("text", text[1:-1].replace("''", "'"), at)
        case "quoted":
            return Token("column", text[1:-1].replace('""', '"'), at)
        case "name" if text.lower() in WORDS:
            return Token("word", text.lower(), at)
        case "name":
            return Token("column", text, at)
    return Token(group, text, at)


def _unreadable(source: str, at: int) -> ConfigError:
    rest = source[at:].lstrip()
    at = len(source) - len(rest) + 1
    if rest[:1] in "'\"":
        kind = "text" if rest[0] == "'" else "name of a column"
        return ConfigError(f"the {kind} that begins at character {at} has no end", found=source)
    return ConfigError(
        f'unexpected "{rest[:1]}" at character {at}',
        found=source,
        remedy="column names with other signs than letters, digits and _ stand in double quotes",
    )
