"""`live`: a dashboard that its reader turns by three cells: region, measure, period. Every figure is one of our functions.

With `--formulas lambda` it calculates with nothing installed; the lists to choose from stand on the sheet Lists.
"""

from __future__ import annotations

from xlsxwriter.format import Format

from drawing import plots
from drawing.look import (
    ACCENT,
    FINE_POINTS,
    GREY,
    HEADLINE,
    INDEX,
    INK,
    INPUT,
    NUMBER,
    PAPER,
    PERCENT,
    PLAIN,
    RATE,
    RULE,
    TINT,
    Look,
)  # fmt: skip
from drawing.page import OF_DATASET, Card, Page, opened, sources

TITLE = "Live market dashboard"
WIDTHS = (1.5, 27, 14, 13, 13, 14, 12, 17)
ROWS = 12
"""How many members are shown; fewer leave empty rows."""

START = '{{ regions[0].name if regions and regions[0].count >= 4 else "World" }}'
HERE = "Chosen_Region,Chosen_Period"
TABLE = f'=MARKET_TABLE({HERE},{ROWS},"value,share,growth",Chosen_Measure,"headers=0; fill=n/a")'
LEADER = f'INDEX(MARKET_TABLE({HERE},1,"value",Chosen_Measure,"headers=0"),1,1)'
CARDS = (
    Card("B", "B", "Value", f'=MARKET_VALUE({HERE},Chosen_Measure,"fill=n/a")', HEADLINE,
         f'=MARKET_UNIT({HERE},Chosen_Measure)&", "&MARKET_PERIOD({HERE},Chosen_Measure)'),
    Card("C", "D", "Share of world", f'=MARKET_SHARE({HERE},,Chosen_Measure,"fill=n/a")', PERCENT, "of all markets"),
    Card("E", "F", "Growth", f'=MARKET_GROWTH({HERE},"YOY",Chosen_Measure,"fill=n/a")', RATE,
         "on the same period a year earlier"),
    Card("G", "G", "Concentration", f'=MARKET_CONCENTRATION({HERE},"HHI",Chosen_Measure,"fill=n/a")', INDEX,
         "HHI of 10,000"),
    Card("H", "H", "Largest market", f'=IFERROR({LEADER},"n/a")', "General",
         f'=IFERROR("rank "&MARKET_RANK({LEADER},Chosen_Period,,Chosen_Measure)&" in the world","")'),
)  # fmt: skip
HEADS = (
    ("Market", "left"), ("Value", "right"), ("Share of\nregion, %", "right"), ("Growth\nYoY, %", "right"),
    ("Change of share\npts in a year", "right"), ("Rank in\nthe world", "right"), ("Outlook", "left"),
)  # fmt: skip
AGO = 'INDEX(Year_Earlier,MATCH(Chosen_Period&"",Periods,0))'
OF_ROW = (
    (
        "F",
        f'MARKET_SHARE_CHANGE($B{{row}},{AGO},Chosen_Period,Chosen_Region,Chosen_Measure,"as=pp; fill=n/a")',
        FINE_POINTS,
    ),
    ("G", 'MARKET_RANK($B{row},Chosen_Period,,Chosen_Measure,"fill=n/a")', PLAIN),
    ("H", '_xlfn.IFNA(MARKET_OUTLOOK($B{row}),"")', "General"),
)


def draw(path: str) -> None:
    book = opened(path, TITLE, "Region, measure and period are chosen in three cells")
    look = Look(book)
    page = Page(look, "Dashboard", WIDTHS, tab=ACCENT)
    sources(look, TITLE)
    first, shares = _data(Page(look, "Data", (1.5, 26, 14, 14, 4, 26, 14)))
    _lists(Page(look, "Lists", (1.5, 40, 30), tab=GREY))
    _head(page)
    _cards(page)
    page.skip(8)
    _charts(page, first, shares)
    _members(page)
    page.print_setup(TITLE, tall=1)
    page.sheet.activate()
    book.close()


