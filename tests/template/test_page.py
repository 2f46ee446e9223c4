"""The examples of docs/templates.md are run: what stands on the page as a template makes the report below it."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.template.specimens import drawn
from xlmarket.functions import open_snapshot
from xlmarket.report import build, problems_of

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "templates.md").read_text(encoding="utf-8")
NAMES = ["rows", "cross", "groups", "cells", "functions", "clauses", "merge"]
EXAMPLES = re.findall(r"```template\n(.+?)```\n\n```report\n(.+?)```", PAGE, re.DOTALL)


def grid(text: str) -> dict[int, list[str]]:
    """The rows by number; a cell begins under the letter of its column."""
    head, *lines = text.rstrip("\n").split("\n")
    starts = [found.start() for found in re.finditer(r"[A-Z]", head)]
    ends = [*starts[1:], None]
    return {
        int(line[: starts[0]]): [line[start:end].strip() for start, end in zip(starts, ends, strict=True)]
        for line in lines
    }


def shown(value: Any) -> str:
    return "" if value is None else f"{value:,.1f}" if isinstance(value, float) else str(value)


def test_the_page_has_examples() -> None:
    assert len(EXAMPLES) == PAGE.count("```template") == len(NAMES)


@pytest.mark.parametrize(("template", "report"), EXAMPLES, ids=NAMES)
def test_an_example_makes_the_report_below_it(template: str, report: str, tmp_path: Path) -> None:
    path = drawn(tmp_path, *([cell or None for cell in row] for row in grid(template).values()))
    assert problems_of(path) == []
    made = build(path, snapshot=open_snapshot("sample-quarterly"), region="Latin America", period="2015Q4")
    sheet = openpyxl.load_workbook(io.BytesIO(made))["Report"]
    wanted = grid(report)
    found = {number: [shown(cell.value) for cell in sheet[number]][: len(wanted[number])] for number in wanted}
    assert found == wanted
    assert max(wanted) == sheet.max_row
