"""LibreOffice as a resident converter: what it does with good and bad documents, and that nothing of it stays behind."""

from __future__ import annotations

import io
import os
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from xlmarket import programs
from xlmarket.errors import EnvironmentFault, InputError, UsageError
from xlmarket.output.office import Conversion, Resident, convert, find_office, release, running
from xlmarket.output.office import resident as residents
from xlmarket.output.office.profile import make_folder, sweep_folders
from xlmarket.output.pages import page_pictures

GONE_SECONDS = 30.0
posix = pytest.mark.skipif(os.name == "nt", reason="process groups of POSIX")
WORKER = """
import sys, time
from pathlib import Path
from xlmarket.output.office import convert, running
convert(Path(sys.argv[1]).read_bytes())
one = running.RUNNING.resident
print(one.group, one.folder, flush=True)
if sys.argv[2] == "busy":
    convert(Path(sys.argv[3]).read_bytes())
else:
    sys.stdin.read()
"""


def workbook(sheets: int = 1, last: str = "A1") -> bytes:
    book = openpyxl.Workbook()
    book.active["A1"] = "=1+1"
    book.active[last] = "=1+1"
    for _ in range(sheets - 1):
        book.create_sheet()["A1"] = "text"
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def runs(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def wait_until(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + GONE_SECONDS
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def pipes() -> set[str]:
    return {path.name for path in Path("/tmp").glob("OSL_PIPE_*_xlmarket-*")}


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
def test_one_libreoffice_serves_all_documents_and_the_next_after_a_bad_one() -> None:
    convert(workbook())
    first = running.RUNNING.resident
    with pytest.raises(InputError, match="LibreOffice made no pdf of the xlsx"):
        convert(b"PK\x03\x04 no zip")
    book = openpyxl.load_workbook(io.BytesIO(convert(workbook(), Conversion(to="xlsx"))), data_only=True)
    assert book.active["A1"].value == 2
    assert first is running.RUNNING.resident
    assert first is not None
    assert not list(first.folder.glob("document-*"))


@pytest.mark.slow
@pytest.mark.usefixtures("soffice")
def test_hidden_sheets_and_those_left_out_do_not_print() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "first"
    for title, state in (("Hidden", "hidden"), ("Data", "visible"), ("Last", "visible")):
        book.create_sheet(title)["A1"] = title
        book[title].sheet_state = state
        book[title].print_area = "A1:B2"
    assert len(page_pictures(convert(saved(book), Conversion(leave_out=("Data",))))) == 2
    assert len(page_pictures(convert(saved(book)))) == 3


@pytest.mark.slow
@pytest.mark.usefixtures("soffice")
def test_a_function_that_libreoffice_does_not_know_is_named_with_its_cell() -> None:
    book = openpyxl.Workbook()
    book.active.title = "My 2.5 sheet"
    book.active["B3"] = "=NO.SUCH.FUNCTION(1)"
    book.create_sheet("Hidden")["A1"] = "=NEITHER.THIS(1)"
    book["Hidden"].sheet_state = "hidden"
    with pytest.raises(InputError, match=r"the formula in 'My 2.5 sheet'!B3, which would show #NAME\?"):
        convert(saved(book), Conversion(all_known=True))
    book.active["B3"] = "=1/0"
    assert convert(saved(book), Conversion(all_known=True)).startswith(b"%PDF")


@pytest.mark.slow
@pytest.mark.usefixtures("soffice")
def test_no_document_fetches_anything() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
        book = openpyxl.Workbook()
        book.active["A1"] = f'=_xlfn.WEBSERVICE("{address}/a")'
        book.active["A2"] = f"='{address}/[x.xlsx]S'!A1"
        with pytest.raises(InputError, match=r"the formula in Sheet!A1, which would show Err:540"):
            convert(saved(book), Conversion(all_known=True))
        assert convert(saved(book)).startswith(b"%PDF")
        with pytest.raises(BlockingIOError):
            server.accept()


@pytest.mark.slow
@posix
@pytest.mark.usefixtures("soffice")
def test_a_workbook_that_takes_too_long_fails_alone() -> None:
    convert(workbook())
    first = running.RUNNING.resident
    assert first is not None
    with pytest.raises(InputError, match="LibreOffice took over 2 seconds for the document"):
        convert(workbook(last="XFD1048576"), Conversion(seconds=2))
    assert not runs(first.group)
    assert not first.folder.exists()
    assert convert(workbook()).startswith(b"%PDF")


@pytest.mark.slow
@posix
@pytest.mark.usefixtures("soffice")
def test_after_a_crash_and_after_many_documents_another_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    convert(workbook())
    first = running.RUNNING.resident
    assert first is not None
    os.killpg(first.group, signal.SIGKILL)
    assert convert(workbook()).startswith(b"%PDF")
    second = running.RUNNING.resident
    assert second is not None
    assert (second is first, first.folder.exists(), second.is_open) == (False, False, True)
    monkeypatch.setattr(residents, "MOST_DOCUMENTS", second.documents)
    assert not second.is_open


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds the memory of a process")
@pytest.mark.usefixtures("soffice")
def test_without_the_memory_to_start_the_error_is_one_line() -> None:
    before = pipes()
    with pytest.raises(EnvironmentFault, match='LibreOffice cannot be started; found "it ended with code'):
        Resident(find_office(), memory=200 << 20)
    assert pipes() <= before


@pytest.mark.slow
@posix
@pytest.mark.usefixtures("soffice")
@pytest.mark.parametrize("state", ["idle", "busy"])
def test_a_worker_that_is_killed_leaves_no_process_and_no_folder(tmp_path: Path, state: str) -> None:
    (tmp_path / "good.xlsx").write_bytes(workbook())
    (tmp_path / "endless.xlsx").write_bytes(workbook(last="XFD1048576"))
    command = [sys.executable, "-c", WORKER, str(tmp_path / "good.xlsx"), state, str(tmp_path / "endless.xlsx")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout is not None
        group, folder = worker.stdout.readline().split()
        assert runs(int(group))
        if state == "busy":
            assert wait_until(lambda: (Path(folder) / "document-2.xlsx").exists())
        worker.kill()
        worker.wait()
        assert wait_until(lambda: not runs(int(group)) and not Path(folder).exists())


@pytest.mark.slow
@posix
@pytest.mark.usefixtures("soffice")
def test_a_worker_that_ends_leaves_no_process_no_folder_and_no_pipe(tmp_path: Path) -> None:
    before = pipes()
    (tmp_path / "good.xlsx").write_bytes(workbook())
    command = [sys.executable, "-c", WORKER, str(tmp_path / "good.xlsx"), "idle"]
    done = subprocess.run(command, input="", capture_output=True, text=True, check=True)
    group, folder = done.stdout.split()
    assert not runs(int(group))
    assert not Path(folder).exists()
    assert pipes() <= before


@posix
def test_folders_of_dead_processes_are_swept_and_those_of_living_ones_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        ended.wait()
    dead = tmp_path / f"xlmarket-office-{ended.pid}-x"
    dead.mkdir()
    alive = make_folder()
    sweep_folders()
    assert (dead.exists(), alive.exists()) == (False, True)


def test_a_conversion_without_a_filter_is_refused_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r'unknown conversion "pptx to xlsx": choose from xlsx to pdf'):
        Conversion(kind="pptx", to="xlsx").task(tmp_path, tmp_path)


def test_without_libreoffice_the_error_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(programs, "_usual_places", lambda _: iter(()))
    with pytest.raises(EnvironmentFault, match=r"not installed.*apt install libreoffice-calc"):
        find_office()


def soffice_of(folder: Path, script: str) -> None:
    file = folder / "soffice"
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)


@posix
def test_without_its_python_the_error_says_how_to_get_that(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    soffice_of(tmp_path, "exit 0")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(programs, "_pythons", lambda _: iter([Path(sys.executable)]))
    programs.find_uno_python.cache_clear()
    with pytest.raises(EnvironmentFault, match=r"Python of LibreOffice is not installed.*apt install python3-uno"):
        find_office()


@posix
@pytest.mark.usefixtures("soffice")
def test_a_libreoffice_that_ends_at_once_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    release()
    soffice_of(tmp_path, "exit 3")
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(EnvironmentFault, match=r'LibreOffice cannot be started; found "it ended with code 3"'):
        convert(workbook())
    assert not list(Path(tempfile.gettempdir()).glob(f"xlmarket-office-{os.getpid()}-*"))
