"""Where a command that changes a workbook writes it: beside, where it is told to, or over it when asked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xlmarket.errors import InputError, UsageError

Book = Annotated[Path, typer.Argument(help="An Excel workbook: .xlsx or .xlsm.", show_default=False)]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", help="The workbook to write (default: a new one beside it).")
]
InPlace = Annotated[bool, typer.Option("--in-place", help="Write over the workbook itself.")]


def target(book: Path, output: Path | None, to: str, *, in_place: bool) -> Path:
    """Where to write: never over a file nobody named."""
    if in_place and output is not None:
        raise UsageError("-o and --in-place say two things", remedy="give one of them")
    if in_place or book.is_dir():
        return book  # a folder is refused by whoever reads it
    found = output or book.with_name(f"{book.stem} ({to}){book.suffix}")
    if found.suffix.lower() != book.suffix.lower():
        raise UsageError("the copy is a workbook of the same kind", found=found.name, allowed=f"name{book.suffix}")
    if output is None and found.exists():
        raise InputError("there is a file of this name", found=str(found), remedy="choose another with -o")
    return found
