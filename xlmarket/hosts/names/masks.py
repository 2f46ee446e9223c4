"""The forms of a period's text, digits as 9: what each says of where year and number stand."""

from __future__ import annotations

from calendar import month_abbr, month_name
from collections.abc import Iterator

_SIZES = {"H": 2, "Q": 4, "M": 12}
DATE = 99
"""The size that stands for a day."""


def masks() -> dict[str, str]:
    """Each form with ten digits: periods in a year, place and length of the year, place and length of the number, or it."""
    return dict(_years()) | dict(_parts()) | dict(_months()) | {"9999-99-99": _form(DATE, 1, 4, 6, 2)}


def steps() -> str:
    """What may follow `latest` and `first`, between spaces."""
    return (
        f" {' '.join(f'{sign}{digits}{unit}' for sign in '+-' for digits in ('9', '99', '999') for unit in ('', 'Y'))} "
    )


def _form(size: int, year: int, year_length: int, number: int, length: int, fixed: int = 0) -> str:
    return f"{size:02d}{year:02d}{year_length}{number:02d}{length}{fixed:02d}"


def _years() -> Iterator[tuple[str, str]]:
    for before in ("", "FY", "FY "):
        yield f"{before}9999", _form(1, len(before) + 1, 4, 1, 0, 1)


def _parts() -> Iterator[tuple[str, str]]:
    for letter, size in _SIZES.items():
        for digits in (1, 2):
            number = "9" * digits
            for between in ("", " ", "-"):
                yield f"9999{between}{letter}{number}", _form(size, 1, 4, 6 + len(between), digits)
                yield f"{letter}{number}{between}9999", _form(size, 2 + digits + len(between), 4, 2, digits)
        if letter != "M":
            yield f"9{letter}99", _form(size, 3, 2, 1, 1)
    yield "9999-99", _form(12, 1, 4, 6, 2)


def _months() -> Iterator[tuple[str, str]]:
    named = [(name.upper(), number) for number in range(1, 13) for name in (month_abbr[number], month_name[number])]
    for name, number in [*named, ("SEPT", 9)]:
        yield f"9999 {name}", _form(12, 1, 4, 1, 0, number)
        yield f"{name} 9999", _form(12, len(name) + 2, 4, 1, 0, number)
