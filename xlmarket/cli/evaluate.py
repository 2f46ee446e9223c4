"""`xlmarket eval` and `xlmarket functions`: the worksheet functions in the terminal."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import click

from xlmarket.cli.commands import command
from xlmarket.cli.options import as_of_option
from xlmarket.cli.session import Session

if TYPE_CHECKING:
    from xlmarket.store import DatasetState

ERROR_VALUE = 3


@command(
    "eval",
    """xlmarket eval '=MARKET_SHARE("Brazil")'""",
    """xlmarket eval '=MARKET_GROWTH("Japan","2015Q4")' --dataset sample-quarterly""",
)
@click.argument("formula", help="""A formula as in a cell: '=MARKET_SHARE("Brazil")'""")
@as_of_option
def evaluate(session: Session, formula: str, as_of: DatasetState | None) -> int:
    """Calculate one formula and print it as a cell shows it.

    --json prints the raw value with its unit, period, source and status. An error value ends with exit code 3.
    """
    from xlmarket.functions import CellError, show
    from xlmarket.functions import evaluate as calculate
    from xlmarket.functions.wire import answer_out

    answer = calculate(session.open_snapshot(as_of), formula)
    session.result(show(answer), answer_out(answer))
    if not isinstance(answer.value, CellError):
        return 0
    if not session.json:
        session.message(f"xlmarket: {answer.value.sentence}")
    return ERROR_VALUE


@command("functions", "xlmarket functions", "xlmarket functions MARKET_SHARE")
@click.argument("name", required=False, metavar="[FUNCTION]", help="The name of a function, such as MARKET_SHARE.")
def functions(session: Session, name: str | None) -> None:
    """Print the manual of the worksheet functions, or of one."""
    from xlmarket.functions import manual

    width = min(shutil.get_terminal_size((80, 24)).columns, 100)
    text = manual.index(width) if name is None else manual.page(name, width)
    session.result(text, manual.data(name))
