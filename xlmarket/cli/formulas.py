"""`xlmarket eval` and `xlmarket functions`: the worksheet functions from the terminal."""

from __future__ import annotations

import shutil
import sys
from typing import Annotated

import typer

from xlmarket.cli.settings import AS_OF, Command, example_lines, read_as_of, settings

EVAL_EXAMPLES = (
    """xlmarket eval '=MARKET_SHARE("Brazil")'""",
    """xlmarket eval '=MARKET_GROWTH("Japan","2015Q4")' --dataset sample-quarterly""",
)
FUNCTIONS_EXAMPLES = ("xlmarket functions", "xlmarket functions MARKET_SHARE")


def register(app: typer.Typer) -> None:
    app.command("eval", cls=Command, epilog=example_lines(*EVAL_EXAMPLES))(evaluate)
    app.command("functions", cls=Command, epilog=example_lines(*FUNCTIONS_EXAMPLES))(manual)


def evaluate(
    context: typer.Context,
    formula: Annotated[str, typer.Argument(help="""A formula, as in a cell: '=MARKET_SHARE("Brazil")'""")],
    as_of: Annotated[str | None, typer.Option(help=AS_OF)] = None,
) -> None:
    """Answer one formula as a cell would show it.

    --json gives the raw value and what stands behind it. An error value ends with exit code 3.
    """
    from xlmarket.functions import CellError, show
    from xlmarket.functions import evaluate as answer_to
    from xlmarket.functions.wire import answer_out

    told = settings(context)
    answer = answer_to(told.open_snapshot(read_as_of(as_of)), formula)
    told.answer(show(answer), answer_out(answer))
    if isinstance(answer.value, CellError) and not told.json:
        told.say(f"xlmarket: {answer.value.sentence}")
    if isinstance(answer.value, CellError):
        sys.stdout.flush()
        raise typer.Exit(3)


def manual(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(help="A function: MARKET_SHARE.", show_default=False)] = None,
) -> None:
    """The manual of the worksheet functions, or of one."""
    from xlmarket.functions import manual as pages

    width = min(shutil.get_terminal_size((80, 24)).columns, 100)
    text = pages.index(width) if name is None else pages.page(name, width)
    settings(context).answer(text, pages.data(name))
