"""The template engine with what only reports know: their filters, our functions in formulas, periods that are dates."""

from __future__ import annotations

from pathlib import Path

from xlmarket import template
from xlmarket.errors import TemplateError
from xlmarket.formulas.evaluation import TemplateFunctions
from xlmarket.report.filters import FILTERS, first_day

ENVIRONMENT = template.Environment(filters=FILTERS, functions=TemplateFunctions(), date_of=first_day)
"""What every template of a report may use."""


def compile_template(path: Path) -> template.Template:
    """The plan of a template.

    Raises `TemplateError` with the first problem, which says how many more there are, and `InputError` for a file that
    is not a workbook.
    """
    return template.compile_template(path, ENVIRONMENT)


def problems_of(path: Path) -> list[TemplateError]:
    """All problems of a template, none if it is sound. Raises `InputError` for a file that is not a workbook."""
    return template.problems_of(path, ENVIRONMENT)


def warnings_of(path: Path) -> list[TemplateError]:
    """What of a sound template may not come out as its designer wants, none for a template with problems.

    Raises `InputError` for a file that is not a workbook.
    """
    return template.warnings_of(path, ENVIRONMENT)
