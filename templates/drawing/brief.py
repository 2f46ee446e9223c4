"""`brief`: every figure and judgement of the brief, each with its sentence and our verdict on it."""

from __future__ import annotations

from drawing import plots
from drawing.look import ACCENT, GREY, PERCENT, WARM, WARM_TINT, Look
from drawing.page import Card, Column, Page, complete_sum, opened, sources
from drawing.region_quarterly import NA

TITLE = "The brief"
KICKER = "THE BRIEF  ·  China's cross-border e-commerce"
WIDTHS = (1.5, 18, 24, 20, 8.5, 8.5, 9.5, 35)
CARDS = (
    Card("B", "B", "Largest destination", "{{ brief.shares[0].short }}", "General", "{{ brief.shares[0].name }}"),
    *(
        Card(
            first,
            last,
            f"{{{{ brief.headlines[{n}].title }}}}",
            f"{{{{ brief.headlines[{n}].short }}}}",
            "General",
            f"{{{{ brief.headlines[{n}].name }}}}{remark}",
        )
        for n, (first, last, remark) in enumerate(
            (("C", "C", ", a lower bound"), ("D", "F", ", undated"), ("G", "H", ", an upper bound, undated"))
        )
    ),
)
LEAD = (
    "The brief names {{ brief.shares | length - 1 }} destinations. They take {{ brief.named | round(1) }}% of China's"
    " cross-border e-commerce of {{ period.name }}; the other {{ brief.rest | round(1) }}% go to markets it does not"
    " name. The concentration (HHI) is {{ brief.hhi | round(0) | int }} by the named ones alone, and"
    " {{ brief.hhi_high | round(0) | int }} with the others as concentrated as they can be."
)
SHARES = (
    Column("Destination", "{{ s.name }}", align="left"),
    Column("What to know", "{{ s.verdict }}", align="left"),
    Column("Share, %", "{{ s.share }}", PERCENT),
)
FIGURES = (
    Column("Market", "{{ f.name }}", align="left"),
    Column("Measure", "{{ f.title }}", align="left"),
    Column("The brief says", "{{ f.text }}", align="left"),
    Column("Period", "{{ f.period }}", align="left"),
    Column("Sentence", "{{ f.place }}", align="left"),
    Column("Status", "{{ f.status }}", align="left"),
    Column("What to know", "{{ f.verdict }}", align="left"),
)
OUTLOOK_WIDTHS = (1.5, 20, 17, 30, 14, 38)
OUTLOOKS = (
    Column("Region or market", "{{ o.name }}", align="left"),
    Column("Outlook", "{{ o.word }}", align="left"),
    Column("The brief says", "{{ o.said }}", align="left"),
    Column("Share of\ndestinations, %", '{{ o.share | default("") }}', PERCENT),
    Column("Where it says so", "{{ o.place }}", align="left", indent=1),
)
DATA = (
    Column("Market", "{{ f.name }}", align="left"),
    Column("Code", "{{ f.code }}", align="left"),
    Column("Metric", "{{ f.metric }}", align="left"),
    Column("Period", "{{ f.period }}", align="left"),
    Column("Figure", "{{ f.value }}", "#,##0.###"),
    Column("Unit", "{{ f.unit }}", align="left", indent=1),
    Column("Relation", "{{ f.qualifier }}", align="left"),
    Column("Status", "{{ f.status }}", align="left"),
    Column("Sentence", "{{ f.place }}", align="left"),
    Column("Note", "{{ f.note }}", align="left"),
)


def draw(path: str) -> None:
    book = opened(path, TITLE, "Every figure and judgement of the brief, with sentence and verdict")
    look = Look(book)
    page = Page(look, "Brief", WIDTHS, tab=ACCENT)
    outlook = Page(look, "Outlook", OUTLOOK_WIDTHS, tab=ACCENT)
    sources(look, TITLE, of="brief", measure="all figures and judgements of the brief")
    shares = _data(Page(look, "Data", (1.5, 26, 26, 21, 9, 13, 22, 9, 10, 9, 104)))
    _figures(page, shares)
    _outlook(outlook)
    book.close()


def _data(page: Page) -> int:
    """All figures as numbers; gives the repeated row of the shares, which the chart draws."""
    page.heading(
        "DATA", "All figures of the brief", "Relation: above and below are bounds, which never enter a calculation"
    )
    page.section("Shares of destinations")
    columns = [*DATA[:4], Column("Share", "{{ f.share }}", PERCENT), *DATA[5:]]
    shares = page.table("f in brief.shares", columns, height=18)
    page.skip()
    page.section("Other figures")
    page.table("f in brief.figures", DATA, height=18)
    page.print_setup(TITLE, landscape=True)
    return shares


