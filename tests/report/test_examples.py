"""The reports in `workbooks/` are what the engine makes today, part by part.

`python -m tests.report.test_examples` writes them anew after a change that is meant.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import ooxml
from xlmarket.functions import open_snapshot
from xlmarket.report import build

FOLDER = Path(__file__).resolve().parents[2] / "workbooks"
SAMPLE = ("sample-quarterly", "2015Q4")
EXAMPLES = {
    "region-quarterly Latin America 2015Q4.xlsx": ("region-quarterly", *SAMPLE, "Latin America", "values"),
    "market-profile Brazil 2015Q4.xlsx": ("market-profile", *SAMPLE, "Brazil", "values"),
    "world-overview 2015Q4.xlsx": ("world-overview", *SAMPLE, None, "values"),
    "brief 2015.xlsx": ("brief", "cross-border-2015", "2015", None, "values"),
    "kpi-card Latin America 2015Q4.xlsx": ("kpi-card", *SAMPLE, "Latin America", "values"),
    "league-table Southeast Asia 2015Q4.xlsx": ("league-table", *SAMPLE, "Southeast Asia", "values"),
    "growth-waterfall Eastern Europe 2015Q4.xlsx": ("growth-waterfall", *SAMPLE, "Eastern Europe", "values"),
    "share-shift Eastern Europe 2015Q4.xlsx": ("share-shift", *SAMPLE, "Eastern Europe", "values"),
    "live.xlsx": ("live", *SAMPLE, None, "lambda"),
}


def made(name: str) -> bytes:
    template, dataset, period, region, formulas = EXAMPLES[name]
    return build(template, snapshot=open_snapshot(dataset), region=region, period=period, formulas=formulas)


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_report_is_what_is_made_today(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(made(name))
    expected, found = ooxml.parts(FOLDER / name), ooxml.parts(tmp_path / name)
    assert list(found) == list(expected)
    assert [part for part in found if found[part] != expected[part]] == []


if __name__ == "__main__":
    for example in EXAMPLES:
        (FOLDER / example).write_bytes(made(example))
