"""A chart of every type, drawn by openpyxl, by XlsxWriter, and by LibreOffice from both."""

from __future__ import annotations

import itertools
from pathlib import Path

import openpyxl
import openpyxl.chart as charts
import xlsxwriter

ROWS = [("Market", "2014", "2015", "Size"), ("Brazil", 1.5, 2.2, 3), ("Japan", 6.0, 6.6, 2), ("India", 1.1, 1.4, 5)]
OPENPYXL = (
    "AreaChart", "AreaChart3D", "BarChart", "BarChart3D", "BubbleChart", "DoughnutChart", "LineChart", "LineChart3D",
    "PieChart", "PieChart3D", "ProjectedPieChart", "RadarChart", "ScatterChart", "StockChart", "SurfaceChart",
    "SurfaceChart3D",
)  # fmt: skip
XLSXWRITER = (
    ("area", ""), ("area", "stacked"), ("bar", ""), ("bar", "percent_stacked"), ("column", ""), ("column", "stacked"),
    ("doughnut", ""), ("line", ""), ("line", "stacked"), ("pie", ""), ("radar", ""), ("radar", "filled"),
    ("scatter", ""), ("scatter", "smooth_with_markers"), ("stock", ""),
)  # fmt: skip


def specimens(folder: Path, soffice: str = "") -> list[Path]:
    """The workbooks of the writers, one per chart type. LibreOffice's are there with its program."""
    from tests.template.sweep import converted

    for writer in ("openpyxl", "xlsxwriter", "libreoffice"):
        (folder / writer).mkdir(parents=True, exist_ok=True)
    drawn = [_openpyxl(folder / "openpyxl", name) for name in OPENPYXL]
    drawn += [_xlsxwriter(folder / "xlsxwriter", *kind) for kind in XLSXWRITER]
    if soffice:
        converted(soffice, drawn, folder / "libreoffice", folder / "profile")
    return [*drawn, *sorted((folder / "libreoffice").glob("*.xlsx"))]


def _openpyxl(folder: Path, kind: str) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in ROWS:
        sheet.append(list(row))
    chart = getattr(charts, kind)()
    chart.title = kind
    if kind in ("ScatterChart", "BubbleChart"):
        x, y = (charts.Reference(sheet, min_col=column, min_row=2, max_row=4) for column in (2, 3))
        size = charts.Reference(sheet, min_col=4, min_row=2, max_row=4) if kind == "BubbleChart" else None
        chart.series.append(charts.Series(y, x, zvalues=size, title="Markets"))
    else:
        chart.add_data(charts.Reference(sheet, min_col=2, max_col=4, min_row=1, max_row=4), titles_from_data=True)
        chart.set_categories(charts.Reference(sheet, min_col=1, min_row=2, max_row=4))
    if kind == "StockChart":
        chart.hiLowLines = charts.axis.ChartLines()
    sheet.add_chart(chart, "F2")
    sheet["A6"], sheet["B6"] = "Total", "=SUM(B2:B4)"
    path = folder / f"{kind}.xlsx"
    book.save(path)
    return path


def _xlsxwriter(folder: Path, kind: str, subtype: str) -> Path:
    path = folder / f"{'-'.join(filter(None, (kind, subtype)))}.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Figures")
    for number, row in enumerate(ROWS):
        sheet.write_row(number, 0, row)
    chart = book.add_chart({"type": kind, **({"subtype": subtype} if subtype else {})})
    for column in range(1, 4):
        chart.add_series(
            {
                "name": ["Figures", 0, column],
                "categories": ["Figures", 1, 0, 3, 0],
                "values": ["Figures", 1, column, 3, column],
                "data_labels": {"value": True},
            }
        )
    chart.set_title({"name": ["Figures", 0, 0]})
    sheet.insert_chart("F2", chart)
    for number, letter in enumerate(itertools.islice("BCD", 3), start=1):
        sheet.write_formula(5, number, f"=SUM({letter}2:{letter}4)")
    book.close()
    return path