def _figures(page: Page, shares: int) -> None:
    look = page.look
    page.heading(KICKER, "Where the goods go, and what the brief claims", "{{ dataset.title }}")
    page.cards(CARDS)
    page.skip(10)
    page.line(LEAD, look.lead, 33)
    _destinations(page, shares)
    page.skip(4)
    page.section("What else the brief says")
    repeated = page.table("f in brief.figures", FIGURES, height=18)
    _wrap(page, repeated, FIGURES, 35)
    tint = look.book.add_format({"font_color": WARM, "bg_color": WARM_TINT})
    page.sheet.conditional_format(
        f"B{repeated}:H{repeated}", {"type": "formula", "criteria": f'=$G{repeated}="doubtful"', "format": tint}
    )
    page.skip(4)
    page.line(
        "Doubtful: contradicted by other sources or by the brief itself, and not used in any calculation. More than, up to:"
        " bounds, printed and never calculated with. P2 S4: paragraph 2, sentence 4.",
        look.note,
        24,
    )
    page.line("Source: {{ dataset.title }}; {{ dataset.vintage }}; status: {{ dataset.status }}.", look.note, 14)
    page.print_setup(TITLE, tall=1)


def _destinations(page: Page, shares: int) -> None:
    """The shares as a table, its total, and a chart as high as the table beside it."""
    look = page.look
    page.section("Share of destinations")
    header = page.row
    repeated = page.table("s in brief.shares", SHARES, height=20)
    _wrap(page, repeated, SHARES, 22)
    page.sheet.set_row(page.row - 1, 18)
    page.sheet.write_string(f"B{page.row}", "All destinations", look.total(align="left"))
    page.sheet.write_blank(f"C{page.row}", None, look.total())
    page.sheet.write_formula(f"D{page.row}", complete_sum(f"D{repeated}:D{repeated}"), look.total(PERCENT), "")
    page.row += 1
    chart = plots.ranked(
        look.book,
        "",
        f"=Data!$F${shares - 2}",
        f"=Data!$B${shares}:$B${shares}",
        f"=Data!$F${shares}:$F${shares}",
        "0.0%",
    )
    chart.set_title({"none": True})
    chart.set_size({"width": 436, "height": 112})
    page.sheet.insert_chart(f"E{header}", chart, {"object_position": 1, "x_offset": 12})
    page.line("All shares: {{ brief.basis }}.", look.note, 14)


def _wrap(page: Page, row: int, columns: tuple[Column, ...], height: float) -> None:
    """Room for texts of several lines in a repeated row."""
    page.sheet.set_row(row - 1, height)
    for number, column in enumerate(columns):
        small = {"font_size": 8.5, "font_color": GREY} if column.head == "What to know" else {}
        style = page.look.cell(column.number, column.align, text_wrap=True, indent=column.indent, **small)
        page.sheet.write_string(f"{chr(ord('B') + number)}{row}", column.cell, style)


def _outlook(page: Page) -> None:
    look = page.look
    page.heading(KICKER, "Outlook by region, factors, barriers", "{{ dataset.title }}")
    page.section("Outlook")
    page.table("o in brief.outlooks", OUTLOOKS)
    page.skip(4)
    page.line(
        "A country the brief does not name takes the outlook of the smallest region named in which it lies. Empty: the"
        " brief gives no share.",
        look.note,
        14,
    )
    page.skip(4)
    page.section("Shares by region of the world")
    parts = (Column("Region", "{{ r.name }}", align="left"), Column("Share, %", "{{ r.share" + NA + " }}", PERCENT))
    repeated = page.table("r in brief.regions", parts, height=18)
    for row, text, style in (
        (repeated - 2, "What it adds up", look.head("left", 1)),
        (repeated, "{{ r.parts }}", look.cell(align="left", indent=1)),
    ):
        page.sheet.merge_range(f"D{row}:F{row}", text, style)
    for name, heading in (
        ("factors", "Factors of a market's potential"),
        ("barriers", "Barriers to cross-border trade"),
    ):
        page.skip(4)
        page.section(heading)
        page.tag(f"{{%row for j in brief.{name} %}}")
        page.sheet.set_row(page.row - 1, 16)
        page.across("B", "C", "{{ j.said | capitalize }}", look.cell(align="left"))
        page.across("D", "F", "{{ j.source }}", look.cell(align="left", font_color=GREY))
        page.row += 1
        page.tag("{%row endfor %}")
    page.skip(4)
    page.line("Source: {{ dataset.title }}; {{ dataset.vintage }}; status: {{ dataset.status }}.", look.note, 14)
    page.print_setup(TITLE, tall=1)
