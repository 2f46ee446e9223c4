"""`market-profile` as slides: headline figures, history and forecast, factors and barriers, sources."""

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
    SHARE,
    WARM,
    WARM_SHADE,
    Column,
    Deck,
    Frame,
    add_opening,
    add_table,
    add_text,
)  # fmt: skip
from drawing.deck_charts import Series, add_lines
from drawing.plots import or_gap
from drawing.region_deck import sources

TITLE = "Market profile"
AXIS = "[>=10]#,##0;[<0]-General;General"
UNIT = "{{ scale.unit or 'Value' }}"
CARDS = (
    ("{{ metric.title }}", "{{ market.value" + HEADLINE + " }}", "{% if scale.unit %}{{ scale.unit }}, {% endif %}{{ period.name }}"),
    ("Growth", "{{ market.growth" + RATE + " }}", "on the same period a year earlier"),
    ("Share of world", "{{ market.world_share" + SHARE + " }}", "of the total in {{ period.name }}"),
    (
        "World rank",
        "{{ market.rank" + COUNT + " }}",
        "{% if market.rank is number %}of {{ market.among }} markets{% else %}no rank among markets{% endif %}",
    ),
    ("Opportunity", "{{ market.score" + COUNT + " }}", "score, 0 to 100"),
)  # fmt: skip
HISTORY = (
    Column("Period", "{{ h.name }}", 1.6, align=PP_ALIGN.LEFT),
    Column(UNIT, "{{ h.value" + AMOUNT + " }}", 1.3),
    Column("Share of world", '{{ h.share | shown("0.00%")' + NA + " }}", 1.3),
    Column("Growth", "{{ h.growth" + RATE + " }}", 1.2),
    Column("Growth of world", "{{ h.world_growth" + RATE + " }}", 1.3),
    Column("Ahead of world, pts", "{{ (h.growth - h.world_growth) | points" + NA + " }}", 1.5),
    Column("World rank", "{{ h.rank" + COUNT + " }}", 1),
    Column("World, " + UNIT, "{{ h.world_value" + AMOUNT + " }}", 1.6),
)
FACTORS = (
    Column("Indicator", "{{ f.name }}", 3.6, align=PP_ALIGN.LEFT),
    Column("Figure", '{{ f.value | shown("[>=1000]#,##0;[>=100]0;0.00")' + NA + " }}", 1.3),
    Column("Unit", "{{ f.unit }}", 2, align=PP_ALIGN.LEFT),
    Column("Rank", "{{ f.rank" + COUNT + " }}", 0.8),
    Column("of countries", "{{ f.among }}", 1.1),
    Column("Score, 0 to 1", '{{ f.score | shown("0.00")' + NA + " }}", 1.2),
    Column("Counts as", "{{ f.group }}", 2, align=PP_ALIGN.LEFT),
)
FORECAST = (
    Column("Forecast", "{{ o.name }}", 1.6, align=PP_ALIGN.LEFT),
    Column("Expected, " + UNIT, "{{ o.value" + AMOUNT + " }}", 1.4),
    Column("Lower bound", "{{ o.low" + AMOUNT + " }}", 1.2),
    Column("Upper bound", "{{ o.high" + AMOUNT + " }}", 1.2),
)


def draw(path: str) -> None:
    deck = Deck(TITLE, f"MARKET PROFILE{OF_DATASET}")
    _headline(deck)
    _charts(deck)
    _tables(deck)
    sources(deck)
    deck.save(path)


def _headline(deck: Deck) -> None:
    slide = add_opening(deck, "market", "{{ market.forecast_note }}", CARDS)
    lines = (
        "{%row if market.groups %}", "Region: {{ market.groups }}", "{%row endif %}",
        "{%row if market.outlook %}", "Outlook: {{ market.outlook }}", "{%row endif %}",
    )  # fmt: skip
    add_text(slide, Frame(LEFT, 4.95, ACROSS, 0.9), lines, size=13, colour=INK, name="Region and outlook", space=3)


def _charts(deck: Deck) -> None:
    slide = deck.slide("{{ market.name }}: value and forecast")
    path = (
        ("Figures", "figure", INK),
        ("Forecast", "forecast", WARM),
        ("Lower bound", "low", WARM_SHADE),
        ("Upper bound", "high", WARM_SHADE),
    )
    series = [
        Series(name, f"p.{cell} | over(scale.by)", colour, MSO_LINE.DASH if "bound" in name else MSO_LINE.SOLID)
        for name, cell, colour in path
    ]
    add_lines(
        slide, Frame(LEFT, 1.4, 7.6, 4.9), name="Value and forecast", title="{{ metric.title }}, {{ scale.unit }}", number=AXIS,
        loop="p in market.path", label="p.label", series=series,
        alt="Lines: {{ metric.title }} of {{ market.name }} by period, and a calculated forecast with its bounds.",
    )  # fmt: skip
    add_table(
        slide, Frame(8.5, 1.6, 4.23, 1), "Forecast", "o in market.forecast top 12", FORECAST, head="market.forecast"
    )
    add_text(
        slide,
        Frame(LEFT, 6.35, ACROSS, 0.6),
        ["{{ market.forecast_note }}"],
        size=10,
        colour=GREY,
        name="Note on the forecast",
    )


def _tables(deck: Deck) -> None:
    slide = deck.slide(
        "{{ market.name }}: growth on a year earlier", tag="{%slide if market.growth_history[0].growth is number %}"
    )
    series = (
        Series("{{ market.name }}", or_gap("h.growth"), ACCENT),
        Series("World", or_gap("h.world_growth"), GREY, MSO_LINE.DASH),
    )
    add_lines(
        slide, Frame(LEFT, 1.4, ACROSS, 5.4), name="Growth", title="", number="0%", loop="h in market.growth_history",
        label="h.label", series=series, alt="Lines: growth of {{ market.name }} and of the world on a year earlier.",
    )  # fmt: skip
    slide = deck.slide("{{ market.name }}: history")
    add_table(slide, Frame(LEFT, 1.45, ACROSS, 1), "History", "h in market.history", HISTORY, height=0.34)
    pages = "{% if loop.length > 1 %} ({{ loop.index }} of {{ loop.length }}){% endif %}"
    slide = deck.slide(
        "{{ market.name }}: factors and barriers" + pages, tag="{%slide for page in market.factors | batch(14) %}"
    )
    add_table(slide, Frame(LEFT, 1.45, ACROSS, 1), "Factors", "f in page", FACTORS, height=0.33)
    remark = (
        "Of every indicator more is better. Score: 0 is the worst and 1 the best of the countries that have the figure."
    )
    add_text(slide, Frame(LEFT, 6.65, ACROSS, 0.3), [remark], size=10, colour=GREY, name="Remark")
