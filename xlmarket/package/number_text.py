"""What a cell shows of a number by its number format, as far as that decides how wide it is.

Months and days are English and the decimal sign is a point, which is about as wide as a comma. A format that is not
read here (fractions, calendars of other countries) gives nothing, so nobody judges its width.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from operator import eq, ge, gt, le, lt, ne

from xlmarket.package.dates import EPOCH_1900

BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: '"$"#,##0_);\\("$"#,##0\\)', 6: '"$"#,##0_);[Red]\\("$"#,##0\\)',
    7: '"$"#,##0.00_);\\("$"#,##0.00\\)', 8: '"$"#,##0.00_);[Red]\\("$"#,##0.00\\)', 9: "0%", 10: "0.00%",
    11: "0.00E+00", 14: "mm/dd/yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "mm/dd/yyyy h:mm", 37: "#,##0_);(#,##0)", 38: "#,##0_);[Red](#,##0)",
    39: "#,##0.00_);(#,##0.00)", 40: "#,##0.00_);[Red](#,##0.00)", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0",
}  # fmt: skip
"""The codes of the formats that a file names by number (ECMA-376, 18.8.30), dates as in the United States."""

_TOKEN = re.compile(
    r'"(?P<text>[^"]*)"|\\(?P<escaped>.)|_(?P<space>.)|\*(?P<fill>.)|\[\$(?P<currency>[^\]-]*)(?:-[^\]]*)?\]'
    r"|\[(?P<elapsed>h+|m+|s+)\]|\[(?P<colour>black|blue|cyan|green|magenta|red|white|yellow|color ?\d+)\]"
    r"|\[(?P<condition>(?:<[=>]?|>=?|=)-?\d+(?:\.\d+)?)\]"
    r"|(?P<bracket>\[[^\]]*\])|(?P<half>AM/PM|A/P)|(?P<exponent>E[+-]0+)|(?P<percent>%)|(?P<date>y+|m+|d+|h+|s+)"
    r"|(?P<digits>[0#?][0#?,]*(?:\.[0#?]*)?,*|\.[0#?]+,*)|(?P<general>General)|(?P<other>.)",
    re.IGNORECASE,
)
_PLAIN = " $+-/():!^&'~{}<>=.,€£¥·–—\xa0\u202f°"
"""What a code prints as it is, without quotes."""

_MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()  # noqa: SIM905
_MOST_DAYS = 2_958_465
"""The last day of Excel's calendar, the end of 9999."""

_COMPARE = {"<": lt, "<=": le, ">": gt, ">=": ge, "=": eq, "<>": ne}

Token = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Section:
    """The tokens of one section of a code, whether it is read here, and the numbers it is for, `<=-0.05`, if it says so."""

    tokens: tuple[Token, ...]
    is_known: bool
    condition: str = ""

    def has(self, *kinds: str) -> bool:
        return any(kind in kinds for kind, _ in self.tokens)


def number_text(value: float, code: str) -> str | None:
    """What a cell with a format shows of a number, or nothing where the format is not read here.

    Room that a format leaves as wide as a character (`_)`) is that character.
    """
    section, number = _choose(_sections(code), Decimal(repr(float(value))))
    if section is None or not section.is_known:
        return None
    if section.has("date", "elapsed", "half"):
        return _date_text(section, float(number))
    return _digits_text(section, number)


@lru_cache(maxsize=256)
def _sections(code: str) -> tuple[_Section, ...]:
    parts: list[list[Token]] = [[]]
    for match in _TOKEN.finditer(code):
        kind, text = str(match.lastgroup), match[str(match.lastgroup)]
        if kind == "other" and text == ";":
            parts.append([])
        else:
            parts[-1].append((kind, text))
    return tuple(_section(part) for part in parts)


def _section(tokens: Sequence[Token]) -> _Section:
    """A section with its literal characters as texts."""
    kept: list[Token] = []
    is_known, condition = True, ""
    for kind, text in tokens:
        if kind == "condition":
            condition = text
        elif (kind == "other" and text in _PLAIN) or kind in ("escaped", "currency", "space"):
            kept.append(("text", text))
        elif kind in ("bracket", "other", "general", "fill") and (kind, text) != ("fill", text):
            is_known = False
        elif kind not in ("colour", "fill"):
            kept.append((kind, text))
    digits = [text for kind, text in kept if kind == "digits"]
    is_date = any(kind in ("date", "elapsed") for kind, _ in kept)
    is_read = is_known and len(digits) <= 1 and (not is_date or _are_decimals(digits))
    return _Section(tuple(kept), is_read, condition)


def _are_decimals(digits: Sequence[str]) -> bool:
    """Whether the digits in a date are decimals of its seconds."""
    return all(re.fullmatch(r"\.0{1,3}", text) for text in digits)


def _choose(sections: tuple[_Section, ...], number: Decimal) -> tuple[_Section | None, Decimal]:
    """The section for a number, and what it shows of it: one of its own for negative numbers has no sign."""
    if any(section.condition for section in sections):
        return _choose_by_condition(sections, number)
    if number < 0 and len(sections) > 1:
        return sections[1], -number
    if number == 0 and len(sections) > 2:
        return sections[2], number
    return sections[0], number


