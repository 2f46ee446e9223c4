"""`growth-waterfall`: from a year ago to now: what each market added to the growth of its region, or took away.

The chart is one of stacked bars, as every program draws them: what a bar floats on has no fill. It stands over the rows
of the table, a bar to a row, so the table is its key and holds its figures. The sheet Chart has it upright, for Excel 2016
and later as a waterfall with connecting lines, for other programs as stacked columns.
"""

from __future__ import annotations

from xlsxwriter.color import Color

from drawing import plots
from drawing.chartex import Waterfall, add_waterfall, drawing_of
from drawing.look import ACCENT, HEADLINE, INK, NUMBER, PAPER, PERCENT, POINTS, RATE, WARM, Look
from drawing.page import FIT, OF_DATASET, PERIOD, Card, Column, Page, opened, sources
from drawing.region_quarterly import NA, SCALED

TITLE = "Growth waterfall"
WIDTHS = (1.5, 28, 12, 12, 10, 12, 50)
AGO = "{{ period.year_ago | period if period.year_ago else 'a year ago' }}"
ROW = 26
CARDS = (
    Card("B", "B", "{{ metric.title }}", "{{ region.value" + SCALED + NA + " }}", HEADLINE, PERIOD),
    Card("C", "D", "Growth", "{{ region.growth" + NA + " }}", RATE, "on the same period a year earlier"),
    Card("E", "F", "Share of world", "{{ region.world_share" + NA + " }}", PERCENT, "of the total in {{ period.name }}"),
    Card("G", "G", "Contribution to the growth of the world", "{{ (region.contribution * 100)" + NA + " }}", POINTS, "{% if market_growth('World', period) is number %}points of {{ market_growth('World', period) | percent }}{% endif %}"),
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
    upright = Page(look, "Chart", (1.5, *(21,) * 6), tab=ACCENT)
    sources(look, TITLE)
    parts = _data(Page(look, "Data", (1.5, 28, 14, *(14,) * len(SERIES), 28)))
    _chart(upright, parts)
    page.heading(
        f"GROWTH WATERFALL{OF_DATASET}",
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
    of_2016 = Waterfall(f"Data!$B${parts}:$B${parts + 2}", f"Data!$C${parts}:$C${parts + 2}", 2, POINTS)
    add_waterfall(path, drawing_of(path, 2), of_2016)


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
        page.near_zero(column.number, f"{letter}{total}")
    sheet.write_blank(f"G{total}", None, look.total())
    page.row += 1
    page.warn_below(-0.0005, f"E{step}:E{step}")
    page.warn_below(-0.05, f"F{step}:F{step}")
    chart = plots.floating(look.book, f"=Data!$B${parts}:$B${parts + 2}", _series(parts))
    chart.set_size({"width": 340, "height": 10 + 26 * 4})
    sheet.insert_chart(f"G{header}", chart, {"object_position": 1, "x_offset": 8, "y_offset": 38})


KEY = ((ACCENT, "adds"), (WARM, "takes away"), (INK, "growth of the region"))


def _chart(page: Page, parts: int) -> None:
    """The same upright, on a page of its own."""
    page.sheet.write_string("A1", "{%sheet if bridge.steps %}", page.look.of(font_size=1, font_color=PAPER))
    page.heading(
        f"GROWTH WATERFALL{OF_DATASET}",
        "{{ region.name }}",
        f"{AGO} to {{{{ period.name }}}}  ·  {{{{ metric.title }}}}  ·  contribution to growth, points",
    )
    page.illustrative()
    place = page.row
    for _ in range(19):
        page.skip(18)
    page.line("Source: {{ dataset.title }}; {{ dataset.vintage }}; status: {{ dataset.status }}.", page.look.note, 14)
    chart = plots.standing(page.look.book, f"=Data!$K${parts}:$K${parts + 2}", _series(parts))
    chart.set_size({"width": 890, "height": 448})
    page.sheet.insert_chart(f"B{place}", chart, {"object_position": 1, "y_offset": 6})
    page.print_setup(TITLE, landscape=True, tall=1)


def _series(parts: int) -> list[tuple[str, str, Color | None]]:
    """The parts of the bars: over all steps, and the whole in the row below them."""
    return [
        (f"=Data!${letter}${parts - 2}", f"=Data!${letter}${parts}:${letter}${parts + 2}", colour)
        for letter, (_, _, colour) in zip("DEFGHIJ", SERIES, strict=True)
    ]


def _data(page: Page) -> int:
    """The parts of the bars; gives the row that is repeated. The whole stands in the second row after it."""
    page.heading("DATA", "Figures behind the bars", "{{ region.name }}  ·  points of growth")
    page.section("Steps")
    steps = [Column("Step", "{{ s.name }}", align="left"), Column("Contribution", "{{ s.points * 100 }}", POINTS)]
    steps += [Column(title, f"{{{{ s.{name} * 100 }}}}", POINTS) for title, name, _ in SERIES]
    steps.append(Column("Name and figure", LABEL, align="left", indent=1))
    parts = page.table("s in bridge.steps", steps, height=42)
    page.name(parts, LABEL, 27, letter="K", indent=1)
    page.sheet.set_row(page.row - 1, 27)
    for letter, column in zip("BCDEFGHIJK", steps, strict=True):
        style = page.look.total(column.number, column.align, column.indent)
        page.sheet.write_string(f"{letter}{page.row}", column.cell.replace("s.", "bridge.whole."), style)
    page.row += 1
    page.print_setup(TITLE, landscape=True)
    return parts


LABEL = "{{ s.name }}\n{{ s.points | points }}"
