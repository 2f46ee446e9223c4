"""What a key of the settings takes. Each check returns the value as the program holds it, or raises `ConfigError`."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from xlmarket.errors import ConfigError, PeriodError
from xlmarket.magnitudes import multiple_of
from xlmarket.periods import LANGUAGES, DatePattern, parse_period

Check = Callable[[str, object], Any]


@dataclass(frozen=True, slots=True)
class MappingKey:
    """One key: the group of the manual it stands in, its check, what it does, and a line of TOML that uses it."""

    group: str
    check: Check
    help: str
    example: str


def text(key: str, value: object) -> str:
    """Any text. Raises `ConfigError` for anything else."""
    if not isinstance(value, str):
        raise ConfigError(f"{key} takes a text", found=value)
    return value


def texts(key: str, value: object) -> tuple[str, ...]:
    """One text or a list of them. Raises `ConfigError` for anything else."""
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list) or not all(isinstance(item, str) for item in listed):
        raise ConfigError(f"{key} takes a list of texts", found=value)
    return tuple(listed)


def switch(key: str, value: object) -> bool:
    """True or false. Raises `ConfigError` for anything else."""
    if not isinstance(value, bool):
        raise ConfigError(f"{key} takes true or false", found=value)
    return value


def factor(key: str, value: object) -> float:
    """A number other than zero. Raises `ConfigError` for anything else."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < abs(value) < float("inf"):
        raise ConfigError(f"{key} takes a number that is not 0", found=value)
    return float(value)


def count(least: int) -> Check:
    """A whole number from `least` on."""

    def check(key: str, value: object) -> int:
        """Raises `ConfigError` for anything else."""
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise ConfigError(f"{key} takes a whole number from {least} on", found=value)
        return value

    return check


def numbers(key: str, value: object) -> tuple[int, ...]:
    """Row numbers, from 1. Raises `ConfigError` for anything else."""
    if not isinstance(value, list):
        raise ConfigError(f"{key} is a list of row numbers", found=value, allowed="[5, 6]")
    return tuple(count(1)(key, entry) for entry in value)


def choice(*allowed: str) -> Check:
    """One of a few texts."""

    def check(key: str, value: object) -> str:
        """Raises `ConfigError` for any other text."""
        if value not in allowed:
            raise ConfigError.invalid(key, value, allowed)
        return str(value)

    return check


def table(check: Check, known: Sequence[str] = ()) -> Check:
    """A table whose values pass a check. Its keys are of `known` where that is given."""

    def whole(key: str, value: object) -> dict[str, Any]:
        """Raises `ConfigError` for anything but a table of known entries."""
        if not isinstance(value, dict):
            raise ConfigError(f"{key} takes a table", found=value)
        for name in value:
            if known and name not in known:
                raise ConfigError.unknown(f"entry of {key}", name, known)
        return {name: check(f"{key}.{name}", entry) for name, entry in value.items()}

    return whole


def either(check: Check, entries: Check) -> Check:
    """One value for the whole file, or a table of them."""
    tabled = table(entries)

    def both(key: str, value: object) -> Any:
        return tabled(key, value) if isinstance(value, dict) else check(key, value)

    return both


def table_or_list(entries: Check, otherwise: Callable[[str], Any]) -> Check:
    """A table, or a list of its names, which then all mean what `otherwise` gives."""
    tabled = table(entries)

    def both(key: str, value: object) -> dict[str, Any]:
        if isinstance(value, dict):
            entries_read: dict[str, Any] = tabled(key, value)
            return entries_read
        return {name: otherwise(name) for name in texts(key, value)}

    return both


def marks(key: str, value: object) -> tuple[str, ...]:
    """One mark or several. Raises `ConfigError` for one that a number could consist of."""
    for mark in texts(key, value):
        if not mark.strip() or mark[0].isdecimal() or mark[-1].isdecimal() or set(mark) <= set("+-\u2212().,% "):
            raise ConfigError(f"{key} takes marks that no number consists of", found=mark)
    return texts(key, value)


