"""Templates drawn for the tests, rendered, and read back."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter
from lxml import etree

from tests import ooxml
from xlmarket.template import PLAIN, Environment, compile_template, render


@dataclass(frozen=True)
class Item:
    name: str
    value: float | None
    group: str = "a"


ITEMS = [Item("Brazil", 2.2), Item("Japan", 6.6), Item("India", 1.4, "b")]
ROW = ["{%row for m in items %}{{ m.name }}", "{{ m.value }}", "{%row endfor %}"]
"""One repeated row: a name, a value."""


def drawn(
    folder: Path, *rows: list[Any], more: Callable[[Any, Any], None] | None = None, sheet: str = "Report"
) -> Path:
    """A template with these rows on its first sheet; `more` draws what else it has."""
    path = folder / "template.xlsx"
    book = xlsxwriter.Workbook(path)
    page = book.add_worksheet(sheet)
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None:
                page.write(number, column, value)
    if more is not None:
        more(book, page)
    book.close()
    return path


def rendered(template: Path, environment: Environment = PLAIN, **context: Any) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(render(compile_template(template, environment), context)))


def values(book: openpyxl.Workbook, sheet: str = "Report") -> list[list[Any]]:
    return [list(row) for row in book[sheet].iter_rows(values_only=True)]


class Result:
    """A finished report that has passed the validator: nothing its template did not have."""

    def __init__(self, content: bytes, parts: dict[str, bytes]) -> None:
        self.content = content
        self.parts = parts

    @cached_property
    def book(self) -> openpyxl.Workbook:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what openpyxl does not know and we keep
            return openpyxl.load_workbook(io.BytesIO(self.content))

    def xml(self, part: str) -> etree._Element:
        return etree.fromstring(self.parts[part])

    def text(self, part: str) -> str:
        return self.parts[part].decode()

    def found(self, pattern: str, part: str = "xl/worksheets/sheet1.xml") -> list[str]:
        """What a pattern's group matches in a part."""
        return re.findall(pattern, self.text(part))


def result(template: Path, environment: Environment = PLAIN, **context: Any) -> Result:
    """Render and validate."""
    made = template.with_name("result.xlsx")
    made.write_bytes(render(compile_template(template, environment), context))
    assert not ooxml.errors(made) - ooxml.errors(template)
    parts = ooxml.parts(made)
    for part, content in parts.items():
        if part.endswith((".xml", ".rels", ".vml")):
            etree.fromstring(content)
    return Result(made.read_bytes(), parts)


def with_parts(template: Path, added: dict[str, str], changed: dict[str, Callable[[str], str]]) -> Path:
    """A template with parts added and changed, as Excel would have written them."""
    parts = ooxml.parts(template)
    for name, change in changed.items():
        parts[name] = change(parts[name].decode()).encode()
    parts |= {name: content.encode() for name, content in added.items()}
    with zipfile.ZipFile(template, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in parts.items():
            out.writestr(name, content)
    return template


def insert(before: str, text: str) -> Callable[[str], str]:
    """A change that puts a text before the first occurrence of another."""
    return lambda part: part.replace(before, text + before, 1)
