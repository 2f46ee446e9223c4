"""The reports in `workbooks/` are what the engine makes today, part by part.

`python -m tests.report.test_examples` writes them anew after a change that is meant.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import ooxml
from xlmarket.batch.formats import workbook
from xlmarket.functions import open_snapshot

FOLDER = Path(__file__).resolve().parents[2] / "workbooks"
EXAMPLES = {
    "region-quarterly Latin America 2015Q4.xlsx": ("region-quarterly", "Latin America", "values"),
    "market-profile Brazil 2015Q4.xlsx": ("market-profile", "Brazil", "values"),
    "world-overview 2015Q4.xlsx": ("world-overview", None, "values"),
    "live.xlsx": ("live", None, "lambda"),
}


def made(name: str) -> bytes:
    template, region, formulas = EXAMPLES[name]
    return workbook(template, open_snapshot("sample-quarterly"), region=region, period="2015Q4", formulas=formulas)


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_report_is_what_is_made_today(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(made(name))
    expected, found = ooxml.parts(FOLDER / name), ooxml.parts(tmp_path / name)
    assert list(found) == list(expected)
    assert [part for part in found if found[part] != expected[part]] == []


if __name__ == "__main__":
    for example in EXAMPLES:
        (FOLDER / example).write_bytes(made(example))
