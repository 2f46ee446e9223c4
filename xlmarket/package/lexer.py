"""The tokens of Excel's formulas: texts, references, names, numbers and errors, as files write them.

Anyone who moves references (reports) or finds calls of functions (formulas that travel) cuts a formula with this.
"""

from __future__ import annotations

import re

CELL = r"\$?[A-Za-z]{1,3}\$?[0-9]{1,7}"
SHEET = r"(?:'(?:[^']|'')+'|[^\W\d][\w.]*(?::[^\W\d][\w.]*)?)!"
_COLUMN = r"\$?[A-Za-z]{1,3}"
_ROW = r"\$?[0-9]{1,7}"
BRACKETS = r"\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\]"
_END = r"(?![\w.(\[!\\?])"
_EXTERNAL_AREA = rf"(?:{CELL}(?::{CELL})?|{_COLUMN}:{_COLUMN}|{_ROW}:{_ROW})"

_TOKENS = rf"""
      (?P<text>"(?:[^"]|"")*")
    | (?P<external>\[[^\[\]]*\](?:[\w.:]+)?!(?:{_EXTERNAL_AREA}{_END})?)
    | (?P<reference>(?P<sheet>{SHEET})?
        (?: (?P<cell>{CELL})(?: : (?:{SHEET})? {CELL} )?
          | (?P<columns>{_COLUMN}:{_COLUMN})
          | {_ROW}:{_ROW}
        ){_END})
    | (?P<number>[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?|\.[0-9]+(?:[eE][+-]?[0-9]+)?)
    | (?P<error>\#(?:REF!|N/A|DIV/0!|NAME\?|NULL!|NUM!|VALUE!|[A-Z_]+!?))
    | (?P<name>(?:'(?:[^']|'')+'!)?[^\W\d\\]?[\w.\\?]*(?:{BRACKETS})+|'(?:[^']|'')+'!|[^\W\d][\w.\\?]*!?|\\[\w.\\?]*)
    """

TOKEN = re.compile(_TOKENS, re.VERBOSE)
"""Operands only: what stands between them is no match."""

TOKEN_OR_SIGN = re.compile(rf"{_TOKENS} | (?P<sign>[(){{}},;])", re.VERBOSE)
"""Operands, and the signs that say what is an argument of what."""
