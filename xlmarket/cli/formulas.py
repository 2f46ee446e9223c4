"""`xlmarket eval` and `xlmarket functions`: the worksheet functions from the terminal."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from xlmarket.cli.settings import Command, read_date, settings

if TYPE_CHECKING:
    from xlmarket.functions import Answer


def register(app: typer.Typer) -> None:
    app.command("eval", cls=Command)(evaluate)
    app.command("functions", cls=Command)(manual)


def evaluate(
    context: typer.Context,
    formula: Annotated[str, typer.Argument(help="""A formula, as in a cell: '=MARKET_SHARE("Brazil")'""")],
    as_of: Annotated[str | None, typer.Option(help="The figures as they stood on this day: 2025-01-31.")] = None,
) -> None:
    """Answer one formula as a cell would show it.

    --json gives the raw value and what stands behind it. An error value ends with exit code 3.
    """
    from xlmarket.functions import CellError, show
    from xlmarket.functions import evaluate as answer_to

    told = settings(context)
    answer = answer_to(told.open_snapshot(read_date(as_of, "--as-of")), formula)
    told.answer(show(answer), _plain(answer))
    if isinstance(answer.value, CellError) and not told.json:
        told.say(f"xlmarket: {answer.value.sentence}")
    if isinstance(answer.value, CellError):
        sys.stdout.flush()
        raise typer.Exit(3)


def _plain(answer: Answer) -> dict[str, object]:
    """The answer as JSON data: numbers to the 15 digits of a cell, an error as its code and the sentence behind it."""
    from xlmarket.functions import CellError

    def cell(value: object) -> object:
        if isinstance(value, CellError):
            return {"error": value.code, "why": value.sentence}
        return float(f"{value:.15g}") if isinstance(value, float) else value

    value = answer.value
    raw = [[cell(one) for one in row] for row in value] if isinstance(value, tuple) else cell(value)
    return {
        "value": raw,
        "unit": answer.unit,
        "source": answer.source,
        "status": answer.status,
        "vintage": answer.vintage,
        "period": answer.period,
    }


def manual(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(help="A function: MARKET_SHARE.", show_default=False)] = None,
) -> None:
    """The manual of the worksheet functions, or of one."""
    from xlmarket.functions import manual as pages

    width = min(shutil.get_terminal_size((80, 24)).columns, 100)
    text = pages.index(width) if name is None else pages.page(name, width)
    settings(context).answer(text, pages.data(name))
