"""`xlmarket formulas`: workbooks whose formulas travel to people with another Excel, or with none of our functions."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer

from xlmarket.cli.settings import Command, example_lines, settings
from xlmarket.cli.targets import Book, InPlace, Output, target
from xlmarket.errors import InputError, Place, UsageError
from xlmarket.listing import count_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlmarket.formulas import Finding
    from xlmarket.formulas.book import Left

Prefix = Annotated[str, typer.Option(help="What stands before the names in it: ACME for ACME_MARKET_SHARE.")]
SHOWN_LEFT = 20
CONVERT_EXAMPLES = (
    "xlmarket formulas convert plan.xlsx --to lambda",
    "xlmarket formulas convert plan.xlsx --to libreoffice -o for-calc.xlsx",
)


def register(app: typer.Typer) -> None:
    room = typer.Typer(
        help="Check, convert or freeze the functions in a workbook.", no_args_is_help=True, rich_markup_mode=None
    )
    room.command("check", cls=Command, epilog=example_lines("xlmarket formulas check plan.xlsx"))(check)
    room.command("convert", cls=Command, epilog=example_lines(*CONVERT_EXAMPLES))(convert)
    room.command("freeze", cls=Command, epilog=example_lines("xlmarket formulas freeze plan.xlsx"))(freeze)
    app.add_typer(room, name="formulas")


def check(context: typer.Context, book: Book, prefix: Prefix = "") -> None:
    """List every call in a workbook, and what is wrong with it.

    Reads any spelling: of LAMBDA names, the Excel add-in, Office.js and LibreOffice; in cells, defined names,
    conditional formats, validations, tables and charts. Ends with exit code 3 if something is wrong.
    """
    from xlmarket import formulas

    told = settings(context)
    found = formulas.check(book, prefix=prefix)
    wrong = sum(bool(one.problems) for one in found)
    lines = [*_lines(found), _counted(found, wrong)]
    told.answer("\n".join(lines), {"calls": [one.fields() for one in found], "problems": wrong})
    if wrong:
        sys.stdout.flush()
        raise typer.Exit(3)


def convert(
    context: typer.Context,
    book: Book,
    to: Annotated[str, typer.Option(help="The host: lambda, addin, officejs or libreoffice.", show_default=False)],
    output: Output = None,
    in_place: InPlace = False,
    prefix: Annotated[str, typer.Option(help="What that host puts before names: XL for XL_MARKET_SHARE.")] = "",
) -> None:
    """Spell the functions in a workbook for another host.

    lambda: a workbook with nothing installed, which gets the figures and functions themselves; addin: xlmarket.xlam in
    Excel for Windows; officejs: Excel on Mac and the web; libreoffice: Calc. Nothing else in the workbook changes.
    """
    from xlmarket import formulas
    from xlmarket.files import write_whole

    told = settings(context)
    if to not in formulas.HOSTS:
        raise UsageError("unknown host", found=to, allowed=tuple(formulas.HOSTS))
    into = target(book, output, to, in_place=in_place)
    done = formulas.convert(book, to, told.open_snapshot(), prefix=prefix)
    write_whole(into, done.content)
    said = f"{into}: {count_of(done.calls, 'call')} in {count_of(done.formulas, 'formula')} spelled for {to}"
    data = {"file": str(into), "calls": done.calls, "formulas": done.formulas}
    told.answer("\n".join([said, *_left(done.left)]), {**data, "left": [one.fields() for one in done.left]})
    _end(done.left)


def freeze(
    context: typer.Context,
    book: Book,
    output: Output = None,
    in_place: InPlace = False,
    keep_going: Annotated[bool, typer.Option("--keep-going", help="Leave what cannot be frozen as it is.")] = False,
    prefix: Prefix = "",
) -> None:
    """Put values in place of the functions, their sources as notes.

    Formulas around them go on calculating. What cannot be answered is listed with its cell, and nothing is written
    unless --keep-going. Cells that showed something else than the figures say are listed too.
    """
    from xlmarket import formulas
    from xlmarket.files import write_whole

    told = settings(context)
    into = target(book, output, "values", in_place=in_place)
    done = formulas.freeze(book, told.open_snapshot(), prefix=prefix)
    if done.left and not keep_going:
        first, more = done.left[0], len(done.left) - 1
        for one in done.left[1:]:
            told.say(f"xlmarket: {one}")
        raise InputError(
            f"{count_of(len(done.left), 'call')} cannot be frozen: {first.why}" if more else f"not frozen: {first.why}",
            where=Place(file=book.name, sheet=first.formula.sheet or None, cell=first.formula.place),
            found=first.call.text,
            remedy="--keep-going leaves such formulas as they are",
        )
    write_whole(into, done.content)
    said = f"{into}: {count_of(done.values, 'formula')} made values, {done.inside} more with values in them"
    differ = [f"{one.where}: {one.call} showed {one.shown}, now {one.answer}" for one in done.differences]
    told.answer(
        "\n".join([said, *_cut(differ), *_left(done.left)]),
        {
            "file": str(into),
            "values": done.values,
            "inside": done.inside,
            "differences": differ,
            "left": [one.fields() for one in done.left],
        },
    )
    _end(done.left)


def _lines(found: Sequence[Finding]) -> list[str]:
    """One line per call, its problems indented below."""
    rows = [(one.formula.where, one.call.name, one.call.spelling.value, one.error) for one in found]
    widths = [max((len(row[place]) for row in rows), default=0) for place in range(3)]
    lines: list[str] = []
    for row, one in zip(rows, found, strict=True):
        cells = "  ".join(f"{text:<{width}}" for text, width in zip(row, widths, strict=False))
        lines.append(f"{cells}  {row[3]}".rstrip())
        lines += [f"    {problem}" for problem in one.problems]
    return lines


def _counted(found: Sequence[Finding], wrong: int) -> str:
    spellings = Counter(one.call.spelling.value for one in found)
    listed = ", ".join(f"{count} {name}" for name, count in spellings.most_common())
    places = count_of(len({one.formula.where for one in found}), "place")
    said = f"{count_of(len(found), 'call')} in {places}" + (f": {listed}" if listed else "")
    return f"{said}; {wrong} with a problem" if wrong else f"{said}; nothing wrong"


def _left(left: Sequence[Left]) -> list[str]:
    return _cut([f"left as it is: {one}" for one in left])


def _cut(lines: list[str]) -> list[str]:
    more = len(lines) - SHOWN_LEFT
    return lines if more <= 0 else [*lines[:SHOWN_LEFT], f"… and {more} more; --json lists all"]


def _end(left: Sequence[Left]) -> None:
    if left:
        sys.stdout.flush()
        raise typer.Exit(3)
