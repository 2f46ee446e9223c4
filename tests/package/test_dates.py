"""Which number formats show a date: openpyxl, which is too large to be loaded for this, says the same."""

from __future__ import annotations

import subprocess
import sys

import pytest
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

from xlmarket.package.dates import shows_date

CODES = [
    "General", "0.00%", "#,##0;[Red]-#,##0", "yyyy-mm-dd", "d. mmmm yyyy", "[h]:mm", "[ss].00", "mmm yy", "[$-409]h:mm AM/PM",
    '0 "days"', '0" m"', "0.0 \\d", "_d0", "[Blue]0", "@", '"Q"0', "[$€-407] #,##0.00", "0;yyyy", "hh:mm:ss", "[<=9]0;0",
]  # fmt: skip


@pytest.mark.parametrize("code", CODES)
def test_a_code_shows_a_date_if_it_has_letters_of_one(code: str) -> None:
    assert shows_date(164, code) == is_date_format(code)


@pytest.mark.parametrize("number", range(60))
def test_a_built_in_format_shows_a_date_also_in_east_asian_excel(number: int) -> None:
    east_asian = number in range(27, 37) or number in range(50, 59)
    assert shows_date(number, None) == (is_date_format(BUILTIN_FORMATS.get(number)) or east_asian)


def test_the_engine_is_loaded_without_openpyxl() -> None:
    code = "import sys, xlmarket.template; assert not {'openpyxl', 'numpy'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
