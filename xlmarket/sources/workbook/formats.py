"""Number formats: whether Excel shows a number as a date, a time or a percentage, and what else a format shows.

A format has up to four sections, for positive, negative, zero and text, or sections with conditions of their own. What
is quoted, escaped or in brackets is only printed: `0" %"` is not a percentage.
"""

from __future__ import annotations

import operator
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from openpyxl.styles.numbers import BUILTIN_FORMATS

_EAST_ASIAN_TIMES = (32, 33)
_EAST_ASIAN_DATES = (*range(27, 32), *range(34, 37), *range(50, 59))
_LOCAL_CURRENCY = (5, 6, 7, 8, 42, 44)
_THAI = {
    67: "0%", 68: "0.00%", 71: "d/m/yyyy", 72: "d-mmm-yy", 73: "d-mmm", 74: "mmm-yy", 75: "h:mm", 76: "h:mm:ss",
    77: "d/m/yyyy h:mm", 78: "mm:ss", 79: "[h]:mm:ss", 80: "mm:ss.0", 81: "d/m/yyyy",
}  # fmt: skip
BUILT_IN: dict[int, str] = {
    **BUILTIN_FORMATS,
    **dict.fromkeys(_EAST_ASIAN_TIMES, "h:mm"),
    **dict.fromkeys(_EAST_ASIAN_DATES, "yyyy-mm-dd"),
    **_THAI,
    **dict.fromkeys(_LOCAL_CURRENCY, "#,##0.00"),
}
"""Formats that a workbook uses by number alone.

27 to 36 and 50 to 58 are dates in Chinese, Japanese and Korean, each with its own look. 34 and 35 are times in one
of them and dates in the others, so they count as dates. The currency of 5 to 8, 42 and 44 is that of the computer.
"""

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|[_*].|\[(?P<bracket>[^\]]*)\]|(?P<ampm>AM/PM|A/P|上午/下午)|(?P<general>General)'
    r"|(?P<exponent>[Ee][-+])|(?P<end>;)|(?P<plain>.)",
    re.DOTALL | re.IGNORECASE,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[\d.]+)")
_OPERATORS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq, "<>": operator.ne,
}  # fmt: skip
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_DAY = re.compile(r"[ydgeb]|aaa|mmm", re.IGNORECASE)
_SCALED = re.compile(r"[0#?](,+)(?![0#?,])")


class NumberShape(Enum):
    """How a format shows a number."""

    NUMBER = "number"
    PERCENT = "percentage"
    DATE = "date"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class FormatSection:
    """One section. `thousands` counts the commas that divide the number shown, `words` is the text around it."""

    shape: NumberShape = NumberShape.NUMBER
    thousands: int = 0
    words: str = ""
    condition: tuple[str, float] | None = None

    def holds(self, number: float) -> bool:
        """Whether the condition of the section is true for a number."""
        return self.condition is not None and _OPERATORS[self.condition[0]](number, self.condition[1])


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """A number format: its code and its sections."""

    code: str
    sections: tuple[FormatSection, ...]

    def section(self, number: float) -> FormatSection:
        """Return the section that shows a number."""
        sections = self.sections
        if len(sections) == 1:
            return sections[0]
        if any(section.condition for section in sections):
            otherwise = next((section for section in sections if section.condition is None), sections[-1])
            return next((section for section in sections if section.holds(number)), otherwise)
        place = 0 if number > 0 else 1 if number < 0 else 2
        return sections[place] if place < min(len(sections), 3) else sections[0]


GENERAL = NumberFormat("General", (FormatSection(),))


@lru_cache(maxsize=4096)
def parse_format(code: str) -> NumberFormat:
    """Return a number format by its code."""
    sections, parts = [], _SectionReader()
    for token in _TOKEN.finditer(code):
        if token["end"]:
            sections.append(parts.section())
            parts = _SectionReader()
        else:
            parts.add(token)
    return NumberFormat(code, (*sections, parts.section()))


def _has_meaning(character: str) -> bool:
    """Whether a character around a number may change its meaning: `€`, `m`, `‰`, but not `(` or a space."""
    return character.isalpha() or character in "‰%*" or unicodedata.category(character) == "Sc"


class _SectionReader:
    """One section while its code is read."""

    def __init__(self) -> None:
        self.plain = ""
        self.words = ""
        self.is_elapsed = False
        self.condition: tuple[str, float] | None = None

    def add(self, token: re.Match[str]) -> None:
        """Take the next token of the code."""
        if token["plain"]:
            self.plain += token["plain"]
            is_word = _has_meaning(token["plain"]) and not token["plain"].isalpha() and token["plain"] not in "%*"
            self.words += token["plain"] if is_word else ""
            return
        self.plain += " "
        self.words += token["quoted"] or token["escaped"] or ""
        if token["ampm"]:
            self.plain += "h"
        elif token["bracket"] is not None:
            self._bracket(token["bracket"])

    def _bracket(self, text: str) -> None:
        condition = _CONDITION.fullmatch(text)
        if condition:
            self.condition = (condition[1], float(condition[2]))
        elif text.startswith("$"):
            self.words += text[1:].partition("-")[0]
        elif _ELAPSED.fullmatch(text):
            self.is_elapsed = True

    def section(self) -> FormatSection:
        """Return the section of all tokens so far."""
        shape = self._shape()
        scaled = _SCALED.search(self.plain)
        words = self.words.strip() if any(map(_has_meaning, self.words)) else ""
        if shape is NumberShape.NUMBER:
            return FormatSection(shape, len(scaled[1]) if scaled else 0, words, self.condition)
        return FormatSection(shape, condition=self.condition)

    def _shape(self) -> NumberShape:
        if "%" in self.plain:
            return NumberShape.PERCENT
        if _DAY.search(self.plain):
            return NumberShape.DATE
        if self.is_elapsed or re.search(r"[hs]", self.plain, re.IGNORECASE):
            return NumberShape.TIME
        return NumberShape.DATE if re.search(r"m", self.plain, re.IGNORECASE) else NumberShape.NUMBER
