"""`kpi-card`: one page of headline figures, each with what it was a year ago and its history, and the largest markets."""

from __future__ import annotations

from dataclasses import dataclass

from xlsxwriter.format import Format

from drawing.look import (
    ACCENT,
    GREY,
    HEADLINE,
    INDEX,
    INK,
    NUMBER,
    PAPER,
    PERCENT,
    POINTS,
    RATE,
    TINT,
    WARM,
    Look,
)
from drawing.page import MEASURE, OF_DATASET, Column, Page, opened, sources
from drawing.region_quarterly import NA, SCALED

TITLE = "KPI card"
WIDTHS = (1.5, 1, 33, 1, 2, 1, 33, 1, 2, 1, 33, 1)
SLOTS = "CGK"
"""The columns of the cards. Those on both sides of each are its edges."""

MARKETS = 6
AGO = "{{ period.year_ago | period if period.year_ago else 'a year ago' }}"
FIRST = "region.members[0]"


@dataclass(frozen=True)
class Kpi:
    """A card: its title with the unit, its figure, and how that changed, `{0}` being the arrow and the words."""

    title: str
    figure: str
    number: str
    change: str
    history: str
    """The figure in a period `h` of the history."""
    drawn: str = NUMBER


def moved(change: str, text: str, threshold: str = "0.0005") -> str:
    """An arrow and a text for a change that is a figure, else that it is missing."""
    return f"{{% if {change} is number %}}{{{{ {change} | arrow({threshold}) }}}} {text}{{% else %}}n/a a year ago{{% endif %}}"


def was(now: str, then: str, text: str) -> str:
    """An arrow between two figures and what it was before."""
    return (
        f"{{% if {now} is number and {then} is number %}}{{{{ ({now} - {then}) | arrow }}}} from {{{{ {then}{text} }}}} in {AGO}"
        "{% else %}n/a a year ago{% endif %}"
    )


def at(function: str, *arguments: str) -> str:
    """A function a year ago; where no period is that far back, nothing."""
    return f"({function}({', '.join(arguments)}) if period.year_ago else none)"


KPIS = (
    Kpi(
        "{{ metric.title }}{% if scale.unit %}, {{ scale.unit }}{% endif %}",
        "{{ region.value" + SCALED + NA + " }}", HEADLINE,
        moved("region.growth", "{{ region.growth | abs | percent }} on " + AGO),
        "{{ h.value" + SCALED + " }}",
    ),
    Kpi(
        "Growth on a year earlier, %", "{{ region.growth" + NA + " }}", RATE,
        was("region.growth", at("market_growth", "region", "period.year_ago"), " | percent"),
        "{{ h.growth }}", RATE,
    ),
    Kpi(
        "Share of world, %", "{{ region.world_share" + NA + " }}", PERCENT,
        moved("region.share_change", "{{ region.share_change | points(2) }} points on " + AGO, "0.00005"),
        "{{ h.share }}", "0.00%",
    ),
    Kpi(
        "Contribution to growth of world, points", "{{ (region.contribution * 100)" + NA + " }}", POINTS,
        was("region.contribution", at("market_contribution", "region", "period.year_ago"), " | points"),
        "{{ market_contribution(region, h.label) }}", "+0.00%;-0.00%;0.00%",
    ),
    Kpi(
        "Concentration, HHI of 10,000", "{{ region.hhi" + NA + " }}", INDEX,
        was("region.hhi", at("market_concentration", "region", "period.year_ago"), " | number"),
        '{{ market_concentration(region, h.label) }}', INDEX,
    ),
    Kpi(
        f"Share of {{{{ {FIRST}.name }}}} in the region, %", f"{{{{ {FIRST}.share{NA} }}}}", PERCENT,
        was(f"{FIRST}.share", at("market_share", FIRST, "period.year_ago", "region"), " | percent"),
        f"{{{{ market_share({FIRST}, h.label, region) }}}}", PERCENT,
    ),
)  # fmt: skip

HEADS = (
    "Value\n{{ scale.unit }}",
    "Growth\nYoY, %",
    "Share of\nworld, %",
    "Contribution\nto world, %",
    "HHI",
    "Share of\n{{ region.members[0].name }}",
)
"""The same figures as headers of the sheet Data."""


def draw(path: str) -> None:
    book = opened(path, TITLE, "Headline figures of a region on one page, each with its history")
    look = Look(book)
    page = Page(look, "KPIs", WIDTHS, tab=ACCENT)
    sources(look, TITLE)
    history = _data(Page(look, "Data", (1.5, 12, *(15,) * (len(KPIS) + MARKETS))))
    page.heading(f"KEY FIGURES{OF_DATASET}", "{{ region.name }}", "{{ period.name }}  ·  {{ metric.title }}")
    page.illustrative()
    page.line("{{ region.summary }}", look.lead, 33)
    page.skip(6)
    for row in range(0, len(KPIS), len(SLOTS)):
        _kpis(page, KPIS[row : row + len(SLOTS)], history, row)
        page.skip(10)
    page.section("The largest markets of the region")
    page.skip(8)
    for row in range(0, MARKETS, len(SLOTS)):
        if row:
            page.tag(f"{{%row if region.members | length > {row} %}}")
        _markets(page, row, history)
        page.skip(10)
        if row:
            page.tag("{%row endif %}")
    page.line(
        "{% if periods | length > 1 %}Small bars: {{ periods[0] | period }} to {{ period.name }}, each card on its own scale; those of growth and contribution"
        " begin at their lowest. {% endif %}"
        "{{ region.basis }} n/a: no figure, or one without meaning.",
        look.note,
        24,
    )
    page.line("Source: {{ dataset.title }}; {{ dataset.vintage }}; status: {{ dataset.status }}.", look.note, 24)
    page.print_setup(TITLE, tall=1)
    book.close()


