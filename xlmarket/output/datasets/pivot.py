"""The parts of a pivot table: the definition of its cache, the records, and the table with its items.

ECMA-376, 18.10. The cache holds all rows and the sheet all cells, so that programs which do not refresh show the table
filled. Excel refreshes it when it opens (`refreshOnLoad`). The items of a field are in the order in which they are
given, and Excel takes two texts that differ in case for one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from xlmarket.package.archive import MAIN, OFFICE
from xlmarket.package.areas import column_letters
from xlmarket.package.texts import escape_attribute
from xlmarket.store.export import Field

_LONG = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class CacheField:
    """A column of the source. `items` are its distinct texts in their order, for fields of texts."""

    name: str
    kind: type
    values: Sequence[Field]
    items: tuple[str, ...] = ()

    @classmethod
    def of(cls, name: str, kind: type, values: Sequence[Field], first: Sequence[str] = ()) -> CacheField:
        """Make a field. The items `first` come before the others, which are in alphabetical order."""
        if kind is not str:
            return cls(name=name, kind=kind, values=values)
        known = {text.casefold(): text for text in reversed([str(value) for value in values])}
        ordered = [*first, *sorted(known.values(), key=str.casefold)]
        items = tuple({text.casefold(): text for text in reversed(ordered)}[key] for key in dict.fromkeys(
            text.casefold() for text in ordered if text.casefold() in known))  # fmt: skip
        return cls(name=name, kind=kind, values=values, items=items)

    def places(self) -> Mapping[str, int]:
        """The position of each item by its text without case."""
        return {text.casefold(): place for place, text in enumerate(self.items)}


@dataclass(frozen=True, slots=True, kw_only=True)
class PivotLayout:
    """Which fields are rows, columns, filters and summed. A filter has the item that is chosen, or none for all.

    `totals` are over rows and over columns. Excel and LibreOffice differ in which of the two attributes means which, so
    a table has both or none.
    """

    rows: str
    columns: str
    filters: Mapping[str, str | None]
    summed: str
    top: int
    number_format: int
    totals: bool = True
    caption: str = "Figures"
    total: str = "Total"
    fields: tuple[CacheField, ...] = field(default=())

    def index(self, name: str) -> int:
        return [each.name for each in self.fields].index(name)

    def cells(self) -> PivotCells:
        """Add up what the filters let through."""
        chosen = {self.index(name): item.casefold() for name, item in self.filters.items() if item is not None}
        row, column, value = (self.fields[self.index(name)] for name in (self.rows, self.columns, self.summed))
        sums: dict[tuple[str, str], float] = {}
        for place in range(len(value.values)):
            if all(str(self.fields[n].values[place]).casefold() == item for n, item in chosen.items()):
                key = str(row.values[place]).casefold(), str(column.values[place]).casefold()
                sums[key] = sums.get(key, 0.0) + float(value.values[place] or 0.0)  # type: ignore[arg-type]
        in_rows, in_columns = {key[0] for key in sums}, {key[1] for key in sums}
        shown_rows = [text for text in row.items if text.casefold() in in_rows]
        shown_columns = [text for text in column.items if text.casefold() in in_columns]
        grid = [[sums.get((r.casefold(), c.casefold())) for c in shown_columns] for r in shown_rows]
        return PivotCells(tuple(shown_rows), tuple(shown_columns), grid)


@dataclass(frozen=True, slots=True)
class PivotCells:
    """What the table shows: a sum for each row and column, nothing where no figure is."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    grid: Sequence[Sequence[float | None]]

    def totals(self) -> list[float]:
        """The sum of each column."""
        return [math.fsum(value for value in column if value is not None) for column in zip(*self.grid, strict=True)]


def cache_definition(fields: Sequence[CacheField], source: str) -> str:
    """The definition of the cache over a table of the workbook. Its records are its relation `rId1`."""
    entries = "".join(f'<cacheField name="{escape_attribute(each.name)}" numFmtId="0">{_shared(each)}</cacheField>'
                      for each in fields)  # fmt: skip
    return (
        f'<pivotCacheDefinition xmlns="{MAIN}" xmlns:r="{OFFICE}" r:id="rId1" refreshOnLoad="1" refreshedBy="xlmarket" '
        f'createdVersion="5" refreshedVersion="5" minRefreshableVersion="3" recordCount="{len(fields[0].values)}">'
        f'<cacheSource type="worksheet"><worksheetSource name="{source}"/></cacheSource>'
        f'<cacheFields count="{len(fields)}">{entries}</cacheFields></pivotCacheDefinition>'
    )


def _shared(each: CacheField) -> str:
    """The distinct values of a field, or for numbers and days the range in which they lie."""
    if each.kind is float:
        numbers = [value for value in each.values if isinstance(value, float)]
        whole = ' containsInteger="1"' if all(value.is_integer() for value in numbers) else ""
        least, most = min(numbers), max(numbers)
        kinds = f'containsSemiMixedTypes="0" containsString="0" containsNumber="1"{whole}'
        return f'<sharedItems {kinds} minValue="{_number(least)}" maxValue="{_number(most)}"/>'
    if each.kind is date:
        days = [value for value in each.values if isinstance(value, date)]
        kinds = 'containsSemiMixedTypes="0" containsNonDate="0" containsDate="1" containsString="0"'
        return f'<sharedItems {kinds} minDate="{_moment(min(days))}" maxDate="{_moment(max(days) + timedelta(1))}"/>'
    long = ' longText="1"' if any(len(text) > _LONG for text in each.items) else ""
    texts = "".join(f'<s v="{escape_attribute(text)}"/>' for text in each.items)
    return f'<sharedItems count="{len(each.items)}"{long}>{texts}</sharedItems>'