def signs(key: str, value: object) -> tuple[str, ...]:
    """Signs of currencies. Raises `ConfigError` for a word that multiplies."""
    for mark in marks(key, value):
        if multiple_of(mark):
            raise ConfigError(f"{key} takes signs of currencies", found=mark, remedy=_advice(mark))
    return texts(key, value)


def multiples(key: str, value: object) -> dict[str, float]:
    """A table of words to the numbers they multiply with."""
    read: dict[str, float] = table(factor)(key, value)
    marks(key, list(read))
    return read


def _advice(word: str) -> str:
    return f'multiples = {{"{word}" = {multiple_of(word) or 0:.0f}}} multiplies'


def marks_with_meaning(entries: Check) -> Check:
    """A table of marks, or a list of them, which then mean themselves."""
    whole = table_or_list(entries, lambda name: name)

    def both(key: str, value: object) -> Any:
        read = whole(key, value)
        marks(key, list(read))
        return read

    return both


def members(key: str, value: object) -> tuple[str, ...] | None:
    """The members of an aggregate, or false for a market that is none."""
    return None if value is False else texts(key, value)


def default(key: str, value: object) -> bool | str:
    """True, false or the name of a metric. Raises `ConfigError` for anything else."""
    if not isinstance(value, (bool, str)):
        raise ConfigError(f"{key} takes true or the name of a metric", found=value)
    return value


def days(key: str, value: object) -> tuple[date, date]:
    """The first and the last of two days, in order. Raises `ConfigError` for anything else."""
    dates = value if isinstance(value, list) else []
    try:
        first, last = (item if isinstance(item, date) else date.fromisoformat(item) for item in dates)
    except (TypeError, ValueError):
        raise ConfigError(f"{key} is two days", found=value, allowed='["2010-12-01", "2011-12-09"]') from None
    if last < first:
        raise ConfigError(f"the second day of {key} is before the first", found=f"{first}, {last}")
    return first, last


def month(key: str, value: object) -> int:
    """A month as its number, or by its English name. Raises `ConfigError` for anything else."""
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 12:
        return value
    try:
        return parse_period(f"{text(key, value)} 2000").number
    except (ConfigError, PeriodError):
        raise ConfigError(f"{key} takes a month", found=value, allowed=("1 to 12", "April")) from None


def date_pattern(key: str, value: object) -> str:
    """A pattern of dates, such as `M/D/YYYY`."""
    return DatePattern(text(key, value)).text


def encoding(key: str, value: object) -> str:
    """The name of an encoding that Python has. Raises `ConfigError` for any other text."""
    try:
        codecs.lookup(text(key, value))
    except LookupError:
        raise ConfigError("unknown encoding", found=value, allowed=("utf-8", "utf-16", "cp1252", "shift_jis")) from None
    return str(value)


def sign(key: str, value: object) -> str:
    """One character that no number consists of. Raises `ConfigError` for anything else."""
    if not isinstance(value, str) or len(value) != 1 or value.isalnum() or value in "+-\u2212()%":
        raise ConfigError(f"{key} takes one sign that is not a digit", found=value, allowed=(".", ",", "'", "a space"))
    return value


def optional_sign(key: str, value: object) -> str:
    return "" if value == "" else sign(key, value)


def one_character(key: str, value: object) -> str:
    """One character that separates. Raises `ConfigError` for letters, digits, quotes and line ends."""
    if not isinstance(value, str) or len(value) != 1 or value.isalnum() or value in '"\r\n':
        raise ConfigError(f"{key} takes one character", found=value, allowed=(",", ";", "\\t", "|"))
    return value


def language(key: str, value: object) -> str:
    """A language whose month names and period words are known. Of `pt-BR` the first part counts.

    Raises `ConfigError` for any other language.
    """
    tag = text(key, value).replace("_", "-").split("-")[0].lower()
    if tag not in LANGUAGES:
        raise ConfigError("unknown language of periods", found=value, allowed=LANGUAGES)
    return tag
