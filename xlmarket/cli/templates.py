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
REGIONS = {"region": ' --region "Latin America"', "market": " --region Brazil"}
"""The option that a report of a starter needs."""


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


@command("new", "xlmarket template new region", "xlmarket template new market -o profile.xlsx")
@click.argument("kind", type=ChoiceType(_starters), metavar="KIND", help="The subject: region, market or world.")
@output_option("The workbook to write (default: KIND-template.xlsx).")
def new_template(session: Session, kind: str, output: Path | None) -> None:
    """Write a template to start from.

    It is a small report that is easy to change in Excel, with a sheet that explains what to type.
    """
    from xlmarket.files import write_whole
    from xlmarket.report import starter

    target = output or Path(f"{kind}-template.xlsx")
    check_ending(target, "a template is an Excel workbook", ".xlsx")
    check_new(target)
    write_whole(target, starter(kind).read_bytes())
    file = f'"{target}"' if " " in str(target) else str(target)
    session.result(
        f"{target}: open it in Excel; its sheet Help explains what to type\n"
        f"check it:      xlmarket template check {file}\n"
        f"look at it:    xlmarket template preview {file}\n"
        f"make a report: xlmarket report {file}{REGIONS.get(kind, '')} --dataset sample-quarterly -o report.xlsx",
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
