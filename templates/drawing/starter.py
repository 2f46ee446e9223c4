"""The starters of `xlmarket template new`: a small report that is easy to change, and a sheet that says what to type.

The sheet *Help* begins with `{%sheet if false %}`: it never comes into a report, and nothing else on it is read.
"""

from __future__ import annotations

from dataclasses import dataclass

from drawing import plots
from drawing.look import ACCENT, HEADLINE, NUMBER, PERCENT, PLAIN, RATE, Look
from drawing.page import Card, Column, Page, opened
from drawing.region_quarterly import NA

WIDTHS = (1.5, 26, 14, 14, 14, 14)
HELP_WIDTHS = (1.5, 46, 62)


@dataclass(frozen=True)
class Starter:
    """One starter: what its title, cards and table ask for, and what else it may ask for."""

    title: str
    heading: str
    cards: tuple[Card, ...]
    loop: str
    columns: tuple[Column, ...]
    chart: str
    asks: tuple[tuple[str, str], ...]


def _cards(view: str, third: tuple[str, str, str, str]) -> tuple[Card, ...]:
    label, figure, number, remark = third
    return (
        Card("B", "B", "{{ metric.title }}", f"{{{{ {view}.value{NA} }}}}", HEADLINE, "{{ metric.unit }}"),
        Card("C", "D", "Growth", f"{{{{ {view}.growth{NA} }}}}", RATE, "on the same period a year earlier"),
        Card("E", "F", label, figure, number, remark),
    )


def _rows(item: str, share: str) -> tuple[Column, ...]:
    return (
        Column("Value\n{{ metric.unit }}", f"{{{{ {item}.value{NA} }}}}", NUMBER, total="sum"),
        Column("Share, %", f"{{{{ {item}.{share}{NA} }}}}", PERCENT, total="sum"),
        Column("Growth\nYoY, %", f"{{{{ {item}.growth{NA} }}}}", RATE),
        Column("Rank", f"{{{{ {item}.rank{NA} }}}}", PLAIN),
    )


SHARED = (
    ("{{ period.name }}   {{ period.label }}", "Q4 2015, 2015Q4"),
    ("{{ metric.title }}   {{ metric.unit }}", "what is measured, and in what unit"),
    ("{{ dataset.title }}   {{ dataset.status }}   {{ dataset.vintage }}", "where the figures come from"),
    ("{%row for note in notes %}{{ note }}{%row endfor %}", "what to know about the figures, a sentence each"),
    ('{{ market_share("Brazil", period) }}', "any function of xlmarket, in small letters"),
)
STARTERS = {
    "region": Starter(
        "Region report",
        "{{ region.name }}",
        _cards(
            "region", ("Share of world", "{{ region.world_share" + NA + " }}", PERCENT, "of all markets")
        ),
        "m in region.members",
        (Column("Market", "{{ m.name }}", total="Total", align="left"), *_rows("m", "share")),
        "Value by market",
        (
            ("{{ region.name }}   {{ region.value }}   {{ region.growth }}", "the region's name and headline figures"),
            ("{{ region.world_share }}   {{ region.summary }}", "its share of the world; two sentences on it"),
            ("{%row for m in region.members %} … {%row endfor %}", "its markets, largest first; of each:"),
            ("{{ m.name }}   {{ m.value }}   {{ m.share }}", "name, figure, share of the region"),
            ("{{ m.world_share }}   {{ m.growth }}   {{ m.rank }}", "share of the world, growth, rank"),
            ("{{ m.contribution }}   {{ m.outlook }}   {{ m.source }}", "points of growth, outlook, source"),
            ("{%col for h in region.history %} … {%col endfor %}", "its periods: {{ h.name }}, {{ h.value }}, {{ h.growth }}"),
        ),
    ),
    "market": Starter(
        "Market report",
        "{{ market.name }}",
        _cards("market", ("Rank", "{{ market.rank" + NA + " }}", PLAIN, "of {{ market.among }} markets")),
        "h in market.history",
        (
            Column("Period", "{{ h.name }}", align="left"),
            Column("Value\n{{ metric.unit }}", "{{ h.value" + NA + " }}", NUMBER),
            Column("Share of\nworld, %", "{{ h.share" + NA + " }}", PERCENT),
            Column("Growth\nYoY, %", "{{ h.growth" + NA + " }}", RATE),
            Column("Rank", "{{ h.rank" + NA + " }}", PLAIN),
        ),
        "Value by period",
        (
            ("{{ market.name }}   {{ market.value }}   {{ market.growth }}", "the market's name and headline figures"),
            ("{{ market.world_share }}   {{ market.rank }}   {{ market.cagr }}", "share, rank, growth per year"),
            ("{%row for h in market.history %} … {%row endfor %}", "its periods: {{ h.name }}, {{ h.value }}, {{ h.share }}"),
            ("{%row for f in market.forecast %} … {%row endfor %}", "what may come: {{ f.value }}, {{ f.low }}, {{ f.high }}"),
            ("{%row for f in market.factors %} … {%row endfor %}", "{{ f.name }}, {{ f.value }}, {{ f.unit }}, {{ f.rank }}"),
        ),
    ),
    "world": Starter(
        "World report",
        "The world",
        _cards("world", ("Four largest markets", "{{ world.cr4" + NA + " }}", PERCENT, "of {{ world.count }} markets")),
        "m in world.largest",
        (Column("Market", "{{ m.name }}", total="Together", align="left"), *_rows("m", "world_share")),
        "The largest markets",
        (
            ("{{ world.value }}   {{ world.growth }}   {{ world.summary }}", "the whole, and two sentences on it"),
            ("{%row for m in world.largest %} … {%row endfor %}", "its largest markets: {{ m.name }}, {{ m.value }}"),
            ("{%row for r in regions %} … {%row endfor %}", "all regions: {{ r.name }}, {{ r.value }}, {{ r.growth }}"),
            ("{%sheet for r in regions %}", "in A1: a sheet for each; call it {{ r.name }}"),
        ),
    ),
}  # fmt: skip

