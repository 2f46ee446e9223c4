"""`xlmarket trace`: where a figure in a finished report comes from."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xlmarket.cli.commands import command
from xlmarket.cli.options import FILE
from xlmarket.cli.session import Session

if TYPE_CHECKING:
    from xlmarket.report.trace import ReportTrace, TracedCell, TracedFigure

NOT_TRACED = 3
LABEL = 10
"""The width of the names in front of the facts."""


@command(
    "trace",
    "xlmarket trace 'europe.xlsx!C9'",
    "xlmarket trace 'europe.xlsx!Sources!B3' --json",
)
@click.argument("cell", metavar="REPORT!CELL", help="europe.xlsx!C9, europe.xlsx!Sheet!C9, or an area.")
@click.option("--template", "-t", type=FILE, help="The template, where it is not found by its name.")
def trace(session: Session, cell: str, template: Path | None) -> int:
    """Print where a figure of a finished report comes from.

    That is: the cell of the template and what is written there, the call that the figure equals, its market, period,
    metric, source, status and vintage, and for n/a the reason. A formula comes with the cells it reads.

    The report is made again from what it says of itself. Where the template or the figures are gone, or the cell was
    changed since, that is printed with what the file holds, and the exit code is 3.
    """
    from xlmarket.report.trace import parse_address
    from xlmarket.report.trace import trace as trace_cells

    found = trace_cells(parse_address(cell), template=template, store=session.store, config=session.load_config())
    session.result("\n\n".join(_paragraphs(found)), asdict(found))
    if found.problem and not session.json:
        session.message(f"xlmarket: {found.problem}")
    return 0 if found.is_whole else NOT_TRACED


def _paragraphs(found: ReportTrace) -> Iterator[str]:
    for cell in found.cells:
        yield "\n".join([f"{found.file}!{cell.cell}", *_cell_lines(cell), *_file_lines(found)])


def _cell_lines(cell: TracedCell) -> Iterator[str]:
    value = cell.value if isinstance(cell.value, str) or cell.value is None else repr(cell.value)
    yield from _fact("value", value if cell.text == str(value) else f"{value}, printed {cell.text}")
    yield from _fact("note", cell.note)
    yield from _fact("template", cell.template)
    yield from _fact("written", cell.expression)
    yield from _fact("formula", cell.formula)
    yield from _fact("call", cell.call)
    for figure in cell.figures:
        is_only = len(cell.figures) == 1
        if not is_only:
            yield ""
        if not is_only or figure.call != cell.call:
            yield from _fact("figure", f"{figure.source} {figure.call} {figure.text}".strip())
        yield from _figure_lines(figure)
    for read in cell.reads:
        call = read.call or read.formula or read.expression or read.note
        yield from _fact("reads", f"{read.cell} {read.text}  {call}".rstrip())


def _figure_lines(figure: TracedFigure) -> Iterator[str]:
    yield from _fact("market", figure.market)
    yield from _fact("period", figure.period)
    yield from _fact("metric", ", ".join(filter(None, (figure.metric, figure.unit))))
    yield from _fact("why n/a", figure.reason)
    yield from _fact("status", figure.status)
    yield from _fact("flag", figure.flag if figure.flag != figure.status else "")
    yield from _fact("source", figure.origin)
    yield from _fact("vintage", figure.vintage)


def _file_lines(found: ReportTrace) -> Iterator[str]:
    """What the file says of itself, where nothing else is known of its cells."""
    if not found.problem:
        return
    for name in ("dataset", "vintage", "template", "region", "period", "metric"):
        yield from _fact(name, getattr(found.made_from, name))


def _fact(name: str, text: str | None) -> Iterator[str]:
    if text:
        lines = textwrap.wrap(
            " ".join(str(text).split("\n")), 80 - LABEL - 2, break_long_words=False, break_on_hyphens=False
        )
        yield f"  {name:<{LABEL}}{lines[0] if lines else ''}"
        yield from (f"  {'':<{LABEL}}{line}" for line in lines[1:])
