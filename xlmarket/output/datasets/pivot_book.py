"""A workbook with a prepared pivot table over the figures of a data set: `xlmarket workbook pivot`.

The sheets: *Pivot* with the table of markets, *Regions* with one of regions and its chart, *Data* with the figures it adds, *Left out* with those it must not add and why.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from xlmarket.errors import InputError
from xlmarket.functions import Snapshot
from xlmarket.functions.units import is_scalable
from xlmarket.observations import MetricKind
from xlmarket.output.datasets.adding import MARKET, AddedFigure, LeftOut, measures_of, split_figures
from xlmarket.output.datasets.book import HEADER, SUM, SUM_FORMAT, TITLE, Book
from xlmarket.output.datasets.pivot import (
    CacheField,
    PivotCells,
    PivotLayout,
    cache_definition,
    cache_records,
    pivot_table,
)
from xlmarket.output.datasets.pivot_chart import add_chart
from xlmarket.output.datasets.sheet import TableColumn, add_table
from xlmarket.package.archive import MAIN, OFFICE
from xlmarket.package.areas import column_letters
from xlmarket.package.cell_xml import cell_xml, row_xml
from xlmarket.package.values import CellValue

TABLE = "Data"
_TOP = 10
_CACHE = "pivotCacheDefinition"
CHART_SHEET, FILE = "Regions", "pivot.xlsx"
"""The sheet of the chart, and the file that the chart names. Excel replaces that name when the file has another."""


def pivot_bytes(snapshot: Snapshot) -> bytes:
    """Return the workbook.

    Raises `InputError` where no figure may be added, none of the chosen metric, and for what Excel cannot hold.
    """
    added, left = split_figures(snapshot)
    wanted = [figure for figure in added if snapshot.chosen in ("", figure.row.metric)]
    if not wanted:
        name = snapshot.chosen or snapshot.holding.dataset.name
        raise InputError(f"{name} has no figure that a pivot table may add", allowed="metrics of kind flow")
    dataset = snapshot.holding.dataset
    book = Book(f"{dataset.title or dataset.name}: pivot table", snapshot.vintage)
    measures = measures_of(added, snapshot)
    columns = _data_columns(added)
    markets = _layout(columns, measures, added)
    regions = replace(markets, rows="Period", columns="Region", filters=_swap(markets.filters, "Region", "Market"))
    sheets = [
        _add_pivot(book, "Pivot", "Figures", markets, _heading(snapshot, len(left))),
        _add_pivot(book, CHART_SHEET, "Regions", regions, _heading(snapshot, len(left)), chart=True),
    ]
    add_table(book, "Data", TABLE, columns)
    if left:
        add_table(book, "Left out", "LeftOut", _left_columns(left))
    return book.content(_add_cache(book, markets, sheets))


def _swap(filters: Mapping[str, str | None], old: str, new: str) -> dict[str, str | None]:
    """The filters with another field in the place of one."""
    return {new if name == old else name: item for name, item in filters.items()}


def _data_columns(added: Sequence[AddedFigure]) -> list[TableColumn]:
    rows = [figure.row for figure in added]
    return [
        TableColumn(name="Market", type=str, fields=[figure.market for figure in added]),
        TableColumn(name="Region", type=str, fields=[figure.region for figure in added]),
        TableColumn(name="Measure", type=str, fields=[figure.measure for figure in added]),
        TableColumn(name="Period", type=str, fields=[row.period.label for row in rows]),
        TableColumn(name="Starts", type=date, fields=[row.period.start for row in rows]),
        TableColumn(name="Ends", type=date, fields=[row.period.end for row in rows]),
        TableColumn(name="Value", type=float, fields=[float(row.value) for row in rows]),
        TableColumn(name="Level", type=str, fields=[figure.level for figure in added]),
        TableColumn(name="Status", type=str, fields=[row.status.value for row in rows]),
        TableColumn(name="Source", type=str, fields=[row.source or "not named" for row in rows]),
    ]


def _left_columns(left: Sequence[LeftOut]) -> list[TableColumn]:
    rows = [each.row for each in left]
    texts = {
        "Market": [each.market for each in left],
        "Metric": [row.metric for row in rows],
        "Period": [row.period.label for row in rows],
        "Qualifier": [row.qualifier.value for row in rows],
    }
    after = {
        "Unit": [row.unit for row in rows],
        "Status": [row.status.value for row in rows],
        "Why it is not added": [each.why for each in left],
        "Source": [row.source for row in rows],
    }
    value = TableColumn(name="Value", type=float, fields=[float(row.value) for row in rows])
    before = [TableColumn(name=name, type=str, fields=fields) for name, fields in texts.items()]
    return [*before, value, *(TableColumn(name=name, type=str, fields=fields) for name, fields in after.items())]


def _period_labels(added: Sequence[AddedFigure]) -> list[str]:
    periods = sorted({figure.row.period for figure in added}, key=lambda period: (period.start, period.end))
    return [period.label for period in periods]


def _layout(columns: Sequence[TableColumn], measures: Sequence[str], added: Sequence[AddedFigure]) -> PivotLayout:
    first = {"Measure": measures, "Period": _period_labels(added), "Level": [MARKET]}
    fields = [CacheField.of(each.name, each.type, each.fields, first.get(each.name, ())) for each in columns]
    levels = next(each for each in fields if each.name == "Level").items
    return PivotLayout(
        rows="Market",
        columns="Period",
        filters={"Measure": measures[0], "Level": levels[0], "Region": None, "Status": None},
        summed="Value",
        top=_TOP,
        number_format=SUM_FORMAT,
        totals=all(is_scalable(figure.row.unit, MetricKind.FLOW) for figure in added),
        fields=tuple(fields),
    )


def _add_cache(book: Book, layout: PivotLayout, tables: Sequence[str]) -> str:
    """Add the cache that the pivot tables share, and return the XML of the workbook that names it."""
    records = book.add("xl/pivotCache/pivotCacheRecords1.xml", cache_records(layout.fields), "pivotCacheRecords")
    cache = book.add("xl/pivotCache/pivotCacheDefinition1.xml", cache_definition(layout.fields, TABLE), _CACHE)
    book.relate(cache, records, "pivotCacheRecords")
    for table in tables:
        book.relate(table, cache, _CACHE)
    relation = book.relate("xl/workbook.xml", cache, _CACHE)
    return f'<pivotCaches><pivotCache cacheId="1" r:id="{relation}"/></pivotCaches>'


def _add_pivot(
    book: Book, sheet: str, name: str, layout: PivotLayout, heading: Sequence[str], *, chart: bool = False
) -> str:
    """Add a sheet with a pivot table and perhaps its chart, and return the part of the pivot table."""
    cells = layout.cells()
    part = book.add_sheet(sheet, _sheet_xml([*heading, *_filters(layout), *_grid(layout, cells)], cells, chart=chart))
    if chart:
        alt = f"Stacked columns of {layout.filters['Measure']} by region and period"
        book.relate(part, add_chart(book, sheet, FILE, name, cells, layout.top, alt=alt), "drawing")
    number = sum(each.startswith("xl/pivotTables/") for each in book.parts) + 1
    table = book.add(f"xl/pivotTables/pivotTable{number}.xml", pivot_table(layout, cells, name), "pivotTable")
    book.relate(part, table, "pivotTable")
    return table


def _sheet_xml(rows: Sequence[str], cells: PivotCells, *, chart: bool) -> str:
    last = max(len(cells.columns), 4) + 2
    widths = (
        f'<col min="1" max="1" width="34" customWidth="1"/><col min="2" max="{last}" width="12.5" customWidth="1"/>'
    )
    pane = f'<pane xSplit="1" ySplit="{_TOP + 1}" topLeftCell="B{_TOP + 2}" activePane="bottomRight" state="frozen"/>'
    selected = "" if chart else ' tabSelected="1"'
    view = f'<sheetView workbookViewId="0" showGridLines="0"{selected}>'
    drawing = '<drawing r:id="rId1"/>' if chart else ""
    return (
        f'<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews>{view}{"" if chart else pane}</sheetView></sheetViews>'
        f"<cols>{widths}</cols><sheetData>{''.join(rows)}</sheetData>"
        f'<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>{drawing}</worksheet>'
    )


def _heading(snapshot: Snapshot, left: int) -> list[str]:
    dataset = snapshot.holding.dataset
    warning = "ILLUSTRATIVE FIGURES, not observed. " if dataset.status == "illustrative" else ""
    others = f" {left:,} figures that must not be added are on the sheet Left out." if left else ""
    advice = "Keep one Measure and one Level: aggregates and their members are never added together."
    return [
        _row(1, [dataset.title or dataset.name], TITLE),
        _row(2, [f"{warning}{snapshot.vintage}. {dataset.source}".strip()], 0),
        _row(3, [f"{advice}{others}"], 0),
    ]


def _filters(layout: PivotLayout) -> list[str]:
    first = layout.top - len(layout.filters) - 1
    pairs = [(name, item or "(All)") for name, item in layout.filters.items()]
    return [_row(first + place, list(pair), 0) for place, pair in enumerate(pairs)]


def _grid(layout: PivotLayout, cells: PivotCells) -> list[str]:
    body: list[list[CellValue]] = [[name, *values] for name, values in zip(cells.rows, cells.grid, strict=True)]
    heads: list[CellValue] = list(cells.columns)
    if layout.totals:
        body = [[*row, math.fsum(value for value in row[1:] if isinstance(value, float))] for row in body]
        sums = cells.totals()
        body.append([layout.total, *sums, math.fsum(sums)])
        heads.append(layout.total)
    blanks: list[CellValue] = [None] * (len(heads) - 1)
    lines: list[list[CellValue]] = [[layout.caption, layout.columns, *blanks], [layout.rows, *heads], *body]
    return [_row(layout.top + place, line, HEADER if place < 2 else 0) for place, line in enumerate(lines)]


def _row(number: int, values: Sequence[CellValue], style: int) -> str:
    parts = []
    for place, value in enumerate(values, start=1):
        chosen = SUM if isinstance(value, float) else style
        parts.append(cell_xml(f"{column_letters(place)}{number}", value, style=str(chosen) if chosen else ""))
    return row_xml(number, "".join(parts))