GRAMMAR = (
    ("{{ m.share }}", "alone in a cell: a figure, shown in the format of the cell"),
    ("Share of {{ m.name }}", "with other words: a text"),
    ('{{ m.growth | default("n/a") }}', "says something else where there is no figure"),
    ("{%row for m in … %}  in one cell, {%row endfor %} further on", "repeats the rows from one to the other"),
    ("{%row if region.count > 5 %} … {%row endif %}", "keeps these rows or leaves them out"),
    ("{%col for … %} … {%col endfor %}", "the same for columns"),
    ("{%cells for … %} … {%cells endfor %}", "repeats only the cells between: tables side by side"),
    ('{%image "logo.png" %}', "a picture that lies beside this file"),
    ("=SUM(C12:C12)", "a formula over the repeated row grows with it; so do charts, colours and tables"),
)
STEPS = (
    "Change the sheet Report as you like: words, colours, columns, charts. What you do not touch stays as it is.",
    "Keep each {%row for …%} together with its {%row endfor %}. The grey rows that hold nothing else vanish.",
    "Save, close, and look for mistakes:  xlmarket template check FILE",
    "Make a report:  xlmarket report FILE {region}-o report.xlsx",
    "This sheet never comes into a report. Delete it when you no longer need it.",
)


def draw_starter(path: str, kind: str) -> None:
    starter = STARTERS[kind]
    book = opened(path, starter.title, "A start for a template of your own")
    look = Look(book)
    _report(Page(look, "Report", WIDTHS, tab=ACCENT), starter)
    _help(Page(look, "Help", HELP_WIDTHS), starter, kind)
    book.close()


def _report(page: Page, starter: Starter) -> None:
    page.heading("CROSS-BORDER MARKETS", starter.heading, "{{ metric.title }}, {{ period.name }}")
    page.illustrative()
    page.cards(starter.cards)
    page.skip(12)
    page.section(starter.chart)
    top = page.row
    for _ in range(12):
        page.skip(16)
    page.skip(12)
    page.section("In figures")
    repeated = page.table(starter.loop, starter.columns, total=any(column.total for column in starter.columns))
    page.skip(12)
    page.line(
        "Source: {{ dataset.title }}, vintage {{ dataset.vintage }}, status {{ dataset.status }}.", page.look.note, 14
    )
    labels, values = (f"=Report!${letter}${repeated}:${letter}${repeated}" for letter in "BC")
    chart = plots.plain(page.look.book, f"=Report!$C${repeated - 2}", labels, values)
    chart.set_size({"width": 610, "height": 250})
    page.sheet.insert_chart(f"B{top}", chart, {"x_offset": 4, "y_offset": 4})
    page.print_setup(starter.title, foot="")


def _help(page: Page, starter: Starter, kind: str) -> None:
    sheet, look = page.sheet, page.look
    sheet.write_string("A1", "{%sheet if false %}", look.of(font_size=1, font_color="#FFFFFF"))
    page.heading("HELP", "How to make this template your own", "What to do, what to type, what there is")
    page.section("What to do")
    region = {"region": '--region "Latin America" ', "market": "--region Brazil ", "world": ""}[kind]
    for number, step in enumerate(STEPS, start=1):
        page.line(f"{number}.  {step.replace('{region}', region)}", look.of(text_wrap=True), 17)
    page.skip()
    for title, rows in (
        ("What to type", GRAMMAR),
        ("What there is to ask for", (*starter.asks, *SHARED)),
    ):
        page.section(title)
        for typed, means in rows:
            sheet.set_row(page.row - 1, 17)
            sheet.write_string(f"B{page.row}", typed, look.cell(align="left", font_color=ACCENT))
            sheet.write_string(f"C{page.row}", means, look.cell(align="left", indent=1))
            page.row += 1
        page.skip()
    page.line("More: docs/templates.md, docs/filters.md and docs/reports.md of xlmarket.", look.note, 14)
    page.print_setup("Help", tall=1, foot="")
