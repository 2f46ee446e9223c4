"""The templates, drawn with XlsxWriter; its own contestant draws the finished sheet the same way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from bench.subject import CHARTS, FIELDS, LETTERS, NUMBER_FORMAT, SHEET, chart_place, totals

Fill = Callable[[Worksheet, Format], None]


def draw(out: Path, fill: Fill, last: int) -> None:
    """A workbook whose rows, from the second to `last`, `fill` writes."""
    book = xlsxwriter.Workbook(out)
    sheet, number = book.add_worksheet(SHEET), book.add_format({"num_format": NUMBER_FORMAT})
    sheet.write_row(0, 0, FIELDS, book.add_format({"bold": True}))
    fill(sheet, number)
    for column, formula in enumerate(totals(last), start=1):
        sheet.write_formula(last, column, formula, number)
    for place, (kind, field) in enumerate(CHARTS.items()):
        chart = book.add_chart({"type": kind})
        column = FIELDS.index(field)
        chart.add_series({"categories": [SHEET, 1, 0, last - 1, 0], "values": [SHEET, 1, column, last - 1, column]})
        sheet.insert_chart(*chart_place(place), chart)
    book.close()


def templates(folder: Path) -> None:
    """Draw `template.xlsx` (xlmarket, openpyxl, wolfxl) and `xltpl.xlsx`, whose grammar is another."""
    draw(folder / "template.xlsx", _tags, last=2)
    _for_xltpl(folder / "xltpl.xlsx")


def _tags(sheet: Worksheet, number: Format) -> None:
    sheet.write_string(1, 0, "{%row for m in items %}{{ m.name }}")
    for column, field in enumerate(FIELDS[1:], start=1):
        sheet.write_string(1, column, f"{{{{ m.{field} }}}}", number)
    sheet.write_string(1, len(LETTERS), "{%row endfor %}")


def _for_xltpl(out: Path) -> None:
    """No charts, as xltpl makes each sheet anew without them; its loop runs from after the header to after the row."""
    book = xlsxwriter.Workbook(out)
    sheet, number = book.add_worksheet(SHEET), book.add_format({"num_format": NUMBER_FORMAT})
    sheet.write_row(0, 0, [*FIELDS[:-1], FIELDS[-1] + "{% for m in items %}"], book.add_format({"bold": True}))
    sheet.write_string(1, 0, "{% xv m.name %}")
    for column, field in enumerate(FIELDS[1:], start=1):
        end = "{% endfor %}" if field == FIELDS[-1] else ""
        sheet.write_string(1, column, f"{{% xv m.{field} %}}{end}", number)
    for column, formula in enumerate(totals("{{ last }}"), start=1):
        sheet.write_string(2, column, formula, number)
    book.close()
