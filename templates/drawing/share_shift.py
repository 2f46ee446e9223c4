"""`share-shift`: who won share of a region and who lost it, market by market and period by period, as a heat map."""

from __future__ import annotations

from drawing import plots
from drawing.look import ACCENT, FINE_POINTS, LEFT, PAPER, PERCENT, WARM, Look
from drawing.page import MEASURE, OF_DATASET, Column, Page, opened, sources
from drawing.region_quarterly import NA

TITLE = "Share shift"
WIDTHS = (1.5, 28, *(9.5,) * 8, 11)
PERIODS = 8
GREW = 'region.history | selectattr("growth", "number") | list'
SHOWN = f"region.history[-{PERIODS}:]"
AGO = "{{ period.year_ago | period if period.year_ago else 'a year ago' }}"
SHIFT = "market_share_change(m, h.year_ago, h.label, region)"
NOTE = (
    "Change of a market's share of {{ region.name }}, in percentage points, on the same period a year earlier: gains in the"
    " main colour, losses in the warm one, white at zero."
    " Empty: no figure a year earlier."
)


def draw(path: str) -> None:
    book = opened(path, TITLE, "Changes of share by market and period")
    look = Look(book)
    page = Page(look, "Shift", WIDTHS, tab=ACCENT)
    sources(look, TITLE)
    top = _data(Page(look, "Data", (1.5, 28, 16, 16)))
    page.heading(f"SHARE SHIFT{OF_DATASET}", "{{ region.name }}", "{{ period.name }}  ·  {{ metric.title }}")
    page.illustrative()
    page.line("{{ region.summary }}", look.lead, 33)
    page.skip(6)
    _chart(page, top)
    page.section("Change of share of the region in a year, points")
    page.tag(f"{{%row if {GREW} %}}")
    header = _matrix(page)
    page.tag("{%row else %}")
    page.skip(6)
    page.line("No change to show: {{ region.name }} has no figure in a period and a year before it.", look.lead, 18)
    page.tag("{%row endif %}")
    page.skip(6)
    page.line(NOTE, look.note, 24)
    page.line("{{ region.basis }}", look.note, 24)
    page.line("Source: {{ dataset.title }}; {{ dataset.vintage }}; status: {{ dataset.status }}.", look.note, 14)
    page.print_setup(TITLE, repeat=header)
    book.close()


def _matrix(page: Page) -> int:
    """Markets down, periods across; gives the row of the header."""
    look, sheet = page.look, page.sheet
    header, row = page.row, page.row + 2
    last = chr(ord("C") + PERIODS)
    columns = [Column("Market", "{{ m.name }}", align="left")]
    columns += [Column(head, cell, FINE_POINTS, align="center") for head, cell in map(_period, range(PERIODS))]
    columns.append(Column("Share now\n%", "{{ m.share" + NA + " }}", PERCENT))
    page.table("m in region.members", columns)
    page.name(row, "{{ m.name }}", 18, bold=True)
    for number in range(PERIODS):
        style = look.of(font_size=9.5, num_format=FINE_POINTS, align="center", border=1, border_color=PAPER)
        sheet.write_string(f"{chr(ord('C') + number)}{row}", _period(number)[1], style)
    cells = f"$C${row}:${chr(ord(last) - 1)}${row}"
    widest = f"1.4*MAX(MAX({cells}),-MIN({cells}),0.01)"
    heat = {
        "type": "3_color_scale", "min_color": WARM, "mid_color": PAPER, "max_color": ACCENT,
        "min_type": "formula", "min_value": f"=-{widest}",
        "mid_type": "num", "mid_value": 0,
        "max_type": "formula", "max_value": f"={widest}",
    }  # fmt: skip
    sheet.conditional_format(cells.replace("$", ""), heat)
    return header


def _period(number: int) -> tuple[str, str]:
    """The head and the cell of a column, the latest period last; with a short history the last ones are empty."""
    there = f"region.history | length > {number}"
    moment = f"{SHOWN}[{number}]"
    head = f"{{{{ {moment}.label if {there} else '' }}}}"
    shift = SHIFT.replace("h.", f"{moment}.")
    figure = f"{{{{ ({shift} * 100 if {there} and {moment}.year_ago else none) | default('') }}}}"
    return head, figure


def _chart(page: Page, top: int) -> None:
    """The shares of the ten largest markets, then and now: the bars of a market stand beside its figures."""
    look, sheet = page.look, page.sheet
    page.section("Share of the region, the largest markets")
    header = page.row
    columns = (
        Column("Market", "{{ m.name }}", align="left"),
        Column(AGO + "\n%", "{{ (market_share(m, period.year_ago, region) if period.year_ago else none)" + NA + " }}", PERCENT),
        Column("{{ period.name }}\n%", "{{ m.share" + NA + " }}", PERCENT),
    )  # fmt: skip
    row = page.table("m in region.top", columns)
    page.name(row, "{{ m.name }}", 26, bold=True)
    for letter in "EFGHIJK":
        sheet.write_blank(f"{letter}{row}", None, look.cell())
    page.key(f"E{header}:K{header}", ((LEFT, AGO), (ACCENT, "{{ period.name }}")))
    page.skip(8)
    series = [
        (f"=Data!${letter}${top - 2}", f"=Data!${letter}${top}:${letter}${top}", colour)
        for letter, colour in (("C", LEFT), ("D", ACCENT))
    ]
    chart = plots.clustered(look.book, f"=Data!$B${top}:$B${top}", series)
    chart.set_size({"width": 490, "height": 2 + 20 + 36 + 20})
    sheet.insert_chart(f"E{header}", chart, {"object_position": 1, "x_offset": 8, "y_offset": 38})


def _data(page: Page) -> int:
    """The shares behind the bars; gives the repeated row."""
    page.heading("DATA", "Figures behind the bars", "{{ region.name }}  ·  " + MEASURE)
    page.section("Share of the region")
    before = "{{ market_share(m, period.year_ago, region) if period.year_ago else none }}"
    columns = (
        Column("Market", "{{ m.name }}", align="left"),
        Column(AGO, before, PERCENT),
        Column("{{ period.name }}", "{{ m.share }}", PERCENT),
    )
    top = page.table("m in region.top", columns, height=20)
    page.print_setup(TITLE)
    return top
