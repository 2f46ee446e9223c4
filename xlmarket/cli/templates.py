"""`xlmarket template`: the templates of reports, listed, checked and started."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from xlmarket.cli.commands import command, command_group
from xlmarket.cli.options import ChoiceType, output_option
from xlmarket.cli.preview import preview
from xlmarket.cli.progress import show_steps
from xlmarket.cli.session import Session
from xlmarket.cli.targets import check_ending, check_new
from xlmarket.cli.titles import list_titles

PROBLEMS = 3
_REGION = ' --region "Latin America"'
REGIONS = {"region": _REGION, "market": " --region Brazil", "deck": _REGION}
"""The option that a report of a starter needs."""
EXPLAINED = {".xlsx": ("Excel", "sheet"), ".pptx": ("PowerPoint", "slide")}
"""The program that opens a starter, and what in it explains the starter."""


def _starters() -> Iterable[str]:
    from xlmarket.report.shipped import STARTERS

    return STARTERS


@command("list", "xlmarket template list")
def list_templates(session: Session) -> None:
    """List the templates that come with xlmarket.

    Each is shown with the formats of its reports.
    """
    from xlmarket.output import formats_of
    from xlmarket.report import list_templates as list_shipped

    rows = [(row, formats_of(row.path)) for row in list_shipped()]
    plain = list_titles({row.name: f"{row.title} ({', '.join(formats)})" for row, formats in rows})
    fields = [
        {"name": row.name, "title": row.title, "file": str(row.path), "formats": list(formats)} for row, formats in rows
    ]
    session.result(plain, fields)


@command("check", "xlmarket template check region-template.xlsx")
@click.argument("names", nargs=-1, required=True, metavar="TEMPLATE...", help="Templates: names, .xlsx or .pptx files.")
def check_templates(session: Session, names: Sequence[str]) -> int:
    """List all problems of templates, each with its place.

    The place is a sheet and a cell, of a deck a slide and a shape. Ends with exit code 3 if there is one. Warnings say what of a sound template may not come out as it was meant: what is
    not printed, what shows ###, and names that nothing uses. They leave the exit code 0.
    """
    from xlmarket.report import find_template, problems_of, warnings_of

    paths = [find_template(name) for name in names]
    problems, warnings = [], []
    with show_steps(session, len(paths)) as begin:
        for path in paths:
            begin(path.name)
            problems.append(problems_of(path))
            warnings += warnings_of(path)
    every = [problem for listed in problems for problem in listed]
    sound = sum(not listed for listed in problems)
    lines = [*map(str, every), *(f"warning: {warning}" for warning in warnings)]
    levels = [("problem", problem) for problem in every] + [("warning", warning) for warning in warnings]
    session.result(
        "\n".join([*lines, f"{sound} of {len(names)} without problems"]),
        [{"level": level, **problem.fields()} for level, problem in levels],
    )
    return PROBLEMS if every else 0


@command(
    "new", "xlmarket template new region", "xlmarket template new market -o profile.xlsx", "xlmarket template new deck"
)
@click.argument(
    "kind",
    type=ChoiceType(_starters),
    metavar="KIND",
    help="What it is: a region, market or world workbook, or a deck.",
)
@output_option("The file to write (default: KIND-template.xlsx, deck-template.pptx).")
def new_template(session: Session, kind: str, output: Path | None) -> None:
    """Write a template to start from.

    It is a small report that is easy to change in Excel, with a sheet that explains what to type. The deck is one for
    PowerPoint, with a slide that explains it.
    """
    from xlmarket.files import write_whole
    from xlmarket.report import starter

    source = starter(kind)
    ending, (program, page) = source.suffix, EXPLAINED[source.suffix]
    target = output or Path(f"{kind}-template{ending}")
    check_ending(target, f"a template for {program} ends in {ending}", ending)
    check_new(target)
    write_whole(target, source.read_bytes())
    file = f'"{target}"' if " " in str(target) else str(target)
    session.result(
        f"{target}: open it in {program}; its {page} Help explains what to type\n"
        f"check it:      xlmarket template check {file}\n"
        f"look at it:    xlmarket template preview {file}\n"
        f"make a report: xlmarket report {file}{REGIONS.get(kind, '')} --dataset sample-quarterly -o report{ending}",
        {"file": str(target)},
    )


template = command_group(
    "template",
    "List, check, preview and start report templates.",
    list_templates,
    check_templates,
    preview,
    new_template,
)
