"""`xlmarket embed`: figures and functions put into a workbook that needs nothing installed."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Annotated

import typer

from xlmarket.cli.settings import AS_OF, Command, example_lines, read_as_of, settings
from xlmarket.cli.targets import Book, InPlace, Output, target
from xlmarket.errors import UsageError

KINDS = (".xlsx", ".xlsm", ".xltx", ".xltm")
EXAMPLES = ("xlmarket embed plan.xlsx", "xlmarket embed plan.xlsx --in-place --dataset sample-quarterly")


def register(app: typer.Typer) -> None:
    app.command("embed", cls=Command, epilog=example_lines(*EXAMPLES))(embed)


def embed(
    context: typer.Context,
    book: Book,
    output: Output = None,
    in_place: InPlace = False,
    prefix: Annotated[str, typer.Option(help="What stands before the names: XL for XL_MARKET_SHARE.")] = "",
    as_of: Annotated[str | None, typer.Option(help=AS_OF)] = None,
) -> None:
    """Put the figures and the functions into a workbook of your own.

    Whoever opens it calculates with =MARKET_SHARE("Brazil") and has nothing to install; it needs Excel 2024, Microsoft
    365, Excel for the web or for Mac. Everything else in it, macros too, stays as it is. Again puts newer figures of the
    same data set in place of the old.
    """
    from xlmarket.files import write_whole
    from xlmarket.formulas.names import data_set, expressed
    from xlmarket.formulas.names import embed as put
    from xlmarket.formulas.prefix import read_prefix
    from xlmarket.package.archive import Package
    from xlmarket.package.parts import Parts

    told = settings(context)
    if book.suffix.lower() not in KINDS:
        raise UsageError(
            "figures go into an Excel workbook", found=book.name, allowed=tuple(f"name{one}" for one in KINDS)
        )
    into = target(book, output, "live", in_place=in_place)
    lead = read_prefix(prefix)
    parts = Parts(Package(book, "workbook"))
    parts.package.prove()
    told = replace(told, dataset=told.dataset or data_set(parts) or None)
    snapshot = told.open_snapshot(read_as_of(as_of))
    put(parts, snapshot, prefix=lead)
    out = io.BytesIO()
    parts.package.write(out, parts.changes())
    write_whole(into, out.getvalue())
    count = len(expressed())
    told.answer(
        f"{into}: {count} functions over the figures of {snapshot.vintage}",
        {"file": str(into), "functions": [f"{lead}{one}" for one in expressed()], "vintage": snapshot.vintage},
    )
