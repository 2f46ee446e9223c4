"""LibreOffice as a converter, and the pages of its PDF as pictures."""

from __future__ import annotations

import io
import os
import stat
from pathlib import Path

import openpyxl
import pytest

from xlmarket.errors import EnvironmentFault, InputError
from xlmarket.output.office import convert, find_office
from xlmarket.output.pages import page_pictures


def workbook(sheets: int) -> bytes:
    book = openpyxl.Workbook()
    book.active["A1"] = "=1+1"
    for _ in range(sheets - 1):
        book.create_sheet()["A1"] = "text"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def program(folder: Path, script: str) -> None:
    file = folder / "soffice"
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)


@pytest.mark.slow
@pytest.mark.usefixtures("soffice")
def test_each_printed_page_of_a_workbook_is_a_picture() -> None:
    pdf = convert(workbook(2))
    assert pdf.startswith(b"%PDF")
    pictures = page_pictures(pdf)
    assert len(pictures) == 2
    assert all(picture.startswith(b"\x89PNG") for picture in pictures)


@pytest.mark.slow
@pytest.mark.usefixtures("soffice")
def test_a_workbook_comes_back_calculated() -> None:
    book = openpyxl.load_workbook(io.BytesIO(convert(workbook(1), "xlsx")), data_only=True)
    assert book.active["A1"].value == 2


@pytest.mark.slow
@pytest.mark.usefixtures("soffice")
def test_what_is_no_workbook_is_an_error() -> None:
    with pytest.raises(InputError, match="LibreOffice made no pdf"):
        convert(b"PK\x03\x04 no zip")


def test_without_libreoffice_the_error_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("xlmarket.programs._usual_places", lambda _: iter(()))
    with pytest.raises(EnvironmentFault, match=r"not installed.*apt install libreoffice-calc"):
        find_office()


@pytest.mark.skipif(os.name == "nt", reason="the stand-in is a shell script")
def test_a_program_that_hangs_is_ended_with_all_it_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path, f"sleep 300 & echo $! > {tmp_path}/child; wait")
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(InputError, match="took over 1 seconds"):
        convert(b"", seconds=1)
    child = int((tmp_path / "child").read_text())
    state = Path(f"/proc/{child}/stat")
    assert not state.exists() or state.read_text().split()[2] == "Z"


@pytest.mark.skipif(os.name == "nt", reason="the stand-in is a shell script")
def test_what_the_program_says_is_part_of_the_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path, "echo no space left")
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(InputError, match="no space left"):
        convert(b"")
