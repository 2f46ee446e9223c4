"""The starters of `xlmarket template new`: a small report that is easy to change, and a sheet that says what to type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from xlsxwriter.format import Format

from drawing import guide, plots
from drawing.look import ACCENT, GREY, HEADLINE, NUMBER, PERCENT, PLAIN, RATE, Look
from drawing.page import COUNT, Card, Column, Page, opened
from drawing.region_quarterly import NA

WIDTHS = (1.5, 22, 12, 12, 20, 16)
CHART_ROWS, CHART_SIZE = 12, {"width": 588, "height": 250}
"""The chart ends inside the last column, so that it prints whole."""


class Legible(Look):
    """Shrinks what is too long for its cell: the designer reads every expression, the report's figures keep their size."""

    def of(self, **properties: Any) -> Format:
        return super().of(**{"shrink": not properties.get("text_wrap")} | properties)


@dataclass(frozen=True)
class Starter:
    """One starter: its titles, its cards, the list its table repeats, and what its chart is called."""

    title: str
    heading: str
    cards: tuple[Card, ...]
    loop: str
    columns: tuple[Column, ...]
    chart: str


def _asked(what: str) -> str:
    return f"{{{{ {what}{NA} }}}}"


def _cards(view: str, label: str, figure: str, number: str, remark: str) -> tuple[Card, ...]:
    return (
        Card("B", "B", "{{ metric.title }}", _asked(f"{view}.value"), HEADLINE, "{{ metric.unit }}"),
        Card("C", "D", "Growth", _asked(f"{view}.growth"), RATE, "on the same period a year earlier"),
        Card("E", "F", label, _asked(f"{view}.{figure}"), number, remark),
    )


def _columns(item: str, name: Column, share: str, *, total: str = "") -> tuple[Column, ...]:
    """Where a figure is missing its cell holds #N/A, which a chart shows as a gap; beside it stands n/a."""
    return (
        name,
        Column("Value\n{{ metric.unit }}", f"{{{{ {item}.value }}}}", NUMBER, total),
        Column("Share, %", f"{{{{ {item}.{share} }}}}", PERCENT, total),
        Column("Growth\nYoY, %", _asked(f"{item}.growth"), RATE),
        Column("Rank", _asked(f"{item}.rank"), PLAIN),
    )


STARTERS = {
    "region": Starter(
        "Region report",
        "{{ region.name }}",
        _cards("region", "Share of world", "world_share", PERCENT, "of all markets"),
        "m in region.members",
        _columns("m", Column("Market", "{{ m.name }}", total="{{ region.total_label }}", align="left"), "share", total="sum"),
        "Value by market",
    ),
    "market": Starter(
        "Market report",
        "{{ market.name }}",
        _cards("market", "Rank", "rank", PLAIN, "of " + COUNT.format("market.among")),
        "h in market.history",
        _columns("h", Column("Period", "{{ h.name }}", align="left"), "share"),
        "Value by period",
    ),
    "world": Starter(
        "World report",
        "The world",
        _cards("world", "Four largest markets", "cr4", PERCENT, "of {{ world.count }} markets"),
        "m in world.largest top 10",
        _columns("m", Column("Market", "{{ m.name }}", total="Together", align="left"), "world_share", total="sum"),
        "The ten largest markets",
    ),
}  # fmt: skip


def draw_starter(path: str, kind: str) -> None:
    starter = STARTERS[kind]
    book = opened(path, starter.title, "A start for a template of your own")
    look = Legible(book)
    repeated = _report(Page(look, "Report", WIDTHS, tab=ACCENT), starter)
    guide.draw(Page(look, "Help", guide.WIDTHS, tab=GREY), kind, repeated)
    book.close()


def _report(page: Page, starter: Starter) -> int:
    """Draws the report and gives the number of its repeated row."""
    page.heading("{{ dataset.title }}", starter.heading, "{{ metric.title }}, {{ period.name }}")
    page.illustrative()
    page.cards(starter.cards)
    page.skip(12)
    page.section(starter.chart)
    top = page.row
    for _ in range(CHART_ROWS):
        page.skip(16)
    page.skip(12)
    page.section("In figures")
    repeated = page.table(starter.loop, starter.columns, total=any(column.total for column in starter.columns))
    page.skip(12)
    page.line("Source: {{ dataset.title }}; {{ dataset.vintage }}; {{ dataset.status }}.", page.look.note, 24)
    labels, values = (f"=Report!${letter}${repeated}:${letter}${repeated}" for letter in "BC")
    chart = plots.plain(page.look.book, f"=Report!$C${repeated - 2}", labels, values)
    chart.set_size(CHART_SIZE)
    page.sheet.insert_chart(f"B{top}", chart, {"x_offset": 4, "y_offset": 4})
    page.print_setup(starter.title, foot="")
    return repeated
