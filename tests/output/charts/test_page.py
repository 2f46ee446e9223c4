"""The page of charts: each of its pictures is what its command draws now."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from lxml import etree

from xlmarket.cli import run
from xlmarket.report.charts import KINDS

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "charts.md").read_text(encoding="utf-8")
COMMANDS = [shlex.split(line) for line in re.findall(r"^xlmarket (chart .*)$", PAGE, re.MULTILINE)]


def texts(path: Path) -> list[str]:
    return [text for text in etree.fromstring(path.read_bytes()).itertext() if text.strip()]


@pytest.mark.parametrize("arguments", COMMANDS, ids=lambda words: words[1])
def test_a_picture_of_the_page_shows_what_its_command_draws(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drawn = tmp_path / "drawn.svg"
    assert run([*arguments[:-1], str(drawn)]) == 0, capsys.readouterr().err
    name = f"chart-{arguments[-1]}"
    assert f"](images/{name})" in PAGE
    assert texts(drawn) == texts(ROOT / "docs" / "images" / name), "run python templates/charts.py"


def test_the_page_has_a_picture_and_a_row_for_each_kind() -> None:
    assert {words[1] for words in COMMANDS} == set(KINDS)
    for kind in KINDS:
        assert f"| `{kind}` |" in PAGE
