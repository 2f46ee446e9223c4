"""Reports: a template drawn in Excel and a snapshot become a finished workbook."""

from xlmarket.report.answers import FORMULAS
from xlmarket.report.build import build, figures_table, needs_region
from xlmarket.report.compile import compile_template, problems_of
from xlmarket.report.regions import regions_left_out, regions_with_figures
from xlmarket.report.render import render, render_to
from xlmarket.report.shipped import find_template, shipped_templates, starter

__all__ = [
    "FORMULAS",
    "build",
    "compile_template",
    "figures_table",
    "find_template",
    "needs_region",
    "problems_of",
    "regions_left_out",
    "regions_with_figures",
    "render",
    "render_to",
    "shipped_templates",
    "starter",
]