def _choose_by_condition(sections: tuple[_Section, ...], number: Decimal) -> tuple[_Section | None, Decimal]:
    """The first section whose condition holds, else the next without one. Excel has a condition in the first two only.

    None where another section would do by a rule of Excel's own: a condition in the first of three sections alone.
    """
    conditions = [section.condition for section in sections[:3]]
    if conditions not in ([conditions[0], ""], [*conditions[:2], ""]) or not all(conditions[:-1]):
        return None, number
    section = next(each for each in sections if not each.condition or _holds(each.condition, number))
    is_for_negative = section.condition.startswith("<") and _holds(section.condition, -abs(number))
    bound = Decimal(section.condition.lstrip("<>=") or "1")
    return section, -number if is_for_negative and bound <= 0 and number < 0 else number


def _holds(condition: str, number: Decimal) -> bool:
    sign = condition.rstrip("0123456789.-")
    return bool(_COMPARE[sign](number, Decimal(condition[len(sign) :])))


def _digits_text(section: _Section, number: Decimal) -> str | None:
    number *= Decimal(100) ** sum(kind == "percent" for kind, _ in section.tokens)
    code = next((text for kind, text in section.tokens if kind == "digits"), "")
    exponent = next((text for kind, text in section.tokens if kind == "exponent"), "")
    shown = code.rstrip(",")
    whole, _, decimals = shown.partition(".")
    number /= Decimal(1000) ** (len(code) - len(shown))
    power = 0
    if exponent and number:
        power = number.adjusted()
        number = number.scaleb(-power)
    rounded = number.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP) if number.adjusted() < 25 else number
    digits = _grouped(whole, decimals, abs(rounded))
    texts = []
    for kind, text in section.tokens:
        if kind == "exponent":
            texts.append(f"E{'-' if power < 0 else '+' if '+' in text else ''}{abs(power):0{text.count('0')}d}")
        else:
            texts.append(digits if kind == "digits" else text)
    sign = "-" if rounded < 0 and code else ""
    return sign + "".join(texts)


def _grouped(whole: str, decimals: str, number: Decimal) -> str:
    """The digits of a number that is not negative, by the parts of a code before and after its point."""
    text, _, fraction = f"{number:f}".partition(".")
    text = "" if text == "0" else text
    text = text.zfill(whole.count("0")) if whole.count("0") else text
    if "," in whole:
        head = len(text) % 3
        text = ",".join(filter(None, [text[:head], *(text[at : at + 3] for at in range(head, len(text), 3))]))
    fraction = fraction.ljust(len(decimals), "0")
    while fraction and decimals[len(fraction) - 1 : len(fraction)] == "#" and fraction[-1] == "0":
        fraction = fraction[:-1]
    return f"{text}.{fraction}" if decimals else text


def _date_text(section: _Section, value: float) -> str | None:
    if not 0 <= value < _MOST_DAYS:
        return None
    has_seconds = any(kind in ("date", "elapsed") and text[0] in "sS" for kind, text in section.tokens)
    decimals = max((len(text) - 1 for kind, text in section.tokens if kind == "digits"), default=0)
    passed = timedelta(seconds=round(value * 86_400, decimals if has_seconds else 3))
    moment = datetime.combine(EPOCH_1900, datetime.min.time()) + passed
    is_half = section.has("half")
    texts: list[str] = []
    before = ""
    kinds = [(kind, text.lower()) for kind, text in section.tokens]
    for place, (kind, text) in enumerate(kinds):
        after = next((word for name, word in kinds[place + 1 :] if name in ("date", "elapsed")), "")
        if kind == "elapsed":
            unit = {"h": timedelta(hours=1), "m": timedelta(minutes=1), "s": timedelta(seconds=1)}[text[0]]
            texts.append(str(passed // unit).zfill(len(text)))
            before = text
        elif kind == "date":
            is_minute = text[0] == "m" and len(text) < 3 and (before[:1] == "h" or after[:1] == "s")
            texts.append(f"{moment.minute:0{len(text)}d}" if is_minute else _date_part(text, moment, is_half=is_half))
            before = text
        elif kind == "half":
            texts.append("AM" if moment.hour < 12 else "PM")
        elif kind == "digits":
            texts.append(f".{moment.microsecond:06d}"[: len(text)])
        else:
            texts.append(section.tokens[place][1])
    return "".join(texts)


def _date_part(text: str, moment: date | datetime, *, is_half: bool) -> str:
    assert isinstance(moment, datetime)  # noqa: S101 - a time is asked of a moment only
    length = len(text)
    match text[0]:
        case "y":
            return f"{moment.year}" if length > 2 else f"{moment.year % 100:02d}"
        case "d":
            name = _DAYS[moment.weekday()]
            return f"{moment.day:0{length}d}" if length < 3 else name[:3] if length == 3 else name
        case "h":
            return f"{(moment.hour % 12 or 12) if is_half else moment.hour:0{min(length, 2)}d}"
        case "s":
            return f"{moment.second:0{min(length, 2)}d}"
    name = _MONTHS[moment.month - 1]
    return {3: name[:3], 4: name, 5: name[0]}.get(length, f"{moment.month:0{min(length, 2)}d}")
