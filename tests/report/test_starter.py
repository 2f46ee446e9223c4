"""The starters of `xlmarket template new`: drawn by code, sound, and good for a report as they are."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from tests import ooxml
from tests.report.specimens import drawn, rendered
from tests.report.test_templates import FOLDER
from xlmarket.errors import NameUnknown
from xlmarket.functions import open_snapshot
from xlmarket.report import build, problems_of, starter
from xlmarket.report.shipped import STARTERS

REGIONS = {"region": "Latin America", "market": "Brazil", "world": None}


@pytest.mark.parametrize("kind", STARTERS)
def test_a_starter_is_what_is_drawn(kind: str, tmp_path: Path) -> None:
    import subprocess
    import sys

    subprocess.run([sys.executable, str(FOLDER / "draw.py"), str(tmp_path)], check=True)
    assert ooxml.parts(tmp_path / "starters" / f"{kind}.xlsx") == ooxml.parts(starter(kind))


@pytest.mark.parametrize("kind", STARTERS)
def test_a_starter_makes_a_report_without_its_help(kind: str, tmp_path: Path) -> None:
    assert problems_of(starter(kind)) == []
    made = tmp_path / "report.xlsx"
    made.write_bytes(build(starter(kind), snapshot=open_snapshot("sample-quarterly"), region=REGIONS[kind]))
    assert not ooxml.errors(made)
    assert openpyxl.load_workbook(made).sheetnames == ["Report"]
    charts = [part for part in ooxml.parts(made) if "charts/chart" in part]
    assert len(charts) == 1
    assert ooxml.parts(made)[charts[0]].count(b"<c:pt ") > 10


def test_the_help_shows_every_tag_of_the_grammar() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(starter("region").read_bytes()))["Help"]
    text = " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)
    assert [
        tag for tag in ("{%row for", "{%row if", "{%col for", "{%cells for", "{%image", "default(") if tag not in text
    ] == []


def test_an_unknown_kind_offers_the_nearest() -> None:
    with pytest.raises(NameUnknown, match="did you mean region"):
        starter("regoin")


def test_a_sheet_that_never_comes_may_hold_anything(tmp_path: Path) -> None:
    template = drawn(
        tmp_path, ["{%sheet if false %}", "{%row for m in x %}", "{{ m. }}"],
        more=lambda book, _: book.add_worksheet("Page").write("A1", "{{ 1 }}"),
    )  # fmt: skip
    assert problems_of(template) == []
    assert rendered(template).sheetnames == ["Page"]
