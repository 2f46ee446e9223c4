"""The pages of a template: title block, headline figures, tables with a repeated row, sections, print set-up."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import xlsxwriter
from xlsxwriter.color import Color
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from drawing.look import ACCENT, FONT, GREY, LAST_DIGIT, NEAR_ZERO, PRINTED_GREY, SMALL_BARS, WARM, Look
from drawing.palettes import DEFAULT, theme_xml

A4 = 9
MEASURE = "{{ metric.title }}{% if scale.unit %}, {{ scale.unit }}{% endif %}"
PERIOD = "{% if scale.unit %}{{ scale.unit }}, {% endif %}{{ period.name }}"
"""What is measured, and when, with the unit where there is one."""
COUNT = "{{{{ {0} }}}} {{% if {0} == 1 %}}market{{% else %}}markets{{% endif %}}"
"""A number of markets, to be formatted with where it stands."""
OF_DATASET = "  ·  {{ dataset.title }}"
"""What follows the kind of report in the line above the title: what the figures are, as their user calls them."""
FIT = "{%height fit %}"
FOOT = "Sources and status: see the sheet Sources"


@dataclass(frozen=True)
class Column:
    """A column of a repeated table; `total` is `sum` or a cell's text, empty for none."""

    head: str
    cell: str
    number: str = "General"
    total: str = ""
    align: str = "right"
    indent: int = 0


@dataclass(frozen=True)
class Card:
    """A headline figure over the columns `first` to `last`."""

    first: str
    last: str
    label: str
    figure: str
    number: str
    remark: str


def complete_sum(cells: str) -> str:
    """The sum of cells that all hold a figure: where one is missing there is no total."""
    return f'=IF(COUNT({cells})=ROWS({cells}),SUM({cells}),"n/a")'


