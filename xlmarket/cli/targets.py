"""Where a command that changes a workbook writes it: next to it, to `-o FILE`, or over it with `--in-place`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from xlmarket.cli.options import FILE, output_option
from xlmarket.errors import InputError, UsageError

book_argument = click.argument("book", type=FILE, metavar="FILE", help="An Excel workbook: .xlsx or .xlsm.")


def target_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Declare `-o FILE` and `--in-place`."""
    in_place = click.option("--in-place", is_flag=True, help="Write over the workbook itself.")
    return output_option("The workbook to write (default: a new one next to it).")(in_place(function))


def choose_target(book: Path, output: Path | None, suffix: str, *, in_place: bool) -> Path:
    """The file to write: by default `NAME (SUFFIX).xlsx`, never over a file that no option names.

    Raises `UsageError` for options that contradict each other or another kind of file, and `InputError` where the file
    exists.
    """
    if in_place and output is not None:
        raise UsageError("-o and --in-place contradict each other", remedy="give one of them")
    if in_place or book.is_dir():
        return book  # opening a folder as a workbook gives the clearer error
    target = output or book.with_name(f"{book.stem} ({suffix}){book.suffix}")
    if target.suffix.lower() != book.suffix.lower():
        raise UsageError(
            "the copy must be a workbook of the same kind", found=target.name, allowed=f"name{book.suffix}"
        )
    if output is None:
        check_new(target)
    return target


def check_ending(path: Path, what: str, *endings: str) -> None:
    """Raises `UsageError` with the sentence `what` for a file name without one of the endings."""
    if path.suffix.lower() not in endings:
        raise UsageError(what, found=path.name, allowed=tuple(f"name{ending}" for ending in endings))


def check_new(target: Path) -> None:
    """Raises `InputError` for a file that would be overwritten."""
    if target.exists():
        raise InputError(f"{target} exists", remedy="choose another name with -o")
