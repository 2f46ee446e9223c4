"""`world-overview`: all regions, how concentrated the whole is, and the league table of the largest markets."""

from __future__ import annotations

from drawing import plots
from drawing.look import ACCENT, FINE_POINTS, HEADLINE, INDEX, NUMBER, PERCENT, PLAIN, POINTS, RATE, Look
from drawing.page import COUNT, MEASURE, OF_DATASET, PERIOD, Card, Column, Page, complete_sum, opened, sources
from drawing.region_quarterly import NA, SCALED, key

TITLE = "World overview"
WIDTHS = (1.5, 24, 12, 11, 11, 12, 12, 10, 17)
CARDS = (
    Card("B", "B", "{{ metric.title }}", "{{ world.value" + SCALED + NA + " }}", HEADLINE, PERIOD),
    Card("C", "D", "Growth", "{{ world.growth" + NA + " }}", RATE, "on the same period a year earlier"),
    Card("E", "F", "Four largest markets", "{{ world.cr4" + NA + " }}", PERCENT, "CR4, of " + COUNT.format("world.count")),
    Card("G", "H", "Concentration", "{{ world.hhi" + NA + " }}", INDEX, "HHI, to {{ world.hhi_high | round(0) | int if world.hhi_high else 'n/a' }} at most"),
    Card("I", "I", "Effective number", "{{ world.effective" + NA + " }}", "0.0", "of equal markets, at most"),
)  # fmt: skip
ROW = (
    Column("Value\n{{ scale.unit }}", "{{ m.value" + SCALED + NA + " }}", NUMBER),
    Column("Share of\nworld, %", "{{ m.world_share" + NA + " }}", PERCENT),
    Column("Growth\nYoY, %", "{{ m.growth" + NA + " }}", RATE),
    Column("Contribution\npts", "{{ (m.contribution * 100)" + NA + " }}", POINTS),
    Column("Share change\npts", "{{ (m.share_change * 100)" + NA + " }}", FINE_POINTS),
)
REGIONS = (
    Column("Region", "{{ m.name }}", align="left"),
    *ROW,
    Column("Markets", "{{ m.count }}", PLAIN),
    Column("Outlook", "{{ m.outlook }}", align="left", indent=1),
)
LEAGUE = (
    Column("Market", "{{ m.name }}", align="left"),
    *ROW,
    Column("Rank", "{{ m.rank" + NA + " }}", PLAIN),
    Column("Outlook", "{{ m.outlook }}", align="left", indent=1),
)

CONCENTRATION = (
    (
        "HHI is the sum of the squared shares in percent: 10,000 for one market, 10,000/n for n equal ones. Named"
        " markets only give the lower bound, {{ world.hhi | round(0) | int if world.hhi else 'n/a' }}; the rest taken"
        " as concentrated as it can be gives {{ world.hhi_high | round(0) | int if world.hhi_high else 'n/a' }}."
    ),
    "Effective number: how many equal markets would be as concentrated. CR4: the share of the four largest.",
)


def draw(path: str) -> None:
    book = opened(path, TITLE, "Regions, concentration and the largest markets")
    look = Look(book)
    page = Page(look, "Overview", WIDTHS, tab=ACCENT)
    sources(look, TITLE)
    blocks = _data(Page(look, "Data", (1.5, 24, *(14,) * 8)))
    page.heading(f"WORLD OVERVIEW{OF_DATASET}", "The world in {{ period.name }}", "{{ metric.title }}")
    page.illustrative()
    page.cards(CARDS)
    page.skip(10)
    page.line("{{ world.summary }}", look.lead, 33)
    page.skip(6)
    _charts(page, blocks)
    league = _tables(page)
    page.print_setup(TITLE, repeat=league)
    book.close()


def _data(page: Page) -> dict[str, int]:
    """The figures behind the charts; gives the row of each block that is repeated."""
    page.heading("DATA", "Figures behind the charts", MEASURE)
    page.section("By period")
    parts = [Column(f"{{{{ world.series[{n}] }}}}", f"{{{{ h.parts[{n}]{SCALED} }}}}", NUMBER) for n in range(7)]
    period = Column("Period", "{{ h.label }}", align="left")
    blocks = {
        "history": page.table(
            "h in world.history", [period, *parts, Column("World", "{{ h.value" + SCALED + " }}", NUMBER)]
        )
    }
    page.skip()
    page.section("Regions: share of world and growth")
    share = Column("Share of world", "{{ m.world_share }}", PERCENT)
    growth = Column("Growth", "{{ m.growth }}", RATE)
    region = Column("Region", "{{ m.name }}", align="left")
    blocks["regions"] = page.table("m in regions", [region, share, growth])
    page.print_setup(TITLE, landscape=True)
    return blocks


