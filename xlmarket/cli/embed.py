"""`xlmarket embed`: figures and functions inside a user's workbook, which then needs nothing installed."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from xlmarket.cli.commands import command
from xlmarket.cli.options import as_of_option, prefix_option
from xlmarket.cli.session import Session
from xlmarket.cli.targets import book_argument, check_ending, choose_target, target_options

if TYPE_CHECKING:
    from xlmarket.store import DatasetState

ENDINGS = (".xlsx", ".xlsm", ".xltx", ".xltm")


@command("embed", "xlmarket embed plan.xlsx", "xlmarket embed plan.xlsx --in-place --dataset sample-quarterly")
@book_argument
@target_options
@prefix_option("XL_MARKET_SHARE")
@as_of_option
def embed(
    session: Session, book: Path, output: Path | None, in_place: bool, prefix: str, as_of: DatasetState | None
) -> None:
    """Put the figures and the functions into a workbook.

    The workbook then calculates =MARKET_SHARE("Brazil") with nothing installed, in Excel 2024, Microsoft 365, and Excel
    for the web or for Mac. Everything else in it stays as it is, macros included. Run it again to replace the figures
    with newer ones of the same data set.
    """
    from xlmarket.files import write_whole
    from xlmarket.formulas.names import available_functions, data_set
    from xlmarket.formulas.names import embed as put
    from xlmarket.formulas.prefix import read_prefix
    from xlmarket.package.archive import Package
    from xlmarket.package.parts import Parts

    check_ending(book, "figures go into an Excel workbook", *ENDINGS)
    target = choose_target(book, output, "live", in_place=in_place)
    lead = read_prefix(prefix)
    parts = Parts(Package(book, "workbook"))
    parts.package.prove()
    session = replace(session, dataset=session.dataset or data_set(parts) or None)
    snapshot = session.open_snapshot(as_of)
    put(parts, snapshot, prefix=lead)
    out = io.BytesIO()
    parts.package.write(out, parts.changes())
    write_whole(target, out.getvalue())
    names = [f"{lead}{name}" for name in available_functions()]
    session.result(
        f"{target}: {len(names)} functions over the figures of {snapshot.vintage}",
        {"file": str(target), "functions": names, "vintage": snapshot.vintage},
    )
