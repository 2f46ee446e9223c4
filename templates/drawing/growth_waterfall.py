"""`growth-waterfall`: from a year ago to now: what each market added to the growth of its region, or took away.

The chart is one of stacked bars, as every program draws them: what a bar floats on has no fill. It stands over the rows
of the table, a bar to a row, so the table is its key and holds its figures.
"""

from __future__ import annotations

from drawing import plots
from drawing.look import ACCENT, HEADLINE, INK, NUMBER, PERCENT, POINTS, RATE, WARM, Look
from drawing.page import FIT, PERIOD, Card, Column, Page, opened, sources
from drawing.region_quarterly import NA, SCALED

TITLE = "Growth waterfall"
WIDTHS = (1.5, 28, 12, 12, 10, 12, 50)
AGO = "{{ period.year_ago | period if period.year_ago else 'a year ago' }}"
ROW = 26
CARDS = (
    Card("B", "B", "{{ metric.title }}", "{{ region.value" + SCALED + NA + " }}", HEADLINE, PERIOD),
    Card("C", "D", "Growth", "{{ region.growth" + NA + " }}", RATE, "on the same period a year earlier"),
    Card("E", "F", "Share of world", "{{ region.world_share" + NA + " }}", PERCENT, "of the total in {{ period.name }}"),
    Card("G", "G", "Contribution to the growth of the world", "{{ (region.contribution * 100)" + NA + " }}", POINTS, "points of {{ market_growth('World', period) | percent | default('n/a') }}"),
)  # fmt: skip
COLUMNS = (
    Column("Market", "{{ s.name }}", align="left"),
    Column(AGO + "\n{{ scale.unit }}", "{{ s.before" + SCALED + NA + " }}", NUMBER),
    Column("{{ period.name }}\n{{ scale.unit }}", "{{ s.after" + SCALED + NA + " }}", NUMBER),
    Column("Growth\nYoY, %", "{{ s.growth" + NA + " }}", RATE),
    Column("Contribution\npts", "{{ (s.points * 100)" + NA + " }}", POINTS),
)
SERIES = (
    ("Floor, not drawn", "floor_above", None),
    ("Floor below zero, not drawn", "floor_below", None),
    ("Adds", "rise_above", ACCENT),
    ("Adds, below zero", "rise_below", ACCENT),
    ("Takes away", "fall_above", WARM),
    ("Takes away, below zero", "fall_below", WARM),
    ("Growth of the region", "whole", INK),
)
NOTE = (
    "Contribution: points of the growth of {{ region.name }} that come from the market; each bar begins where the one above"
    " it ends. {{ bridge.note }} {{ region.basis }} n/a: no figure, or one without meaning."
)


def draw(path: str) -> None:
    book = opened(path, TITLE, "What each market added to the growth of its region")
    look = Look(book)
    page = Page(look, "Waterfall", WIDTHS, tab=ACCENT)
    sources(look, TITLE)
    parts = _data(Page(look, "Data", (1.5, 28, 14, *(14,) * len(SERIES))))
    page.heading(
        "CROSS-BORDER MARKETS  ·  GROWTH WATERFALL",
        "{{ region.name }}",
        "{{ AGO }} to {{ period.name }}  ·  {{ metric.title }}".replace("{{ AGO }}", AGO),
    )
    page.illustrative()
    page.cards(CARDS)
    page.skip(10)
    page.line("{{ region.summary }}", look.lead, 33)
    page.skip(6)
    page.section("What the growth is made of")
    page.tag("{%row if bridge.steps %}")
    _bridge(page, parts)
    page.tag("{%row else %}")
    page.skip(6)
    page.line(
        "{{ region.name }} has no growth in {{ period.name }}: {{ WHY }}".replace("{{ WHY }}", WHY), look.lead, 33
    )
    page.tag("{%row endif %}")
    page.skip(6)
    page.line(NOTE, look.note, 24)
    page.line("Source: {{ dataset.title }}; {{ dataset.vintage }}; status: {{ dataset.status }}.", look.note, 14)
    page.print_setup(TITLE, tall=1)
    book.close()


WHY = "there is no figure to compare with. The sheet Sources says why."


def _bridge(page: Page, parts: int) -> None:
    """The table, and over its last column the bars: from the foot of the header to the foot of the total."""
    look, sheet = page.look, page.sheet
    header = page.row
    step = page.table("s in bridge.steps", COLUMNS)
    page.name(step, "{{ s.name }}", ROW)
    sheet.write_blank(f"G{step}", None, look.cell())
    page.key(f"G{header}", KEY)
    total = page.row
    sheet.set_row(total - 1, ROW)
    for letter, column in zip("BCDEF", COLUMNS, strict=True):
        text = column.cell.replace("s.", "bridge.whole.") + FIT * (column.align == "left")
        sheet.write_string(f"{letter}{total}", text, look.total(column.number, column.align))
        page.unsign(column.number, f"{letter}{total}")
    sheet.write_blank(f"G{total}", None, look.total())
    page.row += 1
    page.warn_below(-0.0005, f"E{step}:E{step}")
    page.warn_below(-0.05, f"F{step}:F{step}")
    chart = plots.floating(
        look.book,
        f"=Data!$B${parts}:$B${parts}",
        [
            (f"=Data!${letter}${parts - 2}", f"=Data!${letter}${parts}:${letter}${parts}", colour)
            for letter, (_, _, colour) in zip("DEFGHIJ", SERIES, strict=True)
        ],
    )
    chart.set_size({"width": 340, "height": 10 + 26 * 4})
    sheet.insert_chart(f"G{header}", chart, {"object_position": 1, "x_offset": 8, "y_offset": 38})


KEY = ((ACCENT, "adds"), (WARM, "takes away"), (INK, "growth of the region"))


def _data(page: Page) -> int:
    """The parts of the bars; gives the row that is repeated."""
    page.heading("DATA", "Figures behind the bars", "{{ region.name }}  ·  points of growth as fractions")
    page.section("Steps")
    steps = [Column("Step", "{{ s.name }}", align="left"), Column("Contribution", "{{ s.points }}", FRACTION)]
    steps += [Column(title, f"{{{{ s.{name} }}}}", FRACTION) for title, name, _ in SERIES]
    parts = page.table("s in bridge.steps + (bridge.whole,)", steps, height=42)
    page.print_setup(TITLE, landscape=True)
    return parts


FRACTION = "0.0000"
