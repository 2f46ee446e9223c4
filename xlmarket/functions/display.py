"""Tables for a reader: columns of text for a terminal, HTML for a notebook. Answers and the public face use it.

The HTML has no colours of its own, so that it fits a light and a dark page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

MOST_ROWS = 60
"""How many rows are shown. Longer tables show the first and the last ones."""

_CELL = "padding:0.1em 0.6em;text-align:"


def grid(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Rows of text in columns: the first to the left, the others to the right."""
    lines = [header, *shorten(rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(header))]
    return "\n".join(_line(line, widths) for line in lines)


def html_table(
    header: Sequence[str], rows: Sequence[Sequence[str]], caption: str = "", texts: Sequence[int] = ()
) -> str:
    """A table with the first column as labels. `texts` are the numbers of the columns that go to the left."""
    sides = ["left" if place == 0 or place in texts else "right" for place in range(len(header))]
    head = "".join(map(_html_label, header, sides))
    body = "".join(
        f"<tr>{_html_label(row[0], 'left')}{''.join(map(_html_cell, row[1:], sides[1:]))}</tr>" for row in shorten(rows)
    )
    below = f'<caption style="caption-side:bottom;{_CELL}left;white-space:nowrap">{escape(caption)}</caption>'
    return f"<table>{below if caption else ''}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def html_facts(facts: Mapping[str, str]) -> str:
    """A table of two columns, what and which. Empty ones are left out."""
    rows = (f"<tr>{_html_label(name, 'left')}{_html_cell(text, 'left')}</tr>" for name, text in facts.items() if text)
    return f"<table><tbody>{''.join(rows)}</tbody></table>"


def shorten(rows: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """The first and the last rows of a long table, with a row of dots between them."""
    if len(rows) <= MOST_ROWS:
        return list(rows)
    half = MOST_ROWS // 2
    return [*rows[:half], ["…"] * len(rows[0]), *rows[-half:]]


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    figures = [cell.rjust(width) for cell, width in zip(cells[1:], widths[1:], strict=True)]
    return "  ".join([cells[0].ljust(widths[0]), *figures]).rstrip()


def _html_label(text: str, side: str) -> str:
    return f'<th style="{_CELL}{side};white-space:nowrap">{escape(text)}</th>'


def _html_cell(text: str, side: str) -> str:
    return f'<td style="{_CELL}{side}">{escape(text)}</td>'
