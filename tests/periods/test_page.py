"""The tables of docs/periods.md, read by the code they describe."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from xlmarket.config import Mapping
from xlmarket.config.mapping import mapping_of
from xlmarket.periods import parse_period
from xlmarket.sources.moments import period_reader

PAGE = Path(__file__).resolve().parents[2] / "docs" / "periods.md"
EVERYWHERE = "In files and in formulas:"


def declared(line: str) -> str:
    return "\n".join(re.findall(r"`(\w+ = [^`]+)`", line))


def rows() -> list[tuple[str, str, str, str]]:
    """(the line above the table, the keys declared, spelling, label) of every row with two columns."""
    found, above = [], ""
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("|"):
            above = line
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| `") and len(cells) == 2:
            found += [(above, declared(above), text, cells[1]) for text in re.findall("`([^`]+)`", cells[0])]
        elif line.startswith("| `"):
            found.append((above, f'dates = "{cells[0].strip("`")}"', cells[1].strip("`"), cells[2]))
    return found


ROWS = rows()


def mapping(toml: str) -> Mapping:
    return mapping_of(tomllib.loads(toml), Path("xlmarket.toml"), "mapping.m")


@pytest.mark.parametrize(("toml", "text", "label"), [row[1:] for row in ROWS])
def test_a_spelling_of_the_page_is_read_as_the_page_says(toml: str, text: str, label: str) -> None:
    assert period_reader(mapping(toml), [text])(text).label == label


@pytest.mark.parametrize(("text", "label"), [row[2:] for row in ROWS if row[0] == EVERYWHERE])
def test_a_spelling_that_needs_no_declaration_is_read_in_formulas_too(text: str, label: str) -> None:
    assert parse_period(text).label == label


def test_the_page_has_spellings_of_every_kind() -> None:
    assert len(ROWS) > 100
