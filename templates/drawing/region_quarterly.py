"""`region-quarterly`: one region in one quarter, its members, and how they moved over twelve quarters."""

from __future__ import annotations

from collections.abc import Sequence

from drawing import plots
from drawing.look import ACCENT, FAINT, FINE_POINTS, HEADLINE, INDEX, NUMBER, PERCENT, PLAIN, POINTS, RATE, SERIES, Look
from drawing.page import COUNT, MEASURE, OF_DATASET, PERIOD, Card, Column, Page, opened, sources

TITLE = "Regional market report"
WIDTHS = (1.5, 24, 12, 10, 10, 10, 11, 11, 8, 15)
NA = ' | default("n/a")'
SCALED = " | over(scale.by)"
CARDS = (
    Card("B", "B", "{{ metric.title }}", "{{ region.value" + SCALED + NA + " }}", HEADLINE, PERIOD),
    Card("C", "D", "Growth", "{{ region.growth" + NA + " }}", RATE, "on the same period a year earlier"),
    Card(
        "E",
        "F",
        "Share of world",
        "{{ region.world_share" + NA + " }}",
        PERCENT,
        "of the total in {{ period.name }}",
    ),
    Card(
        "G",
        "H",
        "Change of share",
        "{{ (region.share_change * 100)" + NA + " }}",
        FINE_POINTS,
        "share points in a year",
    ),
    Card(
        "I",
        "J",
        "Concentration",
        "{{ region.hhi" + NA + " }}",
        INDEX,
        "{% if region.count %}HHI of 10,000; "
        + COUNT.format("region.count")
        + "{% else %}no members with figures{% endif %}",
    ),
)
MEMBERS = (
    Column("Market", "{{ m.name }}", total="{{ region.total_label }}", align="left"),
    Column("Value\n{{ scale.unit }}", "{{ m.value" + SCALED + NA + " }}", NUMBER, "sum"),
    Column("Share of\nregion, %", "{{ m.share" + NA + " }}", PERCENT, "sum"),
    Column("Share of\nworld, %", "{{ m.world_share" + NA + " }}", PERCENT, "sum"),
    Column("Growth\nYoY, %", "{{ m.growth" + NA + " }}", RATE, "{{ region.growth" + NA + " }}"),
    Column("Contribution\npts", "{{ (m.contribution * 100)" + NA + " }}", POINTS, "sum"),
    Column("World share\nchange, pts", "{{ (m.share_change * 100)" + NA + " }}", FINE_POINTS, "{{ (region.share_change * 100)" + NA + " }}"),
    Column("Rank", "{{ m.rank" + NA + " }}", PLAIN),
    Column("Outlook", "{{ m.outlook }}", align="left", indent=1),
)  # fmt: skip


def draw(path: str) -> None:
    book = opened(path, TITLE, "Sales, shares, growth and ranks of the markets of a region")
    look = Look(book)
    page = Page(look, "Report", WIDTHS, tab=ACCENT)
    sources(look, TITLE)
    data = Page(look, "Data", (1.5, 12, *(14,) * 10))
    blocks = _data(data)
    page.heading(f"REGIONAL REPORT{OF_DATASET}", "{{ region.name }}", "{{ period.name }}  ·  {{ metric.title }}")
    page.illustrative()
    page.cards(CARDS)
    page.skip(10)
    page.line("{{ region.summary }}", look.lead, 33)
    page.skip(6)
    _charts(page, blocks)
    header = _members(page)
    page.print_setup(TITLE, repeat=header)
    book.close()


def _data(page: Page) -> dict[str, int]:
    """The figures behind the charts; gives the row of each block that is repeated."""
    page.heading("DATA", "Figures behind the charts", "{{ region.name }}  ·  " + MEASURE)
    page.section("By period")
    parts = [Column(f"{{{{ region.series[{n}] }}}}", f"{{{{ h.parts[{n}]{SCALED} }}}}", NUMBER) for n in range(7)]
    whole = [
        Column("Region", "{{ h.value" + SCALED + " }}", NUMBER),
        Column("World", "{{ h.world_value" + SCALED + " }}", NUMBER),
        Column("Share of world", "{{ h.share }}", PERCENT),
    ]
    blocks = {
        "history": page.table("h in region.history", [Column("Period", "{{ h.label }}", align="left"), *parts, *whole])
    }
    page.skip()
    page.section("Growth on the same period a year earlier")
    growth = [
        Column("Period", "{{ h.label }}", align="left"),
        Column("{{ region.name }}", "{{ " + plots.or_gap("h.growth") + " }}", RATE),
    ]
    blocks["growth"] = page.table(
        "h in region.growth_history", [*growth, Column("World", "{{ " + plots.or_gap("h.world_growth") + " }}", RATE)]
    )
    page.skip()
    page.section("Largest markets")
    top = [Column("Market", "{{ m.name }}", align="left"), Column("Share of region", "{{ m.share }}", PERCENT)]
    blocks["top"] = page.table("m in region.top", top)
    page.print_setup(TITLE, landscape=True)
    return blocks


