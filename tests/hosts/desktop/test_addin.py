"""The built add-in, read back by programs that did not write it; installing it, and what the doctor says."""

from __future__ import annotations

import sys
from importlib import metadata, resources
from pathlib import Path

import pytest

from tests.hosts.desktop.interpreted import source_of
from tests.ooxml import errors, parts, rewritten
from xlmarket.errors import EnvironmentFault, InputError, UsageError
from xlmarket.hosts.desktop.addin import FILE, build, read_build
from xlmarket.hosts.desktop.doctor import doctor
from xlmarket.hosts.desktop.install import install, remove, status
from xlmarket.hosts.desktop.settings_sheet import SHEET, WORKBOOK
from xlmarket.hosts.desktop.wrapper import MODULE, UDF_MODULE, AddinSettings, functions_source, opening_source

PYTHON = r"C:\Program Files\Zürich & Söhne\python.exe"


@pytest.fixture(scope="module")
def addin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("built") / FILE, python=PYTHON)


def bare(text: str) -> list[str]:
    """The lines of a module without attributes and without space at their ends."""
    return [line.rstrip() for line in text.splitlines() if line.strip() and not line.startswith("Attribute ")]


def test_the_modules_are_there_as_they_were_made(addin: Path) -> None:
    assert bare(source_of(addin, MODULE)) == bare(functions_source())
    assert bare(source_of(addin, "ThisWorkbook")) == bare(opening_source())


def test_xlwings_own_module_is_its_own_but_for_the_name_of_its_settings(addin: Path, tmp_path: Path) -> None:
    original = tmp_path / "original.xlam"
    original.write_bytes((resources.files("xlwings") / "quickstart_addin.xlam").read_bytes())
    before, after = bare(source_of(original, "xlwings")), bare(source_of(addin, "xlwings"))
    assert [(old, new) for old, new in zip(before, after, strict=True) if old != new] == [
        ('Public Const PROJECT_NAME As String = "myaddin"', 'Public Const PROJECT_NAME As String = "xlmarket"')
    ]


def test_the_settings_are_read_where_xlwings_reads_them(addin: Path, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    as_workbook = rewritten(
        addin, tmp_path / "read.xlsm", lambda _, content: content.replace(b"excel.addin.macro", b"excel.sheet.macro")
    )
    book = load_workbook(as_workbook)
    rows = list(book[SHEET].iter_rows(max_col=2, values_only=True))
    filled = rows[: next((place for place, row in enumerate(rows) if row[0] is None), len(rows))]
    told = {str(name).upper(): value for name, value in filled}
    assert told["INTERPRETER_WIN"] == PYTHON
    assert told["UDF MODULES"] == UDF_MODULE
    assert told["ADD_WORKBOOK_TO_PYTHONPATH"] == "false"
    assert told["XLMARKET VERSION"] == metadata.version("xlmarket")
    assert told["SHOW CONSOLE"] is False


def test_every_other_part_is_copied(addin: Path, tmp_path: Path) -> None:
    original = tmp_path / "original.xlam"
    original.write_bytes((resources.files("xlwings") / "quickstart_addin.xlam").read_bytes())
    before, after = parts(original), parts(addin)
    assert set(before) == set(after)
    assert {name for name in before if before[name] != after[name]} == {
        WORKBOOK,
        "xl/worksheets/sheet1.xml",
        "xl/vbaProject.bin",
    }


def test_the_package_is_as_valid_as_the_one_it_came_from(addin: Path, tmp_path: Path) -> None:
    original = tmp_path / "original.xlam"
    original.write_bytes((resources.files("xlwings") / "quickstart_addin.xlam").read_bytes())
    assert errors(addin) - errors(original) == {}


def test_two_builds_are_the_same_but_for_what_they_are_told(tmp_path: Path) -> None:
    one, two = build(tmp_path / "one.xlam", python=PYTHON), build(tmp_path / "two.xlam", python="python")
    assert {name for name, content in parts(one).items() if content != parts(two)[name]} == {"xl/worksheets/sheet1.xml"}


def test_what_was_baked_is_read_back(addin: Path, tmp_path: Path) -> None:
    build_info = read_build(addin)
    assert (build_info.interpreter, build_info.xlwings) == (PYTHON, metadata.version("xlwings"))
    (tmp_path / "other.xlam").write_bytes(b"no zip")
    with pytest.raises(InputError, match="not an add-in of xlmarket"):
        read_build(tmp_path / "other.xlam")


def test_a_prefix_that_makes_no_name_is_refused() -> None:
    with pytest.raises(UsageError, match="prefix"):
        AddinSettings(prefix="1-")


def test_install_status_remove(tmp_path: Path) -> None:
    assert not status(tmp_path).installed
    path = install(tmp_path)
    assert status(tmp_path).build_info == read_build(path)
    path.write_bytes(b"damaged")
    assert status(tmp_path).installed
    assert status(tmp_path).build_info is None
    assert remove(tmp_path)
    assert not remove(tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="the sentence is for other systems")
def test_without_excel_for_windows_it_says_so() -> None:
    with pytest.raises(EnvironmentFault, match="needs Excel for Windows"):
        install()
    assert not all(finding.ok for finding in doctor())


def test_the_doctor_finds_what_disagrees(tmp_path: Path) -> None:
    def failing() -> set[str]:
        return {one.what for one in doctor(tmp_path) if not one.ok} - {"system", "pywin32"}

    assert failing() == {"add-in"}
    (tmp_path / "python.exe").touch()
    install(tmp_path, python=str(tmp_path / "python.exe"))
    assert failing() == {"library of xlwings"}
    (tmp_path / f"xlwings64-{metadata.version('xlwings')}.dll").touch()
    assert failing() == set()
    (tmp_path / "python.exe").unlink()
    assert failing() == {"interpreter of the add-in"}
    assert all(one.remedy for one in doctor(tmp_path) if not one.ok)
