"""The template engine with what only reports know: their filters, our functions in formulas, periods that are dates."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from xlmarket import template
from xlmarket.errors import TemplateError
from xlmarket.formulas.evaluation import TemplateFunctions
from xlmarket.report.filters import FILTERS, first_day
from xlmarket.report.page_filters import total
from xlmarket.report.shipped import DECKS
from xlmarket.template import slides

ENVIRONMENT = template.Environment(filters=FILTERS, functions=TemplateFunctions(), date_of=first_day)
"""What every template of a report may use."""

SLIDES = replace(ENVIRONMENT, filters={**FILTERS, "total": total})
"""What decks may use. They have no formulas, so totals below a table are a filter."""


def compile_template(path: Path) -> template.Template:
    """The plan of a template.

    Raises `TemplateError` with the first problem, which says how many more there are, and `InputError` for a file that
    is not a workbook.
    """
    return template.compile_template(path, ENVIRONMENT)


def compile_deck(path: Path) -> slides.Deck:
    """The plan of a deck.

    Raises `TemplateError` with the first problem, which says how many more there are, also for a file that is not a deck.
    """
    return slides.compile_deck(path, SLIDES)


def names_of(path: Path) -> frozenset[str]:
    """The variables that a workbook or a deck needs of its context. Raises the errors of compiling it."""
    return compile_deck(path).names if path.suffix.lower() in DECKS else compile_template(path).names


def problems_of(path: Path) -> list[TemplateError]:
    """All problems of a template, none if it is sound. Raises `InputError` for a file that is not a workbook."""
    if path.suffix.lower() in DECKS:
        return slides.deck_problems(path, SLIDES)
    return template.problems_of(path, ENVIRONMENT)


def warnings_of(path: Path) -> list[TemplateError]:
    """What of a sound template may not come out as its designer wants, none for a template with problems.

    Raises `InputError` for a file that is not a workbook. Decks have no warnings.
    """
    if path.suffix.lower() in DECKS:
        return []
    return template.warnings_of(path, ENVIRONMENT)
