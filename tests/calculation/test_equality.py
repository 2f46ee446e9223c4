"""Every value we calculate is the one LibreOffice calculates, over small sheets of all functions and kinds of cells."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.calculation.sheets import calculated, draw, is_same, random_sheet, recalculate
from xlmarket.calculation.functions import TRAITS

SHEETS, FORMULAS = 30, 200


@pytest.mark.slow
def test_random_formulas_have_the_values_of_libreoffice(tmp_path: Path, soffice: str) -> None:
    sheets = [random_sheet(f"S{number}", number, FORMULAS) for number in range(SHEETS)]
    draw(tmp_path / "book.xlsx", sheets)
    ours, theirs = calculated(sheets), recalculate(soffice, tmp_path / "book.xlsx", tmp_path)
    wrong = [
        (sheet.title, formula, ours[sheet.title][place], theirs[sheet.title].get(place))
        for sheet in sheets
        for place, formula in sheet.formulas.items()
        if place in ours[sheet.title] and not is_same(ours[sheet.title][place], theirs[sheet.title].get(place))
    ]
    assert wrong == []
    assert sum(map(len, ours.values())) > 0.6 * SHEETS * FORMULAS
    proven = {
        name
        for sheet in sheets
        for place, formula in sheet.formulas.items()
        if place in ours[sheet.title]
        for name in re.findall(r"([A-Z][A-Z0-9]+)\(", formula)
    }
    assert {name for name in TRAITS if name not in proven} <= {"NA", "TRUE", "FALSE"}