def _charts(page: Page, blocks: dict[str, int]) -> None:
    """Stacked columns with their key in cells, ranked bars beside them, growth lines below."""
    book, sheet = page.look.book, page.sheet
    history, growth, top = blocks["history"], blocks["growth"], blocks["top"]
    letters = "CDEFGHI"
    stack = plots.stacked(
        book,
        "Value by market",
        [f"=Data!${letter}${history - 2}" for letter in letters],
        f"=Data!$B${history}:$B${history}",
        [f"=Data!${letter}${history}:${letter}${history}" for letter in letters],
    )
    bars = plots.ranked(
        book, "Share of region", f"=Data!$C${top - 2}", f"=Data!$B${top}:$B${top}", f"=Data!$C${top}:$C${top}"
    )
    line = plots.lines(
        book,
        "Growth on a year earlier",
        [(f"=Data!${letter}${growth - 2}", f"=Data!${letter}${growth}:${letter}${growth}") for letter in "CD"],
        f"=Data!$B${growth}:$B${growth}",
    )
    for chart, place, width, height in ((stack, f"B{page.row}", 405, 212), (bars, f"F{page.row}", 400, 268)):
        chart.set_size({"width": width, "height": height})
        sheet.insert_chart(place, chart, {"object_position": 1})
    for _ in range(10):
        page.skip(16)
    key(page, "region", (("B", "B"), ("C", "E")))
    page.skip(6)
    page.tag("{%row if region.growth_history[0].growth is number %}")
    line.set_size({"width": 812, "height": 165})
    sheet.insert_chart(f"B{page.row}", line, {"object_position": 1})
    for _ in range(8):
        page.skip(16)
    page.tag("{%row endif %}")


def key(page: Page, view: str, slots: Sequence[tuple[str, str]]) -> None:
    """The names of the stacked series in their colours; a region with few members shows few."""
    for number, colour in enumerate(SERIES):
        first, last = slots[number % 2]
        text = f'{{{{ "■  " ~ {view}.series[{number}] if {view}.series[{number}] else "" }}}}'
        page.sheet.set_row(page.row - 1, 12)
        style = page.look.of(font_size=8, font_color=colour if number < 6 else FAINT, indent=1)
        page.across(first, last, text, style)
        page.row += number % 2
    page.row += 1
    page.tag(f"{{%row if {view}.series_note %}}")
    page.line(f"{{{{ {view}.series_note }}}}", page.look.note, 24)
    page.tag("{%row endif %}")


def _members(page: Page) -> int:
    """The table of members; gives the row of its header."""
    page.section("Markets of the region")
    header = page.row
    repeated = page.table("m in region.members", MEMBERS, total=True)
    page.tag("{%row if region.published %}")
    look = page.look
    texts = (
        "{{ region.name }}, as published",
        "{{ region.value" + SCALED + NA + " }}",
        "",
        "{{ region.world_share" + NA + " }}",
    )
    for letter, text, number in zip("BCDE", texts, ("", NUMBER, "", PERCENT), strict=True):
        page.sheet.write_string(
            f"{letter}{page.row}", text, look.cell(number or "General", "left" if letter == "B" else "right")
        )
    page.row += 1
    page.tag("{%row endif %}")
    page.warn_below(-0.0005, f"F{repeated}:F{repeated}")
    page.warn_below(-0.005, f"G{repeated}:H{repeated}")
    page.skip(6)
    page.line(
        "{{ region.basis }} Contribution: points of the region's growth. n/a: no figure, or one without meaning.",
        look.note,
        24,
    )
    page.line("Source: {{ dataset.title }}; {{ dataset.vintage }}; status: {{ dataset.status }}.", look.note, 24)
    return header
