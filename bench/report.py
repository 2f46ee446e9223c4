"""Rendering a report of 300 rows by 12 columns with three charts, against openpyxl's load, fill, save of the same template."""

from __future__ import annotations

import io
import tempfile
from dataclasses import make_dataclass
from pathlib import Path

import openpyxl
import xlsxwriter

from bench.sideways import medians, table
from xlmarket.report.compile import compile_template
from xlmarket.report.render import render

ROWS, COLUMNS, CHARTS = 300, 12, 3
FIELDS = ["name", *(f"v{n}" for n in range(1, COLUMNS))]
Item = make_dataclass("Item", FIELDS, frozen=True)


def main() -> None:
    items = [Item(f"Market {n}", *(n * 1.1 + k / 7 for k in range(1, COLUMNS))) for n in range(ROWS)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        path.write_bytes(drawn())
        compiled = compile_template(path)
        peer = f"openpyxl: load, fill, save ({ROWS} x {COLUMNS}, charts lost their caches)"
        seconds = medians(
            {
                "xlmarket: render (template compiled once per process)": lambda: render(compiled, {"items": items}),
                peer: lambda: filled(path, items),
            },
            runs=15,
        )
    print(table(f"Report of {ROWS} rows x {COLUMNS} columns with {CHARTS} charts (ratio to openpyxl)", seconds, peer))


def drawn() -> bytes:
    """The template: a header, one repeated row, totals, three charts over the repeated row."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("Report")
    bold, number = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.0"})
    sheet.write_row(0, 0, FIELDS, bold)
    sheet.write(1, 0, "{%row for m in items %}{{ m.name }}")
    for column, field in enumerate(FIELDS[1:], start=1):
        sheet.write(1, column, f"{{{{ m.{field} }}}}", number)
    sheet.write(1, COLUMNS, "{%row endfor %}")
    letters = [chr(ord("A") + column) for column in range(COLUMNS)]
    for column, letter in enumerate(letters[1:], start=1):
        sheet.write_formula(2, column, f"=SUM({letter}2:{letter}2)", number)
    for place, kind in enumerate(("column", "line", "bar")):
        chart = book.add_chart({"type": kind})
        chart.add_series(
            {"categories": "=Report!$A$2:$A$2", "values": f"=Report!${letters[place + 1]}$2:${letters[place + 1]}$2"}
        )
        sheet.insert_chart(4 + 16 * place, 14, chart)
    book.close()
    return out.getvalue()


def filled(path: Path, items: list[object]) -> bytes:
    """What one does without a template engine. (openpyxl keeps charts it has read, without their caches.)"""
    book = openpyxl.load_workbook(path)
    sheet = book["Report"]
    sheet.insert_rows(3, len(items) - 1)
    styles = [sheet.cell(2, column + 1)._style for column in range(COLUMNS)]
    for row, item in enumerate(items, start=2):
        for column, field in enumerate(FIELDS, start=1):
            cell = sheet.cell(row, column, getattr(item, field))
            cell._style = styles[column - 1]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


if __name__ == "__main__":
    main()
