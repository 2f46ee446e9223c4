"""The reader of each kind of file, by its ending."""

from __future__ import annotations

import gzip
from pathlib import Path

import openpyxl
import pytest

from xlmarket.config import Mapping
from xlmarket.errors import EnvironmentFault, SourceError
from xlmarket.sources.opening import KINDS, read_bytes, read_table, read_tables

TEXT = b"market,value\nBrazil,5\n"


@pytest.mark.parametrize(("name", "data"), [
    ("f.csv", TEXT), ("F.CSV", TEXT), ("f.txt", TEXT), ("f.tsv", TEXT.replace(b",", b"\t")), ("f.csv.gz", gzip.compress(TEXT, mtime=0)),
    ("f.gz", gzip.compress(TEXT, mtime=0)), ("f.jsonl", b'{"market": "Brazil", "value": "5"}'), ("f.ndjson", b'{"market": "Brazil", "value": "5"}'),
])  # fmt: skip
def test_a_file_becomes_a_table_by_its_ending(name: str, data: bytes) -> None:
    table = read_table(Path(name), data, Mapping())
    assert (table.file, table.header) == (name, ("market", "value"))
    assert [list(row.cells) for row in table.rows] == [["Brazil", "5"]]


@pytest.mark.parametrize(("name", "remedy"), [
    ("f.xlsb", "save it as .xlsx"), ("f.zip", "unpack it first"), ("f.xlsx.gz", "unpack it first"), ("f", ""),
])  # fmt: skip
def test_another_kind_is_refused_with_what_to_do(name: str, remedy: str) -> None:
    with pytest.raises(SourceError, match="unknown kind of file") as error:
        read_table(Path(name), b"", Mapping())
    assert error.value.allowed == KINDS
    assert remedy in error.value.remedy


def test_json_that_cannot_be_read_may_be_json_lines() -> None:
    with pytest.raises(SourceError, match="the JSON cannot be read") as error:
        read_table(Path("f.json"), b'{"market": "Brazil"}\n{"market": "Peru"}\n', Mapping())
    assert "one object a line" in error.value.remedy


def test_a_missing_file_names_its_neighbour_and_a_folder_is_not_a_file(tmp_path: Path) -> None:
    (tmp_path / "sales.csv").write_bytes(TEXT)
    assert read_bytes(tmp_path / "sales.csv") == TEXT
    with pytest.raises(SourceError, match=r"file not found.*did you mean sales\.csv"):
        read_bytes(tmp_path / "sale.csv")
    with pytest.raises(SourceError, match="file not found"):
        read_bytes(tmp_path / "nowhere" / "sale.csv")
    with pytest.raises((SourceError, EnvironmentFault), match=r"folder|cannot be read"):
        read_bytes(tmp_path)


def test_all_visible_sheets_with_rows_are_tables(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for name, state in (("A", "visible"), ("B", "hidden"), ("C", "visible"), ("Empty", "visible")):
        sheet = book.create_sheet(name)
        sheet.sheet_state = state
        if name != "Empty":
            sheet.append(["market", "value"])
            sheet.append(["Brazil", 5])
    del book["Sheet"]
    book.save(path := tmp_path / "f.xlsx")
    assert [table.sheet for table in read_tables(path, path.read_bytes())] == ["A", "C"]
