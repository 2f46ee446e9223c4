"""The script that reads .ods and .xls: its lines of JSON, and its limits."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from xlmarket.sources import spreadsheet_child

NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text", "style")
)


def printed(content: str, member: str = "content.xml") -> list[dict[str, Any]]:
    """What the script prints for a hand-made .ods."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(member, content)
    command = [sys.executable, "-P", str(Path(spreadsheet_child.__file__)), "ods"]
    done = subprocess.run(command, input=data.getvalue(), capture_output=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def sheet(rows: str) -> str:
    return f'<office:document {NAMESPACES}><table:table table:name="S">{rows}</table:table></office:document>'


def test_a_sheet_is_its_name_its_rows_and_its_merges() -> None:
    cell = '<table:table-cell office:value-type="float" office:value="5" table:number-columns-spanned="2"/>'
    rows = f'<table:table-row table:number-rows-repeated="2"/><table:table-row>{cell}</table:table-row>'
    assert printed(sheet(rows)) == [
        {"sheet": "S", "hidden": False},
        {"row": 3, "hidden": False, "cells": [[1, "n", 5.0]]},
        {"merges": [[1, 3, 2, 3]]},
    ]


@pytest.mark.parametrize(("attributes", "cell"), [
    ('office:value-type="percentage" office:value="0.12"', ["p", 0.12]), ('office:value-type="boolean" office:boolean-value="true"', ["b", True]),
    ('office:value-type="date" office:date-value="2015-03-01T00:00:00"', ["d", "2015-03-01"]), ('office:value-type="string" office:string-value="a"', ["s", "a"]),
    ('office:value-type="time" office:time-value="PT5H"', ["u", ["PT5H", spreadsheet_child.TIME]]),
    ('table:formula="of:=1+1"', ["u", ["of:=1+1", spreadsheet_child.UNCALCULATED]]),
])  # fmt: skip
def test_cells_have_a_kind_and_a_value(attributes: str, cell: list[object]) -> None:
    lines = printed(sheet(f"<table:table-row><table:table-cell {attributes}/></table:table-row>"))
    assert lines[1]["cells"] == [[1, *cell]]


@pytest.mark.parametrize(("content", "member", "what"), [
    (sheet(""), "other.xml", "not an OpenDocument spreadsheet"), (f"<!DOCTYPE a>{sheet('')}", "content.xml", "document type definition"),
    (f"<office:document {NAMESPACES}/>", "content.xml", "holds no sheet"), ("<a", "content.xml", "the file is damaged"),
])  # fmt: skip
def test_a_file_that_cannot_be_read_ends_with_one_error(content: str, member: str, what: str) -> None:
    assert what in printed(content, member)[-1]["error"]


def test_the_script_loads_nothing_of_ours() -> None:
    text = Path(spreadsheet_child.__file__).read_text()
    assert "import xlmarket" not in text
    assert "from xlmarket" not in text
