"""`xlmarket formulas`: workbooks whose formulas go to people with another Excel, or with none of our functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xlmarket.cli.commands import command, command_group
from xlmarket.cli.options import ChoiceType, prefix_option
from xlmarket.cli.session import Session
from xlmarket.cli.targets import book_argument, choose_target, target_options
from xlmarket.errors import InputError, Place
from xlmarket.listing import count_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlmarket.formulas import CheckedCall
    from xlmarket.formulas.book.placed import LeftCall

PROBLEMS = 3
MOST_LINES = 20


def _hosts() -> Iterable[str]:
    from xlmarket.formulas import HOSTS

    return HOSTS


@command("check", "xlmarket formulas check plan.xlsx")
@book_argument
@prefix_option("ACME_MARKET_SHARE")
def check(session: Session, book: Path, prefix: str) -> int:
    """List every call in a workbook, and what is wrong with it.

    Reads the spellings of LAMBDA names, the Excel add-in, Office.js and LibreOffice, in cells, defined names,
    conditional formats, validations, tables and charts. Ends with exit code 3 if something is wrong.
    """
    from xlmarket import formulas

    findings = formulas.check(book, prefix=prefix)
    wrong = sum(bool(finding.problems) for finding in findings)
    lines = [*_lines(findings), _total(findings, wrong)]
    session.result("\n".join(lines), {"calls": [finding.fields() for finding in findings], "problems": wrong})
    return PROBLEMS if wrong else 0


@command(
    "convert",
    "xlmarket formulas convert plan.xlsx --to lambda",
    "xlmarket formulas convert plan.xlsx --to libreoffice -o for-calc.xlsx",
)
@book_argument
@click.option("--to", required=True, type=ChoiceType(_hosts), help="The host whose spelling is written.")
@target_options
@prefix_option("XL_MARKET_SHARE")
def convert(session: Session, book: Path, to: str, output: Path | None, in_place: bool, prefix: str) -> int:
    """Spell the functions in a workbook for another host.

    \b
    lambda       no installation: the workbook gets the figures and functions
    addin        xlmarket.xlam in Excel for Windows
    officejs     Excel on Mac and the web
    libreoffice  LibreOffice Calc

    Nothing else in the workbook changes.
    """  # noqa: D301 - click reads \b as "keep these lines"
    from xlmarket import formulas
    from xlmarket.files import write_whole

    target = choose_target(book, output, to, in_place=in_place)
    outcome = formulas.convert(book, to, session.open_snapshot(), prefix=prefix)
    write_whole(target, outcome.content)
    calls, places = count_of(outcome.calls, "call"), count_of(outcome.formulas, "formula")
    session.result(
        "\n".join([f"{target}: {calls} in {places} spelled for {to}", *_left_lines(outcome.left)]),
        {
            "file": str(target),
            "calls": outcome.calls,
            "formulas": outcome.formulas,
            "left": [left.fields() for left in outcome.left],
        },
    )
    return PROBLEMS if outcome.left else 0


@command("freeze", "xlmarket formulas freeze plan.xlsx")
@book_argument
@target_options
@click.option("--keep-going", is_flag=True, help="Leave calls without a value as they are.")
@prefix_option("ACME_MARKET_SHARE")
def freeze(session: Session, book: Path, output: Path | None, in_place: bool, keep_going: bool, prefix: str) -> int:
    """Replace the functions by values, with sources as notes.

    Other formulas still calculate. Calls without a value are listed with their cells, and nothing is written unless
    --keep-going is given. Cells that showed another value before are listed too.
    """
    from xlmarket import formulas
    from xlmarket.files import write_whole

    target = choose_target(book, output, "values", in_place=in_place)
    outcome = formulas.freeze(book, session.open_snapshot(), prefix=prefix)
    if outcome.left and not keep_going:
        for left in outcome.left[1:]:
            session.message(f"xlmarket: {left}")
        raise _not_frozen(book, outcome.left)
    write_whole(target, outcome.content)
    summary = f"{target}: {count_of(outcome.values, 'formula')} made values, {outcome.inside} more with values in them"
    differences = [f"{cell.where}: {cell.call} showed {cell.shown}, now {cell.answer}" for cell in outcome.differences]
    session.result(
        "\n".join([summary, *_shorten(differences), *_left_lines(outcome.left)]),
        {
            "file": str(target),
            "values": outcome.values,
            "inside": outcome.inside,
            "differences": differences,
            "left": [left.fields() for left in outcome.left],
        },
    )
    return PROBLEMS if outcome.left else 0


formulas = command_group("formulas", "Check, convert or freeze the functions in a workbook.", check, convert, freeze)


def _not_frozen(book: Path, left: Sequence[LeftCall]) -> InputError:
    """The error of calls that have no value, with the place of the first."""
    first = left[0]
    count = f"{len(left):,} calls cannot be frozen" if len(left) > 1 else "not frozen"
    return InputError(
        f"{count}: {first.why}",
        where=Place(file=book.name, sheet=first.formula.sheet or None, cell=first.formula.place),
        found=first.call.text,
        remedy="--keep-going leaves such formulas as they are",
    )


def _lines(findings: Sequence[CheckedCall]) -> list[str]:
    """One line per call, its problems indented below."""
    rows = [
        (finding.formula.where, finding.call.name, finding.call.spelling.value, finding.error) for finding in findings
    ]
    widths = [max((len(row[place]) for row in rows), default=0) for place in range(3)]
    lines: list[str] = []
    for row, finding in zip(rows, findings, strict=True):
        cells = "  ".join(f"{text:<{width}}" for text, width in zip(row, widths, strict=False))
        lines.append(f"{cells}  {row[3]}".rstrip())
        lines += [f"    {problem}" for problem in finding.problems]
    return lines


def _total(findings: Sequence[CheckedCall], wrong: int) -> str:
    """The last line: how many calls, of which spellings, and how many with a problem."""
    spellings = Counter(finding.call.spelling.value for finding in findings)
    listed = ", ".join(f"{count} {name}" for name, count in spellings.most_common())
    places = count_of(len({finding.formula.where for finding in findings}), "place")
    total = f"{count_of(len(findings), 'call')} in {places}" + (f": {listed}" if listed else "")
    return f"{total}; {wrong} with a problem" if wrong else f"{total}; nothing wrong"


def _left_lines(left: Sequence[LeftCall]) -> list[str]:
    return _shorten([f"left as it is: {formula}" for formula in left])


def _shorten(lines: list[str]) -> list[str]:
    more = len(lines) - MOST_LINES
    return lines if more <= 0 else [*lines[:MOST_LINES], f"… and {more} more; --json lists all"]