def _ground(page: Page, part: str, number: str = "General", size: float = 22) -> Format:
    """The format of one line of a card."""
    base = {"bg_color": TINT, "align": "left"}
    match part:
        case "title":
            edge = {"top": 5, "top_color": ACCENT, "text_wrap": True, "valign": "vcenter"}
            return page.look.of(**base | edge, font_size=9, font_color=GREY)
        case "figure":
            return page.look.of(**base, font_size=size, bold=True, font_color=INK, num_format=number, shrink=True)
        case "change":
            return page.look.of(**base, font_size=9, font_color=ACCENT, valign="top", shrink=True)
    return page.look.of(**base)


def _kpis(page: Page, kpis: tuple[Kpi, ...], history: int, first: int) -> None:
    for part, height in (("title", 27), ("figure", 32), ("change", 16), ("line", 54), ("foot", 7)):
        if part == "line":
            page.tag("{%row if periods | length > 1 %}")
        page.sheet.set_row(page.row - 1, height)
        for number, (slot, kpi) in enumerate(zip(SLOTS, kpis, strict=True)):
            place, style = f"{slot}{page.row}", _ground(page, part, kpi.number)
            _write(page, slot, getattr(kpi, part, ""), style)
            if part == "figure":
                page.near_zero(kpi.number, place)
            if part == "change":
                _warm(page, place)
            if part == "line":
                _line(page, place, history, first + number, from_zero=not kpi.drawn.startswith("+"))
        page.row += 1
        if part == "line":
            page.tag("{%row endif %}")


def _sides(slot: str) -> tuple[str, str]:
    """The columns that are the edges of a card."""
    return chr(ord(slot) - 1), chr(ord(slot) + 1)


def _write(page: Page, slot: str, text: str, style: Format) -> None:
    """A line of a card with its edges."""
    page.sheet.write_string(f"{slot}{page.row}", text, style)
    for side in _sides(slot):
        page.sheet.write_blank(f"{side}{page.row}", None, style)


def _warm(page: Page, place: str) -> None:
    """What went down in the warm colour."""
    style = page.look.book.add_format({"font_color": WARM})
    page.sheet.conditional_format(place, {"type": "text", "criteria": "begins with", "value": "▼", "format": style})


def _line(page: Page, place: str, history: int, number: int, *, from_zero: bool = True) -> None:
    letter = chr(ord("C") + number)
    page.small_bars(place, f"Data!{letter}{history}:{letter}{history}", from_zero=from_zero)


GROWN = "{{{{ {0}.growth | abs | percent }}}} on a year ago"
SHARE = "  ·  {{{{ {0}.share | percent | default('n/a') }}}} of region"


def _markets(page: Page, first: int, history: int) -> None:
    """A row of cards of markets. One without a market is as white as the page."""
    parts = (("title", 20), ("figure", 27), ("change", 16), ("line", 44), ("foot", 7))
    _bare(page, page.row + len(parts) + 1)
    for part, height in parts:
        if part == "line":
            page.tag("{%row if periods | length > 1 %}")
        page.sheet.set_row(page.row - 1, height)
        for number, slot in enumerate(SLOTS, first):
            market, place = f"region.members[{number}]", f"{slot}{page.row}"
            there = f"region.members | length > {number}"
            text = {
                "title": f"{{{{ {market}.name if {there} else '' }}}}",
                "figure": f"{{{{ {market}.value{SCALED}{NA} if {there} else '' }}}}",
                "change": f"{{% if {there} %}}{moved(f'{market}.growth', GROWN.format(market))}{SHARE.format(market)}{{% endif %}}",
            }.get(part, "")
            style = _ground(page, part, HEADLINE, 16)
            if part == "title":
                style = page.look.of(
                    font_size=10, bold=True, font_color=INK, bg_color=TINT, align="left",
                    top=1, top_color=ACCENT, text_wrap=True,
                )  # fmt: skip
            _write(page, slot, text, style)
            if part == "figure":
                page.near_zero(HEADLINE, place)
            if part == "change":
                _warm(page, place)
            if part == "line":
                _line(page, place, history, len(KPIS) + number)
        page.row += 1
        if part == "line":
            page.tag("{%row endif %}")


def _bare(page: Page, last: int) -> None:
    """The look of a card without a market, down to a row. It stands before other looks, of which some programs take the first."""
    bare = page.look.book.add_format({"bg_color": PAPER, "top": 1, "top_color": PAPER})
    for slot in SLOTS:
        left, right = _sides(slot)
        rule = {"type": "formula", "criteria": f'=${slot}${page.row}=""', "format": bare}
        page.sheet.conditional_format(f"{left}{page.row}:{right}{last}", rule)


def _data(page: Page) -> int:
    """What the small bars draw; gives the repeated row."""
    page.heading("DATA", "Figures behind the small bars", "{{ region.name }}  ·  " + MEASURE)
    page.section("By period")
    columns = [Column("Period", "{{ h.label }}", align="left")]
    columns += [Column(head, kpi.history, kpi.drawn) for head, kpi in zip(HEADS, KPIS, strict=True)]
    for number in range(MARKETS):
        market = f"region.members[{number}]"
        there = f"region.members | length > {number}"
        head = f"{{{{ {market}.name if {there} else '' }}}}"
        value = f"{{{{ market_value({market}, h.label){SCALED} if {there} else none }}}}"
        columns.append(Column(head, value, NUMBER))
    history = page.table("h in region.history", columns, height=42)
    page.print_setup(TITLE, landscape=True)
    return history
