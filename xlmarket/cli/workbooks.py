"""`xlmarket workbook`: finished workbooks that calculate with nothing installed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xlmarket.cli.listing import list_titles
from xlmarket.cli.metrics import choose_metrics
from xlmarket.cli.settings import AS_OF, Command, example_lines, read_as_of, settings
from xlmarket.errors import UnknownName, UsageError

if TYPE_CHECKING:
    from xlmarket.functions import Snapshot

WORKBOOKS = {"live": "a dashboard: choose region, measure and period; figures, table and charts follow"}
"""The workbooks there are, each a template of its name."""

EXAMPLES = ("xlmarket workbook", "xlmarket workbook live -o live.xlsx --dataset sample-quarterly")


def register(app: typer.Typer) -> None:
    app.command("workbook", cls=Command, epilog=example_lines(*EXAMPLES))(workbook)


def workbook(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(help="Which one; without it, all are listed.")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="The workbook to write.")] = None,
    metric: Annotated[str | None, typer.Option(help="What it opens on (default: the data set's default).")] = None,
    as_of: Annotated[str | None, typer.Option(help=AS_OF)] = None,
) -> None:
    """Write a workbook that calculates with nothing installed.

    It holds the figures and the functions; it needs Excel 2024, Microsoft 365, Excel for the web or for Mac.
    """
    told = settings(context)
    if name is None:
        told.answer(list_titles(WORKBOOKS), WORKBOOKS)
        return
    if name not in WORKBOOKS:
        raise UnknownName.unknown("workbook", name, WORKBOOKS)
    if output is None or output.suffix.lower() != ".xlsx":
        found = output.name if output else None
        raise UsageError("say where to write the workbook", found=found, allowed=(f"-o {name}.xlsx",))
    (snapshot,) = choose_metrics(told.open_snapshot(read_as_of(as_of)), [metric] if metric else [])
    _write(name, output, snapshot)
    told.answer(str(output), {"file": str(output)})


def _write(name: str, output: Path, snapshot: Snapshot) -> None:
    from xlmarket.files import write_whole
    from xlmarket.report import build

    write_whole(output, build(name, snapshot=snapshot, formulas="lambda"))
