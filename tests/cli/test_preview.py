"""`xlmarket template preview`: pages of a template with sample figures, again after every save."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from tests.cli.test_cli import Captured, own_store, said

__all__ = ["own_store"]

LIMIT = 60.0
PROGRAM = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where the tests run in the background of a shell
from xlmarket.cli import main
sys.exit(main())
"""


def drawn(path: Path, text: str) -> Path:
    book = openpyxl.Workbook()
    book.active["A1"] = text
    book.save(path)
    return path


@pytest.mark.slow
@pytest.mark.usefixtures("soffice")
def test_every_page_of_a_template_is_a_picture(tmp_path: Path, capsys: Captured) -> None:
    code, out, _ = said(capsys, "template", "preview", "market-profile", "-o", str(tmp_path / "page.png"))
    files = sorted(tmp_path.glob("page-*.png"))
    assert (code, out.split("\n")[:-1]) == (0, [str(file) for file in files])
    assert len(files) >= 2


def test_a_workbook_of_sample_figures_needs_no_libreoffice(tmp_path: Path, capsys: Captured) -> None:
    template = drawn(tmp_path / "mine.xlsx", "{{ region.name }}: {{ region.members | length }}")
    assert said(capsys, "template", "preview", str(template), "-o", str(tmp_path / "out.xlsx"))[0] == 0
    name, _, members = openpyxl.load_workbook(tmp_path / "out.xlsx").active["A1"].value.partition(": ")
    assert name
    assert int(members) > 5


def test_a_preview_of_a_deck_is_a_deck_and_no_workbook(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    deck = str(Path(__file__).resolve().parents[2] / "templates" / "market-profile.pptx")
    assert said(capsys, "template", "preview", deck, "-o", str(tmp_path / "out.pptx"))[0] == 0
    assert (tmp_path / "out.pptx").is_file()
    code, _, err = said(capsys, "template", "preview", deck, "-o", str(tmp_path / "out.xlsx"))
    assert (code, "name.pptx" in err) == (2, True)


def test_another_ending_is_refused_before_anything_is_written(tmp_path: Path, capsys: Captured) -> None:
    code, _, err = said(capsys, "template", "preview", "brief", "-o", str(tmp_path / "page.gif"))
    assert code == 2
    assert "name.png" in err
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(os.name == "nt", reason="Ctrl+C is sent as a signal")
def test_a_watched_template_is_shown_again_after_each_save_and_a_mistake_is_told(tmp_path: Path) -> None:
    template, out = drawn(tmp_path / "mine.xlsx", "{{ region.name }}"), tmp_path / "out.xlsx"
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "template", "preview", str(template), "-o", str(out), "--watch"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().strip() == str(out)
        assert "Ctrl+C ends" in process.stderr.readline()
        shutil.move(drawn(tmp_path / "next.xlsx", "{{ region.nme }}"), template)
        assert "name" in process.stderr.readline()
        shutil.move(drawn(tmp_path / "next.xlsx", "In {{ region.name }}"), template)
        assert process.stdout.readline().strip() == str(out)
        assert openpyxl.load_workbook(out).active["A1"].value.startswith("In ")
        process.send_signal(signal.SIGINT)
        assert process.wait(LIMIT) == 0
    finally:
        process.kill()
        process.communicate()
