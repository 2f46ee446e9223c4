"""The one look of all templates: colours of the theme, font and cell formats; every drawing module takes its formats here.

No colour is fixed: each is one of the theme or a shade of it, so that another theme gives another look.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import xlsxwriter
from xlsxwriter.color import Color
from xlsxwriter.format import Format

FONT = "Calibri"
PAPER = Color.theme(0, 0)
TEXT = Color.theme(1, 0)
GREY = Color.theme(1, 2)
FAINT = Color.theme(0, 4)
TINT = Color.theme(2, 0)
RULE = Color.theme(2, 1)
INK = Color.theme(3, 0)
ACCENT = Color.theme(4, 0)
ACCENT_TINT = Color.theme(4, 1)
LEFT = Color.theme(2, 2)
SMALL_BARS = Color.theme(1, 1)
WARM = Color.theme(5, 0)
WARM_TINT = Color.theme(5, 1)
WARM_SHADE = Color.theme(5, 3)
INPUT = Color.theme(6, 1)
SERIES = (INK, ACCENT, Color.theme(7, 0), Color.theme(6, 0), WARM, Color.theme(8, 0), LEFT)
"""Chart series, told apart by lightness as well as by hue; the last is what is left over."""
PRINTED_GREY = "&K01+034"
"""`GREY` in a header or footer: text 1, a third lighter."""

NUMBER = "[>=0.05]#,##0.0;[<=-0.05]-#,##0.0;0.0###"
HEADLINE = "[>=1000]#,##0;[<0]-#,##0.0;#,##0.0"
"""Amounts with one decimal; one that this would show as 0.0 gets as many as it takes, see `NEAR_ZERO`."""
AXIS = "[>=10]#,##0;[<0]-General;General"
"""A format with conditions has a section for what is negative: LibreOffice shows no sign in the last one."""
PERCENT = "0.0%"
RATE = "+0.0%;-0.0%;0.0%"
POINTS = "+0.0;-0.0;0.0"
FINE_POINTS = "+0.00;-0.00;0.00"
INDEX = "#,##0"
PLAIN = "0"
NEAR_ZERO = {
    RATE: "0.0%;0.0%;0.0%", POINTS: "0.0;0.0;0.0", FINE_POINTS: "0.00;0.00;0.00", NUMBER: "0.0###", HEADLINE: "0.0###",
}  # fmt: skip
"""How a format shows what is below its last digit: a rate without a sign, an amount with as many digits as it takes."""
LAST_DIGIT = {RATE: 0.0005, POINTS: 0.05, FINE_POINTS: 0.005, NUMBER: 0.05, HEADLINE: 0.05}
"""From where on a number in that format is not rounded to zero."""


class Look:
    """The formats of one workbook, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def of(self, **properties: Any) -> Format:
        """A format in the house font; the same properties give the same format."""
        full = {
            "font_name": FONT,
            "font_scheme": "minor",
            "font_size": 10,
            "font_color": TEXT,
            "valign": "vcenter",
        } | properties
        key = tuple(sorted(full.items()))
        if key not in self._made:
            self._made[key] = self.book.add_format(full)
        return self._made[key]

    @cached_property
    def kicker(self) -> Format:
        return self.of(font_size=9, bold=True, font_color=ACCENT, text_wrap=True)

    @cached_property
    def title(self) -> Format:
        return self.of(font_size=22, bold=True, font_color=INK, text_wrap=True)

    @cached_property
    def subtitle(self) -> Format:
        return self.of(font_size=11, font_color=GREY)

    @cached_property
    def section(self) -> Format:
        return self.of(font_size=9, bold=True, font_color=ACCENT, bottom=1, bottom_color=ACCENT, valign="bottom")

    @cached_property
    def lead(self) -> Format:
        return self.of(font_size=11, text_wrap=True, valign="top")

    @cached_property
    def note(self) -> Format:
        return self.of(font_size=8, font_color=GREY, text_wrap=True)

    @cached_property
    def tag(self) -> Format:
        """Rows that hold only a tag and vanish."""
        return self.of(font_size=8, font_color=FAINT, italic=True)

    @cached_property
    def warning(self) -> Format:
        return self.of(font_size=9, bold=True, font_color=WARM, bg_color=WARM_TINT, text_wrap=True, indent=1)

    def head(self, align: str = "right", indent: int = 0) -> Format:
        return self.of(
            indent=indent,
            font_size=9, bold=True, font_color=INK, text_wrap=True, align=align, valign="bottom",
            bottom=1, bottom_color=INK,
        )  # fmt: skip

    def cell(self, number: str = "General", align: str = "right", **more: Any) -> Format:
        fit = {"shrink": True} if number == NUMBER else {}
        line = {"font_size": 9.5, "num_format": number, "align": align, "bottom": 4, "bottom_color": RULE}
        return self.of(**line | fit | more)

    def total(self, number: str = "General", align: str = "right", indent: int = 0) -> Format:
        fit = {"shrink": True} if number == NUMBER else {}
        return self.of(
            **fit,
            font_size=9.5, bold=True, font_color=INK, num_format=number, align=align, indent=indent, text_wrap=align == "left",
            top=1, top_color=INK, bottom=1, bottom_color=INK,
        )  # fmt: skip

    def card(self, part: str, number: str = "General") -> Format:
        """One of the three lines of a headline figure: label, figure, remark."""
        ground: dict[str, Any] = {"bg_color": TINT, "indent": 1, "left": 1, "left_color": PAPER}
        match part:
            case "label":
                return self.of(
                    font_size=8.5,
                    font_color=GREY,
                    top=5,
                    top_color=ACCENT,
                    align="left",
                    valign="bottom",
                    shrink=True,
                    **ground,
                )
            case "figure":
                fit = {"shrink": True} if number == HEADLINE else {}
                return self.of(
                    font_size=20, bold=True, font_color=INK, num_format=number, align="left", **ground, **fit
                )
        return self.of(font_size=8, font_color=GREY, align="left", valign="top", shrink=True, **ground)
