"""The shapes of a period's text as the formulas of a workbook look them up: where year and number stand in each."""

from __future__ import annotations

from xlmarket.periods import Frequency
from xlmarket.periods.shapes import LabelShape, Years, shapes

DATE = 99
"""The size that stands for a day."""


def masks() -> dict[str, str]:
    """Each shape with ten digits: periods in a year, place and length of the year, place and length of the number, or it.

    Weeks and fiscal years have no place in a workbook.
    """
    held = {text: one for text, one in shapes().items() if one.frequency is not Frequency.WEEK}
    plain = {text: _form(one) for text, one in held.items() if one.years is not Years.FISCAL}
    return plain | {"9999-99-99": f"{DATE}0140620{0:02d}"}


def steps() -> str:
    """What may follow `latest` and `first`, between spaces."""
    return (
        f" {' '.join(f'{sign}{digits}{unit}' for sign in '+-' for digits in ('9', '99', '999') for unit in ('', 'Y'))} "
    )


def _form(shape: LabelShape) -> str:
    year, length = shape.year
    number, digits = shape.number or (0, 0)
    fixed = 0 if shape.number else shape.fixed
    return f"{shape.frequency.per_year:02d}{year + 1:02d}{length}{number + 1:02d}{digits}{fixed:02d}"
