"""`xlmarket chart`: what it writes, and what it refuses in one line with nothing written."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from lxml import etree

from tests.cli.test_cli import Captured, own_store, said
from xlmarket.cli.chart import chart
from xlmarket.report.charts import KINDS

__all__ = ["own_store"]


def test_a_chart_is_written_and_its_alternative_text_printed(capsys: Captured) -> None:
    code, out, err = said(capsys, "chart", "share", "--region", "Europe", "-o", "europe.svg", "--json")
    fields = json.loads(out)
    assert (code, err, fields["file"], fields["title"]) == (0, "", "europe.svg", "Share of Europe")
    root = etree.fromstring(Path("europe.svg").read_bytes())
    assert [element.text for element in root][:2] == [fields["title"], fields["alt"]]


def test_theme_size_and_ground_change_the_picture(capsys: Captured) -> None:
    pictures = []
    for more in ([], ["--theme", "plum"], ["--dark"], ["--size", "900x500"], ["--top", "2"]):
        assert said(capsys, "chart", "share", "-o", "x.svg", *more) == (0, "x.svg\n", "")
        pictures.append(Path("x.svg").read_bytes())
    assert len(set(pictures)) == len(pictures)
    assert b'width="900" height="500"' in pictures[3]


def test_the_help_lists_every_kind_with_what_it_shows(capsys: Captured) -> None:
    out = said(capsys, "chart", "--help")[1]
    lines = [line.split(None, 1) for line in out.splitlines()]
    assert [[kind, text] for kind, text in KINDS.items()] == [line for line in lines if line and line[0] in KINDS]
    assert chart.params


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["shar"], 2, 'invalid KIND "shar": choose from share, history'),
        (["share", "--size", "wide"], 2, "give a width, or width and height"),
        (["share", "--size", "90x90"], 2, "too small"),
        (["share", "--region", "Brazl"], 3, "did you mean Brazil?"),
        (["share", "--theme", "tael"], 3, "did you mean teal?"),
        (["share", "--period", "2030"], 3, "there are no figures of destination_share"),
        (["growth"], 3, "no figures for a chart of growth"),
    ],
)
def test_a_mistake_is_one_line_and_nothing_is_written(
    capsys: Captured, arguments: list[str], code: int, words: str
) -> None:
    ended, out, err = said(capsys, "chart", *arguments, "-o", "x.svg")
    assert (ended, out, err.count("\n")) == (code, "", 1)
    assert words in err
    assert not list(Path().glob("*.svg"))


def test_another_ending_is_refused_before_the_figures_are_read(capsys: Captured) -> None:
    code, _, err = said(capsys, "chart", "share", "-o", "x.gif", "--dataset", "none")
    assert (code, err) == (2, 'xlmarket: invalid ending ".gif": choose from .svg, .png\n')


def test_a_folder_that_cannot_be_written_is_named(capsys: Captured) -> None:
    Path("taken").write_text("a file where a folder is wanted")
    code, _, err = said(capsys, "chart", "share", "-o", "taken/x.svg")
    assert code == 5
    assert "taken" in err


def test_a_package_that_is_missing_is_named_with_how_to_get_it(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    code, _, err = said(capsys, "chart", "share", "-o", "x.png")
    assert code == 5
    assert "pip install 'xlmarket[outputs]'" in err
    assert not list(Path().glob("x.*"))