class Page:
    """A sheet being drawn from top to bottom; `row` is the next free row, counted from 1."""

    def __init__(self, look: Look, name: str, widths: Sequence[float], tab: Color | None = None) -> None:
        self.look = look
        self.sheet: Worksheet = look.book.add_worksheet(name)
        self.sheet.hide_gridlines(2)
        # XlsxWriter writes the axis of sparklines in black.
        self.sheet._write_color_axis = partial(self.sheet._write_spark_color, "x14:colorAxis", GREY)
        self.last = chr(ord("A") + len(widths) - 1)
        for number, width in enumerate(widths):
            self.sheet.set_column(number, number, width, look.of())
        if tab:
            self.sheet.set_tab_color(tab)
        self.row = 1

    def skip(self, height: float = 8) -> None:
        self.sheet.set_row(self.row - 1, height)
        self.row += 1

    def line(self, text: str, style: Format, height: float, *, first: str = "B", last: str | None = None) -> None:
        """One text over the columns from `first` to `last`."""
        self.sheet.set_row(self.row - 1, height)
        self.across(first, last or self.last, text, style)
        self.row += 1

    def across(self, first: str, last: str, text: str, style: Format) -> None:
        """One text in cells of the row. Where it wraps, the row grows with what is filled in."""
        if style.text_wrap and "{{" in text:
            text += FIT
        if first == last:
            self.sheet.write_string(f"{first}{self.row}", text, style)
        else:
            self.sheet.merge_range(f"{first}{self.row}:{last}{self.row}", text, style)

    def tag(self, text: str) -> None:
        """A row that holds only a tag."""
        self.sheet.write_string(f"B{self.row}", text, self.look.tag)
        self.row += 1

    def heading(self, kicker: str, title: str, subtitle: str) -> None:
        self.skip(10)
        self.line(kicker, self.look.kicker, 15)
        self.line(title, self.look.title, 32)
        self.line(subtitle, self.look.subtitle, 18)
        self.sheet.freeze_panes(self.row - 1, 0)
        self.skip(8)

    def illustrative(self) -> None:
        """The loud line that only illustrative figures get."""
        self.tag("{%row if dataset.illustrative %}")
        self.line(
            "ILLUSTRATIVE FIGURES. Generated for demonstration, not observed. Do not quote.", self.look.warning, 20
        )
        self.skip(8)
        self.tag("{%row endif %}")

    def section(self, text: str, height: float = 24, first: str = "B", last: str | None = None) -> None:
        self.sheet.set_row(self.row - 1, height)
        for column in range(ord(first), ord(last or self.last) + 1):
            self.sheet.write_blank(f"{chr(column)}{self.row}", None, self.look.section)
        self.sheet.write_string(f"{first}{self.row}", text.upper(), self.look.section)
        self.row += 1

    def cards(self, cards: Sequence[Card]) -> None:
        for part, height in (("label", 18), ("figure", 30), ("remark", 17)):
            self.sheet.set_row(self.row - 1, height)
            for card in cards:
                style = self.look.card(part, card.number)
                self.across(card.first, card.last, getattr(card, part), style)
                if part == "figure":
                    self.near_zero(card.number, f"{card.first}{self.row}")
            self.row += 1

    def table(
        self, loop: str, columns: Sequence[Column], *, first: str = "B", total: bool = False, height: float = 30
    ) -> int:
        """A header, a row repeated by `loop` (`m in region.members`) and perhaps a total; gives the repeated row."""
        letters = [chr(ord(first) + number) for number in range(len(columns))]
        self.sheet.set_row(self.row - 1, height)
        for letter, column in zip(letters, columns, strict=True):
            self.sheet.write_string(f"{letter}{self.row}", column.head, self.look.head(column.align, column.indent))
        self.row += 1
        self.tag(f"{{%row for {loop} %}}")
        repeated = self.row
        self.sheet.set_row(repeated - 1, 16)
        for letter, column in zip(letters, columns, strict=True):
            style = self.look.cell(column.number, column.align, indent=column.indent)
            self.sheet.write_string(f"{letter}{repeated}", column.cell, style)
            self.near_zero(column.number, f"{letter}{repeated}:{letter}{repeated}")
        self.row += 1
        self.tag("{%row endfor %}")
        if total:
            self._total(letters, columns, repeated)
        return repeated

    def _total(self, letters: Sequence[str], columns: Sequence[Column], repeated: int) -> None:
        self.sheet.set_row(self.row - 1, 18)
        for letter, column in zip(letters, columns, strict=True):
            style = self.look.total(column.number, column.align, column.indent)
            place = f"{letter}{self.row}"
            if column.total == "sum":
                self.sheet.write_formula(place, complete_sum(f"{letter}{repeated}:{letter}{repeated}"), style, "")
            else:
                self.sheet.write_string(
                    place, column.total + FIT * (column.align == "left" and "{{" in column.total), style
                )
            if column.total:
                self.near_zero(column.number, place)
        self.row += 1

    def near_zero(self, number: str, cells: str) -> None:
        """Show numbers that their format rounds to zero without a sign, 0.0 and not -0.0, and amounts with their digits."""
        if number not in NEAR_ZERO:
            return
        style = self.look.book.add_format({"num_format": NEAR_ZERO[number]})
        least = LAST_DIGIT[number] * 0.9999999
        near = {"criteria": "between", "minimum": -least, "maximum": least}
        self.sheet.conditional_format(cells, {"type": "cell", **near, "format": style})

    def warn_below(self, least: float, cells: str) -> None:
        """Numbers that are shown as negative in the warm colour."""
        style = self.look.book.add_format({"font_color": WARM})
        self.sheet.conditional_format(cells, {"type": "cell", "criteria": "<", "value": least, "format": style})

    def key(self, cells: str, entries: Sequence[tuple[Color, str]]) -> None:
        """What the colours of a chart mean, in the cells of a header."""
        style = self.look.head("left", 1)
        parts: list[Any] = []
        for colour, text in entries:
            parts += [self.look.of(font_size=9, font_color=colour), "■", self.look.of(font_size=9, font_color=GREY)]
            parts.append(f" {text}    ")
        first, _, last = cells.partition(":")
        if last:
            self.sheet.merge_range(cells, "", style)
        self.sheet.write_rich_string(first, *parts, style)

    def name(self, row: int, text: str, height: float, *, letter: str = "B", **more: Any) -> None:
        """A name in a repeated row, on as many lines as it takes, the row at least so high."""
        self.sheet.set_row(row - 1, height)
        style = self.look.cell(align="left", text_wrap=True, **more)
        self.sheet.write_string(f"{letter}{row}", text + FIT, style)

    def small_bars(self, place: str, cells: str, *, from_zero: bool = True) -> None:
        """Small bars in a cell, the last one in the main colour; rates begin at their lowest, as they may be negative.

        Bars, because LibreOffice 7 prints no small lines.
        """
        options = {
            "location": place, "range": cells, "type": "column", "empty_cells": "gaps",
            "show_hidden": True, "series_color": SMALL_BARS, "last_point": True, "last_color": ACCENT,
            "negative_points": True, "negative_color": WARM,
        }  # fmt: skip
        self.sheet.add_sparkline(place, options | ({"min": 0} if from_zero else {"axis": True}))

    def print_setup(
        self, title: str, *, repeat: int | None = None, landscape: bool = False, tall: int = 0, foot: str = FOOT
    ) -> None:
        """One page wide on A4 and on Letter, centred, with page numbers; `tall` pages high, 0 for as many as it takes."""
        sheet = self.sheet
        sheet.set_paper(A4)
        if landscape:
            sheet.set_landscape()
        sheet.fit_to_pages(1, tall)
        sheet.set_margins(left=0.55, right=0.55, top=0.7, bottom=0.75)
        sheet.center_horizontally()
        sheet.print_area(f"A1:{self.last}{self.row - 1}")
        if repeat:
            sheet.repeat_rows(repeat - 1)
        grey = f"&8{PRINTED_GREY}"
        sheet.set_header(f"&L{grey}{title}&R{grey}&A", {"margin": 0.35})
        sheet.set_footer(f"&L{grey}{foot}&R{grey}Page &P of &N", {"margin": 0.35})


