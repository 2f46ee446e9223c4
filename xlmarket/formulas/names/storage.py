"""Formulas as a file stores them: newer functions and parameters bear prefixes that Excel shows to nobody.

The source reads as in Excel, with one rule for names: CAPITALS are functions of Excel, what begins with a lower-case
letter is a parameter or a name of LET, Capitalised words are hidden names of our own. `[x]` is an optional parameter.
"""

from __future__ import annotations

import re
from collections.abc import Container

HIDDEN = "_market_"
"""What our hidden names begin with."""

_FUTURE = frozenset(
    (
        "BYROW", "CHOOSECOLS", "CHOOSEROWS", "CONCAT", "DROP", "EXPAND", "HSTACK", "IFNA", "IFS", "ISOMITTED", "LAMBDA",
        "LET", "MAKEARRAY", "MAP", "NUMBERVALUE", "REDUCE", "SCAN", "SEQUENCE", "SORTBY", "STDEV.S", "SWITCH", "TAKE",
        "TEXTAFTER", "TEXTBEFORE", "TEXTJOIN", "TEXTSPLIT", "TOCOL", "TOROW", "UNICHAR", "UNICODE", "UNIQUE", "VSTACK",
        "XLOOKUP", "XMATCH",
    )
)  # fmt: skip
_SHEETWIDE = frozenset(("FILTER", "SORT"))
_OPTIONAL = re.compile(r"\[([a-z]\w*)\]")
_TOKEN = re.compile(r'"(?:[^"]|"")*"|#[A-Z/0]+[!?]?|[A-Za-z_][\w.]*|\d+(?:\.\d+)?')
_COMMENT = re.compile(r"^//.*$", re.MULTILINE)
_SPACE = re.compile(r'("(?:[^"]|"")*")|\s+')


def file_formula(source: str) -> str:
    """A formula of the source as `<definedName>` and `<f>` hold it."""
    plain = _SPACE.sub(lambda found: found[1] or "", _COMMENT.sub("", source))
    optional = _OPTIONAL.sub(lambda found: f"_xlop.{found[1]}", plain)
    return _TOKEN.sub(lambda found: _token(found[0]), optional)


def _token(token: str) -> str:
    first = token[0]
    if first.islower():
        return f"_xlpm.{token}"
    if not first.isupper() or token in ("TRUE", "FALSE"):
        return token
    if token.isupper() or token[1:2].isupper():
        return f"_xlfn.{token}" if token in _FUTURE else f"_xlfn._xlws.{token}" if token in _SHEETWIDE else token
    return HIDDEN + token


def hidden_names_in(source: str, names: Container[str]) -> set[str]:
    """Which of our hidden names a source speaks of."""
    return {token for token in _TOKEN.findall(source) if token in names}
