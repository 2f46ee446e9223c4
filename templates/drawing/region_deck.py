"""`region-quarterly` as slides: headline figures, charts, the table of members on as many slides as it takes, sources."""

from __future__ import annotations

from pptx.enum.dml import MSO_LINE
from pptx.enum.text import PP_ALIGN

from drawing.deck import (
    ACCENT,
    ACROSS,
    AMOUNT,
    COUNT,
    GREY,
    HEADLINE,
    INK,
    LEFT,
    NA,
    OF_DATASET,
    RATE,
    SERIES,
    SHARE,
    TEXT,
    Column,
    Deck,
    Frame,
    add_banner,
    add_opening,
    add_table,
    add_text,
)  # fmt: skip
from drawing.deck_charts import Series, add_bars, add_lines, add_stacked
from drawing.plots import or_gap

TITLE = "Regional market report"
ROWS = 15
"""Rows of a table that a slide has room for."""
POINTS = " | points" + NA
FINE = " | points(2)" + NA
MARKETS = (
    "{% if region.count %}HHI of 10,000; {{ region.count }} {% if region.count == 1 %}market{% else %}markets{% endif %}"
    "{% else %}no members with figures{% endif %}"
)
CARDS = (
    ("{{ metric.title }}", "{{ region.value" + HEADLINE + " }}", "{% if scale.unit %}{{ scale.unit }}, {% endif %}{{ period.name }}"),
    ("Growth", "{{ region.growth" + RATE + " }}", "on the same period a year earlier"),
    ("Share of world", "{{ region.world_share" + SHARE + " }}", "of the total in {{ period.name }}"),
    ("Change of share", "{{ region.share_change" + FINE + " }}", "share points in a year"),
    ("Concentration", '{{ region.hhi | shown("#,##0")' + NA + " }}", MARKETS),
)  # fmt: skip


def _sum(figure: str, shown: str) -> str:
    """The sum over all members as the workbook has it, which is less than what is published for a region of more."""
    return f'{{{{ region.members | total("{figure}"){shown} }}}}'


MEMBERS = (
    Column("Market", "{{ m.name }}", 2.6, "{{ region.total_label }}", PP_ALIGN.LEFT),
    Column("{{ scale.unit or 'Value' }}", "{{ m.value" + AMOUNT + " }}", 1.3, _sum("value", AMOUNT)),
    Column("Share of region", "{{ m.share" + SHARE + " }}", 1.1, _sum("share", SHARE)),
    Column("Share of world", "{{ m.world_share" + SHARE + " }}", 1.1, _sum("world_share", SHARE)),
    Column("Growth", "{{ m.growth" + RATE + " }}", 1.1, "{{ region.growth" + RATE + " }}"),
    Column("Contribution, pts", "{{ m.contribution" + POINTS + " }}", 1.2, _sum("contribution", POINTS)),
    Column("Share change, pts", "{{ m.share_change" + FINE + " }}", 1.2, "{{ region.share_change" + FINE + " }}"),
    Column("Rank", "{{ m.rank" + COUNT + " }}", 0.7),
    Column("Outlook", "{{ m.outlook or '' }}", 1.4, align=PP_ALIGN.LEFT),
)


def draw(path: str) -> None:
    deck = Deck(TITLE, f"REGIONAL REPORT{OF_DATASET}")
    _headline(deck)
    _charts(deck)
    _growth(deck)
    _members(deck)
    sources(deck)
    deck.save(path)


def _headline(deck: Deck) -> None:
    slide = add_opening(deck, "region", "{{ region.basis }}", CARDS)
    add_text(
        slide, Frame(LEFT, 4.95, ACROSS, 0.3), ["LARGEST MARKETS"], size=10, colour=ACCENT, bold=True, name="Largest"
    )
    lines = (
        "{%row for m in region.members top 5 %}",
        "{{ m.name }}: {{ m.share" + SHARE + " }} of the region, growth {{ m.growth" + RATE + " }}",
        "{%row endfor %}",
    )
    add_text(slide, Frame(LEFT, 5.25, ACROSS, 1.6), lines, size=13, colour=INK, name="List of the largest", space=3)


def _charts(deck: Deck) -> None:
    slide = deck.slide("{{ region.name }}: value and shares")
    parts = [Series(f"{{{{ region.series[{n}] }}}}", f"h.parts[{n}] | over(scale.by)", SERIES[n]) for n in range(7)]
    add_stacked(
        slide, Frame(LEFT, 1.4, 7.2, 5.2), name="Value by market", title="Value by market, {{ scale.unit }}",
        loop="h in region.history", label="h.label", series=parts,
        alt="Stacked columns: {{ metric.title }} of {{ region.name }} by market, {{ periods[0] }} to {{ period.label }}.",
    )  # fmt: skip
    add_bars(
        slide, Frame(8.0, 1.4, 4.73, 5.2), name="Share of region", title="Share of region, {{ period.name }}",
        loop="m in region.top", label="m.name", series=[Series("Share of region", "m.share", ACCENT)],
        alt="Bars: the largest markets of {{ region.name }} by their share in {{ period.name }}.",
    )  # fmt: skip
    lines = ["{%row if region.series_note %}", "{{ region.series_note }}", "{%row endif %}"]
    add_text(slide, Frame(LEFT, 6.62, ACROSS, 0.35), lines, size=9, colour=GREY, name="Note on the parts")


def _growth(deck: Deck) -> None:
    slide = deck.slide(
        "{{ region.name }}: growth on a year earlier", tag="{%slide if region.growth_history[0].growth is number %}"
    )
    series = (
        Series("{{ region.name }}", or_gap("h.growth"), ACCENT),
        Series("World", or_gap("h.world_growth"), GREY, MSO_LINE.DASH),
    )
    add_lines(
        slide, Frame(LEFT, 1.4, ACROSS, 5.4), name="Growth", title="", number="0%", loop="h in region.growth_history",
        label="h.label", series=series, alt="Lines: growth of {{ region.name }} and of the world on a year earlier.",
    )  # fmt: skip


def _members(deck: Deck) -> None:
    tag = f"{{%slide for page in region.members | batch({ROWS}) %}}"
    pages = "{% if loop.length > 1 %} ({{ loop.index }} of {{ loop.length }}){% endif %}"
    slide = deck.slide("{{ region.name }}: markets" + pages, tag=tag)
    add_table(slide, Frame(LEFT, 1.35, ACROSS, 1), "Markets", "m in page", MEMBERS, height=0.31, total="loop.last")


def sources(deck: Deck) -> None:
    """The last slide: sources, status and notes."""
    slide = deck.slide("Sources and notes")
    add_banner(slide, 1.3)
    columns = (
        Column("Source", "{{ s.number }}. {{ s.name }}", 8, align=PP_ALIGN.LEFT),
        Column("Status", "{{ s.status }}", 2, align=PP_ALIGN.LEFT),
        Column("Figures", '{{ s.count | shown("#,##0") }}', 1.2),
    )
    add_table(slide, Frame(LEFT, 1.65, ACROSS, 1), "Sources", "s in dataset.sources top 5", columns)
    lines = ("{%row for note in notes %}", "{{ note }}", "{%row endfor %}")
    add_text(slide, Frame(LEFT, 3.75, ACROSS, 3.2), lines, size=11, colour=TEXT, name="Notes", space=5)
