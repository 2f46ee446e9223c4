"""`xlmarket workbook`: finished workbooks that calculate with nothing installed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from xlmarket.cli.commands import command
from xlmarket.cli.metrics import choose_metrics
from xlmarket.cli.options import as_of_option, output_option, theme_option
from xlmarket.cli.session import Session
from xlmarket.cli.titles import list_titles
from xlmarket.errors import UnknownName, UsageError

if TYPE_CHECKING:
    from xlmarket.functions import Snapshot
    from xlmarket.store import DatasetState

WORKBOOKS = {
    "live": "a dashboard: choose region, measure and period; figures, table and charts follow",
    "pivot": "a pivot table over the figures that may be added up: markets by period, with filters",
}
"""The workbooks by name."""


def _complete(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    return [name for name in WORKBOOKS if name.startswith(incomplete)]


@command(
    "workbook",
    "xlmarket workbook",
    "xlmarket workbook live -o live.xlsx --dataset sample-quarterly",
    "xlmarket workbook pivot -o pivot.xlsx --dataset sample-quarterly",
)
@click.argument(
    "name", required=False, shell_complete=_complete, help="The workbook to write. Without a name, all are listed."
)
@output_option("The workbook to write.")
@click.option("--metric", help="The metric it opens with (default: that of the data set).")
@theme_option
@as_of_option
def workbook(
    session: Session,
    name: str | None,
    output: Path | None,
    metric: str | None,
    theme: str | None,
    as_of: DatasetState | None,
) -> None:
    """Write a workbook that calculates with nothing installed.

    live holds the figures and the functions. It needs Excel 2024, Microsoft 365, or Excel for the web or for Mac. pivot
    is for any Excel and LibreOffice.
    """
    if name is None:
        session.result(list_titles(WORKBOOKS), WORKBOOKS)
        return
    target = _check(name, output)
    snapshot = session.open_snapshot(as_of)
    if name == "pivot":
        _write_pivot(target, snapshot.measuring(metric) if metric else snapshot, theme)
    else:
        (snapshot,) = choose_metrics(snapshot, [metric] if metric else [])
        _write(name, target, snapshot, theme or session.load_config().theme)
    session.result(str(target), {"file": str(target)})


def _check(name: str, output: Path | None) -> Path:
    """The file to write. Raises `UnknownName` for another workbook, `UsageError` without an .xlsx file."""
    if name not in WORKBOOKS:
        raise UnknownName.unknown("workbook", name, WORKBOOKS)
    if output is None or output.suffix.lower() != ".xlsx":
        what = "a workbook needs a file name that ends in .xlsx"
        raise UsageError(what, found=output.name if output else None, remedy=f"give -o {name}.xlsx")
    return output


def _write(name: str, output: Path, snapshot: Snapshot, theme: str | None) -> None:
    from xlmarket.files import write_whole
    from xlmarket.report import build

    write_whole(output, build(name, snapshot=snapshot, formulas="lambda", theme=theme))


def _write_pivot(output: Path, snapshot: Snapshot, theme: str | None) -> None:
    from xlmarket.files import write_whole
    from xlmarket.output.datasets.pivot_book import pivot_bytes

    if theme is not None:
        raise UsageError("a pivot table has no theme of its own", found=theme, remedy="leave --theme out")
    write_whole(output, pivot_bytes(snapshot))
