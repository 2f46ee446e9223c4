"""The starter deck of `xlmarket template new deck`: a slide for each kind of tag, and one that says what to type.

The notes of each slide say how to read it. The slide *Help* has `{%slide if false %}`, so that it never comes into a report.
Its tags are filled like any others when that condition is taken away, and a test does so.
"""

from __future__ import annotations

from pptx.enum.text import PP_ALIGN
from pptx.util import Pt

from drawing.deck import (
    ACCENT,
    ACROSS,
    COUNT,
    GREY,
    INK,
    LEFT,
    NA,
    RATE,
    SHARE,
    Column,
    Deck,
    Frame,
    add_banner,
    add_cards,
    add_table,
    add_text,
)
from drawing.deck_charts import Series, add_bars

ROWS = 15
"""Rows of a table that a slide has room for."""
CARDS = (
    ("{{ metric.title }}", "{{ region.value | amount(0)" + NA + " }}", "{{ metric.unit }}"),
    ("Growth", "{{ region.growth" + RATE + " }}", "on the same period a year earlier"),
    ("Share of world", "{{ region.world_share" + SHARE + " }}", "of all markets"),
)
FIGURE = 18
"""Points of the figures of the cards: the designer reads the whole expression in them."""
LINES = (
    "{%row for m in region.members top 5 %}",
    "{{ loop.index }}. {{ m.name }}: {{ m.share" + SHARE + " }}, growth {{ m.growth" + RATE + " }}",
    "{%row endfor %}",
)
MEMBERS = (
    Column("Market", "{{ m.name }}", 3, align=PP_ALIGN.LEFT),
    Column("{{ metric.unit or 'Value' }}", "{{ m.value | amount" + NA + " }}", 1.3),
    Column("Share of region", "{{ m.share" + SHARE + " }}", 1.3),
    Column("Growth", "{{ m.growth" + RATE + " }}", 1.3),
    Column("Rank", "{{ m.rank" + COUNT + " }}", 0.8),
)
HELP = (
    (("{{ region.name }}   {{ region.summary }}   {{ period.name }}",), "A value, in any text: titles, notes, tables, links"),
    (("{{ region.growth | rate }}   {{ region.world_share | shown('0.0%') }}",), "A number in a text: how it is written"),
    (("{{ region.hhi | amount | default('n/a') }}",), "What to print where there is no figure. It goes last"),
    (("{% if region.growth is missing %}no rate{% else %}a rate{% endif %}",), "This text or that"),
    (("{%row for m in region.members top 3 %}", "{{ m.name }}", "{%row endfor %}"), "Lines of a text or rows of a table, once per item"),
    (("{%row if region.growth is number and region.growth > 0 %}", "It grew.", "{%row else %}", "No growth.", "{%row endif %}"), "These lines or rows, or those"),
)  # fmt: skip
TYPED = (
    "In a text box of its own, between braces and percent signs as above:",
    "slide for r in regions: the slide once per item, with its notes and charts",
    "slide if region.growth is number: the slide only if",
    "image \"logo.png\": a picture that lies next to this deck, in place of the box",
    "Charts: Edit Data in PowerPoint shows the tags in the cells of the chart.",
)  # fmt: skip


def draw(path: str) -> None:
    deck = Deck("Region deck", "{{ dataset.title | truncate(120) }}")
    _opening(deck)
    _chart(deck)
    _members(deck)
    _help(deck)
    deck.save(path)


def _opening(deck: Deck) -> None:
    slide = deck.slide(
        "{{ region.name }}",
        notes="{{ region.summary }}\nHow to read this slide: text between double braces is replaced by a value, here and in"
        " the notes. The lines of the list repeat between the tags row for and row endfor.",
    )
    subtitle = ["{{ period.name }}  ·  {{ metric.title }}"]
    add_text(slide, Frame(LEFT, 1.27, ACROSS, 0.35), subtitle, size=14, colour=GREY, name="Period")
    add_banner(slide, 1.66)
    add_cards(slide, 2.1, CARDS)
    for shape in slide.shapes:
        if shape.name.startswith("Figure "):
            shape.text_frame.paragraphs[0].runs[0].font.size = Pt(FIGURE)
    add_text(slide, Frame(LEFT, 3.85, ACROSS, 0.9), ["{{ region.summary }}"], size=16, name="Summary")
    add_text(slide, Frame(LEFT, 4.85, ACROSS, 0.3), ["LARGEST MARKETS"], size=10, colour=ACCENT, bold=True, name="Head")
    add_text(slide, Frame(LEFT, 5.15, ACROSS, 1.7), LINES, size=13, colour=INK, name="List of the largest", space=3)


def _chart(deck: Deck) -> None:
    slide = deck.slide(
        "{{ region.name }}: shares",
        tag="{%slide if region.top %}",
        notes="How to read this slide: it is left out where the region has no markets. The tag for that is at the lower"
        " edge. Edit Data opens the cells of the chart: a row between row for and row endfor comes once per market.",
    )
    add_bars(
        slide, Frame(LEFT, 1.4, ACROSS, 5.4), name="Share of region", title="Share of region, {{ period.name }}",
        loop="m in region.top", label="m.name", series=[Series("Share of region", "m.share", ACCENT)],
        alt="Bars: the largest markets of {{ region.name }} by their share in {{ period.name }}.",
    )  # fmt: skip


def _members(deck: Deck) -> None:
    slide = deck.slide(
        "{{ region.name }}: markets",
        tag=f"{{%slide for page in region.members | batch({ROWS}) %}}",
        notes=f"How to read this slide: it comes once per {ROWS} markets. Its tag is at the lower edge. The row of the"
        " table repeats between row for in its first cell and row endfor in its last.",
    )
    page = ["Page {{ loop.index }} of {{ loop.length }}"]
    add_text(slide, Frame(9.73, 0.95, 3, 0.3), page, size=11, colour=GREY, name="Page", align=PP_ALIGN.RIGHT)
    add_table(slide, Frame(LEFT, 1.35, ACROSS, 1), "Markets", "m in page", MEMBERS, height=0.31)


def _help(deck: Deck) -> None:
    slide = deck.slide(
        "Help: what to type",
        tag="{%slide if false %}",
        notes="This slide never comes into a report: its tag at the lower edge says so. Delete it when you no longer need it.",
    )
    top = 1.45
    for number, (typed, meaning) in enumerate(HELP, 1):
        height = 0.19 * len(typed) + 0.2
        add_text(slide, Frame(LEFT, top, 7.4, height), typed, size=11, colour=INK, name=f"Typed {number}")
        add_text(slide, Frame(8.2, top, 4.5, 0.3), [meaning], size=11, name=f"Meaning {number}")
        top += height
    add_text(
        slide, Frame(LEFT, 5.3, ACROSS, 1.6), TYPED, size=11, colour=GREY, name="Slides, pictures, charts", space=3
    )
