"""Reports: a template drawn in Excel and a snapshot become a finished workbook."""

from xlmarket.report.build import FORMULAS, build, choose_formulas, figures_table, needs_region
from xlmarket.report.decks import build_deck, find_deck
from xlmarket.report.engine import compile_template
from xlmarket.report.pages import problems_of, warnings_of
from xlmarket.report.regions import regions_left_out, regions_with_figures
from xlmarket.report.shipped import find_template, list_templates, starter
from xlmarket.report.themes import choose_theme
from xlmarket.template import render, render_to, report_warnings

__all__ = [
    "FORMULAS",
    "build",
    "build_deck",
    "choose_formulas",
    "choose_theme",
    "compile_template",
    "figures_table",
    "find_deck",
    "find_template",
    "list_templates",
    "needs_region",
    "problems_of",
    "regions_left_out",
    "regions_with_figures",
    "render",
    "render_to",
    "report_warnings",
    "starter",
    "warnings_of",
]
