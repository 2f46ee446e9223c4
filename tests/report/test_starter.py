"""The starters of `xlmarket template new`: drawn by code, sound, and good for a report as they are."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import openpyxl
import pptx
import pytest

from tests import ooxml
from tests.report.test_templates import FOLDER
from tests.template.specimens import drawn, rendered
from xlmarket.errors import UnknownName
from xlmarket.functions import open_snapshot
from xlmarket.report import build, build_deck, problems_of, starter
from xlmarket.report.shipped import STARTERS

BOOKS = [kind for kind, ending in STARTERS.items() if ending == ".xlsx"]
REGIONS = {"region": "Latin America", "market": "Brazil", "world": None}
CHARTED = {"region": 6, "market": 12, "world": 10}
"""The points of each chart: Latin America has six markets with figures, the history twelve quarters."""


@pytest.mark.parametrize("kind", STARTERS)
def test_a_starter_is_what_is_drawn(kind: str, tmp_path: Path) -> None:
    import subprocess
    import sys

    subprocess.run([sys.executable, str(FOLDER / "draw.py"), str(tmp_path)], check=True)
    assert ooxml.parts(tmp_path / "starters" / starter(kind).name) == ooxml.parts(starter(kind))


@pytest.mark.parametrize("kind", BOOKS)
def test_a_starter_makes_a_report_without_its_help(kind: str, tmp_path: Path) -> None:
    assert problems_of(starter(kind)) == []
    made = tmp_path / "report.xlsx"
    made.write_bytes(build(starter(kind), snapshot=open_snapshot("sample-quarterly"), region=REGIONS[kind]))
    assert not ooxml.errors(made)
    assert openpyxl.load_workbook(made).sheetnames == ["Report"]
    (chart,) = [part for name, part in ooxml.parts(made).items() if "charts/chart" in name]
    assert chart.count(b"<c:pt ") == 1 + 2 * CHARTED[kind]


def help_of(kind: str) -> str:
    sheet = openpyxl.load_workbook(io.BytesIO(starter(kind).read_bytes()))["Help"]
    return "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)


@pytest.mark.parametrize("kind", BOOKS)
def test_the_help_shows_every_tag_of_the_grammar(kind: str) -> None:
    wanted = ("{%row for", "{%row if", "{%col for", "{%cells for", "{%sheet for", "{%image", "default(", "markdown")
    assert [word for word in wanted if word not in help_of(kind)] == []


def tried(text: str) -> list[list[Any]]:
    """Each expression of the help in a row of its own, inside every list its variable is said to run through."""
    lists: dict[str, list[str]] = {"loop": ["[1]"]}
    for name, items, group in re.findall(r"\{%\w+ for (\w+) in (.+?)(?: groupby .+? as (\w+))? %\}", text):
        lists.setdefault(name, []).extend([items] if items != "g.list" else [])
        if group:
            lists[group] = [f"{items} | groupby('name')"]
    rows: list[list[Any]] = [[tag, 1, "{%row endif %}"] for tag in re.findall(r"\{%row if .+? %\}", text)]
    for shown in dict.fromkeys(re.findall(r"\{\{.+?\}\}", text)):
        name = re.findall(r"\w+", shown)[0]
        variable = "one" if name == "loop" else name
        loops = [f"{{%row for {variable} in {items} %}}" for items in lists.get(name, [])]
        rows += [[loop, shown, "{%row endfor %}"] for loop in loops] or [[shown]]
    return rows


@pytest.mark.parametrize("dataset", ["sample-quarterly", "cross-border-2015"])
@pytest.mark.parametrize("kind", BOOKS)
def test_the_help_shows_nothing_that_does_not_work(kind: str, dataset: str, tmp_path: Path) -> None:
    rows = tried(help_of(kind))
    assert len(rows) > 40
    template = drawn(tmp_path, *rows)
    assert build(template, snapshot=open_snapshot(dataset), region=REGIONS[kind])


@pytest.mark.parametrize("kind", BOOKS)
def test_the_help_shows_every_clause_and_each_works(kind: str, tmp_path: Path) -> None:
    text = help_of(kind)
    variable, items = re.findall(r"\{%row for (\w+) in (.+?) %\}", text)[0]
    clauses = re.findall(
        r"… (where .+|orderby .+|top .+|merge \w+|pagebreak|outline collapsed)$",
        text.replace("   …", "\n…"),
        re.MULTILINE,
    )
    clauses += re.findall(r"groupby \S+ as g", text)
    assert len(clauses) == (6 if kind == "market" else 7)
    rows = [[f"{{%row for {variable} in {items} {clause} %}}{{{{ 1 }}}}{{%row endfor %}}"] for clause in clauses]
    template = drawn(tmp_path, *[row for pair in rows for row in (pair, ["below"])])
    assert problems_of(template) == []
    assert build(template, snapshot=open_snapshot("sample-quarterly"), region=REGIONS[kind])


@pytest.mark.parametrize("kind", BOOKS)
def test_a_starter_prints_whole(kind: str) -> None:
    """The chart ends inside the last column, and what is too long for its cell shrinks."""
    (drawing,) = [part for name, part in ooxml.parts(starter(kind)).items() if "drawings/drawing" in name]
    assert re.search(rb"<xdr:to><xdr:col>5</xdr:col>", drawing)
    sheet = openpyxl.load_workbook(starter(kind))["Report"]
    assert sheet.print_area == f"'Report'!$A$1:$F${sheet.max_row}"
    texts = [cell for row in sheet.iter_rows() for cell in row if "{{" in str(cell.value)]
    assert all(cell.alignment.shrink_to_fit or cell.alignment.wrap_text for cell in texts)


def test_the_starter_deck_makes_slides_without_its_help(tmp_path: Path) -> None:
    assert problems_of(starter("deck")) == []
    made = tmp_path / "deck.pptx"
    made.write_bytes(build_deck(starter("deck"), snapshot=open_snapshot("sample-quarterly"), region="Europe"))
    assert not ooxml.errors(made)
    titles = [slide.shapes.title.text for slide in pptx.Presentation(str(made)).slides]
    assert titles == ["Europe", "Europe: shares", *["Europe: markets"] * 3]
    assert not [name for name, part in ooxml.parts(made).items() if name.endswith(".xml") and b"{%" in part]


def test_every_tag_on_the_help_of_the_starter_deck_works(tmp_path: Path) -> None:
    deck = pptx.Presentation(str(starter("deck")))
    for shape in deck.slides[3].shapes:
        if shape.has_text_frame and "slide if false" in shape.text_frame.text:
            shape.text_frame.text = "{%slide if true %}"
    deck.save(str(tmp_path / "help.pptx"))
    made = build_deck(tmp_path / "help.pptx", snapshot=open_snapshot("sample-quarterly"), region="Africa")
    texts = [
        shape.text_frame.text for shape in pptx.Presentation(io.BytesIO(made)).slides[3].shapes if shape.has_text_frame
    ]
    assert [text for text in texts if text in ("a rate", "It grew.", "+32.1%   2.5%")] == [
        "+32.1%   2.5%",
        "a rate",
        "It grew.",
    ]


def test_an_unknown_kind_offers_the_nearest() -> None:
    with pytest.raises(UnknownName, match="did you mean region"):
        starter("regoin")


def test_a_sheet_that_never_comes_may_hold_anything(tmp_path: Path) -> None:
    template = drawn(
        tmp_path, ["{%sheet if false %}", "{%row for m in x %}", "{{ m. }}"],
        more=lambda book, _: book.add_worksheet("Page").write("A1", "{{ 1 }}"),
    )  # fmt: skip
    assert problems_of(template) == []
    assert rendered(template).sheetnames == ["Page"]
