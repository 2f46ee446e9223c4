"""Tables for a reader: columns of text for a terminal, HTML for a notebook."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

MOST_ROWS = 60
"""How many rows are shown; longer tables show the first and the last ones."""


def grid(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Rows of text in columns: the first to the left, the others to the right."""
    lines = [list(header), *shorten(rows)]
    widths = [max(len(line[n]) for line in lines) for n in range(len(header))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if n else cell.ljust(width)
            for n, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in lines
    )


def html_table(header: Sequence[str], rows: Sequence[Sequence[str]], caption: str = "") -> str:
    """An HTML table without colours of its own, so that it fits a light and a dark page."""
    side = f'<caption style="caption-side:bottom;text-align:left">{escape(caption)}</caption>' if caption else ""
    head = "".join(
        f'<th style="text-align:{"right" if n else "left"}">{escape(text)}</th>' for n, text in enumerate(header)
    )
    body = "".join(f"<tr>{_html_row(row)}</tr>" for row in shorten(rows))
    return f"<table>{side}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def shorten(rows: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """The first and the last rows of a long table, with a row of dots between them."""
    if len(rows) <= MOST_ROWS:
        return list(rows)
    half = MOST_ROWS // 2
    return [*rows[:half], ["…"] * len(rows[0]), *rows[-half:]]


def _html_row(row: Sequence[str]) -> str:
    cells = "".join(f'<td style="text-align:right">{escape(text)}</td>' for text in row[1:])
    return f'<th style="text-align:left">{escape(row[0])}</th>{cells}'
