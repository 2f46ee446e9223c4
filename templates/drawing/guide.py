"""The sheet *Help* of a starter: what to do, what to type, what there is to ask for.

It begins with `{%sheet if false %}`: it never comes into a report, and nothing else on it is read. A test runs every
expression it shows.
"""

from __future__ import annotations

from dataclasses import dataclass

from drawing.look import ACCENT, PAPER
from drawing.page import Page

WIDTHS = (1.5, 54, 62)
Lines = tuple[tuple[str, str], ...]
"""What to type, and what it means."""


@dataclass(frozen=True)
class Subject:
    """What the examples of a kind speak of: the view, its list, an item of it, and what the command line asks for."""

    view: str
    items: str
    item: str
    share: str
    asks: Lines
    region: str = ""


PLACE = (
    ("{{ m.world_share }}   {{ m.growth }}   {{ m.rank }}", "share of the world, growth on a year earlier, rank"),
    ("{{ m.contribution }}   {{ m.share_change }}", "points of growth that come from it; change of its share"),
    ("{{ m.outlook }}   {{ m.source }}   {{ m.status }}", "outlook; whose figure it is, and how far to trust it"),
)
SUBJECTS = {
    "region": Subject(
        "region", "region.members", "m", "share",
        (
            ("{{ region.name }}   {{ region.value }}   {{ region.growth }}", "the region, its figure, its growth"),
            ("{{ region.world_share }}   {{ region.share_change }}", "its share of the world, and the change of it"),
            ("{{ region.summary }}   {{ region.count }}", "two sentences on it; the number of its markets"),
            ("{%row for m in region.members %}", "its markets, largest first (region.top: ten of them); of each:"),
            ("{{ m.name }}   {{ m.value }}   {{ m.share }}", "market, figure, share of the region"),
            *PLACE,
            ("{%col for h in region.history %}", "its periods: {{ h.name }}, {{ h.value }}, {{ h.growth }}, {{ h.share }}"),
        ),
        ' --region "Latin America"',
    ),
    "market": Subject(
        "market", "market.history", "h", "share",
        (
            ("{{ market.name }}   {{ market.value }}   {{ market.growth }}", "the market, its figure, its growth"),
            ("{{ market.world_share }}   {{ market.rank }}   {{ market.cagr }}", "share of the world, rank, growth per year"),
            ("{{ market.summary }}   {{ market.outlook }}", "two sentences on it; its outlook"),
            ("{%row for h in market.history %}", "its periods, at most twelve; of each:"),
            ("{{ h.name }}   {{ h.value }}   {{ h.growth }}", "period, figure, growth on a year earlier"),
            ("{{ h.share }}   {{ h.rank }}   {{ h.world_value }}", "share of the world, rank, figure of the world"),
            ("{%row for f in market.forecast %}", "what may come: {{ f.name }}, {{ f.value }}, {{ f.low }}, {{ f.high }}"),
            ("{%row for x in market.factors %}", "what helps or hinders: {{ x.name }}, {{ x.value }}, {{ x.score }}"),
        ),
        " --region Brazil",
    ),
    "world": Subject(
        "world", "world.largest", "m", "world_share",
        (
            ("{{ world.value }}   {{ world.growth }}   {{ world.count }}", "the whole, its growth, the number of markets"),
            ("{{ world.summary }}", "two sentences on it"),
            ("{{ world.cr4 }}   {{ world.hhi }}", "share of the four largest; concentration of 10,000"),
            ("{%row for m in world.largest %}", "twenty markets, largest first (top 10 after it: ten); of each:"),
            ("{{ m.name }}   {{ m.value }}", "market, figure"),
            *PLACE,
            ("{%row for r in regions %}", "all regions: {{ r.name }}, {{ r.value }}, {{ r.world_share }}"),
        ),
    ),
}  # fmt: skip
SHARED = (
    ("{{ period.name }}   {{ period.label }}   {{ period.year }}", "Q4 2015, 2015Q4, 2015"),
    ("{{ metric.title }}   {{ metric.unit }}", "what is measured, and in what unit"),
    ("{{ dataset.title }}   {{ dataset.vintage }}   {{ dataset.status }}", "where the figures come from"),
    ("{%row for note in notes %}", "what to know about the figures, a sentence each: {{ note }}"),
    ('{{ market_share("Brazil", period) }}', "any function of xlmarket, in small letters"),
)