def cache_records(fields: Sequence[CacheField]) -> str:
    """All rows of the source."""
    columns = [_record_column(each) for each in fields]
    records = "".join(f"<r>{''.join(entries)}</r>" for entries in zip(*columns, strict=True))
    return f'<pivotCacheRecords xmlns="{MAIN}" count="{len(fields[0].values)}">{records}</pivotCacheRecords>'


def _record_column(each: CacheField) -> list[str]:
    if each.kind is float:
        return [f'<n v="{_number(value)}"/>' for value in each.values]
    if each.kind is date:
        return [f'<d v="{_moment(value)}"/>' for value in each.values]
    places = each.places()
    return [f'<x v="{places[str(value).casefold()]}"/>' for value in each.values]


def _number(value: Field) -> str:
    return repr(int(value)) if isinstance(value, float) and value.is_integer() and abs(value) < 1e15 else repr(value)


def _moment(value: Field) -> str:
    return f"{value}T00:00:00"


def pivot_table(layout: PivotLayout, cells: PivotCells, name: str) -> str:
    """The definition of the table. It begins in column A of the row `top`, its filters lie above."""
    last = f"{column_letters(len(cells.columns) + 1 + layout.totals)}{layout.top + len(cells.rows) + 1 + layout.totals}"
    grand = "" if layout.totals else 'rowGrandTotals="0" colGrandTotals="0" '
    fields = "".join(_field(layout, each) for each in layout.fields)
    rows, columns = layout.index(layout.rows), layout.index(layout.columns)
    pages = "".join(_page(layout, name, item) for name, item in layout.filters.items())
    return (
        f'<pivotTableDefinition xmlns="{MAIN}" name="{name}" cacheId="1" applyNumberFormats="0" applyBorderFormats="0" '
        'applyFontFormats="0" applyPatternFormats="0" applyAlignmentFormats="0" applyWidthHeightFormats="1" '
        f'dataCaption="Values" grandTotalCaption="{layout.total}" updatedVersion="5" minRefreshableVersion="3" '
        f'useAutoFormatting="1" {grand}itemPrintTitles="1" createdVersion="5" indent="0" compact="0" '
        'compactData="0" multipleFieldFilters="0">'
        f'<location ref="A{layout.top}:{last}" firstHeaderRow="1" firstDataRow="2" firstDataCol="1" '
        f'rowPageCount="{len(layout.filters)}" colPageCount="1"/>'
        f'<pivotFields count="{len(layout.fields)}">{fields}</pivotFields>'
        f'<rowFields count="1"><field x="{rows}"/></rowFields>{_items("row", layout, layout.rows, cells.rows)}'
        f'<colFields count="1"><field x="{columns}"/></colFields>'
        f"{_items('col', layout, layout.columns, cells.columns)}"
        f'<pageFields count="{len(layout.filters)}">{pages}</pageFields>'
        f'<dataFields count="1"><dataField name="{layout.caption}" fld="{layout.index(layout.summed)}" baseField="0" '
        f'baseItem="0" numFmtId="{layout.number_format}"/></dataFields>'
        '<pivotTableStyleInfo name="PivotStyleLight16" showRowHeaders="1" showColHeaders="1" showRowStripes="0" '
        'showColStripes="0" showLastColumn="1"/></pivotTableDefinition>'
    )


def _field(layout: PivotLayout, each: CacheField) -> str:
    plain = 'compact="0" outline="0" showAll="0"'
    if each.name == layout.summed:
        return f'<pivotField dataField="1" {plain}/>'
    axes: Mapping[str, str] = {
        layout.rows: "axisRow",
        layout.columns: "axisCol",
        **dict.fromkeys(layout.filters, "axisPage"),
    }
    if each.name not in axes:
        return f"<pivotField {plain}/>"
    items = "".join(f'<item x="{place}"/>' for place in range(len(each.items)))
    return (
        f'<pivotField axis="{axes[each.name]}" {plain}><items count="{len(each.items) + 1}">{items}'
        '<item t="default"/></items></pivotField>'
    )


def _items(axis: str, layout: PivotLayout, name: str, shown: Sequence[str]) -> str:
    places = layout.fields[layout.index(name)].places()
    entries = "".join(_item(places[text.casefold()]) for text in shown)
    grand = '<i t="grand"><x/></i>' if layout.totals else ""
    return f'<{axis}Items count="{len(shown) + layout.totals}">{entries}{grand}</{axis}Items>'


def _item(place: int) -> str:
    return f'<i><x v="{place}"/></i>' if place else "<i><x/></i>"


def _page(layout: PivotLayout, name: str, item: str | None) -> str:
    number = layout.index(name)
    chosen = "" if item is None else f' item="{layout.fields[number].places()[item.casefold()]}"'
    return f'<pageField fld="{number}"{chosen} hier="-1"/>'