def _head(page: Page) -> None:
    """Title and the three cells that are chosen."""
    look, sheet = page.look, page.sheet
    page.skip(10)
    page.line(f"LIVE DASHBOARD{OF_DATASET}", look.kicker, 15)
    _formula(page, "B", page.last, "=MARKET_NAME(Chosen_Region)", look.title, 32)
    _formula(
        page,
        "B",
        page.last,
        '=MARKET_PERIOD(Chosen_Region,Chosen_Period,Chosen_Measure)&"  ·  "&Chosen_Measure',
        look.subtitle,
        18,
    )
    page.skip(6)
    page.illustrative()
    hint = look.of(font_size=8.5, font_color=GREY, valign="bottom")
    sheet.set_row(page.row - 1, 15)
    places = (("B", "B", "REGION"), ("C", "E", "MEASURE"), ("F", "G", "PERIOD"))
    for first, last, label in places:
        page.across(first, last, label, look.kicker)
    sheet.write_string(f"H{page.row}", "", hint)
    page.row += 1
    sheet.set_row(page.row - 1, 24)
    chosen = look.of(
        font_size=12,
        bold=True,
        font_color=INK,
        bg_color=INPUT,
        border=1,
        border_color=ACCENT,
        indent=1,
        num_format="@",
    )
    for (first, last, label), text, listed in zip(
        places, (START, "{{ metric.title }}", "{{ period.label }}"), ("Regions", "Measures", "Periods"), strict=True
    ):
        page.across(first, last, text, chosen)
        sheet.data_validation(
            f"{first}{page.row}",
            {
                "validate": "list",
                "source": f"={listed}",
                "input_title": label.capitalize(),
                "input_message": "Choose from the list: figures, table and charts follow.",
                "error_type": "information",
                "error_title": "Not in the list",
                "error_message": "What the figures do not hold shows as n/a.",
            },
        )
        page.look.book.define_name(f"Chosen_{label.capitalize()}", f"=Dashboard!${first}${page.row}")
    sheet.write_string(
        f"H{page.row}",
        '{{ "" if formulas == "values" else "◄ choose in these cells" }}',
        look.of(font_size=8.5, font_color=ACCENT, italic=True),
    )
    page.row += 1
    sheet.freeze_panes(page.row - 1, 0)
    page.skip(10)


def _formula(page: Page, first: str, last: str, formula: str, style: Format, height: float | None = None) -> None:
    """A formula over the columns from `first` to `last`; with a height it takes the row."""
    if first != last:
        page.sheet.merge_range(f"{first}{page.row}:{last}{page.row}", "", style)
    page.sheet.write_formula(f"{first}{page.row}", formula, style, "")
    if height is not None:
        page.sheet.set_row(page.row - 1, height)
        page.row += 1


def _cards(page: Page) -> None:
    for part, height in (("label", 18), ("figure", 30), ("remark", 17)):
        page.sheet.set_row(page.row - 1, height)
        for card in CARDS:
            text = getattr(card, part)
            is_name = part == "figure" and card.number == "General"
            style = page.look.card(part, card.number)
            if is_name:
                style = page.look.of(
                    font_size=13, bold=True, font_color=INK, align="left", shrink=True,
                    bg_color=TINT, indent=1, left=1, left_color=PAPER,
                )  # fmt: skip
            if part == "figure":
                page.near_zero(card.number, f"{card.first}{page.row}")
            if text.startswith("="):
                _formula(page, card.first, card.last, text, style)
            else:
                page.across(card.first, card.last, text, style)
        page.row += 1


def _data(page: Page) -> tuple[int, int]:
    """What the charts draw; gives the repeated row of the periods and the first row of the members."""
    look, sheet = page.look, page.sheet
    page.heading("DATA", "Figures behind the charts", "Region, measure and period as chosen on the sheet Dashboard")
    page.section("By period", last="D")
    sheet.set_row(page.row - 1, 30)
    for letter, text, align in zip("BCDFG", ("Period", "Value", "Chosen", "Market", "Share"), "lrrlr", strict=True):
        sheet.write_string(f"{letter}{page.row}", text, look.head("left" if align == "l" else "right"))
    sheet.write_string(f"F{page.row - 1}", "MEMBERS", look.section)
    sheet.write_blank(f"G{page.row - 1}", None, look.section)
    page.row += 1
    first = page.row
    value = "MARKET_VALUE(Chosen_Region,$B{row},Chosen_Measure)"
    sheet.write_string(f"B{first}", "{%cells for p in timeline | reverse %}{{ p.label }}", look.cell(align="left"))
    sheet.write_formula(f"C{first}", "=" + value.format(row=first), look.cell(NUMBER), "")
    chosen = f'=IF($B{first}=Chosen_Period&"",{value.format(row=first)},NA())'
    sheet.write_formula(f"D{first}", chosen, look.cell(NUMBER), "")
    sheet.write_string(f"E{first}", "{%cells endfor %}", look.of())
    shares = f'=MARKET_TABLE({HERE},{ROWS},"share",Chosen_Measure,"headers=0")'
    sheet.write_formula(f"F{first}", shares, look.cell(align="left"), "")
    for row in range(first, first + ROWS):
        if row > first:
            sheet.write_blank(f"F{row}", None, look.cell(align="left"))
        sheet.write_blank(f"G{row}", None, look.cell(PERCENT))
    page.row += ROWS
    page.print_setup(TITLE)
    return first, first