def _charts(page: Page, blocks: dict[str, int]) -> None:
    book, history, regions = page.look.book, blocks["history"], blocks["regions"]
    names = f"=Data!$B${regions}:$B${regions}"
    stack = plots.stacked(
        book,
        "Value by market",
        [f"=Data!${letter}${history - 2}" for letter in "CDEFGHI"],
        f"=Data!$B${history}:$B${history}",
        [f"=Data!${letter}${history}:${letter}${history}" for letter in "CDEFGHI"],
    )
    shares = plots.ranked(
        book, "Regions: share of world", f"=Data!$C${regions - 2}", names, f"=Data!$C${regions}:$C${regions}"
    )
    for chart, letter, width, height in ((stack, "B", 415, 212), (shares, "F", 372, 268)):
        chart.set_size({"width": width, "height": height})
        page.sheet.insert_chart(f"{letter}{page.row}", chart, {"object_position": 1})
    for _ in range(10):
        page.skip(16)
    key(page, "world", (("B", "B"), ("C", "E")))
    page.skip(6)


def _tables(page: Page) -> int:
    """Regions, the league table, and what concentration means; gives the header of the league table."""
    look = page.look
    page.section("Regions")
    regions = page.table("m in regions", REGIONS)
    page.line(
        "Regions overlap (the European Union lies in Europe, Egypt in Africa and the Middle East): do not add them up."
        " Contribution: points of the world's growth.",
        look.note,
        22,
    )
    page.section("The largest markets")
    league = page.table("m in world.largest", LEAGUE)
    for name in ("rest", "residual"):
        page.tag(f"{{%row if world.{name}.count %}}")
        _line(page, name)
        page.tag("{%row endif %}")
    _total(page, league)
    for row in (regions, league):
        page.warn_below(-0.0005, f"E{row}:E{row}")
        page.warn_below(-0.005, f"F{row}:G{row}")
    page.skip(6)
    page.section("Concentration")
    page.skip(4)
    for text in CONCENTRATION:
        page.line(text, look.note, 24)
    page.line("Source: {{ dataset.title }}; {{ dataset.vintage }}; status: {{ dataset.status }}.", look.note, 24)
    return league - 2


def _line(page: Page, name: str) -> None:
    """What the league table leaves out, so that it adds up to the world."""
    cells = [f"{{{{ world.{name}.name }}}}"]
    cells += [column.cell.replace("m.", f"world.{name}.") for column in ROW]
    for letter, text, number in zip("BCDEFG", cells, ("General", *(column.number for column in ROW)), strict=True):
        style = page.look.cell(number, "left" if letter == "B" else "right", italic=True)
        page.sheet.write_string(f"{letter}{page.row}", text.replace(' | default("n/a")', ' | default("")'), style)
        page.near_zero(number, f"{letter}{page.row}")
    for letter in "HI":
        page.sheet.write_blank(f"{letter}{page.row}", None, page.look.cell())
    page.row += 1


def _total(page: Page, league: int) -> None:
    """The total, by formula over the league table and what it leaves out."""
    look, sheet, row = page.look, page.sheet, page.row
    sheet.set_row(row - 1, 18)
    sheet.write_string(f"B{row}", "World", look.total(align="left"))
    for letter, number in zip("CDFG", (NUMBER, PERCENT, POINTS, FINE_POINTS), strict=True):
        sheet.write_formula(
            f"{letter}{row}", complete_sum(f"{letter}{league}:{letter}{row - 1}"), look.total(number), ""
        )
        page.near_zero(number, f"{letter}{row}")
    sheet.write_string(f"E{row}", "{{ world.growth" + NA + " }}", look.total(RATE))
    page.near_zero(RATE, f"E{row}")
    for letter in "HI":
        sheet.write_blank(f"{letter}{row}", None, look.total())
    page.row += 1
