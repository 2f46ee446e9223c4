"""`market-profile`: one market, its history and rank, what is expected of it, and what helps and hinders it."""

from __future__ import annotations

from drawing import plots
from drawing.look import ACCENT, AXIS, HEADLINE, INK, NUMBER, PERCENT, PLAIN, POINTS, RATE, WARM, WARM_SHADE, Look
from drawing.page import COUNT, MEASURE, OF_DATASET, PERIOD, Card, Column, Page, opened, sources
from drawing.region_quarterly import NA, SCALED

TITLE = "Market profile"
WIDTHS = (1.5, 28, 12, 12, 12, 12, 12, 12, 15)
CARDS = (
    Card("B", "B", "{{ metric.title }}", "{{ market.value" + SCALED + NA + " }}", HEADLINE, PERIOD),
    Card("C", "D", "Growth", "{{ market.growth" + NA + " }}", RATE, "on the same period a year earlier"),
    Card(
        "E", "F", "Share of world", "{{ market.world_share" + NA + " }}", PERCENT, "of the total in {{ period.name }}"
    ),
    Card(
        "G",
        "H",
        "World rank",
        "{{ market.rank" + NA + " }}",
        PLAIN,
        "{% if market.rank is number %}of "
        + COUNT.format("market.among")
        + "{% else %}no rank among markets{% endif %}",
    ),
    Card("I", "I", "Opportunity", "{{ market.score" + NA + " }}", PLAIN, "score, 0 to 100"),
)
HISTORY = (
    Column("Period", "{{ h.name }}", align="left"),
    Column("Value\n{{ scale.unit }}", "{{ h.value" + SCALED + NA + " }}", NUMBER),
    Column("Share of\nworld, %", "{{ h.share" + NA + " }}", "0.00%"),
    Column("Growth\nYoY, %", "{{ h.growth" + NA + " }}", RATE),
    Column("Growth of\nworld, %", "{{ h.world_growth" + NA + " }}", RATE),
    Column("Ahead of\nworld, pts", "{{ ((h.growth - h.world_growth) * 100)" + NA + " }}", POINTS),
    Column("World\nrank", "{{ h.rank" + NA + " }}", PLAIN),
    Column("World\n{{ scale.unit }}", "{{ h.world_value" + SCALED + NA + " }}", NUMBER),
)
FACTORS = (
    Column("Indicator", "{{ f.name }}", align="left"),
    Column("Figure", "{{ f.value" + NA + " }}", "[>=1000]#,##0;[>=100]0;0.00"),
    Column("Rank", "{{ f.rank" + NA + " }}", PLAIN),
    Column("of countries", "{{ f.among }}", PLAIN),
    Column("Score,\n0 to 1", "{{ f.score" + NA + " }}", "0.00"),
    Column("Unit", "{{ f.unit }}", align="left", indent=1),
    Column("", ""),
    Column("Counts as", "{{ f.group }}", align="left", indent=1),
)


def draw(path: str) -> None:
    book = opened(path, TITLE, "History, rank, forecast, factors and barriers of one market")
    look = Look(book)
    page = Page(look, "Profile", WIDTHS, tab=ACCENT)
    sources(look, TITLE)
    blocks = _data(Page(look, "Data", (1.5, 24, *(14,) * 5)))
    page.heading(f"MARKET PROFILE{OF_DATASET}", "{{ market.name }}", "{{ period.name }}  ·  {{ metric.title }}")
    page.illustrative()
    page.cards(CARDS)
    page.skip(10)
    page.line("{{ market.summary }}", look.lead, 33)
    page.tag("{%row if market.groups or market.outlook %}")
    page.line(
        "Region: {{ market.groups or 'none' }}  ·  Outlook: {{ market.outlook or 'none given' }}", look.subtitle, 18
    )
    page.tag("{%row endif %}")
    page.skip(6)
    _charts(page, blocks)
    _tables(page)
    page.print_setup(TITLE, tall=1)
    book.close()


