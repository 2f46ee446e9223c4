"""`parts/revisions`: what changed in a data set between two vintages; `xlmarket data diff -o FILE.xlsx` fills it."""

from __future__ import annotations

from drawing.look import ACCENT, RATE, Look
from drawing.page import Column, Page, opened

TITLE = "What changed"
WIDTHS = (1.5, 26, 22, 11, 12, 21, 21, 21, 11, 18, 34, 40)
FIGURE = "[>=1000000]#,##0;[<=-1000000]-#,##0;#,##0.00####"
TOTALS = (
    Column("Metric", "{{ t.metric }}", align="left"),
    Column("Unit", "{{ t.unit }}", align="left"),
    Column("Changed", "{{ t.changed }}", "#,##0"),
    Column("Added", "{{ t.added }}", "#,##0"),
    Column("Removed", "{{ t.removed }}", "#,##0"),
    Column("Withdrawn", "{{ t.withdrawn }}", "#,##0"),
    Column("Sum of differences", "{{ t.difference }}", FIGURE),
    Column("Largest, %", "{{ t.largest }}", RATE),
)
CHANGES = (
    Column("Market", "{{ r.market }}", align="left"),
    Column("Metric", "{{ r.metric }}", align="left"),
    Column("Period", "{{ r.period }}", align="left"),
    Column("Change", "{{ r.change }}", align="left"),
    Column("Before", "{{ r.before }}", FIGURE),
    Column("After", "{{ r.after }}", FIGURE),
    Column("Difference", "{{ r.difference }}", FIGURE),
    Column("Change, %", "{{ r.ratio }}", RATE),
    Column("Unit", "{{ r.unit }}", align="left", indent=1),
    Column("Note", "{{ r.note }}", align="left"),
    Column("Source", "{{ r.source }}", align="left"),
)


def draw(path: str) -> None:
    book = opened(path, TITLE, "The cells of a data set that differ between two vintages")
    look = Look(book)
    changes = Page(look, "Changes", WIDTHS, tab=ACCENT)
    totals = Page(look, "Totals", WIDTHS)
    _heading(totals)
    totals.table("t in totals", TOTALS, height=20)
    totals.print_setup(TITLE, landscape=True, foot="xlmarket data diff")
    _heading(changes)
    header = changes.row
    repeated = changes.table("r in revisions", CHANGES, height=20)
    changes.sheet.freeze_panes(header, 2)
    changes.sheet.autofilter(f"B{header}:L{repeated}")
    changes.warn_below(0, f"H{repeated}:I{repeated}")
    changes.print_setup(TITLE, repeat=header, landscape=True, foot="xlmarket data diff")
    book.close()


def _heading(page: Page) -> None:
    page.heading(
        "WHAT CHANGED",
        "{{ comparison.dataset }}",
        "{{ comparison.before }}  →  {{ comparison.after }}  ·  {{ comparison.summary }}",
    )
