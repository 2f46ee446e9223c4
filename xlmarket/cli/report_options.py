"""The options that `xlmarket report` and `xlmarket export` share, and what both check before they write."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import click

from xlmarket.cli.options import ChoiceType
from xlmarket.cli.session import Session

PERIOD = "A period: 2015Q4, or latest."


def list_formulas() -> Iterable[str]:
    """What functions in formulas can become."""
    from xlmarket.report import FORMULAS

    return FORMULAS


def list_formats() -> Iterable[str]:
    """The names of the formats."""
    from xlmarket.output import FORMATS

    return FORMATS


def list_printers() -> Iterable[str]:
    """The programs that print."""
    from xlmarket.output.printers import PRINTERS

    return PRINTERS


formulas_option = click.option(
    "--formulas", type=ChoiceType(list_formulas), default="values", help="What our functions in formulas become."
)
anonymous_option = click.option(
    "--anonymous", is_flag=True, help="Leave out who drew the template: authors, company, people of notes, printers."
)
recalculate_option = click.option(
    "--recalculate", is_flag=True, help="Let LibreOffice calculate the formulas whose values we do not know."
)
program_option = click.option(
    "--with", "program", type=ChoiceType(list_printers), help="The program that prints a PDF (default: LibreOffice)."
)
with_data_option = click.option("--with-data", is_flag=True, help="Print the sheets Data and Lists in a PDF, too.")


def check_programs(formats: Iterable[str], *, recalculate: bool, program: str | None = None) -> None:
    """Raise `EnvironmentFault` where a program of a format is missing, before any report is made."""
    from xlmarket.output import FORMATS

    for name in formats:
        if program and "program" in FORMATS[name].options:
            from xlmarket.output.pdf import need_pdf

            need_pdf(program)
        else:
            FORMATS[name].need()
    if recalculate:
        from xlmarket.output.office import find_office

        find_office("calculates formulas for --recalculate")


def tell_region(session: Session, templates: Sequence[tuple[str, bool]]) -> None:
    """Print a message where `--region` has no effect, for no template has a region."""
    if not any(by_region for _, by_region in templates):
        session.message(f'xlmarket: the template "{templates[0][0]}" has no region, so --region is ignored')
