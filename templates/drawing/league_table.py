"""`league-table`: the markets of a region by rank, with what moved: places, growth, share, and twelve periods as a line."""

from __future__ import annotations

from drawing.look import ACCENT, ACCENT_TINT, FINE_POINTS, GREY, NUMBER, PERCENT, PLAIN, POINTS, RATE, WARM, Look
from drawing.page import OF_DATASET, Column, Page, opened, sources
from drawing.region_quarterly import NA, SCALED

TITLE = "League table"
WIDTHS = (1.5, 6, 7, 8, 26, 11, 14, 9, 11.5, 11, 1.5, 17, 3, 10)
LAST = "L"
"""The last column that shows. N, once per period, is hidden and holds what the small bars draw."""

PLACES = "+0;-0;0"
BEFORE = "{{ (market_rank(m, period.year_ago, region) if period.year_ago else none)" + NA + " }}"
CHANGE = "market_share_change({0}, period.year_ago, period, region)"
COLUMNS = (
    Column("Rank", "{{ m.rank" + NA + " }}", PLAIN, align="center"),
    Column("A year\nago", BEFORE, PLAIN, align="center"),
    Column("Places", "", PLACES),
    Column("Market", "{{ m.name }}", total="{{ region.total_label }}", align="left", indent=1),
    Column("Value\n{{ scale.unit }}", "{{ m.value" + SCALED + NA + " }}", NUMBER, "sum"),
    Column("Share of\nregion, %", "{{ m.share" + NA + " }}", PERCENT, "sum"),
    Column("Growth\nYoY, %", "{{ m.growth" + NA + " }}", RATE, "{{ region.growth" + NA + " }}"),
    Column("Contribution\npts", "{{ (m.contribution * 100)" + NA + " }}", POINTS, "sum"),
    Column(
        "Share\nchange, pts",
        "{{ (" + CHANGE.format("m") + " * 100 if period.year_ago else none)" + NA + " }}",
        FINE_POINTS,
    ),
    Column("", ""),
    Column(
        "{% if periods | length > 1 %}Value, {{ periods[0] | period('short') }}\nto {{ period | period('short') }}{% endif %}",
        "",
        align="left",
    ),
)
NOTE = (
    "Rank and share are within {{ region.name }}; places, growth and changes of share are on"
    " {{ period.year_ago | period if period.year_ago else 'a year earlier' }}; contribution: points of the region's growth."
    " Small bars have a scale of their own each. n/a: no figure, or one without meaning."
)


def draw(path: str) -> None:
    book = opened(path, TITLE, "The markets of a region by rank, and how they moved")
    look = Look(book)
    page = Page(look, "League", WIDTHS, tab=ACCENT)
    page.last = LAST
    sources(look, TITLE)
    page.heading(f"LEAGUE TABLE{OF_DATASET}", "{{ region.name }}", "{{ period.name }}  ·  {{ metric.title }}")
    page.illustrative()
    page.line("{{ region.summary }}", look.lead, 33)
    page.skip(6)
    page.section("Markets by rank")
    header = page.row
    repeated = page.table("m in region.members", COLUMNS, total=True)
    _market(page, repeated)
    _moves(page, repeated)
    _bars(page, repeated)
    _lines(page, header, repeated)
    page.skip(6)
    page.line(NOTE, look.note, 24)
    page.line("{{ region.basis }}", look.note, 24)
    page.line("Source: {{ dataset.title }}; {{ dataset.vintage }}; status: {{ dataset.status }}.", look.note, 14)
    page.print_setup(TITLE, repeat=header)
    book.close()


def _market(page: Page, row: int) -> None:
    page.name(row, "{{ m.name }}", 18, letter="E", indent=1, bold=True)


def _moves(page: Page, row: int) -> None:
    """The places won and lost: a formula over the two ranks, with a grey arrow, so that it goes with every palette."""
    style = page.look.cell(PLACES, font_color=GREY)
    page.sheet.write_formula(f"D{row}", f'=IF(COUNT(B{row}:C{row})=2,C{row}-B{row},"")', style, "")
    arrows = {
        "type": "icon_set",
        "icon_style": "3_arrows_gray",
        "icons": [{"criteria": ">=", "type": "number", "value": 1}, {"criteria": ">=", "type": "number", "value": 0}],
    }
    page.sheet.conditional_format(f"D{row}:D{row}", arrows)
    page.warn_below(-0.0005, f"H{row}:H{row}")
    page.warn_below(-0.05, f"I{row}:I{row}")
    page.warn_below(-0.005, f"J{row}:J{row}")


def _bars(page: Page, row: int) -> None:
    bar = {
        "type": "data_bar", "bar_solid": True, "bar_color": ACCENT_TINT, "bar_border_color": ACCENT_TINT,
        "bar_negative_color": WARM, "bar_negative_border_color": WARM, "bar_axis_color": GREY,
        "min_type": "num", "min_value": 0, "data_bar_2010": True,
    }  # fmt: skip
    page.sheet.conditional_format(f"G{row}:G{row}", bar)


def _lines(page: Page, header: int, row: int) -> None:
    """Small bars per market, and the hidden figures they draw."""
    sheet, look = page.sheet, page.look
    sheet.set_column("N:N", WIDTHS[-1], look.of(), {"hidden": True})
    head = "{%col for p in periods %}{{ p }}{%col endfor %}"
    sheet.write_string(f"N{header}", head, look.head("right"))
    sheet.write_string(
        f"N{row}",
        "{{ market_value(m, p)" + SCALED + " if periods | length > 1 else none }}",
        look.cell(NUMBER, font_color=GREY),
    )
    page.small_bars(f"L{row}", f"N{row}:N{row}")