def sources(look: Look, title: str, *, of: str = "dataset", measure: str = MEASURE) -> None:
    """The sheet that says where the figures come from and how far to trust them; `of` is the view with the sources."""
    page = Page(look, "Sources", (1.5, 22, 62, 14, 12))
    page.heading("SOURCES AND STATUS", "Where the figures come from", title)
    page.illustrative()
    page.section("Data set")
    for label, text in (
        ("Data set", "{{ dataset.title }} ({{ dataset.name }})"),
        ("Vintage", "{{ dataset.vintage }}"),
        ("Status", "{{ dataset.status }}"),
        ("Licence", "{{ dataset.licence }}"),
        ("Measure", measure),
        ("Period", "{{ period.name }} ({{ period.label }})"),
    ):
        page.sheet.set_row(page.row - 1, 16)
        page.sheet.write_string(f"B{page.row}", label, look.cell(align="left", bold=True))
        page.across("C", page.last, text, look.cell(align="left"))
        page.row += 1
    page.skip()
    page.section("Sources")
    page.table(
        f"s in {of}.sources",
        (
            Column("", "{{ s.number }}", "0", align="left"),
            Column("Source", "{{ s.name }}", align="left"),
            Column("Status", "{{ s.status }}", align="left", indent=1),
            Column("Figures", "{{ s.count }}", "#,##0"),
        ),
        height=18,
    )
    page.skip()
    page.section("Notes")
    page.tag("{%row for note in notes %}")
    page.sheet.set_row(page.row - 1, 27)
    page.across("B", page.last, "{{ note }}", look.of(font_size=9.5, text_wrap=True))
    page.row += 1
    page.tag("{%row endfor %}")
    page.print_setup(title)


def opened(path: str, title: str, subject: str) -> xlsxwriter.Workbook:
    """A new workbook whose bytes depend on nothing but what is drawn."""
    from datetime import UTC, datetime

    book = xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties(
        {
            "title": title,
            "subject": subject,
            "author": "xlmarket",
            "company": "",
            "created": datetime(2026, 1, 1, tzinfo=UTC),
        }
    )
    book.use_custom_theme(io.StringIO(theme_xml(DEFAULT)))
    book.formats[0].set_font_name(FONT)
    book.formats[0].set_font_scheme("minor")
    book.formats[0].set_font_size(10)
    book.set_calc_mode("auto")
    return book