def _data(page: Page) -> dict[str, int]:
    """The figures behind the charts; gives the row of each block that is repeated."""
    page.heading("DATA", "Figures behind the charts", "{{ market.name }}  ·  " + MEASURE)
    page.section("Figures and forecast")
    path = [Column("Period", "{{ p.label }}", align="left")]
    path += [Column(head, f"{{{{ p.{name}{SCALED} }}}}", NUMBER) for head, name in PATH]
    blocks = {"path": page.table("p in market.path", path)}
    page.skip()
    page.section("Growth on the same period a year earlier")
    growth = [
        Column("Period", "{{ h.label }}", align="left"),
        Column("{{ market.name }}", "{{ " + plots.or_gap("h.growth") + " }}", RATE),
    ]
    blocks["growth"] = page.table(
        "h in market.growth_history", [*growth, Column("World", "{{ " + plots.or_gap("h.world_growth") + " }}", RATE)]
    )
    page.print_setup(TITLE)
    return blocks


PATH = (("Figures", "figure"), ("Forecast", "forecast"), ("Lower bound", "low"), ("Upper bound", "high"))


def _charts(page: Page, blocks: dict[str, int]) -> None:
    book, path, growth = page.look.book, blocks["path"], blocks["growth"]

    def series(row: int, letters: str) -> list[tuple[str, str]]:
        return [(f"=Data!${letter}${row - 2}", f"=Data!${letter}${row}:${letter}${row}") for letter in letters]

    values = plots.lines(
        book,
        "Value and forecast",
        series(path, "CDEF"),
        f"=Data!$B${path}:$B${path}",
        AXIS,
        colours=(INK, WARM, WARM_SHADE, WARM_SHADE),
        dashes=("solid", "solid", "dash", "dash"),
        key=0.33,
        left=0.1,
        tilted=True,
    )
    rates = plots.lines(
        book, "Growth on a year earlier", series(growth, "CD"), f"=Data!$B${growth}:$B${growth}", key=0.45, left=0.09
    )
    for chart, letter, width in ((values, "B", 460), (rates, "F", 372)):
        chart.set_size({"width": width, "height": 232})
        page.sheet.insert_chart(f"{letter}{page.row}", chart, {"object_position": 1})
    for _ in range(11):
        page.skip(16)


def _tables(page: Page) -> None:
    look = page.look
    page.section("History")
    repeated = page.table("h in market.history", HISTORY)
    page.warn_below(-0.0005, f"E{repeated}:F{repeated}")
    page.warn_below(-0.05, f"G{repeated}:G{repeated}")
    page.skip(6)
    page.section("Forecast: calculated, not published")
    page.tag("{%row if market.forecast %}")
    page.table(
        "o in market.forecast",
        (
            Column("Period", "{{ o.name }}", align="left"),
            Column("Expected\n{{ scale.unit }}", "{{ o.value" + SCALED + NA + " }}", NUMBER),
            Column("Lower\nbound", "{{ o.low" + SCALED + NA + " }}", NUMBER),
            Column("Upper\nbound", "{{ o.high" + SCALED + NA + " }}", NUMBER),
        ),
    )
    page.tag("{%row endif %}")
    page.line("{{ market.forecast_note }}", look.note, 26)
    page.section("Factors and barriers")
    page.tag("{%row if market.factors %}")
    page.table("f in market.factors", FACTORS)
    page.line(
        "Of every indicator more is better. Score: 0 is the worst and 1 the best of the countries that have the figure.",
        look.note,
        20,
    )
    page.tag("{%row else %}")
    page.line(
        "The data set has no indicators of population, consumption, logistics, payment, customs or law.", look.note, 16
    )
    page.tag("{%row endif %}")
    page.line("Source: {{ dataset.title }}; {{ dataset.vintage }}; status: {{ dataset.status }}.", look.note, 24)