def cells(subject: Subject) -> Lines:
    """What stands in a cell."""
    item, view = subject.item, subject.view
    return (
        (f"{{{{ {item}.{subject.share} }}}}", "alone in a cell: a number, shown in the format of the cell"),
        (f"Share of {{{{ {item}.name }}}}", "with other words: a text; what is bold stays bold"),
        (f"{{{{ {view}.growth | percent }}}} more", "a number inside a text; also points, signed, scaled, compact"),
        (f'{{{{ {item}.growth | default("n/a") }}}}', "what to say where there is no figure"),
        (f"{{{{ {view}.summary | markdown }}}}", "**bold**, *italic* and <br> in a text from the data"),
        (f'{{{{ {item}.name | link("#Report!A1") }}}}', "a link to a place in the workbook, or to https://…"),
        (f'{{{{ {item}.value | note("published") }}}}', "a note at the cell"),
        ('{%image "logo.png" %}', "a picture that lies beside this file"),
    )


def blocks(subject: Subject) -> Lines:
    """What repeats, and what is kept only if."""
    item, items = subject.item, subject.items
    grouped = (
        f"{{%row for {item} in {items} groupby {item}.outlook as g %}}",
        "groups: {{ g.grouper }}, then {%row for m in g.list %} inside it",
    )
    return (
        (f"{{%row for {item} in {items} %}}", "the rows from here on come once for each …"),
        ("{%row endfor %}", "… up to here. Rows that hold nothing but tags vanish"),
        (f"{{%row if {subject.view}.growth > 0.1 %}}", "these rows only if that is so; {%row else %}; {%row endif %}"),
        *([grouped] if item == "m" else []),
        (f"… where {item}.growth > 0.1", "behind the list in such a tag: only these; also … is missing"),
        (f"… orderby {item}.growth desc, {item}.name", "in this order; what is missing comes last"),
        ("… top 5", "the first five of those that are left"),
        ("… merge A   … pagebreak   … outline collapsed", "one cell for equal labels; a page for each; rows folded"),
        ("{{ loop.index }}", "inside: 1, 2, 3 …; also loop.first, loop.last, loop.length"),
        ("{%col for p in periods %}", "the same for columns, up to {%col endfor %}: {{ p }}"),
        (f"{{%cells for {item} in {items} %}}", "only these cells, up to {%cells endfor %}: tables side by side"),
        ("{%sheet for r in regions %}", "in A1: the sheet once for each; name the sheet {{ r.name }}"),
    )


def formulas(repeated: int) -> Lines:
    """Formulas over the repeated row of the starter."""
    return (
        (f"=SUM(C{repeated}:C{repeated})", "over the repeated row: grows with it; so do charts, colours, tables"),
        (f"=SUM(C${repeated}:C{repeated})", "in the repeated row: a running total ($: from the first on)"),
        (f"=C{repeated}/SUM(C${repeated}:C${repeated})", "in the repeated row: its share of all of them"),
    )


def steps(kind: str, subject: Subject) -> tuple[str, ...]:
    file = f"{kind}-template.xlsx"
    return (
        "Change the sheet Report as you like: words, colours, columns, charts. What you do not touch stays as it is.",
        "Keep each {%row for …%} together with its {%row endfor %}. The grey rows that hold nothing else vanish.",
        f"Save, and look for mistakes:  xlmarket template check {file}",
        f"Make a report:  xlmarket report {file}{subject.region} --dataset sample-quarterly -o report.xlsx",
        "This sheet never comes into a report. Delete it when you no longer need it.",
    )


def draw(page: Page, kind: str, repeated: int) -> None:
    """Draws the sheet; `repeated` is the number of the report's repeated row."""
    subject, look = SUBJECTS[kind], page.look
    page.sheet.write_string("A1", "{%sheet if false %}", look.of(font_size=1, font_color=PAPER))
    page.heading("HELP", "How to make this template your own", "What to do, what to type, what there is to ask for")
    page.section("What to do", 18)
    for number, step in enumerate(steps(kind, subject), start=1):
        page.line(f"{number}.  {step}", look.of(), 16)
    for title, lines in (
        ("What to type in a cell", cells(subject)),
        ("What repeats", blocks(subject)),
        (f"Formulas (the repeated row here is row {repeated})", formulas(repeated)),
        ("What there is to ask for", (*subject.asks, *SHARED)),
    ):
        _listed(page, title, lines)
    page.skip()
    page.line("More: docs/templates.md, docs/filters.md and docs/reports.md of xlmarket.", look.note, 14)
    page.print_setup("Help", tall=1, foot="")


def _listed(page: Page, title: str, lines: Lines) -> None:
    page.section(title)
    for typed, means in lines:
        page.sheet.set_row(page.row - 1, 15.5)
        page.sheet.write_string(f"B{page.row}", typed, page.look.cell(align="left", font_color=ACCENT))
        page.sheet.write_string(f"C{page.row}", means, page.look.cell(align="left", indent=1))
        page.row += 1