def _lists(page: Page) -> None:
    """What can be chosen, one list below the other."""
    look, sheet, book = page.look, page.sheet, page.look.book
    page.heading("LISTS", "What can be chosen", "Any other market, group or region with figures may be typed as well")

    def texts(*cells: str) -> str:
        """One row of cells from column B on; answers its number."""
        for letter, text in zip("BC", cells, strict=False):
            sheet.write_string(f"{letter}{page.row}", text, look.cell("@", "left"))
        page.row += 1
        return f"${page.row - 1}"

    page.section("Regions")
    first = texts("World")
    last = texts("{%row for r in regions %}{{ r.name }}{%row endfor %}")
    book.define_name("Regions", f"=Lists!$B{first}:$B{last}")
    page.skip(1)
    page.section("Measures")
    only = texts("{%row for m in metrics %}{{ m.title }}{%row endfor %}")
    book.define_name("Measures", f"=Lists!$B{only}:$B{only}")
    page.skip(1)
    page.section("Periods, each with that of a year earlier")
    only = texts("{%row for p in timeline %}{{ p.label }}", "{{ p.year_ago }}{%row endfor %}")
    book.define_name("Periods", f"=Lists!$B{only}:$B{only}")
    book.define_name("Year_Earlier", f"=Lists!$C{only}:$C{only}")
    page.print_setup(TITLE)


def _charts(page: Page, first: int, shares: int) -> None:
    book, sheet = page.look.book, page.sheet
    line = plots.line_over_mark(
        book,
        "Value by period",
        ("Value", f"=Data!$C${first}:$C${first}"),
        ("Chosen period", f"=Data!$D${first}:$D${first}"),
        f"=Data!$B${first}:$B${first}",
    )
    last = shares + ROWS - 1
    bars = plots.ranked(
        book, "Share of region", "Share", f"=Data!$F${shares}:$F${last}", f"=Data!$G${shares}:$G${last}"
    )
    for chart, letter, width, height in ((line, "B", 420, 285), (bars, "F", 305, 285)):
        chart.set_size({"width": width, "height": height})
        sheet.insert_chart(f"{letter}{page.row}", chart, {"object_position": 1})
    for _ in range(14):
        page.skip(16)


def _members(page: Page) -> None:
    look, sheet = page.look, page.sheet
    page.section("The largest markets of the region")
    sheet.set_row(page.row - 1, 30)
    for letter, (text, align) in zip("BCDEFGH", HEADS, strict=True):
        sheet.write_string(f"{letter}{page.row}", text, look.head(align, 2 if letter == "H" else 0))
    page.row += 1
    first = page.row
    numbers = dict(zip("BCDE", ("General", NUMBER, PERCENT, RATE), strict=True))
    for row in range(first, first + ROWS):
        sheet.set_row(row - 1, 18)
        for letter, number in numbers.items():
            style = look.of(font_size=9.5, num_format=number, align="left" if letter == "B" else "right")
            if row == first and letter == "B":
                sheet.write_formula(f"B{row}", TABLE, style, "")
            else:
                sheet.write_blank(f"{letter}{row}", None, style)
        for letter, formula, number in OF_ROW:
            style = look.of(
                font_size=9.5, num_format=number, align="left" if letter == "H" else "right", indent=2 * (letter == "H")
            )
            sheet.write_formula(f"{letter}{row}", f'=IF($B{row}="","",{formula.format(row=row)})', style, "")
    page.row += ROWS
    area = f"B{first}:H{page.row - 1}"
    ruled = look.book.add_format({"bottom": 4, "bottom_color": RULE})
    sheet.conditional_format(area, {"type": "formula", "criteria": f'=$B{first}<>""', "format": ruled})
    page.warn_below(-0.0005, f"E{first}:E{page.row - 1}")
    page.warn_below(-0.005, f"F{first}:F{page.row - 1}")
    page.skip(6)
    _formula(
        page, "B", page.last, '="Status: "&MARKET_FLAG(Chosen_Region,Chosen_Period,Chosen_Measure)&"."', look.note, 13
    )
    _formula(
        page, "B", page.last, '="Source: "&MARKET_SOURCE(Chosen_Region,Chosen_Period,Chosen_Measure)&"."', look.note, 24
    )
    page.line(
        "{{ dataset.title }}; {{ dataset.vintage }}; licence: {{ dataset.licence }}. n/a: no figure, or one without meaning;"
        " never zero, never guessed.",
        look.note,
        24,
    )
